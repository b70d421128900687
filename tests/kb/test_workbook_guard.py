"""No workbook is opened that is larger than its bounds, however it says so."""

import io
import struct
import zipfile

import pytest

from kb.errors import WrongInput
from kb.text import Text
from kb.workbook_guard import WORKBOOK, Bounds, refuse_unsafe

SMALL = Bounds(
    packed=1_000_000,
    total=3_000,
    sheet=2_000,
    words=1_500,
    part=1_000,
    remedy=Text(zh="请分开。", en="Split it."),
    save_again=Text(zh="请另存。", en="Save it again."),
)
SHEET, WORDS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def packed(parts, **how):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **how) as file:
        for name, content in {WORKBOOK: b"<workbook/>", **parts}.items():
            file.writestr(name, content)
    return out


def refusal(opened):
    with pytest.raises(WrongInput) as refused:
        refuse_unsafe(opened, "a.xlsx", SMALL)
    return refused.value.problems[0]


def test_a_small_workbook_may_be_opened_and_its_parts_are_known():
    opened = packed({SHEET: b"<a/>"})

    assert refuse_unsafe(opened, "a.xlsx", SMALL) == {WORKBOOK, SHEET}
    assert opened.tell() == 0


@pytest.mark.parametrize(
    ("parts", "fits"),
    [
        ({SHEET: b" " * 2_000}, True),
        ({SHEET: b" " * 2_001}, False),
        ({WORDS: b" " * 1_500}, True),
        ({WORDS: b" " * 1_501}, False),
        ({"xl/styles.xml": b" " * 1_000}, True),
        ({"xl/styles.xml": b" " * 1_001}, False),
        ({SHEET: b" " * 1_999, WORDS: b" " * 1_001}, False),
    ],
)
def test_every_part_and_all_together_have_a_bound(parts, fits):
    if fits:
        assert refuse_unsafe(packed(parts), "a.xlsx", SMALL)
    else:
        assert refusal(packed(parts)).remedy.en == "Split it."


@pytest.mark.parametrize("said", ['SYSTEM "file:///etc/passwd"', '[<!ENTITY a "b">]', ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_dtd_is_refused_in_any_encoding(said, encoding):
    part = f"<!-- {'x' * 300} --><!DOCTYPE x {said}><x/>".encode(encoding)

    assert "DTD" in refusal(packed({SHEET: part})).problem.en


def test_the_word_alone_is_no_dtd():
    part = b"<x>&lt;!DOCTYPE x&gt;</x>"

    assert refuse_unsafe(packed({SHEET: part, "xl/media/a.png": b"\x89PNG<"}), "a.xlsx", SMALL)


def long_list(count):
    """A zip whose list of parts is long, though every part is empty."""
    return packed({f"{'x' * 200}{i:06}": b"" for i in range(count)}).getvalue()


def longer_end(content):
    """Return a zip whose end is told by the longer record, with nothing in the shorter."""
    at = content.rfind(b"PK\x05\x06")
    count, size, start = struct.unpack("<HII", content[at + 10 : at + 20])
    end = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    place = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    short = content[at : at + 12] + struct.pack("<II", 1, start) + b"\0\0"
    return content[:at] + end + place + short


@pytest.mark.parametrize(
    "told",
    [bytes, longer_end, lambda c: c[:-2] + b"\x04\0PK\5\6"],
    ids=["plain", "zip64", "remark"],
)
def test_a_long_list_of_parts_is_refused_before_it_is_read(told):
    content = told(long_list(5_200))

    problem = refusal(io.BytesIO(content))

    assert "would unpack to too much" in problem.problem.en or "to its end" in problem.problem.en


def test_the_longer_end_of_large_files_is_read():
    opened = io.BytesIO(longer_end(packed({SHEET: b"<a/>"}).getvalue()))

    assert SHEET in refuse_unsafe(opened, "a.xlsx", SMALL)


def test_other_packings_passwords_and_doubles_are_refused():
    odd, double = io.BytesIO(), packed({})
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_LZMA) as file:
        file.writestr(WORKBOOK, b"<workbook/>")
    locked = bytearray(packed({}).getvalue())
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    with zipfile.ZipFile(double, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr(WORKBOOK, b"<other/>")

    assert "to its end" in refusal(odd).problem.en
    assert "to its end" in refusal(double).problem.en
    assert "password" in refusal(io.BytesIO(bytes(locked))).problem.en


def test_what_is_no_zip_and_what_is_no_workbook_is_told_apart():
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("word/document.xml", b"<x/>")

    assert "no .xlsx workbook" in refusal(other).problem.en
    assert "to its end" in refusal(io.BytesIO(b"PK\x03\x04 and nothing")).problem.en
    assert refusal(io.BytesIO(bytes(1_000_001))).remedy.en == "Split it."
