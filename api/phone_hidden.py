"""A matter that is nobody's business: before the PIN a phone shows its steps by number alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from api.policy_views import PolicyGroups
from flowchart.case import Case
from flowchart.case_days import CaseDay
from flowchart.listing import Row
from flowchart.notices import SAID, Notice
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.model import Scene
from kb.text import Text
from matcher.inputs import Inputs

_SOMEWHERE: Final = Text(zh="办事的地方（输密码后看）", en="the place (it shows with the PIN)")


def is_hidden(case: Case, catalogue: Catalogue) -> bool:
    """Say whether what a case is about shows behind the PIN alone."""
    scenes = (catalogue.scenes.get(scene) for scene in case.plan.scenes)
    return any(scene is None or tells_of_a_person(scene, catalogue) for scene in scenes)


def tells_of_a_person(scene: Scene, catalogue: Catalogue) -> bool:
    """Say whether a scene reads a sensitive fact, so that its very title says something of it."""
    conditions = [one.applicable_if for one in scene.services]
    conditions += [one.when for one in scene.warnings]
    return any(is_sensitive(one, catalogue) for one in conditions)


def is_sensitive(condition: Criterion | None, catalogue: Catalogue) -> bool:
    """Say whether a condition reads a sensitive fact."""
    if condition is None:
        return False
    return any(catalogue.concepts[c].sensitive for c in Inputs(catalogue).of(condition))


def without_matter(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what a page shows without what tells of the matter: numbers, states, days stay."""
    return shown | {
        "rows": tuple(_row(row) for row in shown["rows"]),
        "materials": (),
        "policies": PolicyGroups(eligible=(), near=(), open=(), others=()),
        "offices": (),
        "scenes": (),
        **dict.fromkeys(("hanging", "certain", "perhaps", "refusals"), ()),
    }


def _row(row: Row) -> Row:
    title = Text(zh=f"第 {row.number} 步", en=f"Step {row.number}")
    bare = replace(row, because=(), waiting=None, apply_by=None, due=None)
    return replace(bare, title=title, where=_SOMEWHERE)


def plain_days(days: Iterable[CaseDay]) -> tuple[CaseDay, ...]:
    """Return days in words that name no matter."""
    return tuple(replace(day, text=day.plain) for day in days)


def plain_news(news: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return news in words that name no matter."""
    return tuple(replace(one, text=SAID[one.topic], about="") for one in news)
