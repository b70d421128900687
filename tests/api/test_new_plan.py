"""A case gets another plan, because an answer changed or because the rules did."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.settings import Settings
from api.wiring import House, open_house
from flowchart.case import Case
from flowchart.case_events import Adopted, PlanKept
from flowchart.case_kinds import Actor, Cause
from flowchart.states import StepState
from flowchart.tracking import Code
from tests.little_plans import RECORDS, service
from tests.planning import BY_STAFF
from tests.programs import UNLIMITED
from tests.support import WORLD
from tests.visiting import PAGE, Clock, Visitor, signed_in, visitor

PERMIT = next(part for part in RECORDS.split("\n- ") if part.startswith("id: service/permit"))
FACTS = {"concept/employees": "0", "concept/foreign": "false", "concept/credit": "true"}


def permit(was: str, becomes: str) -> str:
    """Return the record of the permit, changed in one place."""
    assert was in PERMIT
    return "- " + PERMIT.replace(was, becomes)


LONGER = permit("committed: 5", "committed: 9")
STILL_LONGER = permit("committed: 5", "committed: 12")
SHORTER = permit("committed: 5", "committed: 2")
RETITLED = permit("zh: 许可, en: Permit", "zh: 准许, en: Permission")
GRANT = """\
id: policy/shop-rent
title: {zh: 小店房租补贴, en: Rent support for small shops}
criteria: {fact: concept/employees, at_most: 300}
valid: {from: 2026-01-01, to: 2027-12-31}
"""


@dataclass
class Shop:
    """A house over the little shop with one case of it, a companion, and the applicant's code."""

    house: House
    clock: Clock
    companion: Visitor
    path: str
    code: Code

    @property
    def case(self) -> Case:
        """Return the case as it is now."""
        return self.house.cases.get(self.path.rpartition("/")[2])

    @property
    def phone(self) -> str:
        """Return the address of the phone page."""
        return f"/c/{self.code.token}"

    def publish(self, record: str) -> None:
        """Load, send and publish a record, as two people would."""
        name = self.house.desk.load(record.encode(), "rule.yaml", "officer").name
        self.house.desk.send(name, "officer")
        self.house.desk.publish(name, "approver")
        self.house.renew()

    def settle(self, do: str, expect: int = 303) -> str:
        """Accept or keep the plan at the desk."""
        told = {"generation": self.house.catalogue.generation, "seen": self.case.sequence}
        return self.companion.send(f"{self.path}/plan", expect, do=do, **told)

    def applicant(self, pin: bool = True) -> Visitor:
        """Return a phone with the code, behind the PIN if it was given."""
        phone = visitor(self.house)
        if pin:
            phone.client.post(f"{self.phone}/pin", data={"pin": self.code.pin}, headers=PAGE)
        return phone

    def move(self, name: str, *states: StepState) -> None:
        """Move a step along."""
        for state in states:
            self.house.cases.move(self.case.id, service(name), state, BY_STAFF, self.case.sequence)


def open_shop(folder: Path, clock: Clock) -> Shop:
    """Open a case for a shop of nobody but its owner."""
    (folder / "world.yaml").write_text(WORLD + RECORDS, encoding="utf-8")
    house = open_house(
        Settings(rate=UNLIMITED, base_url="https://hp.example.cn"), (str(folder),), clock
    )
    companion = signed_in(house)
    intake = companion.begin("scene/shop")
    for concept, value in FACTS.items():
        companion.send(f"{intake}/answer", concept=concept, value=value)
    path = companion.send(f"{intake}/case", name="王小明").removesuffix("/code")
    return Shop(house, clock, companion, path, companion.code(path))


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """Return a shop whose case has just been opened."""
    opened = open_shop(tmp_path, clock)
    yield opened
    opened.house.close()


