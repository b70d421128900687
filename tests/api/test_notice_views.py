"""Notices at the desk: what did not leave is told with its reason, and can be sent once more."""

from __future__ import annotations

from api.wiring import House
from flowchart.case_events import Agreed, By, Noted, Rated
from flowchart.case_kinds import Actor, Audience, Basis, Grade, Purpose
from flowchart.outbox import Outbox
from flowchart.parcels import Failure, Stage
from flowchart.private import Channel
from flowchart.states import StepState
from tests.desk_cases import AtDesk, on_desk
from tests.planning import BY_STAFF
from tests.visiting import Visitor

ADDRESS = "wang@example.cn"


def given_up(companion: Visitor, house: House) -> AtDesk:
    """Return a case of which one notice was given up."""
    house.outbox = Outbox(house.database, house.now, [Channel.EMAIL])
    house.cases.tells = house.outbox.tell
    desk = on_desk(companion)
    house.private.set_contact(desk.case.id, Channel.EMAIL, ADDRESS)
    wanted = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT)
    house.cases.append(desk.case.id, BY_STAFF, lambda *_: wanted)
    desk.move(StepState.SUBMITTED)
    (parcel,) = house.outbox.claim()
    house.outbox.failed(parcel.id, Failure.ADDRESS)
    return desk


def test_a_notice_that_did_not_leave_is_told_and_sent_once_more(
    companion: Visitor, house: House
) -> None:
    desk = given_up(companion, house)
    (notice,) = house.outbox.standing(desk.case.id)
    page = desk.page("en")

    assert "1 did not leave; call the applicant" in page
    assert "the address does not work: ask the applicant" in page
    assert ADDRESS not in page.split('id="notices"')[1].split("</section>")[0]
    desk.send(f"notices/{notice.id}/retry")
    assert house.outbox.standing(desk.case.id)[0].stage is Stage.WAITING


def test_a_case_without_notices_says_nothing_of_them(companion: Visitor, house: House) -> None:
    assert 'id="notices"' not in on_desk(companion).page()


def test_what_must_not_be_missed_stands_on_top_and_leads_to_its_part(
    companion: Visitor, house: House
) -> None:
    desk = on_desk(companion)
    bad = Rated(grade=Grade.DISSATISFIED)
    said = Noted(note="1", audience=Audience.TABLE)
    house.cases.append(desk.case.id, By(actor=Actor.APPLICANT), lambda *_: bad)
    house.cases.append(desk.case.id, By(actor=Actor.EXPERT, id="e"), lambda *_: said)

    top = desk.page().split('id="waits"')[1].split("</div>")[0]

    assert 'href="#rating"' in top
    assert 'href="#table"' in top
