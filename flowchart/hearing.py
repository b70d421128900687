"""What was understood of free words, as far as somebody reads it: the scene, then the policies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache

from flowchart.inquiry import wanted_by
from kb.catalogue import Catalogue
from kb.criteria import Criterion, FactLeaf
from kb.echo import children
from kb.ids import ConceptId, PolicyId, SceneId
from kb.kinds import ConceptType
from kb.model import Scene
from matcher.inputs import Inputs
from matcher.saying import Proposal, sayings, worth_showing


def heard(
    text: str,
    scenes: Iterable[SceneId],
    recalled: Collection[PolicyId],
    catalogue: Catalogue,
    on: date,
) -> tuple[Proposal, ...]:
    """Return the facts that words seem to say and that these scenes or a policy read.

    Args:
        text: what was said.
        scenes: what it is about.
        recalled: policies that lie near those scenes; their readers come before others.
        catalogue: holds them all.
        on: the day of speaking.
    """
    groups = readable(catalogue, frozenset(scenes), frozenset(recalled))
    return worth_showing(sayings(catalogue).proposals(text, on), groups)


@lru_cache(maxsize=64)
def readable(
    catalogue: Catalogue, scenes: frozenset[SceneId], recalled: frozenset[PolicyId]
) -> tuple[frozenset[ConceptId], ...]:
    """Return the facts somebody reads: scenes, policies near them, for their people, and the rest.

    Where something lies always counts with the scene: it says which centre to go to.
    """
    held = [catalogue.scenes[scene] for scene in sorted(scenes)] or [*catalogue.scenes.values()]
    wanted = wanted_by(held)
    policies = [catalogue.policies[policy] for policy in catalogue.conditions]
    suited = [policy.id for policy in policies if policy.audience in wanted]
    places = frozenset(c.id for c in catalogue.concepts.values() if c.type is ConceptType.AREA)
    inputs = Inputs(catalogue)
    groups: list[Iterable[Criterion]] = [_of_scenes(held)]
    for some in ([one for one in suited if one in recalled], suited, catalogue.conditions):
        groups.append(catalogue.conditions[policy] for policy in some)
    first, *rest = (_read(list(criteria), inputs, catalogue) for criteria in groups)
    return first | places, *rest


def _of_scenes(scenes: Iterable[Scene]) -> Iterator[Criterion]:
    """Yield what decides on the services of scenes and on what they warn of."""
    for scene in scenes:
        yield from (item.applicable_if for item in scene.services if item.applicable_if)
        yield from (warning.when for warning in scene.warnings if warning.when)


def _read(
    criteria: Collection[Criterion], inputs: Inputs, catalogue: Catalogue
) -> frozenset[ConceptId]:
    """Return the facts some conditions read; what can be asked itself is not taken apart."""
    direct = {leaf.fact for one in criteria for leaf in _leaves(one)}
    read = frozenset[ConceptId]().union(*map(inputs.of, criteria))
    asked = [c for c in read if catalogue.concepts[c].derive and catalogue.concepts[c].question]
    behind = frozenset[ConceptId]().union(*map(inputs.of_concept, asked))
    return read - (behind - direct)


def _leaves(criterion: Criterion) -> Iterator[FactLeaf]:
    if isinstance(criterion, FactLeaf):
        yield criterion
    for _, child in children(criterion):
        yield from _leaves(child)
