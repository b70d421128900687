"""The pages of a register: brought, checked, judged, taken along; one centre's alone."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from api.accounts import Role
from api.register_jobs import Registers
from api.register_runner import work
from matcher.register_headers import headers_read
from tests.desk_registers import (
    SHEET,
    brought,
    done,
    folder_at,
    nobody,
    register_house,
    sent_file,
)
from tests.everybody import BUND
from tests.visiting import PAGE, Clock, signed_in


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Return a house that all of these tests share."""
    made = register_house(tmp_path_factory.mktemp("house"), Clock())
    yield made
    made.close()


@pytest.fixture
def house(opened, tmp_path, clock):
    """Return it with no register yet; the clock is that of registers alone."""
    return replace(opened, registers=Registers(tmp_path / "registers", clock, nobody))


def chosen(page: str) -> dict[str, str]:
    """Return what every column is understood as, by its header."""
    rows = re.findall(r'<tr id="column-\d+".*?</tr>', page, re.DOTALL)
    out = {}
    for row in rows:
        name = re.search(r'<th scope="row"><bdi>(.*?)</bdi>', row)
        held = re.search(r'<option value="([^"]*)" selected>', row)
        assert name is not None
        out[html.unescape(name[1])] = held[1] if held else ""
    return out


def line(page: str, title: str) -> list[str]:
    """Return the figures of a policy in a table of the result."""
    (row,) = re.findall(rf"<tr><th[^>]*>(?:<a[^>]*>)?{title}.*?</tr>", page, re.DOTALL)
    return re.findall(r'<td class="figure">([\d,]+)</td>', row)


# ---- bringing one ---------------------------------------------------------------------------


def test_an_empty_desk_says_what_to_do_and_gives_an_empty_table(officer):
    page = officer.get("/desk/registers", "en")

    assert "There are no registers yet" in page
    assert 'href="/desk/registers/template.csv"' in page


def test_every_header_of_the_empty_table_is_understood(officer, house):
    text = officer.client.get("/desk/registers/template.csv").content.decode("utf-8-sig")

    found = headers_read(text.strip().split(","), house.catalogue, None, "register.csv")

    assert found.unmapped == ()
    assert "用工人数 / Employees (人)" in text


def test_what_columns_tell_is_understood_and_the_cells_are_counted(officer):
    page = officer.get(brought(officer), "en")

    assert chosen(page) == {
        "编号": "id",
        "同意使用数据": "consent",
        "用工人数": "concept/employees",
        "有外资": "concept/foreign",
        "信用良好": "concept/credit",
        "备忘": "",
    }
    assert "All 4 rows" in page
    assert "applicant 3 (row 4 of the file)" in page
    assert "Begin" in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4", "a.csv", "is no table"),
        (b"", "a.csv", "No file was chosen"),
        (b"PK\x03\x04", "a.csv", "is called .csv but holds XLSX"),
        (("a" * 99 + "\n") * 10_001, "a.csv", "larger than 1 MB"),
        (",".join(f"c{n}" for n in range(201)) + "\n" + "," * 200, "a.csv", "201 columns"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason_and_nothing_is_left(
    officer, house, content, name, said
):
    officer.client.headers["accept-language"] = "en"

    status, page = sent_file(officer, content, name)

    assert status == 422
    assert said in html.unescape(page)
    assert house.registers.of_centre(house.centre) == []


def test_a_form_of_another_session_leaves_nothing_behind(officer, house):
    status, _ = sent_file(officer, SHEET, "a.csv", csrf="made-up")

    assert status == 403
    assert list(house.registers.root.glob("*/")) == []


def test_the_name_of_the_file_stands_on_the_page_only(officer, house):
    path = brought(officer, name="../../<b>王小明.csv")

    page = officer.get(path)

    assert "王小明" not in path
    assert '<bdi class="file-name">&lt;b&gt;王小明.csv</bdi>' in page
    assert "王小明" not in re.search(r"<title>(.*?)</title>", page)[1]
    assert {one.name for one in folder_at(house, path).path.iterdir()} == {
        "register.json",
        "register.csv",
        "check.json",
    }


def test_file_and_folder_are_for_our_own_user_alone(officer, house):
    folder = folder_at(house, brought(officer))

    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.path.iterdir()} == {0o600}


