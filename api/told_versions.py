"""Versions of records on the console: in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from api.changes import Changed
from api.language import words as page_words
from api.lines import Line
from kb.days import SHANGHAI
from kb.ledger_rows import RecordMove, RecordVersion
from kb.ledger_tables import SEEDER
from kb.record_times import ALWAYS
from kb.submissions import Submission
from kb.text import Language, Text

_SAID: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "sent": "{name}：{state}，{n} 条：{ids}",
        "from": "，从 {day} 起",
        "version": "第 {number} 版 · {state} · {days} · {author}（{origin}）",
        "move": "    {at} {state} · {by}{reason}",
        "always": "一直",
        "open": "{since} 起",
        "till": "{since} 至 {until} 前",
        "files": "文件",
        "same": "第 {one} 版和第 {other} 版说的一样，最多只有来源和核对情况不同。",
        "between": "第 {one} 版 → 第 {other} 版",
        "nothing": "（没有）",
    },
    "en": {
        "sent": "{name}: {state}, {n} records: {ids}",
        "from": ", from {day}",
        "version": "version {number} · {state} · {days} · {author} ({origin})",
        "move": "    {at} {state} · {by}{reason}",
        "always": "since ever",
        "open": "from {since}",
        "till": "from {since}, until before {until}",
        "files": "files",
        "same": "Versions {one} and {other} say the same; at most sources and standing differ.",
        "between": "version {one} → version {other}",
        "nothing": "(nothing)",
    },
}


def _day(day: Any) -> str | None:
    return None if day is None or day == ALWAYS else day.isoformat()


# ---- submissions ------------------------------------------------------------------------------


def submission_shape(held: Submission) -> dict[str, Any]:
    """Return a submission as JSON."""
    return {
        "submission": held.name,
        "state": held.standing.value,
        "ends": held.ends,
        "effective_on": _day(held.effective_on),
        "records": [one.record.id for one in held.versions],
        "versions": [one.number for one in held.versions],
    }


def submission_text(held: Submission, names: Mapping[str, str], language: Language) -> str:
    """Return a submission in words."""
    said = _SAID[language]
    ids = ", ".join(one.record.id for one in held.versions)
    state = page_words(language)[f"record_state.{held.standing}"]
    text = said["sent"].format(name=held.name, state=state, n=len(held.versions), ids=ids)
    day = _day(held.effective_on)
    return text + (said["from"].format(day=day) if day else "")


# ---- history ----------------------------------------------------------------------------------


def history_shape(
    versions: Iterable[RecordVersion], moves: Mapping[int, tuple[RecordMove, ...]]
) -> dict[str, Any]:
    """Return every version with its moves as JSON, oldest first."""
    return {
        "versions": [
            {
                "version": one.number,
                "submission": one.submission,
                "state": one.standing.value,
                "ends": one.ends,
                "effective_on": _day(one.effective_on),
                "until": _day(one.until),
                "author": one.author,
                "origin": one.origin,
                "based_on": one.based_on,
                "digest": one.digest,
                "moves": [_move_shape(move) for move in moves[one.number]],
            }
            for one in versions
        ]
    }


def _move_shape(move: RecordMove) -> dict[str, Any]:
    return {
        "to": move.to.value,
        "by": move.by,
        "at": move.at.isoformat(timespec="seconds"),
        "reason": move.reason,
        "effective_on": _day(move.effective_on),
        "seal": move.seal,
    }


def history_text(
    versions: Iterable[RecordVersion],
    moves: Mapping[int, tuple[RecordMove, ...]],
    names: Mapping[str, str],
    language: Language,
) -> str:
    """Return every version with its moves in words, newest first."""
    lines: list[str] = []
    for one in reversed(tuple(versions)):
        lines.append(_version_line(one, names, language))
        lines += [_move_line(move, names, language) for move in moves[one.number]]
    return "\n".join(lines)


def _version_line(one: RecordVersion, names: Mapping[str, str], language: Language) -> str:
    said = _SAID[language]
    since = _day(one.effective_on)
    if one.effective_on is None:
        days = "—"
    elif one.until is not None:
        days = said["till"].format(since=since or said["always"], until=one.until)
    else:
        days = said["open"].format(since=since) if since else said["always"]
    return said["version"].format(
        number=one.number,
        state=page_words(language)[f"record_state.{one.standing}"],
        days=days,
        author=_name(one.author, names, language),
        origin=one.origin or "—",
    )


def _name(account: str, names: Mapping[str, str], language: Language) -> str:
    return _SAID[language]["files"] if account == SEEDER else names.get(account, account)


def _move_line(move: RecordMove, names: Mapping[str, str], language: Language) -> str:
    return _SAID[language]["move"].format(
        at=f"{move.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        state=page_words(language)[f"record_state.{move.to}"],
        by=_name(move.by, names, language),
        reason=f" · {move.reason}" if move.reason else "",
    )


# ---- differences ------------------------------------------------------------------------------


def difference_shape(
    earlier: RecordVersion, later: RecordVersion, found: Changed, language: Language
) -> dict[str, Any]:
    """Return a difference as JSON: per field the lines as they were and as they become."""
    rows = _rows(found)
    return {
        "from": earlier.number,
        "to": later.number,
        "sources": found.sources,
        "fields": [
            {
                "field": key,
                "was": [one.get(language) for one in was],
                "becomes": [one.get(language) for one in becomes],
            }
            for key, was, becomes in rows
        ],
    }


def difference_text(
    earlier: RecordVersion, later: RecordVersion, found: Changed, language: Language
) -> str:
    """Return a difference in words: for each field what it said and what it says."""
    said, numbers = _SAID[language], {"one": earlier.number, "other": later.number}
    rows = list(_rows(found))
    if not rows:
        return said["same"].format(**numbers)
    lines = [said["between"].format(**numbers)]
    for key, was, becomes in rows:
        lines.append(_field_name(key, language))
        lines += [f"  - {one.get(language)}" for one in was] or [f"  - {said['nothing']}"]
        lines += [f"  + {one.get(language)}" for one in becomes] or [f"  + {said['nothing']}"]
    return "\n".join(lines)


def _field_name(key: str, language: Language) -> str:
    known = page_words(language)
    special = {"title": "desk.title_field", "description": "record.description"}
    return known.get(special.get(key, f"field.{key}"), key)


def _rows(found: Changed) -> Iterator[tuple[str, list[Text], list[Text]]]:
    if found.title:
        yield "title", [found.title[0]], [found.title[1]]
    if found.description:
        was, becomes = ([one] if one is not None else [] for one in found.description)
        yield "description", was, becomes
    for change in found.fields:
        yield change.key, list(_texts(change.was)), list(_texts(change.becomes))


def _texts(lines: Iterable[Line]) -> Iterator[Text]:
    for line in lines:
        yield line.text
        yield from _texts(line.under)
