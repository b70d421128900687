"""What a changed rule leaves behind in its record: examples it contradicts, and old figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.changes import with_drafts
from api.editor_draft import MAIN, Read
from api.editor_state import Branch, put_at
from api.editor_typed import yaml_of
from api.record_parts import Parts
from api.record_words import led
from api.records import nested
from kb.catalogue import Catalogue
from kb.errors import Problem, WrongInput
from kb.examples import Example, Outcome
from kb.figure_changes import FigureChange, figure_changes
from kb.model import AnyRecord
from kb.text import LANGUAGES, Text
from kb.writing import plain
from matcher.rules import Rule, judge_of, outcome, read_example, rules_of

_ALL_OF_THEM: Final = Text(
    zh="例子对不上改过的规则：{n} 个。",
    en="examples do not hold by the changed rule: {n}.",
)
_WHICH_IS_WRONG: Final = Text(
    zh="规则写对了，就按“按新规则更新例子”；例子才是对的，就改规则。",
    en="If the rule is right, press “Update these examples to the new rule”; "
    "if the examples are right, correct the rule.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """An example that a rule contradicts.

    Attributes:
        at: its path in the record.
        facts: what it is made of, in words.
        was: what it says comes of them.
        gives: what the rule gives.
    """

    at: tuple[str | int, ...]
    facts: Text
    was: Outcome
    gives: Outcome


def contradicted(records: Sequence[AnyRecord], catalogue: Catalogue) -> tuple[Mended, ...]:
    """Return the examples of the first of some records that its conditions contradict.

    Args:
        records: the record of a form, and those that come with it.
        catalogue: what is published.
    """
    if not records or not getattr(records[0], "examples", ()):
        return ()
    try:
        then = with_drafts(catalogue, records)
        return tuple(_of_record(records[0], then))
    except (WrongInput, LookupError):
        return ()  # it names what is not there; the gates say so


def _of_record(record: AnyRecord, catalogue: Catalogue) -> Iterator[Mended]:
    for rule in rules_of(record, catalogue):
        for number, example in enumerate(rule.examples):
            gives = _gives(rule, example, catalogue)
            if gives not in (None, example.gives):
                yield Mended(
                    at=rule.example_path(number),
                    facts=_facts(example, record, catalogue),
                    was=example.gives,
                    gives=gives,
                )


def _gives(rule: Rule, example: Example, catalogue: Catalogue) -> Outcome | None:
    """Return what a condition gives of an example; None where that cannot be mended like this."""
    if example.is_ is not None:
        return None  # the value itself may be what changed
    try:
        facts, figures = read_example(example, catalogue)
    except WrongInput:
        return None
    judge = judge_of(facts, figures, catalogue, example.day or rule.on)
    return outcome(rule.subject, judge, rule.fact)


def _facts(example: Example, record: AnyRecord, catalogue: Catalogue) -> Text:
    (line,) = nested(list(Parts(record, catalogue).example(example, 0)))
    said = [one.text for one in line.under]
    joined = Text(zh="；".join(t.zh for t in said), en="; ".join(t.en for t in said))
    return led(example.title, joined) if example.title else joined


def mend(tree: Branch, read: Read, found: Sequence[Mended]) -> None:
    """Put what the rule gives into the examples of a form; everything else of them stays."""
    if not found:
        return
    held: dict[str, Any] = plain(read.records[0])
    for one in found:
        part: Any = held
        for step in one.at:
            part = part[step]
        part["gives"] = one.gives.value
    put_at(tree, f"{MAIN}.examples", [yaml_of(held["examples"])])


def gather(read: Read, found: Sequence[Mended]) -> None:
    """Put one problem into the place of those that the second gate has with such examples."""
    if not found:
        return
    name = f"{MAIN}.examples"
    others = [one for one in read.found if one.place != name]
    said = {lang: _ALL_OF_THEM.get(lang).format(n=len(found)) for lang in LANGUAGES}
    read.found = [*others, Problem(place=name, problem=Text(**said), remedy=_WHICH_IS_WRONG)]


# ---- figures that still stand in words ----------------------------------------------------------


def still_said(base: AnyRecord | None, read: Read) -> tuple[FigureChange, ...]:
    """Return the figures that were changed and still stand in words as they were.

    Args:
        base: the record as it is published, if it is.
        read: what the form says.
    """
    if base is None or not read.records or read.records[0].id != base.id:
        return ()
    return tuple(one for one in figure_changes(base, read.records[0]) if one.still_said)
