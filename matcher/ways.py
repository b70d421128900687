"""Facts that make a condition come out as wanted: met, unmet, or for people to judge.

Of an `all`, every part is tried at its limits in turn while the others are met; of an `any`, every
part while the others are not. What is found was judged, so it is right; not every way there is
is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from kb import criteria as form
from kb.built_in import GRANTED, HOLDS
from kb.catalogue import Catalogue
from kb.echo import children
from kb.examples import plain_facts as canonical
from kb.kinds import ConceptType
from matcher.applicant import NOTHING, Facts, plain_facts
from matcher.criteria import Judge
from matcher.inputs import Inputs
from matcher.opened import openings
from matcher.tries import MET, PEOPLE, UNMET, Found, Tries, joined
from matcher.verdict import Verdict, all_of, any_of, opposite

_MOST_STEPS: Final = 200
"""Then one start is given up; far more than any needed that came to an end."""
_FEW: Final = 3


class Ways(Tries):
    """Finds ways for the parts of one rule, on one day."""

    def __init__(self, catalogue: Catalogue, on: date, parts: Iterable[Any]) -> None:
        super().__init__(catalogue, on)
        self._openings = openings(catalogue)
        self._inputs = Inputs(catalogue)
        self._found: dict[tuple[int, Verdict], tuple[Any, Found]] = {}
        """By identity; the condition is kept, or another could be given its number."""
        self._leaves_said: dict[tuple[int, frozenset[Any]], Verdict] = {}
        """Verdicts by leaf and by the values it reads."""
        self._steps = 0
        for leaf in [one for part in parts for one in self._leaves(part)]:
            for facts in self.leaf(leaf):
                for concept, fact in facts.known.items():
                    self.shared[concept][fact.value] = None

    def _leaves(self, part: Any) -> Iterator[Any]:
        """Yield the comparisons of facts that a condition comes down to."""
        opened = self._opened(part)
        inner = [opened] if opened is not None else [child for _, child in children(part)]
        if opened is None and isinstance(part, form.FactLeaf):
            yield part
        for one in inner:
            yield from self._leaves(one)

    def _opened(self, part: Any) -> Any:
        """Return the tree that a comparison of a worked-out fact stands for, if it is not asked."""
        fact = getattr(part, "fact", None)
        return None if fact is None or self.is_asked(fact) else self._openings.of(part)

    def of(self, criterion: Any, want: Verdict) -> Found:
        """Return facts with which a condition comes out as wanted, every part at its limits."""
        key = (id(criterion), want)
        if key not in self._found:
            found = self._looked(criterion, want)
            right = (one for one in found if self._verdict(criterion, one) is want)
            self._found[key] = criterion, distinct(right)
        return self._found[key][1]

    def _verdict(self, criterion: Any, facts: Facts) -> Verdict:
        """Return what a condition comes to with these facts alone; leaves are remembered."""
        if isinstance(criterion, form.All):
            return all_of(self._verdict(part, facts) for part in criterion.all)
        if isinstance(criterion, form.AnyOf):
            return any_of(self._verdict(part, facts) for part in criterion.any)
        if isinstance(criterion, form.Not):
            return opposite(self._verdict(criterion.not_, facts))
        if not isinstance(criterion, form.FactLeaf):
            return Judge(self.catalogue, facts, self.on).judge(criterion).verdict
        read = self._inputs.of(criterion)  # type: ignore[arg-type]
        values = (
            (concept, facts.known[concept].value) for concept in read if concept in facts.known
        )
        key = (id(criterion), frozenset(values))
        if key not in self._leaves_said:
            self._leaves_said[key] = Judge(self.catalogue, facts, self.on).judge(criterion).verdict  # type: ignore[arg-type]
        return self._leaves_said[key]

    def _looked(self, criterion: Any, want: Verdict) -> Iterable[Facts]:
        if self._opened(criterion) is not None:
            return self._by_value(criterion, want)
        if isinstance(criterion, form.Not):
            return self.of(criterion.not_, _TURNED.get(want, want))
        if isinstance(criterion, form.All):
            return self._joined(criterion.all, want, MET)
        if isinstance(criterion, form.AnyOf):
            return self._joined(criterion.any, want, UNMET)
        return self.leaf(criterion)

    def _by_value(self, leaf: Any, want: Verdict) -> Iterator[Facts]:
        """Yield a few ways to each value of a worked-out fact with which a leaf is as wanted."""
        concept = self.catalogue.concepts[leaf.fact]
        values: list[Any] = [entry.code for entry in concept.codes]
        for value in [True, False] if concept.type is ConceptType.BOOLEAN else values:
            found = islice(self.assigned(leaf.fact, value), _FEW)
            yield from (facts for facts in found if self._verdict(leaf, facts) is want)

    def _joined(self, parts: tuple[Any, ...], want: Verdict, needed: Verdict) -> Iterator[Facts]:
        """Yield ways for a tree that comes out as `needed` only where all of its parts do."""
        others = (needed, PEOPLE) if want is PEOPLE else (needed,)
        if not parts and want is needed:
            yield NOTHING
        for part in parts if want not in others else ():
            yield from self.of(part, want)
        for i, part in enumerate(parts):
            rest = (*parts[:i], *parts[i + 1 :])
            if not all(any(self.of(one, each) for each in others) for one in rest):
                continue
            for start in (
                one for each in {want: 0, **dict.fromkeys(others)} for one in self.of(part, each)
            ):
                self._steps = 0
                yield from islice(self._each(rest, others, start), 1)

    # ---- on top of what is known ----------------------------------------------------------------

    def reached(self, criterion: Any, want: Verdict, facts: Facts = NOTHING) -> Iterator[Facts]:
        """Yield facts with more of them, so that a condition comes out as wanted; nearest first."""
        verdict = self._verdict(criterion, facts)
        if verdict is want:
            yield facts
        elif not self._is_over(criterion, verdict, facts):
            self._steps += 1
            found = self._further(criterion, want, facts)
            yield from (one for one in found if self._verdict(criterion, one) is want)

    def _is_over(self, criterion: Any, verdict: Verdict, facts: Facts) -> bool:
        """Say whether it is no use to look further: settled, and no list in it can grow."""
        if self._steps > _MOST_STEPS:
            return True
        growing = (
            c for c, fact in facts.known.items() if isinstance(fact.value, frozenset | tuple)
        )
        settled = verdict in (MET, UNMET)
        return settled and self._inputs.of(criterion).isdisjoint({GRANTED, HOLDS, *growing})

    def _further(self, criterion: Any, want: Verdict, facts: Facts) -> Iterator[Facts]:
        opened = self._opened(criterion)
        if opened is not None:
            yield from _with_any(facts, self.of(criterion, want))
            yield from self.reached(opened, want, facts)
        elif isinstance(criterion, form.Not):
            yield from self.reached(criterion.not_, _TURNED.get(want, want), facts)
        elif isinstance(criterion, form.All):
            yield from self._further_in(criterion.all, want, MET, facts)
        elif isinstance(criterion, form.AnyOf):
            yield from self._further_in(criterion.any, want, UNMET, facts)
        else:
            tries = chain(self.leaf(criterion), self.leaf(criterion, others=True))
            yield from _with_any(facts, tries)

    def _further_in(
        self, parts: tuple[Any, ...], want: Verdict, needed: Verdict, facts: Facts
    ) -> Iterator[Facts]:
        if want in (needed, PEOPLE):
            others = (needed, PEOPLE) if want is PEOPLE else (needed,)
            yield from self._each(parts, others, facts)
        else:
            for part in parts:
                yield from self.reached(part, want, facts)

    def _each(
        self, parts: tuple[Any, ...], wanted: tuple[Verdict, ...], facts: Facts
    ) -> Iterator[Facts]:
        """Yield facts with more of them, so that each of some parts comes out as wanted."""
        verdicts = [(one, self._verdict(one, facts)) for one in parts]
        wrong = [(one, verdict) for one, verdict in verdicts if verdict not in wanted]
        if not wrong:
            yield facts
        elif not any(self._is_over(one, verdict, facts) for one, verdict in wrong):
            for want in wanted:
                for more in self.reached(wrong[0][0], want, facts):
                    yield from self._each(parts, wanted, more)


def _with_any(facts: Facts, others: Iterable[Facts]) -> Iterator[Facts]:
    """Yield facts together with each of some others that agree with them."""
    yield from (both for one in others if (both := joined(facts, one)) is not None)


_TURNED: Final = {MET: UNMET, UNMET: MET}


def key_of(facts: Facts) -> str:
    """Return facts as one line that is the same for the same facts."""
    return canonical(plain_facts(facts))


def distinct(found: Iterable[Facts]) -> Found:
    """Return facts, each once."""
    held: dict[str, Facts] = {}
    for facts in found:
        held.setdefault(key_of(facts), facts)
    return tuple(held.values())