def said(page: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


# ---- the rules changed --------------------------------------------------------------------------

RULES = {"zh": "规则变了", "en": "The rules have changed"}
DAYS = {"zh": "晚 4 个工作日", "en": "4 working days later"}


def test_the_same_rules_are_nothing_to_show(shop: Shop) -> None:
    assert RULES["zh"] not in shop.companion.get(shop.path)


def test_rules_that_nobody_would_notice_are_not_shown_and_leave_no_trace(shop: Shop) -> None:
    before = shop.case.sequence

    shop.publish(RETITLED)

    assert RULES["zh"] not in shop.companion.get(shop.path)
    assert shop.case.sequence == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_new_rules_change_is_shown_at_the_desk_and_on_the_phone(shop: Shop, lang: str) -> None:
    shop.publish(LONGER)

    pages = (
        said(shop.companion.get(shop.path, lang)),
        said(shop.applicant(pin=False).get(shop.phone, lang)),
        said(shop.applicant().get(shop.phone, lang)),
    )

    for page in pages:
        assert RULES[lang] in page
        assert DAYS[lang] in page


def test_a_new_plan_is_taken_at_the_desk_and_every_state_stays(shop: Shop) -> None:
    shop.move("registration", StepState.SUBMITTED, StepState.ISSUED)
    shop.publish(LONGER)
    held = shop.case.states()

    shop.settle("accept")

    case = shop.case
    last = case.events[-1]
    assert last.what == Adopted(
        version=2, cause=Cause.RULES, generation=shop.house.catalogue.generation
    )
    assert case.states() == held
    assert next(s.takes_days for s in case.plan.steps if s.service == service("permit")) == 9
    assert case.plan.on == case.opened_on, "its days are still counted from the first one"
    page = said(shop.companion.get(shop.path))
    assert RULES["zh"] not in page
    assert "规则有变，换成新方案" in page, "the log says why"


def test_the_applicant_takes_it_behind_the_pin_and_not_before(shop: Shop) -> None:
    shop.publish(LONGER)
    sent = {"do": "accept", "generation": shop.house.catalogue.generation}
    sent["seen"] = str(shop.case.sequence)

    refused = shop.applicant(pin=False).send(f"{shop.phone}/plan", **sent)
    assert refused.endswith("#private")
    assert shop.case.version == 1

    shop.applicant().send(f"{shop.phone}/plan", **sent)

    assert shop.case.version == 2
    assert shop.case.events[-1].by.actor is Actor.APPLICANT
    assert RULES["zh"] not in shop.applicant().get(shop.phone)


def test_a_plan_that_may_stay_is_kept_until_the_rules_change_again(shop: Shop) -> None:
    shop.publish(SHORTER)
    assert "保留原来的方案" in shop.companion.get(shop.path)

    shop.settle("keep")

    assert isinstance(shop.case.events[-1].what, PlanKept)
    assert shop.case.version == 1
    assert RULES["zh"] not in shop.companion.get(shop.path)
    assert RULES["zh"] not in shop.applicant().get(shop.phone)
    shop.publish(LONGER)
    assert RULES["zh"] in shop.companion.get(shop.path)


def test_more_than_before_cannot_be_kept_away_and_it_says_why(shop: Shop) -> None:
    shop.publish(LONGER)

    page = said(shop.companion.get(shop.path))
    assert "保留原来的方案" not in page.replace("为什么不能保留原来的方案", "")
    assert "“许可”还没有交，现在规定的时间更长。 有疑问请问市场监管局。" in page

    answer = shop.settle("keep", expect=409)

    assert "不能保留原来的方案" in answer
    assert shop.case.version == 1


def test_what_was_handed_in_before_stays_under_the_rules_of_then(shop: Shop) -> None:
    shop.move("registration", StepState.SUBMITTED, StepState.ISSUED)
    shop.move("permit", StepState.SUBMITTED, StepState.ACCEPTED)

    shop.publish(LONGER)

    assert RULES["zh"] not in shop.companion.get(shop.path)


def test_taking_a_plan_can_be_taken_back(shop: Shop) -> None:
    shop.publish(LONGER)
    shop.settle("accept")

    shop.companion.send(f"{shop.path}/undo", seen=shop.case.sequence)

    assert shop.case.version == 1
    assert next(s.takes_days for s in shop.case.plan.steps if s.service == service("permit")) == 5
    assert RULES["zh"] in shop.companion.get(shop.path), "it is to be decided again"


def test_a_benefit_that_came_stands_on_the_phone_only_behind_the_pin(shop: Shop) -> None:
    shop.publish(GRANT)

    closed, opened = (shop.applicant(pin).get(shop.phone, "en") for pin in (False, True))

    assert "The outcome of 1 benefits has changed" in said(closed)
    panel = said(opened.partition('id="rules"')[2].partition("</section>")[0])
    assert "Rent support for small shops" in panel


def test_of_two_who_decide_at_once_the_second_is_told(shop: Shop) -> None:
    shop.publish(SHORTER)
    seen = shop.case.sequence
    told = {"generation": shop.house.catalogue.generation, "seen": seen}
    shop.companion.send(f"{shop.path}/plan", do="accept", **told)

    shop.applicant().send(f"{shop.phone}/plan", do="keep", **told)

    assert shop.case.version == 2
    assert not any(isinstance(e.what, PlanKept) for e in shop.case.events)


def test_rules_that_changed_once_more_meanwhile_are_looked_at_first(shop: Shop) -> None:
    shop.publish(LONGER)
    old = shop.house.catalogue.generation
    shop.publish(STILL_LONGER)

    shop.companion.send(
        f"{shop.path}/plan", 409, do="accept", generation=old, seen=shop.case.sequence
    )

    assert shop.case.version == 1


def test_answers_that_the_rules_no_longer_know_are_said_and_can_be_asked_anew(shop: Shop) -> None:
    shop.house.private.set_person(shop.case.id, facts='{"facts": {"concept/gone": 1}}')
    shop.publish(LONGER)

    page = said(shop.companion.get(shop.path))

    assert "原来的回答有的对不上了" in page
    intake = shop.companion.send(f"{shop.path}/answers", anew="1")
    assert "这是给办件" in shop.companion.get(intake)


# ---- an answer changed --------------------------------------------------------------------------


def change(shop: Shop, concept: str, value: str) -> str:
    """Change an answer of the case and return the path of the conversation."""
    intake = shop.companion.send(f"{shop.path}/answers")
    shop.companion.send(f"{intake}/answer", concept=concept, value=value)
    return intake


def test_a_conversation_about_a_case_begins_with_what_was_said(shop: Shop) -> None:
    intake = shop.companion.send(f"{shop.path}/answers")

    page = shop.companion.get(intake)

    assert f"这是给办件 {shop.case.number} 改方案" in page
    assert 'action="' + intake + '/case"' not in page
    assert f"{intake}/take" in page
    assert "用工人数" in page


def test_an_answer_that_changed_leads_to_another_plan(shop: Shop) -> None:
    shop.move("registration", StepState.SUBMITTED)
    intake = change(shop, "concept/employees", "3")

    page = said(shop.companion.get(f"{intake}/take", "en"))
    assert "Insurance : new" in page
    assert "Employees" in page

    shop.companion.send(f"{intake}/take", seen=shop.case.sequence)

    case = shop.case
    assert case.events[-1].what.cause is Cause.ANSWER  # type: ignore[union-attr]
    assert case.states()[service("registration")] is StepState.SUBMITTED
    assert service("insurance") in case.states()
    again = shop.companion.send(f"{shop.path}/answers")
    assert "3 人" in said(shop.companion.get(again)), "what was said is kept with the plan"


def test_an_answer_comes_back_with_the_plan_it_was_given_for(shop: Shop) -> None:
    intake = change(shop, "concept/employees", "3")
    shop.companion.send(f"{intake}/take", seen=shop.case.sequence)

    shop.companion.send(f"{shop.path}/undo", seen=shop.case.sequence)

    again = shop.companion.send(f"{shop.path}/answers")
    assert "3 人" not in said(shop.companion.get(again))
    assert service("insurance") not in shop.case.states()


def test_a_step_with_an_office_is_not_forgotten(shop: Shop) -> None:
    shop.move("registration", StepState.SUBMITTED, StepState.ISSUED)
    shop.move("sign", StepState.SUBMITTED)
    intake = change(shop, "concept/credit", "false")

    page = said(shop.companion.get(f"{intake}/take"))
    assert "新方案里没有正在办的这几步" in page
    assert "招牌" in page

    shop.companion.send(f"{intake}/take", 409, seen=shop.case.sequence)
    assert shop.case.version == 1


def test_a_conversation_of_no_case_has_no_case_to_take_its_plan(shop: Shop) -> None:
    intake = shop.companion.begin("scene/shop")

    answer = shop.companion.client.get(f"{intake}/take", headers=PAGE)

    assert answer.status_code == 404
