"""The words of who points at something: short, and without a number of anybody."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kb.errors import WrongInput
from kb.text import Text

LONGEST: Final = 300
_MOBILE: Final = r"(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
_ID_CARD: Final = r"\d{6} ?(?:\d{8} ?\d{3}[\dXx]|\d{9})"
_NUMBER: Final = re.compile(rf"(?<!\d)(?:{_MOBILE}|{_ID_CARD})(?!\d)", re.ASCII)
_SAID: Final = Text(
    zh="里面好像有手机号或身份证号。",
    en="There seems to be a mobile number or an ID card number in it.",
)
_INSTEAD: Final = Text(
    zh="请去掉号码，只写哪里不对，例如：窗口说不要这份材料。",
    en="Leave the number out and write only what is wrong, such as: the window does not ask for "
    "this paper.",
)


def checked_words(words: str) -> str:
    """Return words as they are kept: without the spaces around them, and not too long.

    Raises:
        WrongInput: they hold what looks like a mobile number (11 digits from 13 to 19) or an ID
            card number (GB 11643: 18 characters; 15 before 1999).
    """
    said = words.strip()[:LONGEST]
    if _NUMBER.search(unicodedata.normalize("NFKC", said)):
        raise WrongInput.at("words", _SAID, _INSTEAD)
    return said
