"""CSV as spreadsheets and databases write it, in any usual encoding; broken rows are named."""

import pytest

from kb.errors import WrongInput
from matcher.register_csv import CsvSource, encoding_of
from tests.registers import HEADER, ROWS, csv_file
from tests.support import assert_said_well


def rows(source, start_row=1, headers=None):
    held = [b.to_pydict() for b in source.batches(headers or source.headers, start_row)]
    names = held[0] if held else []
    return [list(row) for part in held for row in zip(*(part[n] for n in names), strict=True)]


def refusal(call):
    with pytest.raises(WrongInput) as refused:
        call()
    assert_said_well(refused.value.problems[0])
    return refused.value.problems[0]


KNOWN = [[cell or None for cell in row] for row in ROWS]
ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_separator_reads_the_same(tmp_path, encoding, delimiter):
    if delimiter != "," and encoding in ("utf-16-le", "utf-16-be"):
        delimiter = ","
    source = CsvSource(csv_file(tmp_path / "a.csv", encoding=encoding, delimiter=delimiter))

    assert source.headers == tuple(HEADER)
    assert rows(source) == KNOWN


def test_a_cell_may_hold_separators_quotes_and_line_ends(tmp_path):
    odd = [["a,b", 'say "x"', "one\ntwo\r\nthree"], ["", " ", "\n"]]
    source = CsvSource(csv_file(tmp_path / "a.csv", odd, ["h\n1", "h,2", "h3"]))

    assert source.headers == ("h\n1", "h,2", "h3")
    assert rows(source) == [odd[0], [None, " ", "\n"]]


def test_reading_begins_at_any_row_and_takes_only_what_is_asked(tmp_path):
    many = [[str(i), f"x\n{i}", ""] for i in range(1, 5001)]
    source = CsvSource(csv_file(tmp_path / "a.csv", many))

    assert rows(source, 4999, ["用工人数"]) == [["x\n4999"], ["x\n5000"]]
    assert rows(source, 5001) == []
    assert source.done_share() == 1.0


def test_empty_lines_are_no_applicants(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n\na,b\r\n\r\n1,2\r\n\n3,4\n\n")

    assert rows(CsvSource(path)) == [["1", "2"], ["3", "4"]]
    assert rows(CsvSource(path), 2) == [["3", "4"]]


def test_old_macintosh_line_ends_and_a_missing_last_one_are_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\r1,2\r3,4")

    assert rows(CsvSource(path)) == [["1", "2"], ["3", "4"]]


def test_ascii_that_turns_out_to_be_gbk_is_read_as_such(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 300_000 + "3,公司\n".encode("gbk"))

    assert encoding_of(path) == "gb18030"
    assert rows(CsvSource(path), 300_001) == [["3", "公司"]]


@pytest.mark.parametrize("row", [["1", "2"], ["1", "2", "3", "4"]])
def test_a_row_with_more_or_fewer_cells_is_named_and_not_shown(tmp_path, row):
    path = csv_file(tmp_path / "a.csv", [["1", "a\nb", "3"]] * 20_000 + [row])

    problem = refusal(lambda: rows(CsvSource(path)))

    assert problem.place == "a.csv"
    assert problem.problem.en == "row 20,001: has more or fewer cells than the header."


def test_a_text_in_another_encoding_is_named_by_its_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + "1,公司\n".encode() * 200_000 + b"1,\xff\xfe\n")
    source = CsvSource(path)

    assert refusal(lambda: rows(source)).problem.en == "row 200,001: holds text that is not UTF-8."


def test_a_quote_that_is_never_closed_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,2\n"3,4\n' + b"5,6\n" * 3_000_000)

    assert "never closed" in refusal(lambda: rows(CsvSource(path))).problem.en


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n", "a header and no rows"),
        (b"\n \n", "the file is empty"),
        (b",,\n1,2,3\n", "the file is empty"),
        (b"a,b\n\x00\x01\x02\n", "no table of text"),
        (b"a,b\n\xff\xff\xff\n", "no table of text"),
    ],
)
def test_what_is_no_register_is_refused(tmp_path, content, why):
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert why in refusal(lambda: CsvSource(path)).problem.en


@pytest.mark.parametrize("title", ["2026 年名单", "2026 年名单,,", '"名单\n2026 年",,'])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_line_that_names_the_table_is_not_taken_for_the_header(tmp_path, title, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(f"{title}\n编号,人,区\na,3,x\nb,4,y\n".encode(encoding))

    source = CsvSource(path)

    assert source.headers == ("编号", "人", "区")
    assert source.title.replace("\n", " ") in ("2026 年名单", "名单 2026 年")
    assert rows(source, 2) == [["b", "4", "y"]]


def test_below_a_title_a_bad_row_has_the_number_of_its_applicant(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名单\na,b\n1,2\n3,4\n5\n", encoding="utf-8")

    assert "row 3" in refusal(lambda: rows(CsvSource(path))).problem.en


@pytest.mark.parametrize("content", ["a\n1\n2\n", "a,\n1,\n2,\n", "a,b\n1,\n2,3\n"])
def test_a_header_is_no_title(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")

    assert CsvSource(path).title is None
