"""Conditions that nobody can ever meet, and branches of them that lead nowhere.

Only what is certain is said. Limits that depend on the day or on another fact shut nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from kb import criteria as form
from kb.criteria import Criterion
from kb.echo import children
from kb.errors import below_zero
from kb.fields import key_of
from kb.model import InformationConcept, Parameter
from kb.rooms import SUMS, Key, Records, Room, room_of
from kb.text import LANGUAGES, Text

Steps = tuple[str | int, ...]
Found = tuple[Steps, Text, Text]

_LONGEST: Final = {"within_months": 2_400, "within_days": 73_050}
"""Two hundred years: a longer time is a slip."""


def steps_of(key: str) -> Steps:
    """Return the path to a condition inside another as steps.

    >>> steps_of("all.0")
    ('all', 0)
    """
    return tuple(int(step) if step.isdigit() else step for step in key.split("."))


def lengths(leaf: Any) -> Iterator[Found]:
    """Yield the problem of a leaf that counts months or days below zero, or for ages."""
    for key, most in _LONGEST.items():
        held = getattr(leaf, key, 0)
        if held < 0:
            yield (key,), *below_zero(held)
        elif held > most:
            problem = Text(zh=f"{held} 太长了。", en=f"{held} is too long.")
            yield (key,), problem, Text(zh=f"最多写 {most}。", en=f"Write at most {most}.")


# ---- conditions that shut each other out ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A condition that must be met, or with `not` surely unmet, and where it stands."""

    leaf: Any
    negated: bool
    path: Steps

    @property
    def written(self) -> str:
        """Return it as one writes it."""
        keys = [f for f in fields(self.leaf) if f.name not in ("fact", "wording", "source")]
        held = [(key_of(f.name), getattr(self.leaf, f.name)) for f in keys]
        said = ", ".join(f"{key}: {_shown(value)}" for key, value in held if value is not None)
        return f"not {{{said}}}" if self.negated else said


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal | date | str):
        return str(value)
    if isinstance(value, tuple | frozenset):
        items = value if isinstance(value, tuple) else sorted(value)
        return f"[{', '.join(map(_shown, items))}]"
    return "{…}"


@dataclass(frozen=True, slots=True)
class Rooms:
    """What is left of every fact after some conditions, and who said so."""

    records: Records
    left: dict[Key, Room] = field(default_factory=dict)
    by: dict[Key, list[tuple[Said, Room]]] = field(default_factory=dict)

    def copy(self) -> Rooms:
        """Return the same, to be taken further apart from this one."""
        return replace(self, left=dict(self.left), by={k: list(v) for k, v in self.by.items()})

    def take(self, said: Said) -> Said | None:
        """Take one more condition in, or return an earlier one that it shuts out."""
        held = room_of(said.leaf, said.negated, self.records)
        if held is None or held[1].is_empty:  # alone it is said elsewhere
            return None
        key, room = held
        before = self.by.setdefault(key, [])
        if before:
            left = self.left[key].met(room)
            if left.is_empty:
                return next((one for one, its in before if its.met(room).is_empty), before[-1][0])
            self.left[key] = left
        else:
            self.left[key] = room
        before.append((said, room))
        return None


def contradictions(criterion: Criterion, records: Records) -> Iterator[Found]:
    """Yield each leaf that shuts out another one which must be met together with it.

    Args:
        criterion: a whole condition; branches of `any` are seen in the company of all around.
        records: every record by id.
    """
    told: set[Steps] = set()
    for path, part in (((), criterion), *_starts(criterion, ())):
        for found in _clashes(part, False, path, Rooms(records)):
            if found[0] not in told:
                told.add(found[0])
                yield found


def _starts(part: Criterion, path: Steps) -> Iterator[tuple[Steps, Criterion]]:
    """Yield the conditions inside one that stand for themselves: under `not`, and of members."""
    for inner, child in inside(part, path):
        if isinstance(part, form.Not | form.Count):
            yield inner, child
        yield from _starts(child, inner)


def inside(part: Criterion, path: Steps) -> Iterator[tuple[Steps, Criterion]]:
    """Yield the conditions directly inside one, each with its path."""
    for key, child in children(part):
        yield (*path, *steps_of(key)), child


