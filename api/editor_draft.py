"""A form → the records it describes, and everything that is wrong with them, at its controls.

One form may make several records: the one it is about, a new document and new materials that it
names, and the policies it ends. They are checked and kept together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from api.editor_about import About
from api.editor_names import Labels
from api.editor_read import Reader
from api.editor_rules import reader
from api.editor_standing import Mark, canonical, marks, standing_values, taken_back
from api.editor_state import Branch, branch, is_blank, rows, value, values
from api.editor_typed import typed_part
from api.form_words import in_form_words
from kb.desk import Desk
from kb.errors import BadRecords, Problem
from kb.model import KINDS, AnyRecord, Period, Policy
from kb.reading import record_from
from kb.text import Language, Text
from kb.writing import plain
from kb.yaml_text import Path

MAIN: Final = "r"
DOCUMENT: Final = "doc"
PAPERS: Final = "papers"
STANDING: Final = "standing"
EVERYBODY: Final = "everybody"
"""The box that says of a policy without conditions that it is meant so."""
_NO_SOURCE: Final = (
    Text(
        zh="选了“在来源里读到”，但是没有写来源。",
        en='fields are marked "read in the source", but no source is named.',
    ),
    Text(zh="请在“来源”里加一行。", en="Add a row under Sources."),
)


@dataclass(slots=True, kw_only=True)
class Read:
    """What a form says.

    Attributes:
        records: those it makes, its own first; empty where its own cannot be read.
        problems: what the shape gate says, at the names of controls.
        found: what the second gate says, at the names of controls.
        marks: the standing of each field.
        taken_back: fields whose mark was taken back, for they were changed.
        values: the plain values of the record, as far as they could be read.
    """

    records: tuple[AnyRecord, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    taken_back: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    names: dict[tuple[str, Path], str] = field(default_factory=dict)

    @property
    def by_name(self) -> dict[str, list[Problem]]:
        """Return every problem by the control it belongs to."""
        out: dict[str, list[Problem]] = {}
        for one in (*self.problems, *self.found):
            out.setdefault(one.place, []).append(one)
        return out


# ---- from a form to records -------------------------------------------------------------------


def read_form(
    tree: Branch, about: About, records: Mapping[str, AnyRecord], language: Language
) -> Read:
    """Return what a form says, through the first gate.

    Args:
        tree: the form.
        about: what it is about.
        records: every record by id, as they are now.
        language: of the page, in which records are named.
    """
    known = dict(records) | {one.id: one for one in about.others}
    read = reader(Labels(known, language))
    out = Read()
    out.values = read.part(branch(tree, MAIN), about.model, MAIN, ()) or {}
    beside = list(_beside(tree, read, out.values, known))
    own_id = _own_id(tree, about, out.values, known)
    told = canonical(out.values, about.model)
    out.marks = marks(tree, about.model, told)
    out.taken_back = taken_back(tree, told)
    said = standing_values(out.marks)
    whole = {"id": own_id, **out.values, **(said | _not_yet_said(tree, about, out.values, said))}
    made = [_record(whole, MAIN, read, out)]
    made += [_record(held, at, read, out) for held, at in beside]
    out.problems = [*read.problems, *out.problems]
    _name_paths(out, own_id, beside, read)
    if None not in made:
        first, *rest = (one for one in made if one is not None)
        ended = _ended(tree, first, known)
        out.records = tuple(_each_once((first, *rest, *ended, *about.others)))
    return out


def _not_yet_said(
    tree: Branch, about: About, held: Mapping[str, Any], said: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Return the marks of a policy without conditions: meant for everybody, or not known yet."""
    if about.kind != "policy" or "criteria" in held:
        return {}
    named = set(said.get("confirm", [])) - {"criteria"}
    if value(tree, EVERYBODY) != "true":
        named.add("criteria")
    return {"confirm": sorted(named)}


