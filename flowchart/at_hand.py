"""Papers an applicant has, also where an answer to a question says so."""

from __future__ import annotations

from dataclasses import replace

from kb.catalogue import Catalogue
from matcher.applicant import Facts


def with_papers_told(facts: Facts, catalogue: Catalogue) -> Facts:
    """Return facts in which every paper that an answer tells of is at hand.

    Who says "yes, I have a disability certificate" is not told to get one.
    """
    told = frozenset(
        paper.id
        for paper in catalogue.evidence.values()
        if paper.told_by is not None
        and (fact := facts.known.get(paper.told_by)) is not None
        and fact.value is True
    )
    return replace(facts, holds_some=facts.holds_some | told) if told else facts
