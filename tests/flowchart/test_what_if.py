from __future__ import annotations

import pytest

from flowchart.planner import Planner
from flowchart.what_if import options
from kb.errors import WrongInput
from kb.kinds import HandlingMode
from matcher.verdict import Verdict
from tests.judging import facts_of
from tests.little_plans import SHOP, shop
from tests.planning import STORE, names, planner, usual
from tests.support import TODAY

STANDARD, DEFERRED, COMMITMENT, JOINT, ONE_FORM = HandlingMode
MET, UNMET, OPEN = Verdict.MET, Verdict.UNMET, Verdict.NEEDS_INFORMATION


def tried(**known):
    facts = facts_of(**{"employees": 0, "foreign": False, **known})
    return {one.mode: one for one in options(Planner(shop()), [SHOP], facts, TODAY)}


# ---- the little shop ------------------------------------------------------------------------


def test_the_standard_mode_comes_first_and_saves_nothing():
    first = options(Planner(shop()), [SHOP], facts_of(), TODAY)[0]

    assert (first.mode, first.verdict, first.sooner, first.used) == (STANDARD, MET, 0, ())


@pytest.mark.parametrize(
    ("credit", "verdict", "used", "open_", "barred", "ask"),
    [
        (True, MET, ["permit"], [], ["sign"], []),
        (None, OPEN, ["permit"], ["permit"], [], ["concept/credit"]),
        (False, UNMET, [], [], ["permit"], []),
    ],
)
def test_a_promise_works_waits_for_a_fact_or_is_barred(credit, verdict, used, open_, barred, ask):
    """Without a clean record no sign is put up in this shop, so it bars nothing."""
    option = tried(**({} if credit is None else {"credit": credit}))[COMMITMENT]

    assert option.verdict is verdict
    assert names(option.used) == used
    assert names(one.service for one in option.open_) == open_
    assert names(one.service for one in option.barred) == barred
    assert list(option.ask) == ask


def test_each_mode_shows_what_it_saves():
    found = tried(credit=True)

    assert found[COMMITMENT].promised == ("evidence/drawing",)
    assert found[DEFERRED].later == ("evidence/drawing",)
    assert found[STANDARD].bring - found[COMMITMENT].bring == 1
    assert found[STANDARD].bring - found[DEFERRED].bring == 1
    assert found[STANDARD].trips.inspections - found[JOINT].trips.inspections == 1
    assert found[STANDARD].trips.single - found[ONE_FORM].trips.single == 1
    assert found[ONE_FORM].latest_on < found[STANDARD].latest_on
    assert found[COMMITMENT].sooner == 3


def test_a_mode_nobody_tells_of_is_not_known():
    """A sign alone shares neither a form nor a visit with anybody."""
    stall = options(Planner(shop()), ["scene/stall"], facts_of(), TODAY)

    assert [one.verdict for one in stall] == [MET, None, UNMET, None, None]


def test_a_scene_that_does_not_exist_is_refused():
    with pytest.raises(WrongInput):
        options(Planner(shop()), ["scene/moon-base"], facts_of(), TODAY)


# ---- the convenience store of the README ----------------------------------------------------

STORE_TABLE = [
    # credit, mode, verdict, finish, latest, trips, inspections, steps that go that way
    (True, STANDARD, MET, "2026-12-01", "2026-12-24", 1, 2, 0),
    (True, DEFERRED, None, "2026-12-01", "2026-12-24", 1, 2, 0),
    (True, COMMITMENT, MET, "2026-12-01", "2026-12-24", 1, 2, 1),
    (True, JOINT, MET, "2026-12-01", "2026-12-24", 1, 1, 2),
    (True, ONE_FORM, MET, "2026-12-01", "2026-12-22", 1, 2, 10),
    (False, STANDARD, MET, "2026-12-22", "2026-12-24", 1, 3, 0),
    (False, DEFERRED, None, "2026-12-22", "2026-12-24", 1, 3, 0),
    (False, COMMITMENT, UNMET, "2026-12-22", "2026-12-24", 1, 3, 0),
    (False, JOINT, MET, "2026-12-22", "2026-12-24", 1, 2, 2),
    (False, ONE_FORM, MET, "2026-12-22", "2026-12-22", 1, 3, 10),
]
"""What the records say: a promise is already the usual way for over-the-counter medicines, so a
clean record saves nothing more by asking for it; a bad one costs three weeks."""


@pytest.mark.parametrize(
    ("credit", "mode", "verdict", "finish", "latest", "trips", "inspections", "used"), STORE_TABLE
)
def test_the_store_in_five_modes(credit, mode, verdict, finish, latest, trips, inspections, used):
    found = options(planner(), [STORE], usual(credit_ok=credit), TODAY)

    (option,) = [one for one in found if one.mode is mode]
    assert option.verdict is verdict
    assert (option.finish_on.isoformat(), option.latest_on.isoformat()) == (finish, latest)
    assert (option.trips.single, option.trips.inspections) == (trips, inspections)
    assert len(option.used) == used


def test_a_bad_record_is_refused_the_promise_with_fact_limit_and_source():
    found = options(planner(), [STORE], usual(credit_ok=False), TODAY)

    (promise,) = [one for one in found if one.mode is COMMITMENT]
    barred = {one.service: one.because for one in promise.barred}
    (reason,) = barred["service/class-b-otc-licence"]
    assert promise.used == ()
    assert (reason.fact, reason.verdict) == ("concept/good-credit", UNMET)
    assert (reason.value.zh, reason.limit.zh) == ("否", "是")
    assert "药品经营和使用质量监督管理办法" in reason.source.zh
    assert "service/tobacco-retail-licence" in barred  # for public order, whatever the record
