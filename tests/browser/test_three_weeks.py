"""Three weeks of one case, by the clock: what each side does, and what the phone shows that day.

Staff act through the forms of their pages, the applicant with a real browser at phone size. Set
COMPANION_SHOTS to a folder to keep a picture of the phone of every day in both languages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.accounts import Role
from api.auth import Purpose
from flowchart.case import Case
from flowchart.case_kinds import Grade
from flowchart.case_told import deliveries, rating
from flowchart.states import StepState
from kb.ids import OrganisationId, ServiceId
from tests.planning import CENTRE, usual
from tests.served import served
from tests.visiting import Clock, Visitor, fresh_house, signed_in

YUYUAN = OrganisationId("organisation/yuyuan-community-affairs-centre")
REGISTRATION = ServiceId("service/company-registration")
FOOD = ServiceId("service/food-business-licence")
LEASE = "evidence/lease-contract"
SHOTS = os.environ.get("COMPANION_SHOTS")


@dataclass
class Weeks:
    """One case, the two companions, and the phone in both languages."""

    address: str
    clock: Clock
    yuyuan: Visitor
    district: Visitor
    path: str
    token: str
    pin: str
    phones: dict[str, Page]

    @property
    def case(self) -> Case:
        return self.yuyuan.house.cases.get(self.path.rpartition("/")[2])

    def on(self, day: date, hour: int = 10) -> None:
        """Let it be a day, at an hour of Shanghai."""
        self.clock.now = datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)
        for who in (self.yuyuan, self.district):
            sign_in_again(who)

    def move(self, who: Visitor, step: ServiceId, *states: StepState, **told: object) -> None:
        """Move a step through states, the last of which is told more."""
        for state in states:
            more = told if state is states[-1] else {}
            seen = self.case.sequence
            who.send(f"{self.path}/move", step=step, to=state.value, seen=seen, **more)
            assert self.case.states()[step] is state

    def see(self, name: str) -> dict[str, str]:
        """Return what the phone says in each language; nothing is wider than the screen."""
        said = {}
        for language, page in self.phones.items():
            page.goto(f"{self.address}/c/{self.token}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            if SHOTS:
                file = Path(SHOTS) / f"{self.clock.now:%m-%d}-{name}-{language}.png"
                page.screenshot(path=file, full_page=True)
            said[language] = page.inner_text("main")
        return said


def sign_in_again(who: Visitor) -> None:
    """Sign a member of staff in on a new day: sessions last for one."""
    staff = who.house.staff
    cookie = staff.enter(staff.link(who.account, Purpose.ENTER))
    session = staff.session(cookie)
    assert session is not None
    who.client.cookies.set("companion_session", cookie)
    who.csrf = session.csrf


def settled_store(who: Visitor) -> str:
    """Begin a conversation about a convenience store in which every answer is given."""
    path = who.begin()
    session = who.house.staff.session(who.client.cookies["companion_session"])
    assert session is not None
    intakes = who.house.intakes
    intake = intakes.get(path.rpartition("/")[2], session.key, who.house.catalogue)
    intakes.save(intake.answered(usual()))
    return path


@pytest.fixture
def weeks(chromium: Browser, tmp_path: Path) -> Iterator[Weeks]:
    """Open a case for a convenience store at a sub-district's centre, on a Monday."""
    clock = Clock()
    house = fresh_house(clock, f"sqlite:///{tmp_path / 'weeks.sqlite'}")
    yuyuan = signed_in(house, Role.COMPANION, YUYUAN)
    district = signed_in(house, Role.COMPANION, CENTRE)
    path = yuyuan.send(f"{settled_store(yuyuan)}/case", name="王小明").removesuffix("/code")
    code = yuyuan.code(path)
    with served(house) as address:
        phones = {
            language: chromium.new_context(
                locale=language, viewport={"width": 390, "height": 844}, has_touch=True
            ).new_page()
            for language in ("zh-CN", "en-GB")
        }
        shown = {"zh": phones["zh-CN"], "en": phones["en-GB"]}
        yield Weeks(address, clock, yuyuan, district, path, code.token, code.pin, shown)
        for page in phones.values():
            page.context.close()


def test_three_weeks_of_a_case_from_a_sub_district_to_the_end(weeks: Weeks) -> None:
    for day, act in STORY:
        weeks.on(day)
        act(weeks)


# ---- the first week: handed in, something is missing, handed in again ------------------------


def opened(weeks: Weeks) -> None:
    said = weeks.see("opened")

    assert "便利店" in said["zh"]
    assert "convenience store" in said["en"].lower()
    assert weeks.case.centre == YUYUAN
    assert weeks.yuyuan.house.cases.newest(CENTRE) == ()


def something_is_missing(weeks: Weeks) -> None:
    weeks.move(weeks.yuyuan, REGISTRATION, StepState.SUBMITTED)
    weeks.move(
        weeks.yuyuan,
        REGISTRATION,
        StepState.TO_BE_SUPPLEMENTED,
        missing=LEASE,
        until="2026-12-01",
        words="请带房产证复印件",
        audience="applicant",
    )

    said = weeks.see("supplement")

    assert "要补材料" in said["zh"]
    assert "12月1日" in said["zh"]
    assert "more papers needed" in said["en"]
    assert "1 Dec" in said["en"]
    assert "房产证复印件" not in said["zh"], "words to the applicant stand behind the PIN"


def the_paper_is_there(weeks: Weeks) -> None:
    phone = weeks.phones["zh"]
    phone.goto(f"{weeks.address}/c/{weeks.token}#bring")
    phone.locator(f"button[name=have][value='{LEASE}']").first.click()
    phone.wait_for_selector(f"button[name=lack][value='{LEASE}']", state="attached")
    weeks.move(weeks.yuyuan, REGISTRATION, StepState.SUBMITTED, StepState.ACCEPTED)

    said = weeks.see("accepted")

    assert "已受理" in said["zh"]
    assert "accepted" in said["en"]


