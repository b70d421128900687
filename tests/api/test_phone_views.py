"""What the applicant's phone says: where to go, what to bring, what is open and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.wiring import House
from flowchart.case import Told
from flowchart.case_kinds import Audience
from flowchart.states import StepState
from kb.ids import EvidenceId, SceneId
from kb.kinds import StageKind
from tests.phones import REGISTRATION, THROUGH, Phone, phone_of
from tests.planning import BY_STAFF, NEWBORN
from tests.support import TODAY
from tests.visiting import Clock, Visitor

LEASE = EvidenceId("evidence/lease-contract")
NEXT_WEEK = TODAY + timedelta(days=7)
CARD = "evidence/id-card"
CHARTER = EvidenceId("evidence/company-charter")
REGISTER = EvidenceId("evidence/household-register")
FOOD = "service/food-business-licence"


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


def section(page: str, name: str) -> str:
    """Return one section of the page."""
    return page[page.index(f'id="{name}"') :].partition("</section>")[0]


@pytest.fixture
def disabled(house: House) -> Phone:
    """Return the open phone of somebody who holds the certificate; the street is not known."""
    phone = phone_of(house, SceneId("scene/disability"), **{"disability-certificate": True})
    phone.open()
    return phone


@pytest.mark.parametrize(
    ("lang", "centre", "which", "lookup"),
    [
        ("zh", "街道社区事务受理服务中心", "哪一家看您住的街道", "到黄浦区行政服务中心的窗口"),
        ("en", "sub-district service centre", "depends on the sub-district", "window of Huangpu"),
    ],
)
def test_the_page_sends_nobody_to_a_centre_that_handles_none_of_the_steps(
    disabled: Phone,
    lang: str,
    centre: str,
    which: str,
    lookup: str,
) -> None:
    page = disabled.page(lang)
    call = section(page, "call")

    assert f"<h3>{centre}</h3>" in call
    assert which in call
    assert which in section(page, "now")
    assert "Jiujiang" not in page
    assert lookup in call


def test_an_office_stands_with_its_steps_and_hours_that_are_to_be_confirmed(phone: Phone) -> None:
    call = section(phone.page(), "call")

    assert "<h3>黄浦区行政服务中心</h3>" in call
    assert "在这里办第" in call
    assert "13:30–16:30（待确认）" in call


def test_papers_that_are_there_already_are_to_be_brought_too(disabled: Phone) -> None:
    page = disabled.page()

    assert "<h3>您已经有的，带来</h3>" in page
    assert page.count("身份证原件每次都带") == 1


def test_what_may_stand_in_the_way_is_the_first_thing_to_do(
    guest: Visitor, companion: Visitor
) -> None:
    page = guest.get(f"/c/{companion.token(companion.open_case())}")
    now = section(page, "now")

    assert now.index("先问清楚：") < now.index("烟草证办不下来") < now.index('class="cards"')
    assert "以烟草部门测量和答复为准" in now


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("要您补：租房合同。", "租房合同", "2026年11月30日", "工作人员写了说明")),
        (
            "en",
            ("Wanted from you: Lease contract", "Lease contract", "30 Nov 2026", "wrote a note"),
        ),
    ],
)
def test_a_request_for_papers_says_which_and_until_when_and_not_the_words(
    phone: Phone, lang: str, said: tuple[str, ...]
) -> None:
    told = Told(missing=frozenset({LEASE}), until=NEXT_WEEK, words="要房东签字的那一份")
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)

    page = phone.page(lang)
    phone.open()

    assert [one for one in said if one not in page] == []
    assert "要房东签字的那一份" not in page
    assert "要房东签字的那一份" in section(phone.page(lang), "where")
    assert "要房东签字的那一份" in section(phone.page(lang), "now")


def test_a_stopped_clock_says_why_and_that_days_do_not_count(phone: Phone) -> None:
    phone.office(*THROUGH)
    told = Told(reason=StageKind.INSPECTION, until=NEXT_WEEK)
    states = (StepState.SUBMITTED, StepState.ACCEPTED, StepState.SPECIAL_PROCEDURE)
    phone.office(*states, step=FOOD, told=told)

    now = section(phone.page(), "now")

    assert "正在等上门检查，这段时间不算天数，预计 2026年11月30日继续。" in now


def test_at_most_three_things_to_do_stand_open_and_the_others_are_folded(phone: Phone) -> None:
    phone.office(*THROUGH)

    now = section(phone.page(), "now")
    first, _, more = now.partition('id="more-now"')

    assert first.count('<li class="card') == 3
    assert "步也可以办" in more


def test_notes_for_colleagues_and_for_the_round_table_are_never_on_the_phone(
    phone: Phone, house: House
) -> None:
    said = {audience: f"words for {audience}" for audience in Audience}
    for audience, words in said.items():
        house.cases.note(phone.case_id, BY_STAFF, words, audience)

    closed = phone.page()
    phone.open()
    opened = phone.page()

    assert [words for words in said.values() if words in closed] == []
    assert said[Audience.APPLICANT] in opened
    assert said[Audience.INSIDE] not in opened
    assert said[Audience.TABLE] not in opened


def test_a_day_that_tells_of_a_birth_stands_behind_the_pin(house: House) -> None:
    phone = phone_of(house, NEWBORN, child_born_on="2026-11-20")
    due = [step.due_on for step in phone.case.plan.steps if step.due_on is not None]
    assert due, "a newborn's papers have a last day"
    day = f"{due[0].year}年{due[0].month}月{due[0].day}日"

    closed = phone.page()
    phone.open()

    assert f"<b>{day}" not in closed
    assert f"<b>{day}" in phone.page()


def test_a_policy_that_waits_names_the_one_fact_that_would_settle_it(
    guest: Visitor, companion: Visitor
) -> None:
    policies = section(guest.get(f"/c/{companion.token(companion.open_case())}"), "policies")

    assert "还要知道 " in policies.partition("group-open")[2].partition("</summary>")[2]


def test_news_are_told_by_day_the_newest_first(phone: Phone) -> None:
    phone.office(StepState.SUBMITTED, StepState.ACCEPTED)

    news = section(phone.page(), "news")

    assert news.index("已受理") < news.index("已提交")
    assert "2026年11月23日 周一 09:00" in news


def test_steps_are_folded_by_how_near_they_are(phone: Phone) -> None:
    phone.office(*THROUGH)

    steps = section(phone.page(), "steps")

    for group in ("now", "next", "done"):
        assert f'<details id="steps-{group}"><summary>' in steps


def test_the_first_step_is_the_registration(phone: Phone) -> None:
    assert phone.case.plan.steps[0].service == REGISTRATION


def test_a_phone_says_when_offices_are_open_again(phone: Phone, clock: Clock) -> None:
    on_monday = phone.page()
    clock.move(days=5)

    assert "窗口多半不开" not in on_monday
    assert "窗口多半不开；2026年11月30日" in section(phone.page(), "now")


@pytest.mark.parametrize(
    ("ticked", "days", "said", "not_said"),
    [
        (False, 0, "可以去交材料了", "周一可以去"),
        (False, 5, "2026年11月30日 周一可以去交材料", "可以去交材料了"),
        (True, 0, "材料齐了，现在可以去了", "周一可以去"),
        (True, 5, "材料齐了，2026年11月30日 周一可以去", "现在可以去了"),
    ],
)
def test_nobody_is_sent_to_a_closed_window(
    phone: Phone, clock: Clock, ticked: bool, days: int, said: str, not_said: str
) -> None:
    wanted = [one.evidence for one in phone.case.plan.materials if one.evidence != CARD]
    for paper in wanted if ticked else ():
        phone.press("tick", have=paper)
    clock.move(days=days)

    now = section(phone.page(), "now")

    assert said in now
    assert not_said not in now


def test_the_id_card_stands_first_among_what_to_bring_now(phone: Phone) -> None:
    assert "<b>要带</b> 身份证原件、" in section(phone.page(), "now")
    assert "<b>Bring</b> your ID card (the original), " in section(phone.page("en"), "now")


@pytest.mark.parametrize(
    "states",
    [
        (),
        (StepState.SUBMITTED, StepState.REFUSED),
        (StepState.SUBMITTED, StepState.WITHDRAWN),
    ],
)
def test_where_no_number_is_known_one_is_sent_to_the_window_or_12345(
    phone: Phone, states: tuple[StepState, ...]
) -> None:
    phone.office(*states)
    now, call = section(phone.page(), "now"), section(phone.page(), "call")

    assert "没有查到电话，请到窗口问，或打 12345。" in now
    assert 'href="tel:12345"' in now
    assert "请打电话" not in now
    assert "或打电话问" not in call


def test_once_the_last_missing_paper_is_ticked_it_says_to_bring_it(phone: Phone) -> None:
    told = Told(missing=frozenset({LEASE}), until=NEXT_WEEK)
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)
    phone.press("tick", have=LEASE)

    page = phone.page()

    assert "材料备齐了，请送去，最晚 2026年11月30日 周一。" in section(page, "where")
    assert "您点好的，工作人员看得到。请送到" in section(page, "now")
    assert "最晚 2026年11月30日 周一。" in section(page, "now")


def test_a_tick_from_before_the_request_is_no_answer_to_it(phone: Phone) -> None:
    told = Told(missing=frozenset({LEASE}), until=NEXT_WEEK, words="缺房东签字那一页")
    phone.press("tick", have=LEASE)
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)
    phone.open()

    page = phone.page()

    assert "要您补：租房合同。" in section(page, "where")
    assert "缺房东签字那一页" in section(page, "where")
    assert f'name="have" value="{LEASE}" aria-pressed="false"' in section(page, "now")
    assert "材料备齐了" not in page


def test_the_headline_names_only_what_is_still_to_be_got(phone: Phone) -> None:
    told = Told(missing=frozenset({LEASE, CHARTER}), until=NEXT_WEEK)
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)
    phone.press("tick", have=LEASE)

    lead = section(phone.page(), "where").partition("</p>")[0]

    assert "要您补：" in lead
    assert "租房合同" not in lead


def test_before_the_pin_a_hidden_matter_names_no_paper_it_lacks(house: House) -> None:
    phone = phone_of(house, NEWBORN, child_born_on="2026-11-20")
    step = next(s for s in phone.case.plan.steps if not s.wrapper)
    told = Told(missing=frozenset({REGISTER}), until=NEXT_WEEK)
    states = (StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED)
    phone.office(*states, step=step.service, told=told)

    assert "要您补材料，请看下面。" in section(phone.page(), "where")
    assert "要您补：" not in phone.page()


def test_a_day_that_moved_is_explained_by_what_happened(phone: Phone, clock: Clock) -> None:
    before = section(phone.page(), "where")
    clock.move(days=14)
    after = section(phone.page(), "where")
    english = section(phone.page("en"), "where")

    assert "从 2026年11月23日" in before
    assert "按到 2026年12月7日" in after
    assert "等您去办" in after.partition('id="reckoned"')[2]
    assert "开始时（2026年11月23日" in after
    assert "按法律最晚" not in after
    assert "10 working days later than planned" in english


def test_a_finished_case_says_where_each_result_is_and_asks_for_nothing(phone: Phone) -> None:
    phone.finish()

    page = phone.page()

    assert "发给您了" in section(page, "now")
    assert 'id="bring"' not in page
    assert "费用" not in section(page, "where")
    assert "最后期限" not in page


def test_a_day_that_tells_of_a_fact_shows_nowhere_before_the_pin(house: House) -> None:
    """The law counts thirty days from the day the change was decided."""
    told = {"change-decided-on": "2026-11-20"}
    phone = phone_of(house, SceneId("scene/company-change"), **told)
    before = phone.page("zh")
    phone.open()

    assert "12月20日" not in before
    assert "12月20日" in phone.page("zh")