# ---- choosing columns -----------------------------------------------------------------------


def test_a_wrong_choice_is_said_and_every_choice_is_kept(officer):
    path = brought(officer)

    officer.send(f"{path}/check", **{"tells.6": "concept/employees", "tells.1": ""})
    page = html.unescape(officer.get(f"{path}?columns=1", "en"))

    assert "several columns tell Employees" in page
    assert chosen(page)["备忘"] == "concept/employees"
    assert chosen(page)["编号"] == ""
    officer.send(f"{path}/start", expect=422)

    officer.send(f"{path}/check", **{"tells.6": ""})
    assert "before it can start" not in officer.get(f"{path}?columns=1", "en")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10000", None),
        ("", None),
        ("abc", '"abc" cannot multiply'),
        ("-1", '"-1" cannot'),
        ("NaN", '"NaN" cannot'),
        ("1e99", '"1e99" cannot'),
    ],
)
def test_a_factor_brings_numbers_into_the_unit_of_their_fact(officer, typed, said):
    path = brought(officer)

    officer.send(f"{path}/check", **{"times.3": typed})
    page = html.unescape(officer.get(f"{path}?columns=1", "en"))

    assert ("before it can start" in page) is (said is not None)
    assert said is None or said in page
    assert f'name="times.3" type="text" inputmode="decimal" maxlength="20" value="{typed}"' in page


def test_a_unit_that_is_not_clear_keeps_the_fact_and_asks_for_the_factor(officer):
    sheet = SHEET.replace("用工人数", "营业收入（百万）").replace("很多", "5")

    path = brought(officer, sheet)
    page = officer.get(path, "en")

    assert chosen(page)["营业收入（百万）"] == "concept/revenue"
    assert "the unit of this column is" in html.unescape(page)
    officer.send(f"{path}/check", **{"times.3": "1000000"})
    assert "before it can start" not in officer.get(path, "en")


def test_a_second_column_for_the_number_is_refused_by_its_name(officer):
    path = brought(officer)

    officer.send(f"{path}/check", **{"tells.6": "id"})

    assert "is the second column for the same" in officer.get(f"{path}?columns=1", "en")


def test_a_day_that_is_none_comes_back(officer):
    page = officer.send(f"{brought(officer)}/start", expect=422, on="2026-02-30")

    assert "这不是日期" in page


# ---- a run and its result -------------------------------------------------------------------


def test_a_register_is_judged_and_summed_up(officer, house):
    path = brought(officer)
    officer.send(f"{path}/start")
    assert "</progress>" in officer.get(path, "en")

    work(house.registers.root)
    page = html.unescape(officer.get(path, "en"))

    assert "4 applicants, 3 policies" in page
    assert "1 cells could not be used" in page
    assert line(page, "Small firms' grant") == ["1", "0", "1", "0", "2"]
    table = page[: page.index('id="lists"')]
    assert line(table, r"Refund of \$1 & more") == ["3", "0", "0", "0", "1"]
    assert "Asking “Employees” settles it for 1" in page
    assert house.registers.run_of(folder_at(house, path)).share == 1.0


def test_the_list_of_an_automatic_policy_says_who_agreed(officer, house):
    path = brought(officer)

    page = html.unescape(done(house, officer, path))

    lists = page[page.index('id="lists"') :]
    assert line(lists, r"Refund of \$1 & more") == ["1", "1", "1", "0", "0"]
    assert "only of those who gave consent" in lists
    file = officer.client.get(f"{path}/people/refund.csv").content.decode("utf-8-sig")
    assert [row.split(",")[-1].strip('"') for row in file.splitlines()[2:]] == [
        "given",
        "not asked",
        "refused",
    ]


