"""What the pages of a register show: its columns, and how far its run is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.register_folder import Folder, Held, Run, Told
from api.register_told import fact_of
from api.register_words import IN_WORDS, choices, concept_of
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import Audience, ConceptType
from kb.model import InformationConcept
from kb.text import Language, Text
from matcher.inputs import Inputs
from matcher.register_headers import wanted
from matcher.sounding import pinyin

MOST_IN_TEMPLATE: Final = 20
MOST_MISSING: Final = 12
MOST_SAME: Final = 8
_GROUPS: Final = ("firms", "people", "others")
MOST_ON_A_PAGE: Final = 400
"""So many words are asked at once, for a form carries no more than a thousand fields."""
_LONGEST_FACTOR: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A problem in both languages, read back."""

    place: str
    problem: Text
    remedy: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """One column of the check.

    Attributes:
        place: 1 is the first.
        told: what it tells.
        title: of that, where it is a fact that is there.
        unit: of that fact, where it is a number.
        is_number: whether its numbers may be multiplied.
        counts: usable, empty and unreadable cells; none where it is not used.
        refused: whether more than half cannot be used.
        examples: the first cells that cannot be used: row, what stands there, why, what to write.
        words: words an officer may say the meaning of: how many cells have them (0 where one was
            chosen), and what was chosen.
        choices: what they may mean: the value, and its title.
    """

    place: int
    told: Told
    title: Text | None
    unit: Text | None
    is_number: bool
    counts: Mapping[str, int] | None = None
    refused: bool = False
    examples: tuple[Mapping[str, Any], ...] = ()
    words: tuple[tuple[str, int, str], ...] = ()
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that a column may tell."""

    id: ConceptId
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A fact that may be the same for every row; `chosen` is nothing where it is not said."""

    id: ConceptId
    title: Text
    choices: tuple[tuple[str, Text], ...]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """The check of a register.

    Attributes:
        whole: whether the rows that were read are all there are.
        head: how many rows of the file stand above the first applicant.
        facts: what a column may tell, by whom it is asked of: the key of the group's name.
        same: facts that could be said for every row.
        missing: facts that policies ask and no column tells, with how many policies ask.
        has_id: whether a column tells the applicants' own numbers.
        has_consent: whether one tells who agreed that data are used.
    """

    rows: int
    whole: bool
    head: int
    columns: tuple[ColumnView, ...]
    facts: tuple[tuple[str, tuple[Fact, ...]], ...]
    same: tuple[Same, ...]
    missing: tuple[tuple[Text, int], ...]
    problems: tuple[Said, ...]
    warnings: tuple[Text, ...]
    has_id: bool
    has_consent: bool


def check_view(
    folder: Folder, check: Mapping[str, Any], catalogue: Catalogue, language: Language
) -> CheckView:
    """Return the check of a register as its page shows it."""
    held = folder.held
    columns = [_column(n, one, check, catalogue) for n, one in enumerate(held.columns, 1)]
    chosen = {one.tells for one in held.columns}
    titles = catalogue.concepts
    return CheckView(
        rows=check["rows"],
        whole=check["whole"],
        head=check["head"],
        columns=tuple(_fewer_words(columns)),
        facts=_facts(catalogue, chosen, language),
        same=tuple(_same(held, catalogue)),
        missing=tuple(
            (titles[c].title, n) for c, n in check["missing"][:MOST_MISSING] if c in titles
        ),
        problems=tuple(said_of(check["problems"], held, catalogue)),
        warnings=tuple(Text(**warning) for warning in check["warnings"]),
        has_id="id" in chosen,
        has_consent="consent" in chosen,
    )


def _fewer_words(columns: Iterable[ColumnView]) -> Iterator[ColumnView]:
    """Yield columns with no more words than a form can carry."""
    left = MOST_ON_A_PAGE
    for one in columns:
        yield _with(one, words=one.words[:left])
        left -= len(one.words[:left])


