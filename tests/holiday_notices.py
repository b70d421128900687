"""The yearly holiday notices as tests read them, and notices written from made-up years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kb.chinese_dates import WEEKDAYS
from kb.layers import read_folders
from kb.model import WorkingCalendar
from kb.yaml_text import read_yaml
from tests.support import ROOT

_FOLDER = Path(__file__).parent / "kb"
_NUMBERS = "一二三四五六七"
NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


@cache
def notices() -> Mapping[int, str]:
    """Return the numbered sentences of every notice, by year."""
    return {int(year): text for year, text in _read("holiday_notices.yaml").items()}


def slips() -> list[dict[str, str]]:
    """Return the slips somebody could make in the notice of 2026, and what is said of each."""
    return list(_read("holiday_slips.yaml"))


def _read(name: str) -> Any:
    return read_yaml((_FOLDER / name).read_bytes(), name).value


def notice_of(year: int) -> str:
    """Return the notice of a year with its title, and with what stands around it on a page."""
    return whole(year, notices()[year])


def whole(year: int, sentences: str) -> str:
    """Return numbered sentences as they stand on a page."""
    return (
        f"首页 > 政策\n国务院办公厅关于{year}年\n部分节假日安排的通知\n"
        f"国办发明电〔{year - 1}〕7号\n"
        f"各省、自治区、直辖市人民政府：\n　　现将{year}年放假调休日期的具体安排通知如下。\n"
        f"{sentences}\n　　节假日期间，要妥善安排好值班。\n国务院办公厅\n{year - 1}年11月4日\n"
        f"发布时间：{year - 1}年11月5日\n相关：国务院办公厅关于{year - 1}年部分节假日安排的通知\n"
    )


@cache
def shipped_calendars() -> Mapping[int, WorkingCalendar]:
    """Return the calendars in `data/`, by year."""
    records = (one.record for one in read_folders([ROOT / "data" / "calendars"]))
    return {one.year: one for one in records if isinstance(one, WorkingCalendar)}


@st.composite
def years(draw: st.DrawFn) -> tuple[int, dict[str, tuple[list[date], list[date]]]]:
    """Return a year, and for every holiday its days off in a row and its make-up days."""
    year = draw(st.integers(2008, 2150))
    starts = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
    months = {"春节": 2, "清明节": 4, "端午节": 6, "中秋节": 9}
    out = {}
    for name in NAMES:
        first = date(year, *starts.get(name, (months.get(name, 1), draw(st.integers(8, 20)))))
        back = draw(st.integers(0, 2))
        days = draw(st.integers(back + 1, 10))
        off = [first + timedelta(days=i - back) for i in range(days)]
        near = [off[-1] + timedelta(days=i) for i in range(1, 9)]
        weekend = [day for day in near if day.weekday() >= 5]
        out[name] = off, draw(st.lists(st.sampled_from(weekend), unique=True, max_size=2))
    return year, out


def written(year: int, holidays: Mapping[str, tuple[list[date], list[date]]]) -> str:
    """Return the notice that orders those days."""
    sentences = []
    for number, (name, (off, worked)) in zip(_NUMBERS, holidays.items(), strict=True):
        ends = (
            _said(off[0], None) if len(off) == 1 else f"{_said(off[0])}至{_said(off[-1], off[0])}"
        )
        makes_up = f"{'、'.join(map(_said, worked))}上班。" if worked else ""
        sentences.append(f"{number}、{name}：{ends}放假调休，共{len(off)}天。{makes_up}")
    return whole(year, "\n".join(sentences))


def _said(day: date, after: date | None = None) -> str:
    month = "" if after and (after.year, after.month) == (day.year, day.month) else f"{day.month}月"
    return f"{month}{day.day}日（周{WEEKDAYS[day.weekday()]}）"
