"""Whether two figures are in one unit: yuan is compared with yuan, never with people."""

from __future__ import annotations

import re
from typing import Final

from kb.text import LANGUAGES, Language, Text

_REMARK: Final = re.compile(r"\s*[（(].*[）)]\s*$")
"""What stands behind a unit in brackets: `share (60 % is 0.6)` is a share like any other."""


def same_unit(one: Text | None, other: Text | None) -> bool:
    """Say whether two units are the same in either language; one not written is no mismatch.

    >>> same_unit(Text(zh="岁", en="years"), Text(zh="年", en="years"))
    True
    >>> same_unit(Text(zh="元", en="yuan"), Text(zh="万元", en="× 10,000 yuan"))
    False
    """
    if one is None or other is None:
        return True
    return any(_bare(one, language) == _bare(other, language) for language in LANGUAGES)


def other_unit(one: str, unit: Text | None, other: str, wanted: Text | None) -> Text:
    """Return what is wrong with two figures, named by their ids, that are in different units."""
    held, needed = unit or NO_UNIT, wanted or NO_UNIT
    return Text(
        zh=f"{one} 的单位是“{held.zh}”，{other} 的是“{needed.zh}”。",
        en=f"{one} is in {held.en}, but {other} in {needed.en}.",
    )


NO_UNIT: Final = Text(zh="没有单位", en="no unit")


def _bare(unit: Text, language: Language) -> str:
    return _REMARK.sub("", unit.get(language)).strip().casefold()
