"""Whether the facts of an example can be said: known ids, and values of the types they have.

A first look at the desk, by the type of each fact; `matcher` reads them as it reads any others.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kb.built_in import GRANTED, HOLDS
from kb.errors import did_you_mean, write_one_of
from kb.examples import Example, facts_of
from kb.fields import key_of
from kb.fitting import fits_value
from kb.ids import is_id, kind_of
from kb.kinds import ConceptType
from kb.limits import does_not_fit, no_code
from kb.model import AnyRecord, InformationConcept, Parameter
from kb.possible import Found, Steps
from kb.rooms import rounded
from kb.scalars import A_DAY, A_NUMBER
from kb.text import Text

Records = Mapping[str, AnyRecord]

_HELD: Final[dict[str, str]] = {
    "holds": "evidence",
    HOLDS: "evidence",
    "granted": "policy",
    GRANTED: "policy",
}
"""The keys that name records, and of which kind."""


def unfit_examples(record: AnyRecord, records: Records) -> Iterator[Found]:
    """Yield (path, problem, remedy) for what cannot be said in the examples of a record."""
    for path, example in _examples(record, ()):
        for inner, problem, remedy in _facts(facts_of(example), records):
            yield (*path, "facts", *inner), problem, remedy
        if example.is_ is not None:
            yield from _result(example, (*path, "is"), record)


def _examples(part: Any, path: Steps) -> Iterator[tuple[Steps, Example]]:
    if isinstance(part, Example):
        yield path, part
    elif isinstance(part, tuple):
        for i, item in enumerate(part):
            yield from _examples(item, (*path, i))
    elif is_dataclass(part):
        for field in fields(part):
            yield from _examples(getattr(part, field.name), (*path, key_of(field.name)))


def _result(example: Example, path: Steps, record: AnyRecord) -> Iterator[Found]:
    if isinstance(record, InformationConcept):
        for inner, problem, remedy in fits_value(example.is_, record):
            yield (*path, *inner), problem, remedy
    else:
        problem = Text(
            zh="这里没有要推算的值。", en="is the value of a derived fact, and this is none."
        )
        yield (
            path,
            problem,
            Text(zh="请去掉，只写 gives。", en="Take it out and write gives alone."),
        )


def _facts(facts: Mapping[str, Any], records: Records) -> Iterator[Found]:
    for key, value in facts.items():
        if value is None:
            continue
        if key in _HELD:
            yield from _named((key,), value, _HELD[key], records)
            continue
        if isinstance(records.get(key), Parameter):
            yield from _figure((key,), value)
            continue
        concept = _resolved(key, "concept", records)
        if isinstance(concept, InformationConcept):
            yield from _VALUES[concept.type]((key,), value, concept, records)
        else:
            yield (key,), Text(zh="没有这个信息项。", en="is no fact we know."), _near(key, records)


def _near(key: str, records: Records) -> Text:
    known = [one for one in records if kind_of(one) == "concept"]
    near = difflib.get_close_matches(f"concept/{key.removeprefix('concept/')}", known, n=1)
    return did_you_mean(near) if near else _CORRECT_THE_ID


_CORRECT_THE_ID: Final = Text(zh="请改正编号。", en="Correct the id.")


def _resolved(text: str, kind: str, records: Records) -> AnyRecord | None:
    """Return the record behind an id, its last part, or its notation."""
    tail = text.removeprefix(f"{kind}/")
    for candidate in (f"{kind}/{tail}", f"{kind}/{tail.replace('_', '-')}"):
        if is_id(candidate) and candidate in records:
            return records[candidate]
    named = (r for i, r in records.items() if kind_of(i) == kind and r.notation == tail)
    return next(named, None)


def _named(path: Steps, value: Any, kind: str, records: Records) -> Iterator[Found]:
    if not isinstance(value, list):
        yield path, Text(zh="不是列表。", en="is not a list."), _NONE
        return
    for item in value:
        if _resolved(str(item), kind, records) is None:
            problem = Text(zh=f"没有 {item} 这条记录。", en=f"there is no {item}.")
            yield path, problem, _CORRECT_THE_ID


def _figure(path: Steps, value: Any) -> Iterator[Found]:
    """Yield the problem of a local figure that an example fixes."""
    if type(value) not in (int, Decimal):
        yield path, Text(zh="不是数字。", en="is not a number."), A_NUMBER


_NONE: Final = Text(zh="一个也没有，请写 []。", en="Write [] for none.")


# ---- values ---------------------------------------------------------------------------------

Check = Callable[[Steps, Any, InformationConcept, Records], Iterator[Found]]


def _plain(fits: Callable[[Any], bool], remedy: Text) -> Check:
    """Return the check of a value that is seen to fit by itself."""

    def check(path: Steps, value: Any, concept: InformationConcept, _: Records) -> Iterator[Found]:
        if not fits(value):
            yield path, does_not_fit(concept), remedy

    return check


def _number(path: Steps, value: Any, concept: InformationConcept, _: Records) -> Iterator[Found]:
    if type(value) not in (int, Decimal):
        yield path, does_not_fit(concept), A_NUMBER
    elif rounded(Decimal(value), max(concept.decimals, 0), up=True) != value:
        problem = Text(
            zh=f"{value} 的小数多于 {concept.decimals} 位。",
            en=f"{value} has more than {concept.decimals} decimals.",
        )
        yield path, problem, Text(zh="请四舍五入。", en="Round it.")


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _codes(path: Steps, value: Any, concept: InformationConcept, _: Records) -> Iterator[Found]:
    several = concept.type is ConceptType.CODES
    if isinstance(value, list) is not several:
        yield path, does_not_fit(concept), _A_LIST if several else _ONE_CODE
        return
    known = {entry.notation or entry.code: entry.code for entry in concept.codes}
    for code in value if several else [value]:
        if code not in known and str(code).replace("_", "-") not in known.values():
            yield path, no_code(code, concept), write_one_of(known.values())


_A_LIST: Final = Text(zh="请写成 [one, two] 的样子。", en="Write it as [one, two].")
_ONE_CODE: Final = Text(zh="请只写一个代码。", en="Write one code.")


def _area(
    path: Steps, value: Any, concept: InformationConcept, records: Records
) -> Iterator[Found]:
    if not isinstance(value, str | int) or _resolved(str(value), "area", records) is None:
        remedy = Text(zh="请写编号，例如 area/310101。", en="Write an id such as area/310101.")
        yield path, does_not_fit(concept), remedy


def _members(
    path: Steps, value: Any, concept: InformationConcept, records: Records
) -> Iterator[Found]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        remedy = Text(
            zh="请写成 [{…}, {…}]；一个也没有，请写 []。", en="Write [{…}, {…}], or [] for none."
        )
        yield path, does_not_fit(concept), remedy
        return
    for i, item in enumerate(value):
        for inner, problem, remedy in _facts(item, records):
            yield (*path, i, *inner), problem, remedy


_VALUES: Final[dict[ConceptType, Check]] = {
    ConceptType.BOOLEAN: _plain(
        lambda value: type(value) is bool,
        Text(zh="请写 true 或 false。", en="Write true or false."),
    ),
    ConceptType.NUMBER: _number,
    ConceptType.DATE: _plain(_is_day, A_DAY),
    ConceptType.CODE: _codes,
    ConceptType.CODES: _codes,
    ConceptType.AREA: _area,
    ConceptType.TEXT: _plain(
        lambda value: isinstance(value, str), Text(zh="请写文字。", en="Write words.")
    ),
    ConceptType.MEMBERS: _members,
}
"""For each type of fact, how a value of it is looked at."""
