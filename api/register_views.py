"""What the pages of a register show: its columns, how far its run is, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pypinyin import lazy_pinyin

from api.register_folder import Folder, Held, Run, Told, read_json
from api.register_runner import COUNTS, LISTS
from kb.catalogue import Catalogue
from kb.ids import ConceptId, PolicyId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Language, Text
from matcher.register_headers import wanted

MOST_IN_TEMPLATE: Final = 20
MOST_MISSING: Final = 12
_COUNTS: Final = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")
PUBLIC: Final = {"picture": "result.summary.svg", "table": "result.summary.csv"}
"""What tells nothing of anybody: counts alone."""
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
    """

    place: int
    told: Told
    title: Text | None
    unit: Text | None
    is_number: bool
    counts: Mapping[str, int] | None = None
    refused: bool = False
    examples: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that a column may tell."""

    id: ConceptId
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """The check of a register.

    Attributes:
        missing: facts that policies ask and no column tells, with how many policies ask.
    """

    rows: int
    columns: tuple[ColumnView, ...]
    facts: tuple[Fact, ...]
    missing: tuple[tuple[Text, int], ...]
    problems: tuple[Said, ...]


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
        columns=tuple(columns),
        facts=_facts(catalogue, chosen, language),
        missing=tuple(
            (titles[c].title, n) for c, n in check["missing"][:MOST_MISSING] if c in titles
        ),
        problems=tuple(said_of(check["problems"], held)),
    )


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
    return _with(view, counts=counts, refused=found["refused"], examples=tuple(examples))


def _with(view: ColumnView, **changes: Any) -> ColumnView:
    held = {name: getattr(view, name) for name in ColumnView.__dataclass_fields__}
    return ColumnView(**held | changes)


def _texts(one: Mapping[str, Any], *names: str) -> dict[str, Text | None]:
    return {name: Text(**one[name]) if one[name] else None for name in names}


def _facts(catalogue: Catalogue, chosen: Iterable[str], language: Language) -> tuple[Fact, ...]:
    """Return what a column may tell, by title; what members of a list have is no column."""
    inside = {part for one in catalogue.concepts.values() for part in one.members}
    asked = wanted(catalogue)
    some = [
        one
        for one in catalogue.concepts.values()
        if one.id in asked or one.id in chosen or one.id not in inside
    ]
    facts = (Fact(id=one.id, title=one.title) for one in some)
    return tuple(sorted(facts, key=lambda fact: _sorted_by(fact.title.get(language))))


def _sorted_by(title: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in lazy_pinyin(title))


def said_of(problems: Iterable[Mapping[str, Any]], held: Held) -> Iterator[Said]:
    """Yield problems with places as an officer knows them: columns, and the name of the file."""
    for one in problems:
        place = one["place"].removeprefix("columns.").removesuffix(".times")
        texts = _texts(one, "problem", "remedy")
        problem = texts["problem"]
        assert problem is not None
        shown = held.name if place == f"register{held.kind}" else place
        yield Said(place=shown, problem=problem, remedy=texts["remedy"])


def told_by(sent: Mapping[str, Sequence[str]], columns: Sequence[Told]) -> tuple[Told, ...]:
    """Return what an officer chose for every column; a column the form lacks stays as it was."""
    out = []
    for n, one in enumerate(columns, 1):
        tells = sent.get(f"tells.{n}", [one.tells])[0]
        times = sent.get(f"times.{n}", [one.times])[0].strip()[:_LONGEST_FACTOR]
        kept = times if tells == one.tells else ""
        out.append(Told(header=one.header, tells=tells, times=kept))
    return tuple(out)


def template_headers(catalogue: Catalogue) -> list[str]:
    """Return headers of a table to fill in, in both languages: the facts most policies ask for."""
    most = (catalogue.concepts[one] for one, _ in wanted(catalogue).most_common())
    one_cell = [one for one in most if one.type is not ConceptType.MEMBERS][:MOST_IN_TEMPLATE]
    facts = [f"{one.title.zh} / {one.title.en}{_unit_of(one)}" for one in one_cell]
    return ["编号 / id", "同意使用数据 / consent", *facts]


def _unit_of(concept: InformationConcept) -> str:
    number = concept.type is ConceptType.NUMBER
    return f" ({concept.unit.zh})" if concept.unit and number else ""


# ---- what came of it -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """One policy of the summary.

    Attributes:
        counts: eligible, near, needs_information, needs_judgement, not_eligible.
        parts: the bar: the name of a part, where it begins and how long it is, in percent.
        fact: what would settle it for most.
        settles: how many it alone would settle.
        keeps_open: for how many it is open, with others or alone.
    """

    id: PolicyId
    title: Text
    counts: Mapping[str, int]
    parts: tuple[tuple[str, float, float], ...]
    fact: Text | None = None
    settles: int = 0
    keeps_open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """Who is eligible for an automatic policy, by consent."""

    file: str
    title: Text
    consent: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """What came of a register."""

    rows: int
    on: str
    unread: int
    policies: tuple[PolicyLine, ...]
    lists: tuple[ListLine, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)


def result_view(folder: Folder, catalogue: Catalogue) -> ResultView | None:
    """Return what came of a register; None where its summary is gone."""
    plain = read_json(folder.out / "result.summary.json")
    if plain is None:
        return None
    policies = tuple(_policy_line(one, plain["rows"]) for one in plain["policies"])
    return ResultView(
        rows=plain["rows"],
        on=plain["on"],
        unread=plain["unread"]["cells"],
        policies=policies,
        lists=tuple(_list_lines(folder, policies)),
        files={path.name: path.stat().st_size for path in _files(folder)},
    )


def _policy_line(one: Mapping[str, Any], rows: int) -> PolicyLine:
    counts = {name: one[name] for name in _COUNTS}
    most = next((fact for fact in one["missing"] if fact["fact"] == one["settling_fact"]), None)
    return PolicyLine(
        id=one["policy"],
        title=Text(**one["title"]),
        counts=counts,
        parts=tuple(_parts(counts, rows)),
        fact=Text(**most["title"]) if most else None,
        settles=most["settles"] if most else 0,
        keeps_open=most["keeps_open"] if most else 0,
    )


def _parts(counts: Mapping[str, int], rows: int) -> Iterator[tuple[str, float, float]]:
    """Yield the parts of a bar; who is near is among those who are not eligible."""
    begins = 0.0
    for name in _COUNTS[:4]:
        length = 100 * counts[name] / max(rows, 1)
        yield name, round(begins, 2), round(length, 2)
        begins += length


def _list_lines(folder: Folder, policies: Sequence[PolicyLine]) -> Iterator[ListLine]:
    """Yield the lists, in the order of the summary."""
    counts = read_json(folder.out / COUNTS) or {}
    for one in policies:
        stem = one.id.partition("/")[2].replace("/", "-")
        if stem in counts:
            yield ListLine(file=f"{stem}.csv", title=one.title, consent=counts[stem])


def _files(folder: Folder) -> list[Any]:
    """Return what may be downloaded; what is still being written is left out."""
    found = [*folder.out.glob("*"), *(folder.out / LISTS).glob("*.csv")]
    return sorted(path for path in found if path.suffix in (".csv", ".parquet", ".svg"))


def file_of(folder: Folder, name: str) -> Any:
    """Return a file of a result by its name; None where there is none."""
    return next((path for path in _files(folder) if path.name == name), None)


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
