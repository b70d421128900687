"""What `companion batch` says in words: the summary as a table, and which files there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from unicodedata import east_asian_width

from kb.text import Language
from matcher.register_report import Summary, summary_rows
from matcher.register_summary import Tally

_COUNTS: Final = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")
_WORDS: Final = {
    "zh": {
        "head": "{rows:,} 位申请人，{policies} 项政策，{on}。",
        "policy": "政策",
        "eligible": "符合",
        "near": "差一点",
        "needs_information": "还不能确定",
        "needs_judgement": "部门评定",
        "not_eligible": "不符合",
        "asks": "最该问",
        "settles": "{fact}（只差这一项：{count:,} 位）",
        "needs": "{fact}（{count:,} 位还缺这一项）",
        "unread": "读不了的格子：{cells:,} 个，列在 {file}。",
        "files": "文件：{files}",
        "join": "、",
    },
    "en": {
        "head": "{rows:,} applicants, {policies} policies, {on}.",
        "policy": "policy",
        "eligible": "eligible",
        "near": "near",
        "needs_information": "not known",
        "needs_judgement": "judgement",
        "not_eligible": "not eligible",
        "asks": "ask first",
        "settles": "{fact} (all that {count:,} lack)",
        "needs": "{fact} ({count:,} lack it and more)",
        "unread": "Cells that could not be used: {cells:,}, listed in {file}.",
        "files": "Files: {files}",
        "join": ", ",
    },
}
_WIDEST_TITLE: Final = 44


def summary_text(summary: Summary, language: Language) -> str:
    """Return the summary as a table, a line a policy.

    The number of those who are near is among those who are not eligible.
    """
    words = _WORDS[language]
    rows = [[words["policy"], *(words[name] for name in _COUNTS), words["asks"]]]
    for row in summary_rows(summary):
        counts = (f"{row[name]:,}" for name in _COUNTS)
        title = _cut(row[f"title_{language}"], _WIDEST_TITLE)
        rows.append([title, *counts, _asks(row, language)])
    head = words["head"].format(
        rows=summary.tally.rows, policies=len(rows) - 1, on=summary.on.isoformat()
    )
    return "\n".join((head, "", *_table(rows)))


def files_text(files: Sequence[Path], tally: Tally, language: Language) -> str:
    """Return which files were written, and how many cells could not be used."""
    words = _WORDS[language]
    lines = [words["files"].format(files=words["join"].join(map(str, files)))]
    cells = sum(tally.unread.values())
    if cells:
        listed = next(str(path) for path in files if path.name.endswith(".unread.csv"))
        lines.insert(0, words["unread"].format(cells=cells, file=listed))
    return "\n".join(lines)


def _asks(row: Mapping[str, Any], language: Language) -> str:
    """Return the fact that would settle a policy for most, and for how many."""
    if not row["settling_fact"]:
        return ""
    form, count = ("settles", row["settles"]) if row["settles"] else ("needs", row["keeps_open"])
    return _WORDS[language][form].format(fact=row[f"fact_{language}"], count=count)


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Yield rows as lines: the first and last column to the left, figures to the right."""
    widths = [max(map(_wide, column)) for column in zip(*rows, strict=True)]
    for first, *figures, last in rows:
        held = [" " * (w - _wide(f)) + f for f, w in zip(figures, widths[1:], strict=False)]
        start = first + " " * (widths[0] - _wide(first))
        yield "  ".join((start, *held, last)).rstrip()


def _cut(text: str, width: int) -> str:
    """Return a text no wider than so many columns."""
    if _wide(text) <= width:
        return text
    while _wide(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def _wide(text: str) -> int:
    """Return how many columns a text takes; Chinese takes two each."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
