"""What `companion check` says of the records: how many, how well known, what layers change."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api import known
from kb.catalogue import Catalogue
from kb.errors import BadRecords, Problem
from kb.ids import kind_of
from kb.layer_bases import BaseStanding, changed_bases
from kb.layer_notes import Layer
from kb.layers import read_layers
from kb.ledger import Ledger
from kb.source import not_read
from kb.text import Language, Text
from kb.yaml_text import stays_text

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
        "layers": "从下到上：{names}",
        "titled": "{name}（{title}）",
        "removed": "{layer} 去掉了 {id}",
        "still_published": "{layer} 去掉了 {id}，但它还在发布中。请撤下：companion withdraw {id}",
        "changed": "{layer} 改动了 {id}，原来的那条后来也变了。请核对；"
        "没有问题，就在 {layer}/layer.yaml 的 over 里写 {id}: {mark}",
        "not_noted": "{layer} 没有记下是照哪一版改的。要在原来的记录变动时得到提醒，"
        "请在 {layer}/layer.yaml 里写 over: {{{marks}}}",
        "nothing_beneath": "{layer}/layer.yaml 记着 {id}，但下面已经没有这条记录。"
        "请核对，再去掉这一行。",
        "not_changed_here": "{layer}/layer.yaml 记着 {id}，但 {layer} 没有改动它。"
        "请改正编号，或去掉这一行。",
        "nothing_to_remove": "{layer} 要去掉 {id}，但下面没有这条记录。请改正编号，或去掉这一行。",
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
        "layers": "from the lowest up: {names}",
        "titled": "{name} ({title})",
        "removed": "{layer} removes {id}",
        "still_published": "{layer} removes {id}, but it is published. "
        "Take it back: companion withdraw {id}",
        "changed": "{layer} changes {id}, and the record beneath has changed since. Compare them; "
        "if all is well, write {id}: {mark} under over in {layer}/layer.yaml",
        "not_noted": "{layer} does not note what it was written over. To be told when a record "
        "beneath changes, write over: {{{marks}}} in {layer}/layer.yaml",
        "nothing_beneath": "{layer}/layer.yaml notes {id}, but there is no such record beneath any "
        "more. Look at it, then take the line out.",
        "not_changed_here": "{layer}/layer.yaml notes {id}, but {layer} does not change it. "
        "Correct the id or take the line out.",
        "nothing_to_remove": "{layer} removes {id}, but there is no such record beneath. "
        "Correct the id or take the line out.",
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
        **_layered(folders, catalogue),
        "not_read": [
            {"file": one.file, "rename_to": f"{Path(one.file or '').name.split('.')[0]}.yaml"}
            for folder in folders
            for one in not_read(folder)
        ],
    }


def _layered(folders: Sequence[Path], catalogue: Catalogue) -> dict[str, Any]:
    """Return what later folders override, add and take away, and where one should look again.

    An added id that looks misspelt says so.
    """
    overridden: set[str] = set()
    added: list[dict[str, str | None]] = []
    removed: dict[str, str] = {}
    layers = read_layers(folders) if len(folders) > 1 else ()
    known: set[str] = {*(layers[0].ids if layers else ())}
    for layer in layers[1:]:
        removed |= {one: layer.name for one in layer.note.removes if one in known}
        overridden.update(one for one in layer.ids if one in known)
        added += [{"id": one, "near": _near(one, known)} for one in layer.ids if one not in known]
        known = (known - removed.keys()) | {*layer.ids}
    return {
        "layers": [{"name": one.name, "title": _title(one)} for one in layers],
        "overridden": sorted(overridden),
        "new_in_layers": added,
        "removed": [
            {"id": one, "layer": layer, "published": one in catalogue.records}
            for one, layer in sorted(removed.items())
            if one not in known
        ],
        "bases": [asdict(one) for one in changed_bases(layers)],
    }


def _title(layer: Layer) -> dict[str, str] | None:
    title = layer.note.title
    return {"zh": title.zh, "en": title.en} if title else None


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
    if report["layers"]:
        named = (_layer_name(one, language, words) for one in report["layers"])
        lines.append(words["layers"].format(names=comma.join(named)))
    for key in ("drafts", "overridden"):
        if report[key]:
            lines.append(words[key].format(ids=comma.join(report[key])))
    return "\n".join((*lines, *_notes(report, words)))


def _layer_name(layer: dict[str, Any], language: Language, words: dict[str, str]) -> str:
    title = layer["title"]
    named = words["titled"].format(name=layer["name"], title=title[language]) if title else None
    return named or str(layer["name"])


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
    for one in report["removed"]:
        yield words["still_published" if one["published"] else "removed"].format(**one)
    yield from _bases(report["bases"], words)
    for one in report["not_read"]:
        yield words["not_read"].format(file=one["file"], name=one["rename_to"])


def _bases(bases: Sequence[dict[str, Any]], words: dict[str, str]) -> Iterator[str]:
    """Yield what to look at in layers; marks that are missing stand together, to be pasted."""
    missing: dict[str, list[str]] = defaultdict(list)
    for one in bases:
        mark = one["now"] if stays_text(one["now"] or "") else f'"{one["now"]}"'
        if one["standing"] == BaseStanding.NOT_NOTED:
            missing[one["layer"]].append(f"{one['id']}: {mark}")
        else:
            yield words[one["standing"]].format(layer=one["layer"], id=one["id"], mark=mark)
    for layer, marks in missing.items():
        yield words["not_noted"].format(layer=layer, marks=", ".join(marks))


def origins(ledger: Ledger) -> dict[str, int]:
    """Return how many of the published records come from each folder, file or form."""
    came_from = Counter(version.origin or "" for version in ledger.published())
    return dict(sorted(came_from.items()))


def merged_words(origins: dict[str, int]) -> str:
    """Return what to add where records of several origins are written to one folder.

    >>> merged_words({"data": 700, "district": 20})
    ', laid over each other into one folder (data 700, district 20 records)'
    >>> merged_words({"data": 700})
    ''
    """
    counted = ", ".join(f"{name or '?'} {count}" for name, count in origins.items())
    return f", laid over each other into one folder ({counted} records)" if len(origins) > 1 else ""


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
