"""The headers of a register → the columns that are read, by name or by the mapping file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.errors import Problem, WrongInput
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text, listed
from kb.yaml_text import Path
from matcher import nearest, unfit
from matcher.inputs import Inputs
from matcher.register_batch import Column, Role
from matcher.register_headings import role_of, usual
from matcher.register_mapping import Keys, Mapped, Mapping, reads_days
from matcher.register_names import names_of
from matcher.register_says import Refused, folded, several
from matcher.register_units import other_unit, parted, times_of
from matcher.register_words import Words

_FEW: Final = 8


@dataclass(frozen=True, slots=True)
class Headers:
    """What became of the headers: columns that are read, and names nobody understood."""

    columns: tuple[Column, ...]
    unmapped: tuple[str, ...]


def headers_read(
    headers: Sequence[str], catalogue: Catalogue, mapping: Mapping | None, file: str
) -> Headers:
    """Return which headers tell which concepts.

    Raises:
        WrongInput: headers repeat, two tell the same, none tells anything, a unit is not the
            concept's, or the mapping names what is not there.
    """
    _refuse_repeated(headers, file)
    found = _Found(headers, catalogue, mapping or Mapping(keys=Keys()))
    columns = [column for header in headers if (column := found.column(header)) is not None]
    problems = [*found.problems, *_twice(columns)]
    if not problems and not any(column.role is Role.FACT for column in columns):
        problems.append(_none_known(headers, catalogue, file))
    if problems:
        raise WrongInput(problems)
    return Headers(tuple(columns), tuple(found.unmapped))


def wanted(catalogue: Catalogue) -> Counter[ConceptId]:
    """Return how many policies read each fact that an applicant can be asked for."""
    inputs = Inputs(catalogue)
    read = (inputs.of(criterion) for criterion in catalogue.conditions.values())
    counts = Counter(concept for concepts in read for concept in sorted(concepts))
    asked = (c for c in counts if catalogue.concepts[c].derive is None)
    return Counter({concept: counts[concept] for concept in asked})


def _refuse_repeated(headers: Sequence[str], file: str) -> None:
    counts = Counter(header.strip() for header in headers if header.strip())
    twice = [header for header, count in counts.items() if count > 1]
    if twice:
        named = listed(twice[:_FEW])
        raise WrongInput.at(
            file,
            Text(zh=f"有几列同名：{named.zh}。", en=f"several columns have one name: {named.en}."),
            Text(zh="请给每一列一个名称。", en="Give each column a name of its own."),
        )


class _Found:
    """Looks every header up; collects what is wrong instead of stopping at the first."""

    def __init__(self, headers: Sequence[str], catalogue: Catalogue, mapping: Mapping) -> None:
        self.catalogue = catalogue
        self.mapping = mapping
        self.problems: list[Problem] = []
        self.unmapped: list[str] = []
        self._levels = _levels(catalogue)
        self._by_folded = {folded(header): header for header in headers}
        self._roles = {
            header: role
            for key, name, role in (
                ("id", mapping.keys.id, Role.ID),
                ("consent", mapping.keys.consent, Role.CONSENT),
            )
            if (header := self._header((key,), name)) is not None
        }
        self._said = {
            header: key
            for key in mapping.keys.columns
            if (header := self._header(("columns", key), key)) is not None
        }

    @cached_property
    def _surely(self) -> set[ConceptId]:
        """Return the facts that the mapping file or a name of their own tells."""
        said = (held for held in self.mapping.keys.columns.values() if held is not None)
        names = [held.concept if isinstance(held, Mapped) else held for held in said]
        free = [one for one in self._by_folded.values() if one not in self._said]
        named = [self._concepts(one) or self._concepts(parted(one)[0]) for one in free]
        return {one for ids in (*map(self._concepts, names), *named) for one in ids}

    def _header(self, path: Path, name: str | None) -> str | None:
        """Return the header that the mapping file means."""
        held = None if name is None else self._by_folded.get(folded(name))
        if name is not None and held is None:
            said = unfit.quoted(name)
            there = listed(header.strip() for header in [*self._by_folded.values()][:30])
            problem = Text(zh=f"表里没有{said.zh}这一列。", en=f"there is no column {said.en}.")
            remedy = Text(zh=f"表里的列：{there.zh}。", en=f"The columns are: {there.en}.")
            self.problems.append(self.mapping.problem(path, problem, remedy))
        return held

    def column(self, header: str) -> Column | None:
        """Return what a header tells; None where it tells nothing or is left out on purpose."""
        if header in self._roles:
            return Column(name=header, role=self._roles[header])
        if header in self._said:
            return self._mapped(header, self._said[header])
        return self._by_itself(header)

    # ---- by the mapping file ----------------------------------------------------------------

    def _mapped(self, header: str, key: str) -> Column | None:
        said = self.mapping.keys.columns[key]
        if said is None:
            return None
        held, path = said if isinstance(said, Mapped) else Mapped(concept=said), ("columns", key)
        ids = self._concepts(held.concept)
        if len(ids) != 1:
            problem, remedy = _no_such_fact(held.concept, ids, self.catalogue)
            self.problems.append(self.mapping.problem(path, problem, remedy))
            return None
        column = Column(name=header, concept=ids[0], form=held.form)
        self._check(held, self.catalogue.concepts[ids[0]], path)
        times = held.times if held.times is not None else self._times(header, ids[0], path)
        column = replace(column, times=times or Decimal(1))
        return replace(column, values=self._values(held, column, path))

    def _check(self, held: Mapped, concept: InformationConcept, path: Path) -> None:
        wrong: list[tuple[str, Text, Text]] = []
        if held.times is not None and (concept.type is not ConceptType.NUMBER or held.times <= 0):
            wrong.append(("times", *_TIMES))
        if held.form is not None and not (
            concept.type is ConceptType.DATE and reads_days(held.form)
        ):
            wrong.append(("form", *_FORM))
        self.problems += [self.mapping.problem((*path, key), *said) for key, *said in wrong]

    def _values(self, held: Mapped, column: Column, path: Path) -> tuple[tuple[str, Any], ...]:
        """Return what words mean, every one tried; lists as tuples, for columns are hashed."""
        out = tuple(
            (word, tuple(value) if isinstance(value, list) else value)
            for word, value in held.values.items()
        )
        words = Words(column, self.catalogue)
        for word, value in out:
            try:
                words.said(value)
            except Refused as error:
                at = (*path, "values", word)
                why = error.refusal
                self.problems.append(self.mapping.problem(at, why.problem, why.remedy))
        return out

    # ---- by name ----------------------------------------------------------------------------

    def _by_itself(self, header: str) -> Column | None:
        ids = self._concepts(header) or self._concepts(parted(header)[0])
        if len(ids) == 1:
            times = self._times(header, ids[0], ())
            return Column(name=header, concept=ids[0], times=times or Decimal(1))
        role = role_of(header)
        if len(ids) > 1:
            problem, remedy = _no_such_fact(header, ids, self.catalogue)
            self.problems.append(Problem(place=header.strip(), problem=problem, remedy=remedy))
            return None
        if role is not None and role not in self._roles.values():
            return Column(name=header, role=role)
        guessed = usual(parted(header)[0], self.catalogue) if role is None else None
        if guessed is not None and guessed not in self._surely:
            times = self._times(header, guessed, ())
            return Column(name=header, concept=guessed, times=times or Decimal(1))
        self.unmapped.append(header)
        return None

    def _concepts(self, name: str) -> list[ConceptId]:
        """Return the concepts with a name: by id, else the fact sheet's, else by title."""
        for level in self._levels:
            found = level.get(folded(name))
            if found:
                return sorted(found)
        return []

    def _times(self, header: str, concept: ConceptId, path: Path) -> Decimal | None:
        """Return what the unit in a header asks for; None is refused."""
        held = self.catalogue.concepts[concept]
        unit = None if folded(header) in names_of(held) else parted(header)[1]
        if unit is None or held.type is not ConceptType.NUMBER:
            return Decimal(1)
        times = times_of(unit, held)
        if times is None:
            problem, remedy = other_unit(unit, held)
            alone = Problem(place=header.strip(), problem=problem, remedy=remedy)
            self.problems.append(self.mapping.problem(path, problem, remedy) if path else alone)
        return times


