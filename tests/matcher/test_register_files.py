"""A file is what it holds, whatever it is called; what cannot be read says what to do instead."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kb.errors import WrongInput
from matcher.register_files import Format, format_of, open_source
from tests.registers import csv_file, workbook
from tests.support import assert_said_well


def made(folder):
    """One file of each kind, without an ending."""
    pq.write_table(pa.table({"用工人数": [1]}), folder / "parquet")
    return {
        Format.CSV: csv_file(folder / "csv"),
        Format.XLSX: workbook(folder / "xlsx", [["a", 1, 2]]),
        Format.PARQUET: folder / "parquet",
    }


def refusal(path):
    with pytest.raises(WrongInput) as refused:
        open_source(path)
    assert_said_well(refused.value.problems[0])
    return refused.value.problems[0]


def test_a_file_without_an_ending_is_known_by_what_it_holds(tmp_path):
    for kind, path in made(tmp_path).items():
        assert open_source(path)[0] is kind


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_an_ending_that_says_something_else_is_refused(tmp_path, ending):
    for kind, path in made(tmp_path).items():
        named = path.rename(tmp_path / f"a{ending}")
        if ending == f".{kind}":
            assert format_of(named) is kind
        else:
            problem = refusal(named)
            assert problem.problem.en == f"is called {ending} but holds {kind.upper()}."


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(70_000)
REFUSED = [
    (b"", "is empty", "Put names of columns"),
    (b" \n", "is empty", "Put names of columns"),
    (OLE, "old .xls", "save it as .xlsx"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "has a password", "Take the password off"),
    (b"PARE....", "is encrypted", "without encryption"),
    (gzip.compress(b"a,b\n1,2\n", mtime=0), "is compressed", "Unpack it first."),
    (b"%PDF-1.7", "is no table", "save it as .xlsx or .csv."),
    (b"<html><table>", "is a web page", "save it as .xlsx"),
    (b"PAR1 and nothing more", "cannot be read to its end", "Export it again."),
]


@pytest.mark.parametrize(("content", "why", "remedy"), REFUSED)
def test_what_cannot_be_read_says_what_to_do_instead(tmp_path, content, why, remedy):
    path = tmp_path / "a"
    path.write_bytes(content)

    problem = refusal(path)

    assert (why in problem.problem.en, remedy in problem.remedy.en) == (True, True)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    assert "cannot be opened" in refusal(tmp_path / "gone.csv").problem.en
    assert "cannot be opened" in refusal(tmp_path).problem.en
