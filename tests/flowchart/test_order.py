from __future__ import annotations

from graphlib import CycleError

import pytest

from flowchart.laid import Laid
from kb.ids import EvidenceId
from kb.kinds import HandlingMode
from matcher.applicant import Facts
from tests.judging import facts_of
from tests.little_plans import laid_out, service
from tests.support import world_with

ORDER = world_with("""
- {id: evidence/plan, title: {zh: 图, en: Plan}}
- {id: evidence/paper, title: {zh: 证, en: Paper}}
- {id: service/quick, title: {zh: 快, en: Quick}, days: {statutory: 9, committed: 1},
   outputs: [{title: {zh: 证, en: Paper}, evidence: evidence/paper}]}
- {id: service/slow, title: {zh: 慢, en: Slow}, days: {statutory: 9, committed: 5},
   outputs: [{title: {zh: 证, en: Paper}, evidence: evidence/paper},
             {title: {zh: 图, en: Plan}, evidence: evidence/plan}]}
- {id: service/either, title: {zh: 任一, en: Either}, requires: [[service/quick, service/slow]]}
- {id: service/needy, title: {zh: 要证, en: Needy}, inputs: [[evidence/paper]],
   days: {statutory: 2, committed: 2},
   modes: [{mode: deferred, defers: [evidence/paper]}, {mode: one-form, group: g}]}
- {id: service/mate, title: {zh: 同表, en: Mate}, modes: [{mode: one-form, group: g}]}
- {id: service/after-mate, title: {zh: 表后, en: After}, requires: [[service/mate]],
   modes: [{mode: one-form, group: h}]}
- {id: service/if-foreign, title: {zh: 外资, en: If foreign},
   requires_when: [{any_of: [service/slow], when: {fact: concept/foreign, is: true}}]}
- {id: service/ring-a, title: {zh: 甲, en: A}, requires: [[service/ring-b]]}
- {id: service/ring-b, title: {zh: 乙, en: B}, requires: [[service/ring-a]]}
""")
DEFERRED, ONE_FORM = HandlingMode.DEFERRED, HandlingMode.ONE_FORM


def laid(*names, **given):
    return laid_out(names, catalogue=ORDER, **given)


def waits(name, found):
    return sorted(one.removeprefix("service/") for one in found[service(name)])


def holding(*papers):
    return Facts(holds_some=frozenset(EvidenceId(f"evidence/{paper}") for paper in papers))


def test_of_alternatives_that_are_certain_the_first_to_end_is_waited_for():
    order = laid("slow", "quick", "either").order

    assert waits("either", order.before) == ["quick"]


@pytest.mark.parametrize(
    ("possible", "expected"),
    [(["quick"], ["slow"]), (["quick", "slow"], ["quick", "slow"])],
)
def test_while_no_alternative_is_certain_any_may_turn_out_to_be_it(possible, expected):
    order = laid("quick", "slow", "either", possible=possible).order

    assert waits("either", order.before) == expected


def test_a_wait_holds_only_between_steps_of_the_plan():
    assert waits("either", laid("either").order.before) == []


def test_of_several_issuers_of_a_paper_the_first_to_end_is_waited_for():
    assert waits("needy", laid("slow", "quick", "needy").order.before) == ["quick"]


def test_what_is_in_hand_is_done_and_its_alternatives_are_not_waited_for():
    """With the slow licence in hand nobody waits for the quick filing that would do as well."""
    holds = holding("paper", "plan")

    assert waits("either", laid("quick", "either").order.before) == ["quick"]
    assert waits("either", laid("quick", "either", facts=holds).order.before) == []


def test_what_replaces_a_service_is_waited_for_in_its_place():
    plain = laid("slow", "either")
    stand_in = Laid(
        plain.items, plain.ways, plain.judge, plain.line, {service("quick"): service("slow")}
    )

    assert waits("either", stand_in.order.before) == ["slow"]


@pytest.mark.parametrize(
    ("known", "before", "perhaps"),
    [
        ({"foreign": True}, ["slow"], []),
        ({"foreign": False}, [], []),
        ({}, ["slow"], ["slow"]),
    ],
)
def test_a_wait_under_a_condition_is_marked_until_it_is_known(known, before, perhaps):
    order = laid("slow", "if-foreign", facts=facts_of(**known)).order

    assert waits("if-foreign", order.before) == before
    assert waits("if-foreign", order.perhaps) == perhaps


def test_a_paper_that_may_follow_is_needed_before_the_step_ends():
    """One of its issuers is enough, as where it is wanted at once."""
    order = laid("slow", "quick", "needy", mode=DEFERRED).order

    assert waits("needy", order.before) == []
    assert waits("needy", order.follows) == ["quick"]


def test_what_is_on_one_form_is_handed_in_together():
    order = laid("quick", "needy", "mate", mode=ONE_FORM).order

    assert waits("needy", order.before) == ["quick"]
    assert waits("mate", order.before) == ["quick"]
    assert waits("mate", laid("quick", "needy", "mate").order.before) == []


def test_what_waits_for_the_form_is_on_the_form_after_it():
    order = laid("quick", "needy", "mate", "after-mate", mode=ONE_FORM).order

    assert waits("after-mate", order.before) == ["mate"]
    assert "after-mate" not in waits("needy", order.before)


def test_two_steps_that_wait_on_each_other_have_no_order():
    """No such records can be published; see the tests of circles."""
    with pytest.raises(CycleError):
        _ = laid("ring-a", "ring-b").order
