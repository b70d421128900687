"""What the last change did to a plan, in words: what was said, and what became of the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from api.out_of_force import Fate
from flowchart.changes_shown import CHANGE_SIGN, Change
from flowchart.difference import Difference, MaterialChange, StepChange
from flowchart.event_words import title_of
from flowchart.intake import Intake, Said
from flowchart.materials import MaterialStanding
from kb.catalogue import Catalogue
from kb.ids import ConceptId, PolicyId, ServiceId
from kb.text import Text
from matcher.match import Eligibility
from matcher.reasons import Reason
from matcher.wording import wording_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One part of the short list: the key of its words, a number, and a sign."""

    key: str
    n: int
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedStep:
    """A step that changed: the key of its words, its title, by how much, and why.

    `days` is how many working days later it ends; `waits` and `freed` are titles.
    """

    key: str
    sign: str
    title: Text
    days: int = 0
    waits: tuple[Text, ...] = ()
    freed: tuple[Text, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPaper:
    """A paper that came, went, or changed hands."""

    title: Text
    before: MaterialStanding | None
    after: MaterialStanding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What the last change did. `said` is what was said, `counts` the short list."""

    said: tuple[SaidView, ...]
    counts: tuple[Count, ...]
    steps: tuple[ChangedStep, ...]
    papers: tuple[ChangedPaper, ...]
    policies: tuple[ChangedPolicy, ...]
    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPolicy:
    """A policy that can be claimed now, or no longer; `fate` says so where the ledger did it."""

    title: Text
    after: Eligibility
    fate: Fate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """One thing that was said: the key of its words, what it is about, and its value if any."""

    key: str
    about: Text | None = None
    value: Text | None = None


def change_view(
    difference: Difference, intake: Intake, catalogue: Catalogue, dated: bool
) -> ChangeView:
    """Return what the last change of a conversation did.

    Args:
        difference: between the plan before it and the plan now.
        intake: the conversation; it has at least one change.
        catalogue: has titles and words.
        dated: whether both plans have a date that means something.
    """
    return ChangeView(
        said=tuple(_said(intake.earlier[-1], intake.said, catalogue)),
        **_became(difference, catalogue, dated),
        levels=len(intake.earlier),
    )


def plan_change_view(
    difference: Difference,
    catalogue: Catalogue,
    said: tuple[Said, Said] | None = None,
    fates: Mapping[PolicyId, tuple[Fate, Text]] = MappingProxyType({}),
) -> ChangeView:
    """Return in what the plan of a case differs from another one.

    Args:
        difference: between them.
        catalogue: has titles; a record that is gone goes by its id.
        said: what was said for the one and for the other, where the answers changed.
        fates: of policies that were suspended, ended or put back: which, and their titles.
    """
    told = _said(*said, catalogue) if said is not None else ()
    became = _became(difference, catalogue, dated=True)
    became["policies"] = tuple(_policies(difference, catalogue, fates))
    return ChangeView(said=tuple(told), **became, levels=0)


# ---- what was said ------------------------------------------------------------------------------


def _said(before: Said, now: Said, catalogue: Catalogue) -> Iterator[SaidView]:
    for scene in (*now.scenes, *before.scenes):
        if (scene in now.scenes) != (scene in before.scenes):
            key = "scene_added" if scene in now.scenes else "scene_dropped"
            yield SaidView(key=key, about=catalogue.scenes[scene].title)
    yield from _facts(before, now, catalogue)
    for paper in sorted(now.facts.held ^ before.facts.held):
        key = "has" if paper in now.facts.held else "has_not"
        yield SaidView(key=key, about=catalogue.evidence[paper].title)
    if now.wish.mode is not before.wish.mode:
        yield SaidView(key=f"mode_{now.wish.mode.value}")
    if now.wish.open_on != before.wish.open_on:
        yield SaidView(key="opening" if now.wish.open_on else "opening_dropped")


def _facts(before: Said, now: Said, catalogue: Catalogue) -> Iterator[SaidView]:
    wording = wording_of(catalogue)
    for concept in dict.fromkeys((*now.facts.known, *before.facts.known)):
        fact, was = now.facts.known.get(concept), before.facts.known.get(concept)
        held = catalogue.concepts[concept]
        if fact is None:
            yield SaidView(key="forgotten", about=held.title)
        elif was is None or was.value != fact.value:
            yield SaidView(key="told", about=held.title, value=wording.value(fact.value, held))
    for concept in sorted(_unanswered(now) - _unanswered(before)):
        yield SaidView(key="skipped", about=catalogue.concepts[concept].title)


def _unanswered(said: Said) -> frozenset[ConceptId]:
    return said.skipped | said.declined


# ---- what became of the plan --------------------------------------------------------------------


def _became(difference: Difference, catalogue: Catalogue, dated: bool) -> dict[str, Any]:
    return {
        "counts": tuple(one for one in _counts(difference, dated) if one.n),
        "steps": tuple(_steps(difference, catalogue)),
        "papers": tuple(_paper(one, catalogue) for one in difference.materials),
        "policies": tuple(_policies(difference, catalogue, {})),
    }


def _policies(
    found: Difference, catalogue: Catalogue, fates: Mapping[PolicyId, tuple[Fate, Text]]
) -> Iterator[ChangedPolicy]:
    for one in found.policies:
        if Eligibility.ELIGIBLE in (one.before, one.after):
            fate, title = fates.get(one.policy, (None, title_of(one.policy, catalogue)))
            yield ChangedPolicy(title=title, after=one.after, fate=fate)


def _counts(found: Difference, dated: bool) -> Iterator[Count]:
    """Yield the short list: steps, then the end, then papers and trips."""
    yield Count(key="added", n=len(found.with_change(Change.ADDED)), sign="＋")
    yield Count(key="dropped", n=len(found.with_change(Change.DROPPED)), sign="－")
    yield Count(key="settled", n=len(found.settled), sign="✓")
    yield Count(key="reopened", n=len(found.reopened), sign="?")
    if dated:
        yield from _both_ways(
            "days", (found.finish_on[1] - found.finish_on[0]).days, later="▼", sooner="▲"
        )
        yield from _both_ways("papers", found.bring[1] - found.bring[0])
        yield from _both_ways("trips", found.visits[1] - found.visits[0])
    claimed = sum(one.after is Eligibility.ELIGIBLE for one in found.policies)
    lost = sum(one.before is Eligibility.ELIGIBLE for one in found.policies)
    yield Count(key="policies_more", n=claimed, sign="＋")
    yield Count(key="policies_less", n=lost, sign="－")


def _both_ways(key: str, more: int, later: str = "＋", sooner: str = "－") -> Iterator[Count]:
    if more > 0:
        yield Count(key=f"{key}_more", n=more, sign=later)
    elif more < 0:
        yield Count(key=f"{key}_less", n=-more, sign=sooner)


def _steps(found: Difference, catalogue: Catalogue) -> Iterator[ChangedStep]:
    by_service = {one.service: one for one in found.steps}
    for service in found.settled:
        yield _plain("settled", "✓", service, catalogue)
    for service in found.reopened:
        yield _plain("reopened", "?", service, catalogue)
    for one in by_service.values():
        yield _step(one, catalogue)


def _plain(key: str, sign: str, service: ServiceId, catalogue: Catalogue) -> ChangedStep:
    return ChangedStep(key=key, sign=sign, title=title_of(service, catalogue))


def _step(one: StepChange, catalogue: Catalogue) -> ChangedStep:
    return ChangedStep(
        key=one.change.value,
        sign=CHANGE_SIGN[one.change],
        title=title_of(one.service, catalogue),
        days=abs(one.days),
        waits=tuple(title_of(before, catalogue) for before in one.waits),
        freed=tuple(title_of(before, catalogue) for before in one.freed),
        because=one.because,
    )


def _paper(one: MaterialChange, catalogue: Catalogue) -> ChangedPaper:
    return ChangedPaper(title=title_of(one.evidence, catalogue), before=one.before, after=one.after)
