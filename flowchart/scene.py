"""Scenes resolved for facts: which services are certain, possible or excluded, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.ids import ServiceId
from kb.model import Bundle, Scene, SceneService, SceneWarning
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
_STRONGEST = (Applies.CERTAIN, Applies.POSSIBLE, Applies.EXCLUDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicable:
    """A service of the scenes, whether it applies, and why."""

    service: ServiceId
    standing: Applies
    wrapper: bool
    because: tuple[Reason, ...] = ()


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

    Wrappers are counted last: they apply when enough of the services they bundle do.
    """
    reasons = Reasons(judge.catalogue)
    held: dict[ServiceId, Applicable] = {}
    items = [item for scene in scenes for item in scene.services]
    for item in sorted(items, key=lambda item: item.bundles is not None):
        found = _applicable(item, judge, reasons, held)
        earlier = held.get(item.service)
        if earlier is None or _STRONGEST.index(found.standing) < _STRONGEST.index(earlier.standing):
            held[item.service] = found
    order = dict.fromkeys(item.service for item in items)
    return tuple(held[service] for service in order)


def _applicable(
    item: SceneService, judge: Judge, reasons: Reasons, held: dict[ServiceId, Applicable]
) -> Applicable:
    finding = judge.judge(item.applicable_if) if item.applicable_if is not None else None
    standing = _APPLIES[finding.verdict] if finding is not None else Applies.CERTAIN
    because = reasons.of(finding, judge) if finding is not None else ()
    if item.bundles is not None:
        bundled = _bundled(item.bundles, held.values())
        standing = _weaker(standing, bundled)
        because = (_bundle_reason(item.bundles, bundled), *because)
    return Applicable(
        service=item.service,
        standing=standing,
        wrapper=item.bundles is not None,
        because=because,
    )


_VERDICTS = {applies: verdict for verdict, applies in reversed(_APPLIES.items())}


def _bundle_reason(bundle: Bundle, applies: Applies) -> Reason:
    """Return why a wrapper applies: enough of what it bundles is in the plan."""
    return Reason(
        text=Text(
            zh=f"本方案里，可以合在一起办的许可至少有 {bundle.at_least} 项",
            en=f"at least {bundle.at_least} of the permits it bundles are in the plan",
        ),
        verdict=_VERDICTS[applies],
    )


def _weaker(one: Applies, other: Applies) -> Applies:
    return max(one, other, key=_STRONGEST.index)


def _bundled(bundle: Bundle, held: Iterable[Applicable]) -> Applies:
    members = [item.standing for item in held if item.service in bundle.services]
    if members.count(Applies.CERTAIN) >= bundle.at_least:
        return Applies.CERTAIN
    could = members.count(Applies.CERTAIN) + members.count(Applies.POSSIBLE)
    return Applies.POSSIBLE if could >= bundle.at_least else Applies.EXCLUDED


def warnings(scenes: Iterable[Scene], judge: Judge) -> tuple[ShownWarning, ...]:
    """Return the warnings that apply or may yet apply; those ruled out are left away."""
    shown = []
    for warning in (warning for scene in scenes for warning in scene.warnings):
        verdict = judge.judge(warning.when).verdict if warning.when is not None else Verdict.MET
        if verdict is not Verdict.UNMET:
            shown.append(ShownWarning(warning=warning, certain=verdict is Verdict.MET))
    return tuple(shown)
