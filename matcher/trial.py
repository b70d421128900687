"""A judge that tries one answer: it works out anew only what the answer can change.

For verdicts, not for reasons: a tree stops at the part that decides it.
"""

from __future__ import annotations

from collections.abc import Iterable

from kb import criteria as form
from kb.criteria import Criterion
from kb.ids import ConceptId
from matcher.applicant import Value
from matcher.criteria import Judge, tree
from matcher.inputs import Inputs
from matcher.values import Known, Unknown
from matcher.verdict import Finding, Verdict, all_of, any_of


class Trial(Judge):
    """The facts of another judge and one more."""

    def __init__(self, first: Judge, concept: ConceptId, value: Value, inputs: Inputs) -> None:
        super().__init__(first.catalogue, first.facts.with_fact(concept, value), first.on)
        self._first = first
        self._concept = concept
        self._inputs = inputs

    def value(self, concept: ConceptId) -> Known | Unknown:
        """Return a value; one that does not depend on the answer is the first judge's."""
        if self._concept not in self._inputs.of_concept(concept):
            return self._first.value(concept)
        return super().value(concept)

    def judge(self, criterion: Criterion) -> Finding:
        """Return a finding; one that does not depend on the answer is the first judge's."""
        if self._concept not in self._inputs.of(criterion):
            return self._first.judge(criterion)
        return super().judge(criterion)

    def all(self, criterion: form.All) -> Finding:
        """Return the finding for `all`, up to the first part that is unmet."""
        parts = self._until(Verdict.UNMET, criterion.all)
        return tree(criterion, all_of(part.verdict for part in parts), parts)

    def any(self, criterion: form.AnyOf) -> Finding:
        """Return the finding for `any`, up to the first part that is met."""
        parts = self._until(Verdict.MET, criterion.any)
        return tree(criterion, any_of(part.verdict for part in parts), parts)

    def _until(self, decides: Verdict, children: Iterable[Criterion]) -> tuple[Finding, ...]:
        parts: list[Finding] = []
        for child in children:
            parts.append(self.judge(child))
            if parts[-1].verdict is decides:
                break
        return tuple(parts)
