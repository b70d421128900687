"""The loading page: what comes in, how it comes back, and the workbook to fill in."""

from __future__ import annotations

import base64
import html
import io
import re
from pathlib import Path

import openpyxl
import pytest

from api.loading_page import LARGEST_FILE
from api.wiring import House
from kb.record_states import RecordState
from kb.sheet_template import template
from tests.sheets import GOOD, filled
from tests.support import recorded
from tests.visiting import PAGE, Visitor

GRANT = "id: policy/shop-rent\ntitle: {zh: 小店房租补贴, en: Rent support for small shops}\n"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


def sent(officer: Visitor, name: str, content: bytes) -> tuple[int, str]:
    """Send a file; returns the status, and where it leads or the page in words."""
    answer = officer.client.post(
        "/desk/load",
        data={"csrf": officer.csrf},
        files={"file": (name, content)},
        headers=PAGE,
        follow_redirects=False,
    )
    return answer.status_code, answer.headers.get("location") or html.unescape(answer.text)


def test_two_records_of_one_file_are_one_draft(house: House, officer: Visitor) -> None:
    listed = "- id: evidence/lease\n  title: {zh: 租赁合同, en: Lease}\n\n- " + GRANT.replace(
        "\ntitle", "\n  title"
    )

    status, path = sent(officer, "two.yaml", listed.encode())

    assert status == 303
    held = house.desk.get(path.rpartition("/")[2])
    assert {one.record.id for one in held.versions} == {"evidence/lease", "policy/shop-rent"}


def test_the_page_shows_how_two_records_are_written(officer: Visitor) -> None:
    page = html.unescape(officer.get("/desk/load"))

    example = re.findall(r'<pre class="code" lang="zh-CN">(.*?)</pre>', page, re.DOTALL)[-1]
    back = officer.send("/desk/load", expect=303, text=example)
    assert back.startswith("/desk/")


def test_a_problem_names_its_line_and_what_was_typed_stays(officer: Visitor) -> None:
    status, page = sent(officer, "bad.yaml", GRANT.replace("en:", "english:").encode())

    assert status == 422
    assert 'data-line="2"' in page
    assert "english: Rent support" in page


def test_a_file_that_is_too_large_is_refused_with_what_to_do(officer: Visitor) -> None:
    status, page = sent(officer, "large.yaml", b"#" * (LARGEST_FILE + 1))

    assert status == 422
    assert "超过 4 MB" in page
    assert len(page) < 100_000


def test_the_workbook_to_fill_in_names_what_is_published(house: House, officer: Visitor) -> None:
    answer = officer.client.get("/desk/template.xlsx")

    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert "companion-policies.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) > 2


def test_a_wrong_workbook_comes_back_with_its_cells_marked(house: House, officer: Visitor) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(house.catalogue.records)))
    sheet = next(book[name] for name in book.sheetnames if name.startswith("政策 "))
    headings = [cell.value for row in sheet.iter_rows(min_row=1, max_row=3) for cell in row]
    assert headings
    row = sheet.max_row + 1
    sheet.cell(row, 1, "没有英文名称的政策")
    out = io.BytesIO()
    book.save(out)

    status, page = sent(officer, "mine.xlsx", out.getvalue())

    assert status == 422
    found = re.search(r'download="mine-marked.xlsx" href="data:[^,]*,([^"]+)"', page)
    assert found
    back = openpyxl.load_workbook(io.BytesIO(base64.b64decode(found[1])))
    assert back.sheetnames[0] not in book.sheetnames, "a first sheet lists the problems"


def test_a_graph_is_kept_and_what_has_no_place_is_listed(house: House, officer: Visitor) -> None:
    graph = """
    @prefix cpsv: <http://purl.org/vocab/cpsv#> .
    @prefix dct: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <https://city.example/service/grant> a cpsv:PublicService ;
      dct:identifier "grant" ;
      dct:title "补贴"@zh, "Grant"@en ;
      dct:description "给小店。"@zh, "For shops."@en ;
      foaf:made "nothing of ours" .
    """

    status, page = sent(officer, "grant.ttl", graph.encode())

    assert status in (200, 303), page
    if status == 200:
        (path,) = re.findall(r'class="button" href="(/desk/[0-9a-f]+)"', page)
        assert house.desk.get(path.rpartition("/")[2]).state is RecordState.DRAFT


