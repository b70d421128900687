"""Scenes resolved for facts: which services are certain, possible or excluded, and why.

What the applicant already has in hand is not applied for again, and where one service replaces
another only one of them is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.catalogue import Catalogue
from kb.ids import EvidenceId, ServiceId
from kb.model import Bundle, PublicService, Scene, SceneService, SceneWarning
from kb.text import Text
from matcher.criteria import Judge
from matcher.reasons import Reason, Reasons
from matcher.verdict import Verdict


class Applies(StrEnum):
    """Whether a service belongs to the plan."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


_APPLIES = {
    Verdict.MET: Applies.CERTAIN,
    Verdict.UNMET: Applies.EXCLUDED,
    Verdict.NEEDS_INFORMATION: Applies.POSSIBLE,
    Verdict.NEEDS_JUDGEMENT: Applies.POSSIBLE,
}
_VERDICTS = {applies: verdict for verdict, applies in reversed(_APPLIES.items())}
_STRONGEST = (Applies.CERTAIN, Applies.POSSIBLE, Applies.EXCLUDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicable:
    """A service of the scenes, whether it applies, and why; `instead` is what replaces it."""

    service: ServiceId
    standing: Applies
    wrapper: bool
    because: tuple[Reason, ...] = ()
    instead: ServiceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWarning:
    """A warning that applies, or may apply once more is known."""

    warning: SceneWarning
    certain: bool

    @property
    def refuses(self) -> bool:
        """Say whether the matter is refused as things stand."""
        return self.certain and self.warning.forbids


def resolve(scenes: Sequence[Scene], judge: Judge) -> tuple[Applicable, ...]:
    """Return every service of the scenes once, the strongest standing winning.

    Wrappers are counted last: they apply when enough of the services they bundle do, whichever
    of the scenes those come from.
    """
    items = [item for scene in scenes for item in scene.services]
    reasons = Reasons(judge.catalogue)
    held: dict[ServiceId, Applicable] = {}
    for item in items:
        if item.bundles is None:
            _keep_strongest(held, _judged(item, judge, reasons))
    in_hand = {one.service: one for one in _in_hand(held.values(), judge)}
    held |= {one.service: one for one in _replaced(items, held, judge.catalogue)}
    held |= in_hand
    for wrapper, bundle in _bundles(items).items():
        found = [_judged(item, judge, reasons) for item in items if item.service == wrapper]
        strongest = min(found, key=lambda one: _STRONGEST.index(one.standing))
        held[wrapper] = _bundling(strongest, bundle, held)
    order = dict.fromkeys(item.service for item in items)
    return tuple(held[service] for service in order)


def _keep_strongest(held: dict[ServiceId, Applicable], found: Applicable) -> None:
    earlier = held.get(found.service)
    if earlier is None or _STRONGEST.index(found.standing) < _STRONGEST.index(earlier.standing):
        held[found.service] = found


def _judged(item: SceneService, judge: Judge, reasons: Reasons) -> Applicable:
    finding = judge.judge(item.applicable_if) if item.applicable_if is not None else None
    standing = _APPLIES[finding.verdict] if finding is not None else Applies.CERTAIN
    because = reasons.of(finding, judge) if finding is not None else ()
    return Applicable(
        service=item.service,
        standing=standing,
        wrapper=item.bundles is not None,
        because=_telling(because, standing),
    )


def _telling(because: Iterable[Reason], standing: Applies) -> tuple[Reason, ...]:
    """Return the reasons that speak for a standing: what is met leaves nothing out of a plan."""
    out = standing is Applies.EXCLUDED
    return tuple(one for one in because if not out or one.verdict is Verdict.UNMET)


# ---- in hand --------------------------------------------------------------------------------


def _in_hand(found: Iterable[Applicable], judge: Judge) -> Iterator[Applicable]:
    """Yield, as excluded, the services whose every paper the applicant has already."""
    for one in found:
        papers = issued(judge.catalogue.services[one.service])
        if one.standing is not Applies.EXCLUDED and papers and papers <= judge.facts.held:
            reason = _has_reason(papers, judge.catalogue)
            yield replace(one, standing=Applies.EXCLUDED, because=(reason,))


def issued(service: PublicService) -> frozenset[EvidenceId]:
    """Return the papers a service issues, as far as records name them."""
    return frozenset(one.evidence for one in service.outputs if one.evidence is not None)


def done(held: Collection[EvidenceId], catalogue: Catalogue) -> frozenset[ServiceId]:
    """Return the services of which somebody has every paper they issue."""
    could = {service for paper in held for service in catalogue.issuers.get(paper, ())}
    return frozenset(one for one in could if issued(catalogue.services[one]) <= {*held})


def _has_reason(papers: Iterable[EvidenceId], catalogue: Catalogue) -> Reason:
    titles = [catalogue.evidence[paper].title for paper in sorted(papers)]
    return Reason(
        text=Text(
            zh=f"已经有了：{'、'.join(one.zh for one in titles)}",
            en=f"already in hand: {', '.join(one.en for one in titles)}",
        ),
        verdict=Verdict.UNMET,
    )


# ---- one instead of another -----------------------------------------------------------------


def _replaced(
    items: Iterable[SceneService], held: Mapping[ServiceId, Applicable], catalogue: Catalogue
) -> Iterator[Applicable]:
    """Yield what others replace: excluded, or only possible while they are.

    What is replaced by something that is itself replaced goes by the last of them. What replaces
    may be in hand already: a licence does away with the filing also when one has it.
    """
    items = list(items)
    sure = _replacing(items, held, Applies.CERTAIN)
    for service, other in sure.items():
        last = _last(other, sure)
        reason = _instead_reason(held[last], catalogue)
        yield replace(held[service], standing=Applies.EXCLUDED, because=(reason,), instead=last)
    for service, other in _replacing(items, held, Applies.POSSIBLE).items():
        if service not in sure:
            one, reason = held[service], _instead_reason(held[other], catalogue)
            yield replace(one, standing=Applies.POSSIBLE, because=(*one.because, reason))


def _replacing(
    items: Iterable[SceneService], held: Mapping[ServiceId, Applicable], standing: Applies
) -> dict[ServiceId, ServiceId]:
    """Return what services of a standing replace, and which does; two never replace each other."""
    found: dict[ServiceId, ServiceId] = {}
    for item in items:
        other = held.get(item.service)
        if other is None or other.standing is not standing:
            continue
        for service in sorted(item.replaces & held.keys()):
            needed = held[service].standing is not Applies.EXCLUDED
            if needed and _last(item.service, found) != service:
                found.setdefault(service, item.service)
    return found


def _last(service: ServiceId, instead: Mapping[ServiceId, ServiceId]) -> ServiceId:
    while service in instead:
        service = instead[service]
    return service


def _instead_reason(other: Applicable, catalogue: Catalogue) -> Reason:
    title = catalogue.services[other.service].title
    if other.standing is Applies.CERTAIN:
        return Reason(
            text=Text(zh=f"办了“{title.zh}”就不用再办", en=f"not needed beside: {title.en}"),
            verdict=Verdict.UNMET,
        )
    return Reason(
        text=Text(zh=f"要是办“{title.zh}”就不用再办", en=f"unless this is needed: {title.en}"),
        verdict=Verdict.NEEDS_INFORMATION,
    )


# ---- wrappers -------------------------------------------------------------------------------


def _bundles(items: Iterable[SceneService]) -> dict[ServiceId, Bundle]:
    """Return what each wrapper bundles in all scenes together."""
    found: dict[ServiceId, Bundle] = {}
    for item in items:
        if item.bundles is not None:
            one = found.get(item.service, item.bundles)
            found[item.service] = Bundle(
                services=one.services | item.bundles.services,
                at_least=min(one.at_least, item.bundles.at_least),
            )
    return found


def _bundling(
    wrapper: Applicable, bundle: Bundle, held: Mapping[ServiceId, Applicable]
) -> Applicable:
    members = [held[one].standing for one in bundle.services if one in held]
    certain, could = members.count(Applies.CERTAIN), members.count(Applies.POSSIBLE)
    bundled = Applies.EXCLUDED
    if certain + could >= bundle.at_least:
        bundled = Applies.CERTAIN if certain >= bundle.at_least else Applies.POSSIBLE
    standing = max(wrapper.standing, bundled, key=_STRONGEST.index)
    because = (_bundle_reason(bundle, bundled), *wrapper.because)
    return replace(wrapper, standing=standing, because=_telling(because, standing))


def _bundle_reason(bundle: Bundle, applies: Applies) -> Reason:
    """Return why a wrapper applies: enough of what it bundles is in the plan."""
    return Reason(
        text=Text(
            zh=f"本方案里，可以合在一起办的许可至少有 {bundle.at_least} 项",
            en=f"at least {bundle.at_least} of the permits it bundles are in the plan",
        ),
        verdict=_VERDICTS[applies],
    )


def standings(found: Iterable[Applicable], wanted: Collection[Applies]) -> tuple[Applicable, ...]:
    """Return the services with one of these standings."""
    return tuple(one for one in found if one.standing in wanted)


def warnings(scenes: Iterable[Scene], judge: Judge) -> tuple[ShownWarning, ...]:
    """Return the warnings that apply or may yet apply; those ruled out are left away.

    What stands in the way comes first, then what is certain; otherwise as the scenes tell them.
    """
    shown = []
    for warning in (warning for scene in scenes for warning in scene.warnings):
        verdict = judge.judge(warning.when).verdict if warning.when is not None else Verdict.MET
        if verdict is not Verdict.UNMET:
            shown.append(ShownWarning(warning=warning, certain=verdict is Verdict.MET))
    return tuple(sorted(shown, key=lambda one: (not one.refuses, not one.certain)))