def _same(held: Held, catalogue: Catalogue) -> Iterator[Same]:
    """Yield facts in words that policies ask most and no column tells; what was said stays."""
    said, told = dict(held.same), {one.tells for one in held.columns}
    inside = {part for one in catalogue.concepts.values() for part in one.members}
    free = [one for one, _ in wanted(catalogue).most_common() if one not in told | inside]
    fit = [catalogue.concepts[one] for one in free]
    some = [one for one in fit if one.type in IN_WORDS and one.type is not ConceptType.CODES]
    for place, one in enumerate(some):
        if place < MOST_SAME or one.id in said:
            values = choices(one, catalogue)
            yield Same(id=one.id, title=one.title, choices=values, chosen=said.get(one.id, ""))


def _column(place: int, told: Told, check: Mapping[str, Any], catalogue: Catalogue) -> ColumnView:
    concept = catalogue.concepts.get(ConceptId(told.tells))
    found = check["columns"].get(told.header)
    number = concept is not None and concept.type is ConceptType.NUMBER
    view = ColumnView(
        place=place,
        told=told,
        title=concept.title if concept else None,
        unit=concept.unit if concept and number else None,
        is_number=number,
    )
    if found is None:
        return view
    examples = [one | _texts(one, "problem", "remedy") for one in found["examples"]]
    counts = {name: found[name] for name in ("usable", "empty", "unreadable")}
    view = _with(view, counts=counts, refused=found["refused"], examples=tuple(examples))
    words = tuple(_words(told, found["words"]))
    if concept is None or concept.type not in IN_WORDS or not words:
        return view
    return _with(view, words=words, choices=choices(concept, catalogue))


def _words(told: Told, unread: Iterable[Sequence[Any]]) -> Iterator[tuple[str, int, str]]:
    """Yield the words that were chosen for, then those that still mean nothing."""
    chosen = dict(told.values)
    yield from ((word, 0, value) for word, value in chosen.items())
    yield from ((word, count, "") for word, count in unread if word not in chosen)


def _with(view: ColumnView, **changes: Any) -> ColumnView:
    held = {name: getattr(view, name) for name in ColumnView.__dataclass_fields__}
    return ColumnView(**held | changes)


def _texts(one: Mapping[str, Any], *names: str) -> dict[str, Text | None]:
    return {name: Text(**one[name]) if one[name] else None for name in names}


def _facts(
    catalogue: Catalogue, chosen: Iterable[str], language: Language
) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """Return what a column may tell, by title, what firms are asked first.

    What members of a list have is no column.
    """
    inside = {part for one in catalogue.concepts.values() for part in one.members}
    asked, groups = wanted(catalogue), _asked_of(catalogue)
    found: dict[str, list[Fact]] = {key: [] for key in _GROUPS}
    for one in catalogue.concepts.values():
        if one.id in asked or one.id in chosen or one.id not in inside:
            group = groups.get(one.id, _GROUPS[2])
            found[group].append(Fact(id=one.id, title=one.title))
    order = {
        key: sorted(some, key=lambda one: _sorted_by(one.title.get(language)))
        for key, some in found.items()
    }
    return tuple((key, tuple(some)) for key, some in order.items() if some)


def _asked_of(catalogue: Catalogue) -> dict[ConceptId, str]:
    """Return whom policies ask each fact of; what both are asked stands with firms."""
    inputs, found = Inputs(catalogue), dict[ConceptId, str]()
    for policy in catalogue.policies.values():
        group = _GROUPS[1] if policy.audience is Audience.PERSON else _GROUPS[0]
        criterion = catalogue.conditions.get(policy.id)
        for fact in inputs.of(criterion) if criterion is not None else ():
            if found.get(fact) != _GROUPS[0]:
                found[fact] = group
    return found


def _sorted_by(title: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in pinyin(title))