def _each_once(records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    held: set[str] = set()
    for one in records:
        if one.id not in held:
            held.add(one.id)
            yield one


def _own_id(
    tree: Branch, about: About, values_: Mapping[str, Any], known: Mapping[str, AnyRecord]
) -> str:
    """Return the id it has, or the one that was typed, or one made of its English title."""
    if about.base is not None:
        return about.base.id
    said = value(tree, "id").strip()
    if said:
        return said if "/" in said else f"{about.kind}/{said}"
    return new_id(about.kind, values_.get("title", {}).get("en", ""), known)


def new_id(kind: str, title: str, taken: Iterable[str]) -> str:
    """Return an id out of an English title that no record has yet.

    >>> new_id("policy", "Rent support (2027) for shops", [])
    'policy/rent-support-2027-for-shops'
    """
    words = re.findall(r"[a-z0-9]+", title.lower())
    stem = "-".join(words)[:60].strip("-") or "new"
    held = set(taken)
    ends = ("", *(f"-{n}" for n in range(2, 1000)))
    return next(f"{kind}/{stem}{end}" for end in ends if f"{kind}/{stem}{end}" not in held)


def _beside(
    tree: Branch, read: Reader, main: dict[str, Any], known: Mapping[str, AnyRecord]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the values of records that come with the form, and name them in its own record."""
    taken = set(known)
    document = read.part(branch(tree, DOCUMENT), KINDS["document"], DOCUMENT, (DOCUMENT,))
    if document is not None:
        own_id = new_id("document", document.get("title", {}).get("en", ""), taken)
        main.setdefault("document", own_id)
        yield {"id": own_id, **document}, DOCUMENT
    for number, row in rows(branch(tree, PAPERS)):
        name = f"{PAPERS}.{number}"
        held = None if is_blank(row) else read.part(row, KINDS["evidence"], name, (name,))
        if held is not None:
            own_id = new_id("evidence", held.get("title", {}).get("en", ""), taken)
            taken.add(own_id)
            main["materials"] = [*main.get("materials", []), own_id]
            yield {"id": own_id, **held}, name


def _record(held: dict[str, Any], at: str, read: Reader, out: Read) -> AnyRecord | None:
    """Return a record; what the gate says against it is kept at its controls."""
    try:
        made = record_from(held, "")
    except BadRecords as error:
        path: Path = () if at == MAIN else (at,)
        told = {one.place for one in read.problems}
        for one in error.problems:
            name = _name_of((*path, *_path(one.place)), read.names, at)
            if not any(_below(one, name) for one in told):
                out.problems.append(_at(_half(one, _path(one.place), held), name))
        return None
    return None if any(_below(one.place, at) for one in read.problems) else made


def _below(name: str, at: str) -> bool:
    return name == at or name.startswith(f"{at}.")


def _at(problem: Problem, name: str) -> Problem:
    remedy = in_form_words(problem.remedy) if problem.remedy is not None else None
    return Problem(place=name, problem=in_form_words(problem.problem), remedy=remedy)


def _half(problem: Problem, path: Path, held: Mapping[str, Any]) -> Problem:
    """Return a problem; of words that are there in one language only, which one is missing."""
    around: Any = held
    for step in path[:-1]:
        inner = isinstance(around, Mapping) and step in around
        listed = isinstance(around, list) and isinstance(step, int) and step < len(around)
        around = around[step] if inner or listed else None
    last = path[-1] if path else ""
    if last not in _LACKS or not isinstance(around, Mapping) or last in around:
        return problem
    if not around.keys() & _LACKS.keys():
        return problem
    return Problem(place=problem.place, problem=_LACKS[str(last)], remedy=problem.remedy)


_LACKS: Final[Mapping[Any, Text]] = {
    "zh": Text(zh="缺中文。", en="lacks the Chinese."),
    "en": Text(zh="缺英文。", en="lacks the English."),
}


def _path(place: str) -> Path:
    return tuple(int(step) if step.isdecimal() else step for step in place.split(".") if step)


def _name_of(path: Path, names: Mapping[Path, str], otherwise: str) -> str:
    """Return the control of a path, or of the nearest thing around it."""
    if path in (("id",),):
        return "id"
    if path[:1] in (("seen",), ("confirm",)):
        return STANDING
    for end in range(len(path), 0, -1):
        if path[:end] in names:
            return names[path[:end]]
    return otherwise


def _name_paths(
    out: Read, own_id: str, beside: Sequence[tuple[dict[str, Any], str]], read: Reader
) -> None:
    """Keep which control each path of each record came from."""
    ids = {DOCUMENT: "", **{at: held["id"] for held, at in beside}}
    for path, name in read.names.items():
        if path and path[0] in ids:
            out.names[ids[str(path[0])], path[1:]] = name
        else:
            out.names[own_id, path] = name


# ---- policies that end ------------------------------------------------------------------------


def endings(read: Read, records: Mapping[str, AnyRecord]) -> list[tuple[Policy, date]]:
    """Return the policies that a policy replaces and that do not end yet, with their last day."""
    last = _day_before(read.values.get("valid", {}).get("from"))
    if last is None:
        return []
    named = (records.get(one) for one in read.values.get("supersedes", []))
    return [
        (one, last)
        for one in named
        if isinstance(one, Policy) and (one.valid.to is None or one.valid.to > last)
    ]


def _day_before(begins: Any) -> date | None:
    """Return the day before a policy begins; None where it says none, or the calendar has none."""
    is_day = isinstance(begins, date) and begins > date.min
    return begins - timedelta(days=1) if is_day else None


def _ended(tree: Branch, main: AnyRecord, records: Mapping[str, AnyRecord]) -> Iterator[AnyRecord]:
    """Yield the policies that were ticked to end on the day before this one begins.

    Another change to one of them in the same draft stays.
    """
    last = _day_before(main.valid.from_) if isinstance(main, Policy) else None
    if last is None or not isinstance(main, Policy):
        return
    for named in sorted(set(values(tree, "ending")) & main.supersedes):
        old = records.get(named)
        if isinstance(old, Policy) and (old.valid.to is None or old.valid.to > last):
            gone = {"valid", "valid.to"}
            valid = Period(from_=old.valid.from_, to=last)
            yield replace(
                old, valid=valid, seen=old.seen - gone, confirm=old.confirm - {"valid.to"}
            )


# ---- the second gate --------------------------------------------------------------------------


def look_again(read: Read, desk: Desk) -> None:
    """Let the records of a form through the second gate; what it says is kept at the controls."""
    if not read.records:
        return
    try:
        desk.check_records(read.records)
    except BadRecords as error:
        read.found = [_placed(one, read) for one in error.problems]


def _placed(problem: Problem, read: Read) -> Problem:
    """Return a problem of the second gate at its control; of another record, with its place."""
    record_id, _, rest = problem.place.partition(".")
    own = read.records[0].id
    names = {path: name for (held, path), name in read.names.items() if held == record_id}
    if rest == "seen" and not read.values.get("sources") and record_id == own:
        return Problem(place=f"{MAIN}.sources", problem=_NO_SOURCE[0], remedy=_NO_SOURCE[1])
    if names:
        return _at(problem, _name_of(_path(rest), names, MAIN if record_id == own else ""))
    said = problem.problem
    zh = f"{said.zh}（在另一条记录里：{problem.place}）"
    en = f"{said.en} (in another record: {problem.place})"
    return Problem(place="", problem=Text(zh=zh, en=en), remedy=problem.remedy)


# ---- from a record to a form ------------------------------------------------------------------


def form_of(
    record: AnyRecord, standing: Branch, known: Mapping[str, AnyRecord], language: Language
) -> Branch:
    """Return the form of a record."""
    held = plain(record)
    labels = Labels(known, language)
    main = typed_part(held, type(record), labels)
    return {MAIN: main, "standing": standing, EVERYBODY: [_for_everybody(record)]}


def _for_everybody(record: AnyRecord) -> str:
    is_open = isinstance(record, Policy) and record.criteria is None
    return "true" if is_open and "criteria" not in record.confirm else ""
