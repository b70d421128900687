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
_COUNTED: Final = r"(?! ?(?:元|块|万|年|人|户|平|㎡|m|%|天|日|个|号|yuan|RMB))"
"""What makes of two numbers with a sign between them an amount or a span, as 3000-5000 元."""
_YEARS: Final = r"(?!(?:19|20)\d\d[ -](?:19|20)\d\d)"
_LANDLINE: Final = (
    rf"(?:0\d{{2,3}}[ -]?)?{_YEARS}[2-8]\d{{2,3}}[ -]\d{{4}}(?!\d){_COUNTED}"
    r"|0\d{2,3}[ -]?[2-8]\d{6,7}"
)
_NUMBER: Final = re.compile(
    rf"(?<!\d)(?:{_MOBILE}|{_ID_CARD}|{_LANDLINE})(?!\d)"
    rf"|(?:电话|座机|tel|phone)\D{{0,8}}{_YEARS}\d{{3,4}}[ -]?\d{{4}}(?!\d){_COUNTED}",
    re.ASCII | re.IGNORECASE,
)
"""A landline has 7 or 8 digits: told by its area code, by a sign inside, or by a word before."""
_SAID: Final = Text(
    zh="里面好像有电话号码或身份证号。",
    en="There seems to be a telephone number or an ID card number in it.",
)
_INSTEAD: Final = Text(
    zh="请去掉号码，只写哪里不对，例如：窗口说不要这份材料。",
    en="Leave the number out and write only what is wrong, such as: the window does not ask for "
    "this paper.",
)


def checked_words(words: str) -> str:
    """Return words as they are kept: without the spaces around them, and not too long.

    Raises:
        WrongInput: they hold what looks like a telephone number (a mobile one of 11 digits from 13
            to 19, or a landline) or an ID card number (GB 11643: 18 characters; 15 before 1999).
    """
    said = words.strip()[:LONGEST]
    if _NUMBER.search(unicodedata.normalize("NFKC", said)):
        raise WrongInput.at("words", _SAID, _INSTEAD)
    return said
