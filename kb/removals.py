"""Records that a layer takes away: what leaves with them, and who still names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kb.errors import Problem
from kb.layer_notes import Layer
from kb.model import Scene, SceneService
from kb.references import references
from kb.source import Loaded
from kb.text import Text

Held = Mapping[str, Loaded]
"""Records by id, as they lie over each other so far."""


def without(held: Held, layer: Layer) -> dict[str, Loaded]:
    """Return the records without those a layer removes; its services leave the scenes too."""
    removed = frozenset(layer.note.removes) & held.keys()
    out = {key: one for key, one in held.items() if key not in removed}
    for key, one in out.items() if removed else ():
        if isinstance(one.record, Scene):
            scene = _scene_without(one.record, removed)
            if scene != one.record:
                out[key] = replace(one, record=scene, layer=layer.name)
    return out


def _scene_without(scene: Scene, removed: frozenset[str]) -> Scene:
    """Return a scene without some services; a wrapper goes where too few are left to wrap."""
    items = (_item_without(one, removed) for one in scene.services if one.service not in removed)
    enough = (
        one
        for one in items
        if one.bundles is None or len(one.bundles.services) >= one.bundles.at_least
    )
    return replace(scene, services=tuple(enough))


def _item_without(item: SceneService, removed: frozenset[str]) -> SceneService:
    bundles = item.bundles
    if bundles is not None:
        bundles = replace(bundles, services=bundles.services - removed)
    return replace(item, bundles=bundles, replaces=item.replaces - removed)


def still_named(held: Held, gone: Mapping[str, Layer]) -> Iterator[Problem]:
    """Yield where records name what layers took away and nobody put back."""
    gone = {one: layer for one, layer in gone.items() if one not in held}
    for one in held.values() if gone else ():
        for path, named in references(one.record):
            if named in gone:
                yield one.problem(path, *_was_removed(one.record.id, named, gone[named]))


def _was_removed(record: str, named: str, layer: Layer) -> tuple[Text, Text]:
    return (
        Text(
            zh=f"{record} 还用着 {named}，{layer.file} 却去掉了它。",
            en=f"{record} still names {named}, which {layer.file} removes.",
        ),
        Text(
            zh=f"请在 {layer.name} 里用 over: {record} 改掉这里，或者不去掉它。",
            en=f"Change this in {layer.name} with over: {record}, or do not remove it.",
        ),
    )