def said_of(
    problems: Iterable[Mapping[str, Any]], held: Held, catalogue: Catalogue
) -> Iterator[Said]:
    """Yield problems with places as an officer knows them: columns, and the name of the file."""
    for one in problems:
        texts = _texts(one, "problem", "remedy")
        problem = texts["problem"]
        assert problem is not None
        place = _place(one["place"], held, catalogue)
        yield Said(place=place, problem=problem, remedy=texts["remedy"])


def _place(place: str, held: Held, catalogue: Catalogue) -> str:
    place = place.removeprefix("columns.").removesuffix(".times").replace(".values.", " · ")
    if place == f"register{held.kind}":
        return held.name
    same = concept_of(fact_of(place), catalogue)
    return same.title.zh if same is not None else place


def told_by(sent: Mapping[str, Sequence[str]], columns: Sequence[Told]) -> tuple[Told, ...]:
    """Return what an officer chose for every column; a column the form lacks stays as it was."""
    out = []
    for n, one in enumerate(columns, 1):
        tells = sent.get(f"tells.{n}", [one.tells])[0]
        times = sent.get(f"times.{n}", [one.times])[0].strip()[:_LONGEST_FACTOR]
        kept = times if tells == one.tells else ""
        values = _values_by(sent, n, one) if tells == one.tells else ()
        out.append(Told(header=one.header, tells=tells, times=kept, values=values))
    return tuple(out)


def _values_by(
    sent: Mapping[str, Sequence[str]], place: int, told: Told
) -> tuple[tuple[str, str], ...]:
    """Return what an officer chose for the words of a column; a word the form lacks stays."""
    begins = f"means.{place}."
    said = {name.removeprefix(begins): sent[name][0] for name in sent if name.startswith(begins)}
    return tuple((word, value) for word, value in (dict(told.values) | said).items() if value)


def same_by(
    sent: Mapping[str, Sequence[str]], held: Sequence[tuple[str, str]], catalogue: Catalogue
) -> tuple[tuple[str, str], ...]:
    """Return what an officer said to be the same for every row; what is no value is left out."""
    said = {name.removeprefix("same."): sent[name][0] for name in sent if name[:5] == "same."}
    return tuple(
        (fact, value)
        for fact, value in (dict(held) | said).items()
        if (concept := concept_of(fact, catalogue)) is not None
        and value in dict(choices(concept, catalogue))
    )


def template_headers(catalogue: Catalogue) -> list[str]:
    """Return headers of a table to fill in, in both languages: the facts most policies ask for."""
    most = (catalogue.concepts[one] for one, _ in wanted(catalogue).most_common())
    one_cell = [one for one in most if one.type is not ConceptType.MEMBERS][:MOST_IN_TEMPLATE]
    facts = [f"{one.title.zh} / {one.title.en}{_unit_of(one)}" for one in one_cell]
    return ["编号 / id", "同意使用数据 / consent", *facts]


def _unit_of(concept: InformationConcept) -> str:
    number = concept.type is ConceptType.NUMBER
    return f" ({concept.unit.zh})" if concept.unit and number else ""


# ---- a run ---------------------------------------------------------------------------------------


def progress_shape(run: Run, ahead: int, words: Mapping[str, str]) -> dict[str, Any]:
    """Return how far a run is, for the script of the page."""
    percent = int(run.share * 100)
    return {"state": run.state, "percent": percent, "line": line_of(run, ahead, words)}


def line_of(run: Run, ahead: int, words: Mapping[str, str]) -> str:
    """Return how far a run is as one line of words."""
    if run.state == "waiting":
        return words["registers.ahead"].format(n=ahead)
    key = "registers.writing_line" if run.writing else "registers.rows_line"
    line = words[key].format(rows=f"{run.rows:,}", percent=int(run.share * 100))
    if run.left is None:
        return line
    minutes, seconds = divmod(round(run.left), 60)
    return line + words["registers.left"].format(time=f"{minutes}:{seconds:02}")
