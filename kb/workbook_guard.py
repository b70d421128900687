"""What is looked at before any workbook is opened: how large it is, and that it names no DTD.

An XLSX is a zip of XML. Its own list says how large every part is and Python reads no more than
that; the list itself may be long, so that its length is looked at first. Registers and sheets of
records come through the same door with different bounds.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.parsers import expat

from kb.errors import WrongInput
from kb.file_signs import LOCKED
from kb.text import Text

WORKBOOK: Final = "xl/workbook.xml"
SHARED_WORDS: Final = "xl/sharedStrings.xml"
_NOT_CHECKED: Final = 20_000_000
"""Small things pack well by chance; below so many bytes the ratio says nothing."""
_MOST_PACKED: Final = 200
_LONGEST_LIST: Final = 1_000_000
"""Bytes of the zip's list of parts; a workbook of a hundred sheets has 20,000."""
_MOST_PARTS: Final = 5_000
_END: Final = 22
_TAIL: Final = (1 << 16) + _END
"""Bytes at the end of a zip in which the end of its list stands, with the longest remark."""
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How large a workbook and its parts may be, in bytes, and what to do with a larger one.

    Attributes:
        packed: the file itself.
        total: all parts together, unpacked.
        sheet: one sheet.
        words: the texts that the sheets share.
        part: any other part.
        remedy: what to do with one that is larger.
        save_again: what to do with one that is no workbook, or is damaged.
    """

    packed: int
    total: int
    sheet: int
    words: int
    part: int
    remedy: Text
    save_again: Text


def refuse_unsafe(opened: BinaryIO, file: str, bounds: Bounds) -> frozenset[str]:
    """Return the names of the parts of a workbook that is safe to open; it is not unpacked.

    Args:
        opened: the workbook; it is at its beginning afterwards.
        file: its name, for messages.
        bounds: how large it may be.

    Raises:
        WrongInput: it is damaged, no XLSX, behind a password, too large, or names a DTD.
    """
    size = opened.seek(0, 2)
    if size > bounds.packed or _list_length(opened, size) > _LONGEST_LIST:
        raise WrongInput.at(file, _TOO_LARGE, bounds.remedy)
    try:
        with zipfile.ZipFile(opened) as packed:
            parts = packed.infolist()
            _refuse_parts(parts, size, file, bounds)
            for part in parts:
                if _names_dtd(packed, part):
                    raise WrongInput.at(file, _DTD, bounds.save_again)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
        raise WrongInput.at(file, _BROKEN, bounds.save_again) from None
    opened.seek(0)
    return frozenset(part.filename for part in parts)


def _refuse_parts(parts: list[zipfile.ZipInfo], size: int, file: str, bounds: Bounds) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise WrongInput.at(file, *LOCKED)
    if WORKBOOK not in names:
        raise WrongInput.at(file, _NO_WORKBOOK, bounds.save_again)
    if len(names) < len(parts) or any(part.compress_type not in _KNOWN for part in parts):
        raise WrongInput.at(file, _BROKEN, bounds.save_again)
    total = sum(part.file_size for part in parts)
    dense = total > _NOT_CHECKED and total / max(1, size) > _MOST_PACKED
    large = total > bounds.total or any(part.file_size > _most(part, bounds) for part in parts)
    if dense or large or len(parts) > _MOST_PARTS:
        raise WrongInput.at(file, _TOO_LARGE, bounds.remedy)


def _most(part: zipfile.ZipInfo, bounds: Bounds) -> int:
    if part.filename.startswith("xl/worksheets/sheet"):
        return bounds.sheet
    return bounds.words if part.filename == SHARED_WORDS else bounds.part


def _list_length(opened: BinaryIO, size: int) -> int:
    """Return the bytes of a zip's list of parts as its end says, 0 where there is none.

    `zipfile` makes an object of every entry before anyone can count them; so the end is looked for
    here just as it does (APPNOTE 4.3.14 to 4.3.16).
    """
    opened.seek(max(0, size - _TAIL - _ZIP64))
    tail = opened.read()
    opened.seek(0)
    plain = tail[-_END:].startswith(b"PK\x05\x06") and tail.endswith(b"\0\0")
    at = len(tail) - _END if plain else tail.rfind(b"PK\x05\x06", max(0, len(tail) - _TAIL))
    if at < 0:
        return 0
    longer = tail[max(0, at - _ZIP64) : at]
    if longer.startswith(b"PK\x06\x06") and longer[56:60] == b"PK\x06\x07":
        return int.from_bytes(longer[40:48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _names_dtd(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Say whether an XML part names a DTD before its first element; entities come from there."""
    seen: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append(True)
    parser.StartElementHandler = lambda *_: seen.append(False)
    try:
        with packed.open(part) as opened:
            while not seen and (chunk := opened.read(_CHUNK)):
                parser.Parse(chunk)
    except expat.ExpatError:  # no XML, such as a picture; who reads it as XML comes no further
        pass
    return bool(seen) and seen[0]


_ZIP64: Final = 56 + 20
"""Bytes of the longer end and of what points to it (APPNOTE 4.3.14, 4.3.15)."""
_KNOWN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN: Final = Text(
    zh="文件读不完整，可能损坏了。", en="the file cannot be read to its end; it may be damaged."
)
_NO_WORKBOOK: Final = Text(zh="不是 .xlsx 工作簿。", en="is no .xlsx workbook.")
_TOO_LARGE: Final = Text(
    zh="解开后太大，不打开。", en="would unpack to too much and is not opened."
)
_DTD: Final = Text(
    zh="里面有可疑的内容（DTD），不打开。",
    en="holds something suspicious (a DTD) and is not opened.",
)
