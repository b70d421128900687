"""Text in cells stays text: what a spreadsheet would take for a formula is written as words.

Every table we give away goes through here. A workbook says of such a cell that its text is quoted;
CSV has no such sign and gets an apostrophe in front (OWASP, CSV injection).
"""

from __future__ import annotations

import re
from typing import Any, Final

FORMULA: Final = r"^[=+\-@\t\r]"
"""What a spreadsheet may take for a formula or a command, by its first sign."""
_RISKY: Final = re.compile(FORMULA)
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_READ_OTHERWISE: Final = re.compile(r"\r|_x[0-9A-Fa-f]{4}_")
LONGEST: Final = 32_767
"""Signs a cell of a workbook holds."""


def for_csv(text: str) -> str:
    """Return a text as it stands in a CSV file.

    >>> for_csv("=1+1"), for_csv("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if _RISKY.match(text) else text


def put(cell: Any, value: Any) -> Any:
    """Put a value into a cell of openpyxl and return the cell; a text is never a formula.

    Signs that XML cannot hold are left out, and what is longer than a cell.
    """
    if not isinstance(value, str):
        cell.value = value
        return cell
    text = _NOT_IN_XML.sub("", value)[:LONGEST]
    cell.value = text
    if _RISKY.match(text):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def needs_care(value: object) -> bool:
    """Say whether a value cannot simply be appended to a sheet."""
    if not isinstance(value, str):
        return False
    return bool(_RISKY.match(value) or _NOT_IN_XML.search(value)) or len(value) > LONGEST


def stays(text: str) -> bool:
    r"""Say whether a text comes back from a workbook just as it was put there.

    >>> stays("=1+1"), stays("a\rb"), stays("x" * 40_000)
    (True, False, False)
    """
    odd = _NOT_IN_XML.search(text) or _READ_OTHERWISE.search(text)
    return not odd and len(text) <= LONGEST
