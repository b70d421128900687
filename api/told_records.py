"""What `companion check` says of the records: how many, how well known, what layers change."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from api import known
from kb.catalogue import Catalogue
from kb.errors import BadRecords, Problem
from kb.ids import kind_of
from kb.ledger import Ledger
from kb.source import not_read, read_layers
from kb.text import Language, Text

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "sound": "没有问题；数据版本 {generation}",
        "fields": "{seen} 个字段已在来源中读到，{confirm} 个待确认",
        "department": "  {name}：{records} 条，读到 {seen}，待确认 {confirm}，最早核对于 {checked}",
        "common": "各部门共用",
        "drafts": "改过的文件，作为草稿等待发布：{ids}",
        "overridden": "已覆盖：{ids}",
        "new": "本层新增：{id}",
        "like": "（是否想覆盖 {near}？）",
        "not_read": "{file}：没有读取。如果里面是记录，请改名为 {name}。",
        "comma": "、",
    },
    "en": {
        "sound": "no problems; generation {generation}",
        "fields": "{seen} fields read in a source, {confirm} to be confirmed",
        "department": "  {name}: {records} records, {seen} fields read, {confirm} to confirm, "
        "checked since {checked}",
        "common": "shared by all",
        "drafts": "edited files waiting as drafts: {ids}",
        "overridden": "overridden: {ids}",
        "new": "new in layer: {id}",
        "like": " (did you mean to override {near}?)",
        "not_read": "{file}: was not read. Rename it to {name} if it holds records.",
        "comma": ", ",
    },
}
_KINDS_ZH = {
    "area": "区划",
    "calendar": "日历",
    "concept": "信息项",
    "document": "文件",
    "evidence": "材料",
    "organisation": "部门",
    "parameter": "参数",
    "policy": "政策",
    "scene": "场景",
    "service": "事项",
}


def standing(catalogue: Catalogue, ledger: Ledger, folders: Sequence[Path]) -> dict[str, Any]:
    """Return how many records there are, how well they are known, what waits, what was left out."""
    records = catalogue.records.values()
    return {
        "problems": 0,
        "generation": catalogue.generation,
        "records": dict(sorted(Counter(kind_of(r.id) for r in records).items())),
        "fields_seen": sum(len(r.seen) for r in records),
        "fields_to_confirm": sum(len(r.confirm) for r in records),
        "departments": [known.shape(row) for row in known.by_department(catalogue)],
        "drafts": [version.record.id for version in ledger.drafts()],
        **_layered(folders),
        "not_read": [
            {"file": one.file, "rename_to": f"{Path(one.file or '').name.split('.')[0]}.yaml"}
            for folder in folders
            for one in not_read(folder)
        ],
    }


def _layered(folders: Sequence[Path]) -> dict[str, Any]:
    """Return what later folders override and add; an added id that looks misspelt says so."""
    overridden: list[str] = []
    added: list[dict[str, str | None]] = []
    if len(folders) > 1:
        base, *layers = read_layers(folders)
        known: set[str] = {loaded.record.id for loaded in base}
        for layer in layers:
            ids: list[str] = [loaded.record.id for loaded in layer]
            overridden += [one for one in ids if one in known]
            added += [{"id": one, "near": _near(one, known)} for one in ids if one not in known]
            known.update(ids)
    return {"overridden": sorted(set(overridden)), "new_in_layers": added}


def _near(record_id: str, known: set[str]) -> str | None:
    same_kind = sorted(one for one in known if kind_of(one) == kind_of(record_id))
    return next(iter(difflib.get_close_matches(record_id, same_kind, n=1, cutoff=0.9)), None)


def standing_text(report: dict[str, Any], language: Language, tested: Sequence[str] = ()) -> str:
    """Return the report of `standing` in words, and after the counts how well it is `tested`."""
    words = _WORDS[language]
    names = _KINDS_ZH if language == "zh" else {}
    comma = words["comma"]
    lines = [
        words["sound"].format(generation=report["generation"]),
        comma.join(f"{count} {names.get(k, k)}" for k, count in report["records"].items()),
        words["fields"].format(seen=report["fields_seen"], confirm=report["fields_to_confirm"]),
        *tested,
    ]
    lines += [_department(row, language, words) for row in report["departments"]]
    for key in ("drafts", "overridden"):
        if report[key]:
            lines.append(words[key].format(ids=comma.join(report[key])))
    return "\n".join((*lines, *_notes(report, words)))


def _department(row: dict[str, Any], language: Language, words: dict[str, str]) -> str:
    name = row["title"][language] if row["title"] else words["common"]
    return words["department"].format(
        name=name,
        records=row["records"],
        seen=row["fields_seen"],
        confirm=row["fields_to_confirm"],
        checked=row["checked_from"] or "—",
    )


def _notes(report: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    for one in report["new_in_layers"]:
        near = words["like"].format(near=one["near"]) if one["near"] else ""
        yield words["new"].format(id=one["id"]) + near
    for one in report["not_read"]:
        yield words["not_read"].format(file=one["file"], name=one["rename_to"])


def with_base_hint(error: BadRecords, folders: Sequence[str]) -> BadRecords:
    """Return the problems of one folder alone; where ids dangle, say how to name a base too."""
    dangling = sum(one.problem.en.startswith("there is no ") for one in error.problems)
    if len(folders) != 1 or not dangling:
        return error
    problem = Text(
        zh=f"有 {dangling} 个编号不在这个文件夹里。",
        en=f"names {dangling} ids that are not in this folder.",
    )
    both = f"--data data --data {folders[0]}"
    remedy = Text(
        zh=f"如果它只是改动的一层，请先写它所改的文件夹：{both}",
        en=f"If it is a layer, name the folder it changes first: {both}",
    )
    hint = Problem(place=folders[0], problem=problem, remedy=remedy)
    return BadRecords((*error.problems, hint))
