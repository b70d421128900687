"""Hostile and mistaken files are refused before they cost anything, in words for officers."""

import io

import openpyxl
import pytest

from kb.errors import WrongInput
from kb.sheet_guard import refuse_hostile
from tests.hostile_workbooks import MOST_BYTES, MOST_SECONDS, cases, costs, heavy
from tests.sheets import GOOD, empty, filled, packed_again, problems, read
from tests.support import assert_said_well

CASES = cases(empty())


@pytest.mark.parametrize("name", CASES)
def test_each_is_refused_with_what_it_is_and_what_to_send(name):
    content, says = CASES[name]

    (problem,) = problems(content)

    assert says in problem.problem.en
    assert (problem.place, problem.remedy is not None) == ("政策.xlsx", True)
    assert_said_well(problem)


def test_refusing_all_of_them_is_cheap(tmp_path):
    held = costs(tmp_path, {name: content for name, (content, _) in CASES.items()})

    assert held.keys() == CASES.keys()
    assert all(CASES[name][1] in one["said"][0] for name, one in held.items())
    assert sum(one["seconds"] for one in held.values()) < MOST_SECONDS
    assert max(one["peak"] for one in held.values()) < MOST_BYTES


@pytest.mark.prove
def test_the_dearest_file_costs_no_more_than_promised(tmp_path):
    """Each has a process of its own, so that no peak is another's."""
    for name, content in heavy(empty()).items():
        one = costs(tmp_path, {name: content})[name]

        print(f"{name}: {len(content):,} bytes, {one['seconds']:.1f} s, {one['peak']:,} bytes")
        assert one["said"]
        assert (one["seconds"] < MOST_SECONDS, one["peak"] < MOST_BYTES) == (True, True), one


def test_an_address_that_was_typed_is_no_link_to_anything():
    def address(book):
        book["政策 Policies"]["AP3"] = "https://www.shanghai.gov.cn/"
        book["政策 Policies"]["AP3"].hyperlink = "https://www.shanghai.gov.cn/"

    (policy,) = read(filled({"政策": [GOOD]}, address))

    assert policy.record.id == "policy/trial-grant"


def test_what_spreadsheets_add_by_themselves_is_no_macro():
    content = packed_again(
        empty(), lambda _, part: part, **{"xl/printerSettings/printerSettings1.bin": b"\x01"}
    )

    refuse_hostile(content, "a.xlsx")


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A:A", "1:1", "nonsense", "XFD1:A2"])
@pytest.mark.parametrize("kind", ["mergeCell", "hyperlink", "x:comment"])
def test_an_area_as_large_as_a_sheet_is_refused(kind, area):
    def widened(name, part):
        mark = f'</sheetData><x><{kind} ref="{area}"/></x>'.encode()
        return part.replace(b"</sheetData>", mark) if name.endswith("sheet2.xml") else part

    with pytest.raises(WrongInput, match="too large an area"):
        refuse_hostile(packed_again(empty(), widened), "a.xlsx")


def test_merged_cells_as_officers_make_them_are_read():
    def merged(book):
        book["条件 Conditions"].merge_cells("A20:A22")

    content = filled({"政策": [GOOD]}, merged)

    assert len(read(content)) == 1
    assert "A20:A22" in openpyxl.load_workbook(io.BytesIO(content))["条件 Conditions"].merged_cells
