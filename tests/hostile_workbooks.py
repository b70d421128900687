"""Files that mean harm or are no workbook, and one process that reads each and tells its cost.

Run as a module it reads files named on its command line, with a limit on its memory.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).parents[1]
MOST_SECONDS: Final = 10.0
MOST_BYTES: Final = 300_000_000
_LIMIT: Final = 2_000_000_000
"""Of address space: what is far too much ends the process and not the machine."""
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET: Final = "xl/worksheets/sheet2.xml"
"""The sheet of policies in our template."""
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROWS: Final = b"</sheetData>"
_SECRET: Final = b'<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/hostname">]>'
_LAUGHS: Final = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(ord("a"), ord("j")))
    + b"]>"
)


def cases(good: bytes) -> Mapping[str, tuple[bytes, str]]:
    """Return hostile and mistaken files by name, each with what is said of it in English."""
    return {**_larger(good), **_doctored(good), **_mistaken(good)}


def _larger(good: bytes) -> dict[str, tuple[bytes, str]]:
    many = {f"xl/a{i}.xml": b"" for i in range(6_000)}
    bomb = _changed(good, {SHEET: lambda part: part + b" " * 25_000_000})
    words = _with_words(good, b"<sst/>" + b" " * 9_000_000)
    return {
        "bomb.xlsx": (bomb, "would unpack to too much"),
        "words.xlsx": (words, "would unpack to too much"),
        "parts.xlsx": (_changed(good, {}, many), "would unpack to too much"),
    }


def _doctored(good: bytes) -> dict[str, tuple[bytes, str]]:
    macro = {"xl/vbaProject.bin": b"macro"}
    outside = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    link = (
        b'<Relationship Id="x1" Type="http://a.test/oleObject" Target="file:///etc/passwd"'
        b' TargetMode="External"/></Relationships>'
    )
    rels = {"xl/_rels/workbook.xml.rels": lambda p: p.replace(b"</Relationships>", link)}
    far = b'<row r="99999999999"><c r="A1"><v>1</v></c></row>' + _ROWS
    return {
        "xxe.xlsx": (_changed(good, {SHEET: lambda p: _after_head(p, _SECRET)}), "a DTD"),
        "laughs.xlsx": (
            _changed(good, {"xl/styles.xml": lambda p: _after_head(p, _LAUGHS)}),
            "a DTD",
        ),
        "wide-signs.xlsx": (
            _changed(
                good,
                {"xl/workbook.xml": lambda p: _after_head(p, _SECRET).decode().encode("utf-16")},
            ),
            "a DTD",
        ),
        "macro.xlsx": (_changed(good, {}, macro), "holds macros"),
        "outside.xlsx": (_changed(good, {}, outside), "is linked to other files"),
        "rels.xlsx": (_changed(good, rels), "is linked to something outside"),
        "far.xlsx": (_changed(good, {SHEET: lambda p: p.replace(_ROWS, far)}), "to its end"),
        "cut.xlsx": (good[: len(good) // 2], "cannot be read to its end"),
        "broken.xlsx": (_changed(good, {SHEET: lambda p: p[: len(p) // 2]}), "to its end"),
    }


def _mistaken(good: bytes) -> dict[str, tuple[bytes, str]]:
    table = "政策,金额\n试点补贴,8000\n"
    letter = _zip({"word/document.xml": b"<x/>"})
    return {
        "old.xlsx": (OLE, "is in the old .xls format"),
        "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        "table.xlsx": (table.encode(), "is a text file"),
        "gbk.xlsx": (table.encode("gbk"), "is a text file in GBK"),
        "record.xlsx": ("id: policy/试点\ntitle:\n".encode(), "is a YAML record"),
        "page.xlsx": (b"<html><table></table></html>", "is a web page"),
        "paper.xlsx": (b"%PDF-1.7", "is no table"),
        "letter.xlsx": (letter, "is no .xlsx workbook"),
        "empty.xlsx": (b"", "is empty"),
        "noise.xlsx": (bytes(range(256)) * 40, "is no .xlsx workbook"),
    }


def heavy(good: bytes) -> Mapping[str, bytes]:
    """Return workbooks just below the bounds and above them, made to be dear, and 50 MB of each."""
    words = b'<sst xmlns="%s">' % _MAIN + b"<si><t>a</t></si>" * 95_000 + b"</sst>"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + _ROWS
    styles = {"xl/styles.xml": lambda p: p.replace(b"<xf ", b"<xf/>" * 35_000 + b"<xf ", 1)}
    long = "长".encode() * 1_900_000
    return {
        "rows.xlsx": _with_rows(good, _wide_rows(95_000)),
        "more-rows.xlsx": _with_rows(good, _wide_rows(150_000)),
        "cells.xlsx": _with_rows(good, b'<row r="9">' + b'<c r="A9"/>' * 150_000 + b"</row>"),
        "more-cells.xlsx": _with_rows(good, b'<row r="9">' + b"<c/>" * 1_500_000 + b"</row>"),
        "words.xlsx": _with_words(good, words),
        "long.xlsx": _with_words(good, words.replace(b">a<", b">" + long + b"<", 1)),
        "styles.xlsx": _changed(good, styles),
        "merged.xlsx": _changed(good, {SHEET: lambda p: p.replace(_ROWS, merged)}),
        "last.xlsx": _changed(good, {SHEET: lambda p: p.replace(_ROWS, last)}),
        "big-noise.xlsx": b"PK\x03\x04" + os.urandom(1 << 20) * 50,
        "big-list.xlsx": _zip({f"xl/{i:06}": b"" for i in range(400_000)}),
        "big-text.xlsx": "试点补贴,8000\n".encode("gbk") * 3_500_000,
        "big-old.xlsx": OLE * (50_000_000 // len(OLE)),
    }


def _wide_rows(rows: int) -> bytes:
    row = b'<row r="%d"><c r="XFD%d"/></row>'
    return b"".join(row % (i, i) for i in range(10, rows))


def _with_rows(good: bytes, rows: bytes) -> bytes:
    return _changed(good, {SHEET: lambda part: part.replace(_ROWS, rows + _ROWS)})


def costs(folder: Path, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Return what reading and marking each file costs; one process reads them all.

    Returns:
        By name: `said` in English and Chinese, `seconds` of processor time, and `peak` bytes of the
        process so far.
    """
    for name, content in files.items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile_workbooks", *(str(folder / name) for name in files)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


