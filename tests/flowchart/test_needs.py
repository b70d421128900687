from __future__ import annotations

import pytest

from flowchart.needs import MaterialStanding, needs
from flowchart.ways import Ways
from kb.ids import EvidenceId
from kb.kinds import HandlingMode
from matcher.applicant import Facts
from matcher.criteria import Judge
from tests.judging import facts_of
from tests.little_plans import service, shop
from tests.support import TODAY, world_with

BRING, HELD, RETRIEVABLE, ISSUED, PRE_FILLED, DEFERRED, REPLACED = MaterialStanding
CHOICE = world_with("""
- {id: evidence/lease, title: {zh: 租赁合同, en: Lease}}
- {id: evidence/deed, title: {zh: 房产证, en: Deed}}
- {id: service/either, title: {zh: 任选, en: Either}, inputs: [[evidence/lease, evidence/deed]]}
- {id: service/lease-only, title: {zh: 租, en: Lease only}, inputs: [[evidence/lease]]}
- id: service/lessor
  title: {zh: 房东, en: Lessor}
  outputs: [{title: {zh: 租赁合同, en: Lease}, evidence: evidence/lease}]
""")


def asked(names, mode=HandlingMode.STANDARD, holds=(), catalogue=None, firm=None):
    held = catalogue or shop()
    papers = frozenset(EvidenceId(f"evidence/{name}") for name in holds)
    facts = Facts(known=facts_of(credit=True).known, holds_some=papers)
    services = [held.services[service(name)] for name in names]
    ways = Ways(Judge(held, facts, TODAY), mode).of(services)
    sure = None if firm is None else {service(name) for name in firm}
    return needs(services, ways, facts, held, sure)


def told(*given, **more):
    return {
        (one.service.removeprefix("service/"), one.evidence.removeprefix("evidence/")): one
        for one in asked(*given, **more)
    }


@pytest.mark.parametrize(
    ("names", "holds", "standing"),
    [
        (["permit"], [], BRING),
        (["registration", "permit"], [], ISSUED),
        (["registration", "permit"], ["business-licence"], HELD),
    ],
)
def test_a_need_says_who_has_the_paper(names, holds, standing):
    found = told(names, holds=holds)["permit", "business-licence"]

    assert found.standing is standing
    assert bool(found.issuers) == (standing is ISSUED)


def test_what_may_follow_is_deferred_and_what_is_promised_replaced():
    later = told(["permit"], HandlingMode.DEFERRED)["permit", "drawing"]
    promised = told(["permit"], HandlingMode.COMMITMENT)["permit", "drawing"]

    assert (later.standing, later.follows) == (DEFERRED, True)
    assert (promised.standing, promised.follows) == (REPLACED, False)


def test_what_is_in_hand_need_not_follow():
    found = told(["permit"], HandlingMode.DEFERRED, holds=["drawing"])["permit", "drawing"]

    assert (found.standing, found.follows) == (HELD, False)


def test_a_need_carries_the_form_and_the_copies_its_service_asks_for():
    found = told(["permit", "sign"])

    assert found["permit", "lease"].terms.copies == 2
    assert found["sign", "lease"].terms.form == "original"
    assert found["sign", "business-licence"].terms is None


@pytest.mark.parametrize(
    ("names", "holds", "paper"),
    [
        (["either"], [], "deed"),
        (["either", "lease-only"], [], "lease"),
        (["either", "lessor"], [], "lease"),
        (["either", "lease-only"], ["deed"], "deed"),
    ],
)
def test_what_stands_for_alternatives_is_in_hand_or_needed_anyway_or_easy(names, holds, paper):
    (found,) = [one for one in asked(names, holds=holds, catalogue=CHOICE) if len(one.any_of) == 2]

    assert found.evidence == f"evidence/{paper}"


def test_a_step_that_may_fall_away_does_not_choose_for_one_that_is_certain():
    """What the materials of the certain steps say and what they wait for must be one thing."""
    for more in ("lessor", "lease-only"):
        found = asked(["either", more], catalogue=CHOICE, firm=["either"])

        assert found[0].evidence == "evidence/deed"


def test_a_certain_step_waits_for_a_possible_one_that_issues_what_it_needs():
    (found,) = asked(["lease-only", "lessor"], catalogue=CHOICE, firm=["lease-only"])

    assert (found.standing, found.issuers) == (ISSUED, ("service/lessor",))
