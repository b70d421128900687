"""What a file is by its first bytes, whatever its name says; for every kind of table we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, Final

from kb.text import Text

Said = tuple[Text, Text]
"""What is wrong, and what to do instead."""
ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_HEAD: Final = 1 << 16


def refused_sign(opened: BinaryIO, save_again: Text) -> Said | None:
    """Return why a file is no table that anybody could read; None where nothing shows.

    Args:
        opened: the file, at its beginning; it is there again afterwards.
        save_again: the remedy for what a spreadsheet can open and save in another format.

    >>> import io
    >>> refused_sign(io.BytesIO(b"%PDF-1.7"), Text(zh="请另存。", en="Save it."))[0].en
    'is no table.'
    """
    head = opened.read(16)
    try:
        if head.startswith(_OLE):
            return LOCKED if _is_locked(opened) else (_OLD, save_again)
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _PAGE, save_again
        if head.startswith(_OTHERS):
            return _OTHER, save_again
        return next((said for sign, said in _SIGNS.items() if head.startswith(sign)), None)
    finally:
        opened.seek(0)


def _is_locked(opened: BinaryIO) -> bool:
    """Say whether a workbook of the old container is a new one behind a password."""
    last = b""
    while part := opened.read(_HEAD):
        if _ENCRYPTED in last + part:
            return True
        last = part[-len(_ENCRYPTED) :]
    return False


LOCKED: Final = (
    Text(zh="有密码，打不开。", en="has a password and cannot be opened."),
    Text(zh="请去掉密码，再存一次。", en="Take the password off and save it again."),
)
_OLD: Final = Text(zh="是旧的 .xls 格式。", en="is in the old .xls format.")
_PAGE: Final = Text(zh="其实是网页，不是表格。", en="is a web page and no table.")
_PACKED: Final = (
    Text(zh="是压缩包。", en="is compressed."),
    Text(zh="请先解压。", en="Unpack it first."),
)
_SEALED: Final = (
    Text(zh="加了密，读不了。", en="is encrypted."),
    Text(zh="请导出不加密的文件。", en="Export it without encryption."),
)
_OTHER: Final = Text(zh="不是表格。", en="is no table.")
_SIGNS: Final[Mapping[bytes, Said]] = {
    b"PARE": _SEALED,
    b"\x1f\x8b": _PACKED,
    b"7z\xbc\xaf": _PACKED,
    b"Rar!": _PACKED,
    b"\x28\xb5\x2f\xfd": _PACKED,
}
_OTHERS: Final = (
    b"%PDF",
    b"SQLite format 3",
    b"ARROW1",
    b"ORC",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
)