def _changed(
    good: bytes,
    change: Mapping[str, Callable[[bytes], bytes]],
    new: Mapping[str, bytes] | None = None,
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert change.keys() <= parts.keys(), parts.keys()
    return _zip({**{n: change.get(n, bytes)(p) for n, p in parts.items()}, **(new or {})})


def _with_words(good: bytes, words: bytes) -> bytes:
    """Return a workbook whose sheets share texts."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    said = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    types = {"[Content_Types].xml": lambda part: part.replace(b"</Types>", said)}
    return _changed(good, types, {"xl/sharedStrings.xml": words})


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def _after_head(part: bytes, said: bytes) -> bytes:
    """Return XML with something before its first element."""
    head, mark, rest = part.partition(b"?>") if part.startswith(b"<?") else (b"", b"", part)
    return head.replace(b"UTF-8", b"utf-8") + mark + said + rest


def _main(files: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_LIMIT, _LIMIT))
    for file in map(Path, files):
        content = file.read_bytes()
        begun = time.process_time()
        said = _refusals(content, file.name)
        took = time.process_time() - begun
        print(json.dumps({"name": file.name, "said": said, "seconds": took, "peak": _peak()}))


def _refusals(content: bytes, name: str) -> list[str]:
    """Read a file and mark it, and return what is said against either."""
    from kb.errors import WrongInput
    from kb.sheet_errors import marked
    from kb.sheet_reading import read_workbook

    said = []
    try:
        read_workbook(content, name, {})
    except WrongInput as error:
        said += [error.told("en"), error.told("zh")]
    try:
        marked(content, [], name)
    except WrongInput as error:
        said += [error.told("en"), error.told("zh")]
    return said


def _peak() -> int:
    """Return the most bytes this process ever held; `getrusage` counts its parent's too."""
    held = Path("/proc/self/status").read_text(encoding="ascii")
    return int(held.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    _main(sys.argv[1:])