def _clashes(part: Criterion, negated: bool, path: Steps, around: Rooms) -> Iterator[Found]:
    """Yield what clashes in a condition that must be met beside others around it."""
    leaves, choices = sorted_out(Said(part, negated, path))
    rooms = around.copy()
    for said in leaves:
        earlier = rooms.take(said)
        if earlier is not None:
            yield said.path, *_never(said, earlier)
    for branch in chain.from_iterable(choices):
        yield from _clashes(branch.leaf, branch.negated, branch.path, rooms)


def sorted_out(said: Said) -> tuple[list[Said], list[list[Said]]]:
    """Return the leaves that must all be met, and groups of branches of which one must be."""
    leaves: list[Said] = []
    choices: list[list[Said]] = []
    waiting = [said]
    while waiting:
        one = waiting.pop(0)
        part = one.leaf
        if isinstance(part, form.Not):
            waiting.insert(0, Said(part.not_, not one.negated, (*one.path, "not")))
        elif isinstance(part, form.All | form.AnyOf):
            inner = [Said(child, one.negated, path) for path, child in inside(part, one.path)]
            if isinstance(part, form.All) is not one.negated:
                waiting[:0] = inner
            else:
                choices.append(inner)
        else:
            leaves.append(one)
    return leaves, choices


def _never(said: Said, earlier: Said) -> tuple[Text, Text]:
    one, two, about = earlier.written, said.written, about_what(said.leaf)
    problem = Text(
        zh=f"{about} 的 {one} 和 {two} 不可能同时成立。",
        en=f"{one} and {two} of {about} can never be true together.",
    )
    remedy = Text(
        zh="请改正其中一个；满足其一就行的，请用 any: [...]。",
        en="Correct one of the two, or use any: [...] for either.",
    )
    return problem, remedy


def about_what(leaf: Any) -> str:
    """Return the id of the fact, list, paper or benefit that a leaf is about; "" of others."""
    for key in ("fact", "count", "holds", "granted"):
        if hasattr(leaf, key):
            return str(getattr(leaf, key))
    return ""


# ---- numbers below zero ---------------------------------------------------------------------

_NEGATIVE: Final = re.compile(r"(?<![\w-])[-−]\d")


def asks_below_zero(concept: InformationConcept) -> bool:
    """Say whether the question of a fact names a number below zero, as that of the floor does."""
    asked = concept.question
    said = [text for text in (asked.ask, asked.help) if text] if asked is not None else []
    return any(_NEGATIVE.search(text.get(language)) for text in said for language in LANGUAGES)


def never_negative(concept: InformationConcept) -> bool:
    """Say whether a number is surely not below zero: it is asked, and not with a minus sign."""
    sums = isinstance(concept.derive, SUMS)
    return concept.question is not None and not sums and not asks_below_zero(concept)


def below_nothing(leaf: Any, concept: InformationConcept, records: Records) -> Iterator[Found]:
    """Yield the problem of a leaf that only a number below zero meets, of a fact that has none.

    Facts that are worked out, or that nobody asks for, may be anything.
    """
    if not never_negative(concept):
        return
    for key, is_less in (("at_most", False), ("less_than", True), ("is_", False)):
        most = _highest(getattr(leaf, key, None), records)
        if most is not None and (most < 0 or (is_less and most == 0)):
            yield (key_of(key),), *_always_more(concept)
    if isinstance(leaf, form.Between) and len(leaf.between) == 2:
        most = _highest(leaf.between[1], records)
        if most is not None and most < 0:
            yield ("between", 1), *_always_more(concept)


def _highest(limit: Any, records: Records) -> Decimal | None:
    """Return the greatest value a limit can have; None where other facts decide."""
    if isinstance(limit, Decimal):
        return limit
    values: list[Decimal] = []
    if isinstance(limit, form.TableLimit):
        values = [row.value for row in limit.table]
        values += [limit.beyond] if limit.beyond is not None else []
    elif isinstance(limit, form.DatedLimit):
        values = [one.value for one in limit.dated]
    elif isinstance(limit, form.ParameterLimit):
        held = records.get(limit.parameter)
        if isinstance(held, Parameter):
            values = [held.value, *(one.value for one in held.dated)]
    return max(values, default=None)


def _always_more(concept: InformationConcept) -> tuple[Text, Text]:
    problem = Text(
        zh=f"{concept.id} 不会小于零，这一条没有人能符合。",
        en=f"{concept.id} is never below zero, so nobody can meet this.",
    )
    remedy = Text(
        zh="请写 0 或更大的数；真会小于零的，请在它的 question.help 里写明，例如 -1。",
        en="Write 0 or more; if it can be below zero, say so in its question.help, such as -1.",
    )
    return problem, remedy
