from __future__ import annotations

from datetime import timedelta

from api.handover import SHOWN_FOR, Handover
from flowchart.tracking import Code
from tests.visiting import Clock

CODE = Code(token="A" * 26, pin="123456")


def test_a_code_is_shown_to_its_session_until_its_time_is_over():
    clock = Clock()
    handover = Handover(clock)
    handover.put("desk-1", "case-1", CODE)

    assert handover.get("desk-1", "case-1") == CODE
    assert handover.get("desk-2", "case-1") is None
    clock.now += SHOWN_FOR - timedelta(seconds=1)
    assert handover.get("desk-1", "case-1") == CODE
    clock.now += timedelta(seconds=1)
    assert handover.get("desk-1", "case-1") is None


def test_the_next_applicant_and_a_revoked_case_leave_nothing_behind():
    handover = Handover(Clock())
    for session in ("desk-1", "desk-2"):
        for case in ("case-1", "case-2"):
            handover.put(session, case, CODE)

    handover.forget_session("desk-1")
    handover.forget("case-1")

    left = [(s, c) for s in ("desk-1", "desk-2") for c in ("case-1", "case-2")]
    assert [pair for pair in left if handover.get(*pair)] == [("desk-2", "case-2")]
