"""What is still to bring once steps have been handed in or done."""

from __future__ import annotations

from typing import Any

import pytest

from api.phone_now import doings
from api.phone_papers import Papers, papers
from api.views import MaterialView, material_views
from api.wiring import House
from flowchart import diagram
from flowchart.case import Told
from flowchart.states import StepState
from kb.ids import EvidenceId
from tests.phones import THROUGH, Phone, phone_of
from tests.support import TODAY

LEASE = EvidenceId("evidence/lease-contract")


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


def found(phone: Phone) -> Papers:
    """Return the papers of a phone as they stand."""
    case, catalogue = phone.case, phone.visitor.house.catalogue
    rows = diagram.rows(case.plan, catalogue, case.states())
    materials = material_views(case.plan, catalogue)
    return papers(materials, rows, doings(case, rows, (), materials))


def steps_of(some: tuple[MaterialView, ...], paper: str) -> Any:
    """Return for which steps a paper is named; None where it is not."""
    return next((one.steps for one in some if one.id == paper), None)


def test_a_step_that_was_handed_in_asks_for_no_paper_any_more(phone: Phone) -> None:
    before = found(phone)
    phone.office(StepState.SUBMITTED)
    after = found(phone)

    assert any(1 in one.steps for one in before.now)
    assert [one for one in (*after.now, *after.after, *after.maybe) if 1 in one.steps] == []
    assert len(after.used) > len(before.used)


def test_what_a_step_has_issued_is_there_already(phone: Phone) -> None:
    before = found(phone)
    phone.office(*THROUGH)
    after = found(phone)

    issued = {one.id for one in before.issued if one.issued_by_step == 1}
    assert issued
    assert issued <= {one.id for one in (*after.held, *after.used)}


def test_a_paper_that_was_asked_for_again_is_to_bring(phone: Phone) -> None:
    told = Told(missing=frozenset({LEASE}), until=TODAY)
    phone.office(StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED, told=told)
    after = found(phone)

    assert 1 in (steps_of((*after.now, *after.held, *after.maybe), LEASE) or ())
