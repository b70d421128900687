"""The unit a header names, against the unit of its concept: yuan is never read as 10,000 yuan."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from kb.model import InformationConcept
from kb.text import Text

_BRACKETED: Final = re.compile(r"(.*\S)\s*[（(\[【]([^（()）\[\]【】]+)[）)\]】]\s*")
_UNIT_SAID: Final = re.compile(r"(单位|unit)[:：]?")
_REMARK: Final = re.compile(r"[（(].*[）)]$")
_SAME: Final = tuple(
    frozenset(group.split())
    for group in (
        "元 人民币元 yuan rmb cny",
        "平方米 平米 m2 sqm sq.m squaremetres squaremeters",
        "人 名 位 people persons",
        "个月 月 months",
        "岁 周岁",
    )
)
"""Units that are one unit, as `_bare` writes them."""
_YUAN: Final = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
"""Stated exactly so, these alone are converted without being asked."""
_SCALES: Final = frozenset("千 万 百万 亿 k 10k % percent thousand million".split())
"""No units but sizes of them; a number without a unit is not in these either."""


def parted(header: str) -> tuple[str, str | None]:
    """Return a header without the unit in brackets at its end, and the unit.

    >>> parted("注册资本（万元）"), parted("area (sq ft)"), parted("员工人数")
    (('注册资本', '万元'), ('area', 'sq ft'), ('员工人数', None))
    """
    found = _BRACKETED.fullmatch(header)
    return (found[1], found[2].strip()) if found else (header, None)


def times_of(said: str, concept: InformationConcept) -> Decimal | None:
    """Return what brings a number in the unit a header names into its concept's unit.

    None where the two units are not the same and no conversion is sure.
    """
    unit = concept.unit
    written = _bare(_UNIT_SAID.sub("", said))
    if unit is None:
        return None if written in _SCALES else Decimal(1)
    if _is_same(written, unit):
        return Decimal(1)
    if written in _YUAN and _bare(unit.zh) in _YUAN:
        return Decimal(_YUAN[written]) / Decimal(_YUAN[_bare(unit.zh)])
    return None


def is_own(said: str, concept: InformationConcept) -> bool:
    """Say whether a unit behind a number is the concept's own, however it is written."""
    return concept.unit is not None and _is_same(_bare(said), concept.unit)


def _is_same(written: str, unit: Text) -> bool:
    wanted = {_bare(unit.zh), _bare(unit.en)}
    return written in wanted or any(written in group and group & wanted for group in _SAME)


def other_unit(said: str, concept: InformationConcept) -> tuple[Text, Text]:
    """Return problem and remedy of a header whose unit is not its concept's."""
    unit = concept.unit or Text(zh="没有单位", en="no unit")
    problem = Text(
        zh=f"这一列的单位是“{said}”，{concept.title.zh}的单位是“{unit.zh}”。",
        en=f'the unit of this column is "{said}", but {concept.title.en} is in "{unit.en}".',
    )
    remedy = Text(
        zh="请在对照文件里写 times，例如 times: 10000 就是乘以一万；单位相同，请写 times: 1。",
        en="Write times in the mapping file: times: 10000 multiplies, times: 1 says they are one.",
    )
    return problem, remedy


def _bare(unit: str) -> str:
    """Return a unit without case, width, spaces, and the remark in brackets behind it."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", unit).casefold())
    return _REMARK.sub("", plain)
