"""416 lines of trade and the licences each needs, as scenes and services of ours.

folder = write_records(tmp_path)          # then companion --data folder
plan = house.planner.plan(scene_ids(case), read_facts(plain_facts(case), catalogue), on)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import ROOT

FOLDER = ROOT.parent / "shared" / "oracles" / "licence_finder"
SCENES = FOLDER / "scenes.json"

ACTIVITIES, LOCATION = "concept/activities", "concept/location"
OPERATORS = {"any_in": "has_any", "in": "in"}


@cache
def finder() -> dict[str, Any]:
    """Return scenes, affairs and activities as they came."""
    return dict(json.loads(SCENES.read_text()))


def cases() -> Iterator[dict[str, Any]]:
    """Yield what 500 people said and the licences each of them needs."""
    return map(json.loads, (FOLDER / "cases.jsonl").read_text().splitlines())


def scene_ids(case: Mapping[str, Any]) -> list[str]:
    """Return our ids of the lines of trade someone chose."""
    return [our_id("scene", scene) for scene in case["scenes"]]


def plain_facts(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return what someone said as a caller of ours would send it."""
    return {ACTIVITIES: [code(one) for one in case["activities"]], LOCATION: case["location"]}


def service_ids(case: Mapping[str, Any]) -> set[str]:
    """Return our ids of the licences someone needs."""
    return {our_id("service", affair) for affair in case["affairs"]}


def our_id(kind: str, theirs: str) -> str:
    """Return our id of a scene or service of theirs.

    >>> our_id("scene", "sector:1000003")
    'scene/sector-1000003'
    """
    return f"{kind}/{theirs.replace(':', '-')}"


def code(option: int | str) -> str:
    """Return our code of an activity (a number) or of a nation (a word)."""
    return f"activity-{option}" if isinstance(option, int) else option.replace("_", "-")


def write_records(folder: Path) -> Path:
    """Write everything as files of records and return their folder; each scene has its own."""
    affairs = finder()["affairs"]
    services = [_record(our_id("service", one["id"]), one["name_en"]) for one in affairs]
    _write(folder / "concepts.yaml", list(_concepts()))
    _write(folder / "services.yaml", services)
    for scene in finder()["scenes"]:
        record = _scene(scene)
        _write(folder / f"{record['id']}.yaml", record)
    return folder


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _record(id: str, title: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "title": _text(title), **fields}


def _text(words: str) -> dict[str, str]:
    words = re.sub(r"\s+", " ", words).strip()
    return {"zh": words, "en": words}


def _concepts() -> Iterator[dict[str, Any]]:
    activities = [
        {"code": code(one["id"]), "title": _text(one["name"])} for one in finder()["activities"]
    ]
    nations = [
        {"code": code(nation), "title": _text(nation)}
        for nation in ("england", "scotland", "wales", "northern_ireland")
    ]
    yield _record(ACTIVITIES, "Activities", type="codes", codes=activities)
    yield _record(LOCATION, "Nation", type="code", codes=nations)


def _scene(scene: Mapping[str, Any]) -> dict[str, Any]:
    services = [
        {"service": our_id("service", one["id"]), "applicable_if": _criterion(one["when"])}
        for one in scene["affairs"]
    ]
    return _record(our_id("scene", scene["id"]), scene["title_en"], services=services)


def _criterion(when: Mapping[str, Any]) -> dict[str, Any]:
    """Return a condition: every one of theirs is `all` over tests of one question each."""
    if "all" in when:
        return {"all": [_criterion(one) for one in when["all"]]}
    ((operator, (question, options)),) = when.items()
    return {"fact": f"concept/{question}", OPERATORS[operator]: sorted(set(map(code, options)))}
