"""A file is what its first bytes say, whatever it is called."""

import io

import pytest

from kb.file_signs import refused_sign
from kb.text import Text

SAVE = Text(zh="请另存。", en="Save it again.")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "says", "remedy"),
    [
        (OLE + bytes(600), "old .xls", "Save it again."),
        (OLE + bytes(65_530) + "EncryptedPackage".encode("utf-16-le"), "password", "Take the"),
        (b"\xef\xbb\xbf\n<html>", "web page", "Save it again."),
        (b"Rar!\x1a", "compressed", "Unpack"),
        (b"PARE", "encrypted", "without encryption"),
        (b"%PDF-1.7", "no table", "Save it again."),
        (b"{\\rtf1", "no table", "Save it again."),
    ],
)
def test_what_nobody_can_read_as_a_table_is_named(content, says, remedy):
    opened = io.BytesIO(content)

    problem, instead = refused_sign(opened, SAVE)

    assert (says in problem.en, remedy in instead.en, opened.tell()) == (True, True, 0)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"a,b\n", b"", b"PAR1", "政策".encode("gbk")])
def test_what_may_be_a_table_passes(content):
    assert refused_sign(io.BytesIO(content), SAVE) is None