def _levels(catalogue: Catalogue) -> tuple[dict[str, set[ConceptId]], ...]:
    """Return concepts by their ids, by the fact sheet's names, and by their titles.

    What only members of a list have is told by no column of its own where another has its name.
    """
    by_id, by_notation, by_title = (defaultdict[str, set[ConceptId]](set) for _ in range(3))
    for concept in catalogue.concepts.values():
        for name in (concept.id, concept.id.partition("/")[2]):
            by_id[folded(name)].add(concept.id)
        if concept.notation:
            by_notation[folded(concept.notation)].add(concept.id)
        zh, en = concept.title.zh, concept.title.en
        for name in (zh, en, f"{zh} / {en}"):
            by_title[folded(name)].add(concept.id)
    inside = {part for concept in catalogue.concepts.values() for part in concept.members}
    for level in (by_id, by_notation, by_title):
        level |= {name: ids - inside or ids for name, ids in level.items()}
    return by_id, by_notation, by_title


def _twice(columns: Sequence[Column]) -> Iterator[Problem]:
    told: dict[object, list[str]] = defaultdict(list)
    for column in columns:
        told[column.concept or column.role].append(column.name.strip())
    for what, names in told.items():
        if len(names) > 1:
            named = listed(names)
            yield Problem(
                place=names[1],
                problem=Text(
                    zh=f"几列说的是同一项（{what}）：{named.zh}。",
                    en=f"several columns tell {what}: {named.en}.",
                ),
                remedy=Text(
                    zh="请在对照文件里留一列，其余写 null。",
                    en="Keep one in the mapping file and write null for the others.",
                ),
            )


