"""One policy as its own page tells it: why, why not, what would change it, and what to do.

Everything is worked out here; the templates only set it in type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.policy_views import MatchView, match_view
from flowchart.diagram import Row
from kb.catalogue import Catalogue
from kb.ids import ConceptId, EvidenceId, PolicyId
from kb.kinds import PolicyMode
from kb.model import (
    AnyRecord,
    InformationConcept,
    Policy,
    PolicyDocument,
    PublicOrganisation,
    PublicService,
    Source,
)
from kb.text import Text
from matcher.applicant import NOTHING, Facts
from matcher.choice import choices
from matcher.inputs import Inputs
from matcher.match import Eligibility, Match, PolicyMaterial
from matcher.reasons import Reason
from matcher.verdict import Verdict
from matcher.windows import WindowState

_STANDING_OF: Final = ("criteria", "benefit", "valid", "windows", "materials", "mode", "channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """A condition, and the open facts that would settle it."""

    reason: Reason
    asks: tuple[InformationConcept, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationView:
    """Another policy that has to do with this one: `how` is a key of the language files."""

    how: str
    policy: Policy
    verdict: Eligibility | None

    @property
    def slug(self) -> str:
        """Return the last part of the id, as it stands in addresses."""
        return self.policy.id.partition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """A material: whether it is held, the steps of the plan that issue it, other services that do.

    Of a plan without such a step it says which services issue it at all.
    """

    title: Text
    record: str
    held: bool
    steps: tuple[Row, ...]
    services: tuple[PublicService, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPage:
    """Everything the page of one policy says.

    `said` is a key of the language files, `count` what it counts. `unmet`, `open`, `judged` and
    `met` are the conditions by verdict; `more` are open facts that no shown condition names.
    """

    view: MatchView
    said: str
    count: int
    unmet: tuple[ReasonView, ...]
    open: tuple[ReasonView, ...]
    judged: tuple[ReasonView, ...]
    met: tuple[ReasonView, ...]
    more: tuple[InformationConcept, ...]
    narrows: tuple[InformationConcept, ...]
    choices: tuple[Text, ...]
    relations: tuple[RelationView, ...]
    materials: tuple[MaterialLine, ...]
    office: PublicOrganisation | None
    document: PolicyDocument | None
    seen: tuple[str, ...]
    confirm: tuple[str, ...]
    sources: tuple[Source, ...]
    everybody: bool


def policy_page(
    policy: PolicyId,
    matches: Sequence[Match],
    catalogue: Catalogue,
    *,
    rows: Sequence[Row] = (),
    order: Sequence[ConceptId] = (),
    facts: Facts = NOTHING,
) -> PolicyPage | None:
    """Return what the page of a policy says; None where nothing was decided about it.

    Args:
        policy: which one.
        matches: every policy decided for the same applicant.
        catalogue: their records.
        rows: the steps of the plan.
        order: open questions, the best first.
        facts: what is known, for the papers that are held and what can still be asked.
    """
    by_policy = {match.policy: match for match in matches}
    match = by_policy.get(policy)
    if match is None or policy not in catalogue.policies:
        return None
    record, view = catalogue.policies[policy], match_view(match, catalogue, order)
    held = facts.holds or frozenset()
    return PolicyPage(
        view=view,
        said=_said(match, record),
        count=_count(match),
        **_conditions(match, view, facts, catalogue),
        narrows=_narrows(match, catalogue),
        choices=_choices(match, matches, catalogue),
        relations=tuple(_relations(record, by_policy, catalogue)),
        materials=tuple(_material(one, rows, held, catalogue) for one in match.materials),
        **_standing(record, catalogue),
    )


# ---- the verdict in one sentence ----------------------------------------------------------------


def _said(match: Match, policy: Policy) -> str:
    """Return the key of the sentence that says the verdict."""
    if match.verdict is Eligibility.NOT_ELIGIBLE:
        return _why_not(match)
    if match.verdict is not Eligibility.ELIGIBLE:
        return match.verdict.value
    if match.window.state is WindowState.UPCOMING:
        return "eligible_later"
    return "eligible_automatic" if policy.mode is PolicyMode.AUTOMATIC else "eligible"


def _why_not(match: Match) -> str:
    if match.near is not None and match.near.by_itself_on is not None:
        return "wait_and_see" if match.near.still is not None else "wait"
    failed = [one for one in match.because if one.verdict is Verdict.UNMET]
    by_date = [one for one in failed if one.fact is None and one.limit is None]
    return "shut" if by_date and len(by_date) == len(failed) else "not_eligible"


def _count(match: Match) -> int:
    if match.verdict is Eligibility.NOT_ELIGIBLE:
        return sum(one.verdict is Verdict.UNMET for one in match.because)
    return len(match.missing)


# ---- conditions -------------------------------------------------------------------------------

_GROUPS: Final = {
    "unmet": Verdict.UNMET,
    "open": Verdict.NEEDS_INFORMATION,
    "judged": Verdict.NEEDS_JUDGEMENT,
    "met": Verdict.MET,
}


def _conditions(
    match: Match, view: MatchView, facts: Facts, catalogue: Catalogue
) -> dict[str, Any]:
    """Return the conditions by verdict, and the open facts that none of them names."""
    inputs, told = Inputs(catalogue), frozenset(facts.told)
    reasons = [_reason_view(one, told, inputs, catalogue) for one in match.because]
    asked = {one.id for reason in reasons for one in reason.asks}
    more = tuple(one for one in view.missing if one.id not in asked)
    return {"more": more} | {name: _of(reasons, verdict) for name, verdict in _GROUPS.items()}


def _reason_view(
    reason: Reason, told: Collection[ConceptId], inputs: Inputs, catalogue: Catalogue
) -> ReasonView:
    """Return a condition with the open facts behind it."""
    if reason.verdict is not Verdict.NEEDS_INFORMATION or reason.fact is None:
        return ReasonView(reason=reason)
    behind = [catalogue.concepts[one] for one in sorted(inputs.of_concept(reason.fact))]
    asks = [one for one in behind if one.id not in told and _is_base(one)]
    return ReasonView(reason=reason, asks=tuple(asks[:_MOST_ASKED]))


_MOST_ASKED: Final = 6


def _is_base(concept: InformationConcept) -> bool:
    return concept.derive is None and concept.question is not None


def _of(reasons: Iterable[ReasonView], verdict: Verdict) -> tuple[ReasonView, ...]:
    return tuple(one for one in reasons if one.reason.verdict is verdict)


def _narrows(match: Match, catalogue: Catalogue) -> tuple[InformationConcept, ...]:
    """Return the facts that would narrow the amount."""
    missing = match.amount.missing if match.amount is not None else ()
    return tuple(catalogue.concepts[one] for one in sorted(missing))


# ---- other policies ---------------------------------------------------------------------------


def _choices(match: Match, matches: Sequence[Match], catalogue: Catalogue) -> tuple[Text, ...]:
    found = choices(matches, catalogue)
    return tuple(one.text for one in found if match.policy in one.policies)


_RELATIONS: Final = (
    ("requires", "requires", False),
    ("excludes", "excludes", True),
    ("choose_one", "choose_one", True),
    ("stacks", "stacks", True),
    ("replaces", "supersedes", False),
)
"""Key in the language files, field of the record, and whether it holds in both directions."""


def _relations(
    policy: Policy, matches: Mapping[PolicyId, Match], catalogue: Catalogue
) -> Iterator[RelationView]:
    """Yield the policies that have to do with one, whichever of the two says so."""
    for how, field, both_ways in _RELATIONS:
        named = set(getattr(policy, field))
        if both_ways:
            named |= {
                other.id
                for other in catalogue.policies.values()
                if policy.id in getattr(other, field)
            }
        yield from (_relation(how, one, matches, catalogue) for one in sorted(named - {policy.id}))
    opened = sorted(o.id for o in catalogue.policies.values() if policy.id in o.requires)
    newer = sorted(o.id for o in catalogue.policies.values() if policy.id in o.supersedes)
    for how, found in (("opens", opened), ("replaced", newer)):
        yield from (_relation(how, one, matches, catalogue) for one in found)


def _relation(
    how: str, policy: PolicyId, matches: Mapping[PolicyId, Match], catalogue: Catalogue
) -> RelationView:
    match = matches.get(policy)
    return RelationView(
        how=how,
        policy=catalogue.policies[policy],
        verdict=match.verdict if match is not None else None,
    )


# ---- materials and standing ---------------------------------------------------------------------


def _standing(record: Policy, catalogue: Catalogue) -> dict[str, Any]:
    """Return whose policy it is, where it stands, and how far that was read in a source."""
    office = catalogue.records.get(record.organisation or "")
    document = catalogue.records.get(record.document or "")
    return {
        "office": office if isinstance(office, PublicOrganisation) else None,
        "document": document if isinstance(document, PolicyDocument) else None,
        "seen": tuple(key for key in _STANDING_OF if _is_seen(record, key)),
        "confirm": tuple(key for key in _STANDING_OF if _is_doubted(record, key)),
        "sources": record.sources,
        "everybody": record.id not in catalogue.conditions,
    }


def _material(
    material: PolicyMaterial,
    rows: Sequence[Row],
    held: frozenset[EvidenceId],
    catalogue: Catalogue,
) -> MaterialLine:
    steps = tuple(row for row in rows if row.service in material.issued_by)
    in_plan = {row.service for row in steps}
    return MaterialLine(
        title=catalogue.evidence[material.evidence].title,
        record=material.evidence,
        held=material.evidence in held,
        steps=steps,
        services=tuple(
            catalogue.services[one] for one in sorted(material.issued_by) if one not in in_plan
        ),
    )


def _is_doubted(record: AnyRecord, key: str) -> bool:
    return any(one == key or one.startswith(f"{key}.") for one in record.confirm)


def _is_seen(record: Any, key: str) -> bool:
    return key in record.seen and not _is_doubted(record, key)