def test_everything_can_be_taken_along(officer, house):
    path = brought(officer)
    page = done(house, officer, path, details="policy/grant", on="2026-03-01")

    links = re.findall(rf'href="({path}/\w+/[^"]+)"', page)
    answers = {one: officer.client.get(one) for one in links}

    assert {one.status_code for one in answers.values()} == {200}
    assert {one.rpartition("/")[2] for one in links} == {
        *("table", "picture", "result.csv", "result.parquet", "result.unread.csv"),
        *("result.grant.csv", "refund.csv"),
    }
    table = pq.read_table(io.BytesIO(answers[f"{path}/people/result.parquet"].content))
    assert table["id"].to_pylist() == ["a1", "a2", "a3", "a4"]
    assert "attachment" in answers[f"{path}/summary/picture"].headers["content-disposition"]
    assert "1 March 2026" in page or "1 Mar 2026" in page


def test_no_other_file_can_be_asked_for(officer, house):
    path = brought(officer)
    done(house, officer, path)

    for name in ("register.json", "rules.pickle", "result.summary.json", "..%2Fregister.csv", "x"):
        assert officer.client.get(f"{path}/people/{name}", headers=PAGE).status_code == 404
        assert officer.client.get(f"{path}/summary/{name}", headers=PAGE).status_code == 404


def test_those_who_only_look_get_counts_and_no_rows(house, officer):
    path = brought(officer)
    done(house, officer, path)
    approver = signed_in(house, Role.APPROVER)

    page = approver.get(path)

    assert f"{path}/summary/picture" in page
    assert "/people/" not in page
    assert "/delete" not in page
    assert "<select" in approver.get(f"{path}?columns=1")
    assert "/start" not in approver.get(f"{path}?columns=1")


def test_another_centre_sees_none_of_it(house, officer):
    path = brought(officer)
    other = signed_in(house, Role.OFFICER, BUND)

    assert path not in other.get("/desk/registers")
    for page in (path, f"{path}/progress", f"{path}/people/result.csv"):
        assert other.client.get(page, headers=PAGE).status_code == 404
    other.send(f"{path}/delete", expect=404)


def test_progress_is_told_in_the_language_of_the_page(officer, house):
    path = brought(officer)
    officer.send(f"{path}/start")

    told = officer.client.get(f"{path}/progress", headers={"accept-language": "en"}).json()
    assert told == {"state": "stopped", "percent": 0, "line": "0 rows done, 0%"}, "nobody works"

    work(house.registers.root)
    told = officer.client.get(f"{path}/progress", headers={"accept-language": "zh"}).json()
    assert told == {"state": "done", "percent": 100, "line": "已做 4 行，100%"}


def test_what_cannot_be_read_any_more_fails_with_place_and_remedy_and_leaves_no_result(
    officer, house
):
    path = brought(officer, name="big.csv")
    officer.send(f"{path}/start")
    folder_at(house, path).upload.write_text(f"{SHEET}a5\n", encoding="utf-8")

    work(house.registers.root)
    page = html.unescape(officer.get(path, "en"))

    assert "It failed" in page
    assert "big.csv" in page
    assert not folder_at(house, path).result.exists()
    assert "/go-on" in page


def test_deleting_leaves_nothing(officer, house):
    path = brought(officer)
    done(house, officer, path)

    officer.send(f"{path}/delete")

    gone = officer.client.get(path, headers={**PAGE, "accept-language": "en"})
    assert gone.status_code == 404
    assert "was deleted" in gone.text
    assert 'href="/desk/registers"' in gone.text
    assert [one.name for one in house.registers.root.iterdir() if one.is_dir()] == []


def test_a_register_deletes_itself_after_a_week(officer, house, clock: Clock):
    path = brought(officer)

    clock.move(days=6, hours=23)
    assert path in officer.get("/desk/registers", "en")
    clock.move(hours=1)

    assert path not in officer.get("/desk/registers")
    assert officer.client.get(path, headers=PAGE).status_code == 404