def _no_such_fact(name: str, ids: Sequence[ConceptId], catalogue: Catalogue) -> tuple[Text, Text]:
    if not ids:
        return unfit.there_is_no(name), nearest.facts(name, catalogue)
    why = several(name, list(ids))
    remedy = Text(
        zh="请在对照文件里写是哪一项。", en="Say in the mapping file which of them it is."
    )
    return why.problem, remedy


def _none_known(headers: Sequence[str], catalogue: Catalogue, file: str) -> Problem:
    there = listed(header.strip() for header in headers[:_FEW] if header.strip())
    titles = [
        catalogue.concepts[concept].title for concept, _ in wanted(catalogue).most_common(_FEW)
    ]
    zh, en = listed(t.zh for t in titles).zh, listed(t.en for t in titles).en
    return Problem(
        place=file,
        problem=Text(
            zh=f"没有认出哪一列是什么（{there.zh}）。",
            en=f"no column was recognised ({there.en}).",
        ),
        remedy=Text(
            zh=f"第一行请写列名，例如：{zh}；或者给一份对照文件。",
            en=f"Put names of columns into the first row, such as {en}; or give a mapping file.",
        ),
    )


_TIMES: Final = (
    Text(
        zh="只有数字可以乘，而且要大于零。", en="only numbers can be multiplied, by more than zero."
    ),
    Text(
        zh="请写一个数，例如 10000，或者去掉它。",
        en="Write a number such as 10000, or leave it out.",
    ),
)
_FORM: Final = (
    Text(zh="不是日期的写法。", en="is no form of a date."),
    Text(
        zh='请写年月日的顺序，例如 "%d/%m/%Y"；不是日期的列请去掉它。',
        en='Write year, month and day, such as "%d/%m/%Y", and only for dates.',
    ),
)