def test_a_path_in_the_name_of_a_file_is_left_out(officer: Visitor) -> None:
    _, page = sent(officer, str(Path("..") / "etc" / "secret.yaml"), b"id: x\n")

    assert "etc" not in page


def test_excel_comes_first_and_other_formats_are_folded(officer: Visitor) -> None:
    page = html.unescape(officer.get("/desk/load"))

    assert page.index("/desk/template.xlsx") < page.index('type="file"') < page.index("<textarea")
    assert "其他格式" in page[: page.index("<textarea")]


def test_a_refused_workbook_says_that_nothing_is_kept_and_where_to_mend_it(
    house: House, officer: Visitor
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(house.catalogue.records)))
    book["政策 Policies"].cell(3, 2, "没有英文名称")
    out = io.BytesIO()
    book.save(out)

    _, page = sent(officer, "mine.xlsx", out.getvalue())

    assert "什么都还没有存" in page
    assert "在 Excel 里改好" in page
    assert "请在下面改好" not in page


def test_what_makes_no_sense_in_one_row_is_told_with_what_is_missing_in_another(
    house: House, officer: Visitor
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(house.catalogue.records)))
    sheet = book["政策 Policies"]
    letters = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[1]}
    for row, said in (
        (3, {"名称（中文）": "没有英文名称"}),
        (4, {"名称（中文）": "乙", "名称（英文）": "Second", "有效期自": "2027-01-01"}),
    ):
        for heading, value in said.items():
            sheet.cell(row, letters[heading], value)
    sheet.cell(4, letters["有效期至"], "2026-01-01")
    out = io.BytesIO()
    book.save(out)

    status, page = sent(officer, "two.xlsx", out.getvalue())

    assert status == 422
    assert "政策 Policies!C3" in page
    assert "政策 Policies!M4" in page


def test_a_text_that_should_replace_what_is_no_draft_any_more_comes_back(
    house: House, officer: Visitor
) -> None:
    older = house.desk.keep(recorded(GRANT), "x").name
    house.desk.withdraw(older, "x", "meanwhile")
    before = house.desk.waiting()

    page = officer.send("/desk/load", expect=422, text=GRANT, replaces=older)

    assert "已经不是草稿了" in page
    assert "policy/shop-rent" in page, "what was typed stands there"
    assert house.desk.waiting() == before
    assert officer.send("/desk/load", text=GRANT), "as a draft of its own it is kept"


@pytest.mark.parametrize("name", ["政策.xls", "政策", "政策.docx"])
def test_a_workbook_comes_back_marked_whatever_its_name_is(officer: Visitor, name: str) -> None:
    content = filled({"政策": [{**GOOD, "主管部门": "没有的局"}]})

    status, page = sent(officer, name, content)

    assert status == 422
    assert 'download="政策-marked.xlsx" href="data:' in page
    assert re.search(r"<textarea[^>]*>\s*</textarea>", page)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 10_000),
        ("scan.docx", b"PK\x03\x04" + bytes(range(256)) * 10_000),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100_000)),
        ("table.csv", "名称,金额".encode("gbk")),
        ("long.yaml", b"- {}\n" * 80_000),
    ],
)
def test_what_is_no_short_text_is_not_put_on_the_page(
    officer: Visitor, name: str, content: bytes
) -> None:
    status, page = sent(officer, name, content)

    assert status == 422
    assert len(page) < 100_000
    assert re.search(r"<textarea[^>]*>\s*</textarea>", page)
    assert "请改好再上传" in page


def test_what_was_typed_stays_however_long_it_is(officer: Visitor) -> None:
    long = "- {}\n" * 80_000

    page = officer.send("/desk/load", expect=422, text=long)

    assert page.count("- {}") >= 80_000
    assert "请在下面改好" in page