def registered(weeks: Weeks) -> None:
    weeks.move(weeks.yuyuan, REGISTRATION, StepState.GRANTED, StepState.ISSUED)
    weeks.move(weeks.yuyuan, FOOD, StepState.SUBMITTED, StepState.ACCEPTED)

    said = weeks.see("food accepted")

    assert "办好了" in said["zh"]
    assert "done" in said["en"]


# ---- the second week: an inspection stops the clock, the case goes to the district -----------


def clock_stopped(weeks: Weeks) -> None:
    weeks.move(
        weeks.yuyuan, FOOD, StepState.SPECIAL_PROCEDURE, reason="inspection", until="2026-12-04"
    )

    said = weeks.see("stopped")

    assert "上门检查" in said["zh"]
    assert "inspection" in said["en"]
    assert forecast_finish(weeks) is not None


def clock_goes_on(weeks: Weeks) -> None:
    before = forecast_finish(weeks)
    weeks.move(weeks.yuyuan, FOOD, StepState.UNDER_REVIEW)

    assert weeks.see("goes on")["zh"].count("审核中") >= 1
    assert forecast_finish(weeks) is not None
    assert before is not None


def handed_to_the_district(weeks: Weeks) -> None:
    weeks.yuyuan.send(f"{weeks.path}/hand-over", to=CENTRE, seen=weeks.case.sequence)
    assert weeks.case.centre == CENTRE
    weeks.yuyuan.get(weeks.path)  # who gave it away may still look at it
    seen = weeks.case.sequence
    weeks.yuyuan.send(f"{weeks.path}/move", 403, step=FOOD, to="granted", seen=seen)
    weeks.district.send(f"{weeks.path}/take", seen=weeks.case.sequence)

    said = weeks.see("handed over")

    assert "黄浦区行政服务中心" in said["zh"]


# ---- the third week: granted, delivered, rated, followed up ----------------------------------


def granted_and_sent(weeks: Weeks) -> None:
    weeks.move(weeks.district, FOOD, StepState.GRANTED)
    phone = weeks.phones["zh"]
    phone.goto(f"{weeks.address}/c/{weeks.token}#private")
    phone.fill("#pin", weeks.pin)
    phone.locator("form[action*='/pin'] button").click()
    phone.wait_for_selector("#private [name=address], #private details", state="attached")
    weeks.district.send(f"{weeks.path}/delivery", step=FOOD, how="express")
    weeks.district.send(
        f"{weeks.path}/dispatch", step=FOOD, words="顺丰 SF123", audience="applicant"
    )

    said = weeks.see("sent")

    assert deliveries(weeks.case)[FOOD].dispatched_at is not None
    assert "批准了" in said["zh"]
    assert "approved" in said["en"]


def everything_done(weeks: Weeks) -> None:
    seen = weeks.case.sequence
    weeks.phones["zh"].goto(f"{weeks.address}/c/{weeks.token}")
    weeks.district.send(f"{weeks.path}/move", step=FOOD, to="issued", seen=seen)
    while left := [s for s in weeks.case.plan.steps if _unfinished(weeks.case, s.service)]:
        for step in left:
            if weeks.case.states()[step.service] is StepState.CAN_START:
                weeks.move(weeks.district, step.service, StepState.SUBMITTED, StepState.ISSUED)

    said = weeks.see("done")

    assert "rate" in weeks.phones["zh"].content()
    assert "办好了" in said["zh"]


def _unfinished(case: Case, service: ServiceId) -> bool:
    wrapper = next(step.wrapper for step in case.plan.steps if step.service == service)
    return not wrapper and case.states()[service] is not StepState.ISSUED


def rated_badly_and_asked(weeks: Weeks) -> None:
    phone = weeks.phones["zh"]
    phone.goto(f"{weeks.address}/c/{weeks.token}#rate")
    phone.locator("#rate [name=grade][value=dissatisfied]").first.click()
    if phone.locator("#rate form button:not([name=grade])").count():
        phone.locator("#rate form button:not([name=grade])").first.click()
    phone.wait_for_load_state()
    found = rating(weeks.case)
    assert found is not None
    assert found.grade is Grade.DISSATISFIED
    assert found.open
    assert weeks.case.number in weeks.district.get("/ratings")

    weeks.district.send(
        f"{weeks.path}/follow-up", done="打过电话", told="抱歉让您跑两趟", settled="true"
    )
    after = rating(weeks.case)
    assert after is not None
    assert not after.open
    weeks.see("followed up")
    assert weeks.yuyuan.house.cases.broken_at(weeks.case.id) is None


def forecast_finish(weeks: Weeks) -> date | None:
    """Return the day everything is expected to be done."""
    from flowchart.forecast import forecast

    house = weeks.yuyuan.house
    return forecast(weeks.case, house.today(), house.catalogue.calendars).finish_on


STORY: tuple[tuple[date, Callable[[Weeks], None]], ...] = (
    (date(2026, 11, 23), opened),
    (date(2026, 11, 25), something_is_missing),
    (date(2026, 11, 27), the_paper_is_there),
    (date(2026, 11, 30), registered),
    (date(2026, 12, 2), clock_stopped),
    (date(2026, 12, 4), clock_goes_on),
    (date(2026, 12, 7), handed_to_the_district),
    (date(2026, 12, 9), granted_and_sent),
    (date(2026, 12, 11), everything_done),
    (date(2026, 12, 14), rated_badly_and_asked),
)
