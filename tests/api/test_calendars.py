"""Next year's calendar: pasted by an officer, published by another, used by the next plan."""

from __future__ import annotations

import html
import re

import pytest

from api.accounts import Role
from api.wiring import House
from flowchart.calendar import after_working_days
from kb.holiday_notice import LONGEST
from tests.holiday_notices import notice_of, notices, shipped_calendars, slips, whole
from tests.support import TODAY
from tests.visiting import PAGE, Visitor, signed_in, visitor

NEXT = whole(
    2027,
    """\
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。""",
)
"""A notice as it could be; 2027 is not announced."""
DESK = "/desk/calendars"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world, without any calendar, with a ledger of its own."""
    return small_house


def told(page: str) -> str:
    """Return the words of a page, without the spaces that its marks leave in Chinese."""
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r"(?<=[\u3000-\uffef]) | (?=[\u3000-\uffef])", "", words)


def published(officer: Visitor, approver: Visitor, text: str) -> str:
    """Paste a notice, keep it, send it in and let it be published; returns where it stands."""
    path = officer.send(DESK, text=text, save="1")
    officer.send(f"{path}/send")
    approver.send(f"{path}/publish")
    return path


# ---- the whole way ------------------------------------------------------------------------------


def test_a_notice_that_was_published_counts_in_the_next_plan(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    published(officer, approver, notice_of(2026))
    before = after_working_days(TODAY, 60, house.catalogue.calendars)
    assert "2027 年的日历还没有" in officer.get(DESK)

    preview = told(officer.send(DESK, expect=200, text=NEXT))
    assert "读到了2027年的安排" in preview
    assert "2月5日（周五）至2月12日（周五）8天周末上班：1月31日（周日）、2月20日（周六）" in preview
    assert "平日放假18天，周末上班5天" in preview

    path = officer.send(DESK, text=NEXT, save="1")
    assert f'{path}">草稿</a>' in officer.get(DESK)
    officer.send(f"{path}/send")
    officer.send(f"{path}/publish", expect=403)
    assert "2027-02-05" not in str(house.catalogue.calendars.get(2027))
    assert f"{DESK}?draft={path.rpartition('/')[2]}" in approver.get(path)
    approver.send(f"{path}/publish")

    now = after_working_days(TODAY, 60, officer.house.catalogue.calendars)
    assert (before.provisional, now.provisional) == (True, False)
    assert now.day > before.day
    page = officer.get(f"{DESK}?year=2027")
    assert "还没有" not in page
    assert "国办发明电〔2026〕7号" in page


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_what_is_kept_of_a_notice_is_what_is_shipped(
    officer: Visitor, approver: Visitor, year: int
) -> None:
    published(officer, approver, notice_of(year))

    calendar = officer.house.catalogue.calendars[year]
    shipped = shipped_calendars()[year]
    assert (calendar.holidays, calendar.workdays) == (shipped.holidays, shipped.workdays)


def test_a_year_before_that_it_changes_goes_with_it(officer: Visitor, approver: Visitor) -> None:
    lonely = told(officer.send(DESK, expect=200, text=notice_of(2019)))
    assert "那一年的日历还没有，这次不存：2018年12月29日周六、2018年12月31日周一" in lonely
    published(officer, approver, notice_of(2018))

    page = told(officer.send(DESK, expect=200, text=notice_of(2019)))
    path = published(officer, approver, notice_of(2019))

    assert "这份通知也改动2018年，会一起存" in page
    assert "2018 年全国节假日安排" in approver.get(path)
    calendars = officer.house.catalogue.calendars
    assert calendars[2018].holidays == shipped_calendars()[2018].holidays


# ---- what is read beside what there is ----------------------------------------------------------


def test_a_year_that_is_there_shows_what_would_change(officer: Visitor, approver: Visitor) -> None:
    published(officer, approver, notice_of(2026))

    text = notice_of(2026).replace("1月4日（周日）上班。", "").replace("5月9日", "5月16日")
    page = told(officer.send(DESK, expect=200, text=text))

    assert "2026年的日历已经有了，这份通知会改动" in page
    assert "改为周末上班：5月16日（周六）" in page
    assert "周末不再上班：1月4日（周日）、5月9日（周六）" in page


def test_the_same_notice_again_changes_no_day(officer: Visitor, approver: Visitor) -> None:
    published(officer, approver, notice_of(2026))

    page = officer.send(DESK, expect=200, text=notice_of(2026))
    again = officer.send(DESK, expect=422, text=notice_of(2026), save="1")

    assert "日子一天不差" in page
    assert "一字不差" in again


def test_days_off_that_are_not_in_a_row_are_told_one_by_one(officer: Visitor) -> None:
    page = told(officer.send(DESK, expect=200, text=notice_of(2014)))

    assert "清明节4月5日（周六）、4月7日（周一）2天" in page


def test_advice_is_shown_as_advice(officer: Visitor) -> None:
    page = told(officer.send(DESK, expect=200, text=notice_of(2024)))

    assert "没有算成放假：鼓励各单位" in page


# ---- what is wrong ------------------------------------------------------------------------------


def test_slips_come_back_with_their_words_and_nothing_is_kept(
    house: House, officer: Visitor
) -> None:
    text = notice_of(2026).replace("1月4日（周日）", "1月4日（周六）").replace("共9天", "共8天")

    page = officer.send(DESK, expect=422, text=text, save="1")

    said = told(page)
    assert "有2处要改" in said
    assert "第7行：1月4日（周六）2026年的这一天是周日" in said
    assert "请写“1月4日（周日）”" in said
    assert "读到的2026年安排" in said
    assert text.splitlines()[7] in html.unescape(page), "what was pasted comes back to be mended"
    assert 'name="save"' not in page
    assert house.desk.waiting() == ()


@pytest.mark.parametrize("slip", slips()[::5], ids=lambda slip: slip["wrong"])
def test_no_slip_can_be_kept(officer: Visitor, slip: dict[str, str]) -> None:
    text = notice_of(2026).replace(slip["right"], slip["wrong"], 1)

    assert slip["said"].replace(" ", "") in told(
        officer.send(DESK, expect=422, text=text, save="1")
    )


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        ({"text": ""}, "没有文字", "There is no text"),
        ({"text": notices()[2026]}, "没有读到是哪一年", "does not say of which year"),
        ({"text": notice_of(2026), "year": "2027"}, "不是2027年的", "not of 2027"),
        ({"text": notice_of(2026), "year": "next"}, "不是年份", "is not a year"),
        ({"text": "放假" * 50_500}, "这段文字有101,000个字", "has 101,000 characters"),
    ],
)
def test_what_is_no_notice_is_answered_clearly(
    officer: Visitor, fields: dict[str, str], zh: str, en: str
) -> None:
    assert zh in told(officer.send(DESK, expect=422, **fields))
    officer.client.cookies.set("companion_language", "en")
    answer = officer.client.post(
        DESK, data={"csrf": officer.csrf, **fields}, headers={**PAGE, "accept-language": "en"}
    )
    assert en in told(answer.text)


def test_a_megabyte_is_answered_clearly(officer: Visitor) -> None:
    sent = {"file": ("page.txt", ("文" * 400_000).encode())}

    answer = officer.client.post(DESK, data={"csrf": officer.csrf}, files=sent, headers=PAGE)

    assert answer.status_code == 422
    assert "这段文字有400,000个字" in told(answer.text)
    assert f'maxlength="{LONGEST}"' in answer.text, "a browser never sends more than that as text"


def test_what_was_pasted_is_shown_as_text(officer: Visitor) -> None:
    page = officer.send(DESK, expect=422, text="元旦：1月1日<script>alert(1)</script>放假")

    assert "<script>alert" not in page


# ---- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_it_is_saved_in(officer: Visitor, encoding: str) -> None:
    answer = officer.client.post(
        DESK,
        data={"csrf": officer.csrf, "text": "what stands in the box does not count"},
        files={"file": ("notice.txt", notice_of(2026).encode(encoding))},
        headers=PAGE,
    )

    assert answer.status_code == 200
    assert "读到了 2026 年的安排" in answer.text


def test_a_file_that_is_no_text_is_refused(officer: Visitor) -> None:
    answer = officer.client.post(
        DESK,
        data={"csrf": officer.csrf},
        files={"file": ("notice.pdf", b"%PDF-1.7\n\xff\x00\x80\x81\xff")},
        headers=PAGE,
    )

    assert answer.status_code == 422
    assert "notice.pdf" in answer.text
    assert "不是文字文件" in answer.text


# ---- who may, and what others see ---------------------------------------------------------------


def test_an_approver_sees_the_years_and_no_box(
    house: House, officer: Visitor, approver: Visitor
) -> None:
    assert "还没有任何一年的日历" in approver.get(DESK)
    published(officer, approver, notice_of(2026))

    page = approver.get(DESK)

    assert "<textarea" not in page
    assert "由政策专员在这里贴入通知" in page
    assert page.count('<table class="month') == 12
    assert re.search(r'<td class="worked">4<b>班</b></td>', page)
    assert re.search(r'<td class="off">1<b>休</b></td>', page)
    approver.send(DESK, expect=403, text=NEXT)


def test_others_see_nothing_of_it(house: House) -> None:
    guest, companion = visitor(house), signed_in(house, Role.COMPANION)

    sent = guest.client.get(DESK, headers=PAGE, follow_redirects=False)
    assert sent.status_code in (303, 403)
    assert companion.client.get(DESK, headers=PAGE).status_code == 403


def test_the_desk_says_which_year_is_missing(officer: Visitor, approver: Visitor) -> None:
    assert "节假日日历（缺 2026、2027 年）" in officer.get("/desk")
    published(officer, approver, notice_of(2026))
    assert "Holiday calendars (2027 missing)" in officer.get("/desk", "en")
    published(officer, approver, NEXT)

    assert f'<a class="button second" href="{DESK}">节假日日历</a>' in officer.get("/desk")


def test_a_year_there_is_none_of_is_not_found(officer: Visitor) -> None:
    for query in ("year=2031", "draft=0123"):
        assert officer.client.get(f"{DESK}?{query}", headers=PAGE).status_code == 404


def test_a_draft_is_shown_month_by_month(officer: Visitor, approver: Visitor) -> None:
    path = officer.send(DESK, text=NEXT, save="1")

    page = approver.get(f"{DESK}?draft={path.rpartition('/')[2]}", "en")

    assert "This calendar is not published yet." in page
    assert page.count('<table class="month') == 12
    assert "Fri 5 Feb to Sun 14 Feb" in told(page)
