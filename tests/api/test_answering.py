"""Answers in a conversation: of every kind, taken back, changed, declined, on either page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from api.wiring import House
from flowchart.intake import Intake
from matcher.applicant import Facts
from tests.benefits import house_of_grants, shopkeeper
from tests.visiting import Visitor

STAFF, DISABLED, PEOPLE = "concept/staff", "concept/disabled", "concept/new-people"
GRANTED, HOLDS = "concept/granted", "concept/holds"
GRANT = "little-shop-grant"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the house of grants."""
    opened = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened
    opened.close()


def intake_of(visitor: Visitor, path: str) -> Intake:
    """Return the conversation behind a path."""
    session = visitor.house.staff.session(visitor.client.cookies["companion_session"])
    assert session is not None
    return visitor.house.intakes.get(path.rpartition("/")[2], session.key, visitor.house.catalogue)


def facts_of(visitor: Visitor, path: str) -> Facts:
    """Return what is known in a conversation."""
    return intake_of(visitor, path).facts


# ---- don't know, rather not say ---------------------------------------------------------------


def test_dont_know_and_rather_not_say_are_kept_apart_and_neither_is_a_no(house) -> None:
    companion, path = shopkeeper(house)

    companion.send(f"{path}/answer", concept=STAFF, action="skip")
    companion.send(f"{path}/answer", concept=DISABLED, action="decline")

    intake = intake_of(companion, path)
    assert (intake.skipped, intake.declined) == ({STAFF}, {DISABLED})
    assert not intake.facts.known


def test_what_was_not_answered_is_listed_with_the_reason_and_can_be_answered_later(house) -> None:
    companion, path = shopkeeper(house)
    companion.send(f"{path}/answer", concept=DISABLED, action="decline")

    listed = companion.get(path).partition("先跳过的")[2]
    companion.send(f"{path}/answer", concept=DISABLED, value="false")

    assert "不想说" in listed
    assert intake_of(companion, path).declined == frozenset()
    assert facts_of(companion, path).known[DISABLED].value is False


def test_every_question_put_is_put_once_however_it_was_left_open(house) -> None:
    companion, path = shopkeeper(house)
    put: list[str] = []
    while (asked := _asked(companion.get(path))) and len(put) < 20:
        put.append(asked)
        companion.send(f"{path}/answer", concept=asked, action=("skip", "decline")[len(put) % 2])

    assert len(put) == len(set(put)) > 2
    assert intake_of(companion, path).unanswered == set(put)


def _asked(page: str) -> str:
    """Return the question on the card; empty once all have been put."""
    card = page.partition('id="question"')[2].partition("</section>")[0]
    found = re.search(r'name="concept" value="(.*?)"', card)
    return found[1] if found else ""


def test_a_sensitive_question_says_for_which_policy_alone_it_is_asked(house) -> None:
    companion, path = shopkeeper(house)

    page = companion.get(f"{path}?ask=disabled", "en")

    assert "Only to find out about: Care for a little shop" in page
    assert 'value="decline"' in page


def test_a_harmless_question_offers_no_rather_not(house) -> None:
    companion, path = shopkeeper(house)

    assert 'value="decline"' not in companion.get(f"{path}?ask=staff")


# ---- what is already received, what is held ------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "code", "policy"),
    [(GRANTED, GRANT, "little-shop-second"), (HOLDS, "business-licence", "little-shop-paper")],
)
def test_a_built_in_question_is_answered_changed_and_taken_back(
    house, concept, code, policy
) -> None:
    companion, path = shopkeeper(house)
    page = f"{path}/policy/{policy}"
    ask = f"{page}?ask={concept.partition('/')[2]}"

    assert f'value="{code}"' in companion.get(ask)
    companion.send(f"{path}/answer", concept=concept, value=[code], policy=policy)
    with_it = companion.get(page)
    companion.send(f"{path}/answer", concept=concept, value=["-"])
    without = companion.get(page)
    companion.send(f"{path}/answer", concept=concept, action="forget")
    unknown = companion.get(page)

    assert "看来可以享受" in with_it
    assert "还不能享受" in without
    assert "还说不准" in unknown


def test_what_is_received_stands_among_the_answers_and_is_chosen_when_asked_again(house) -> None:
    companion, path = shopkeeper(house)
    companion.send(f"{path}/answer", concept=GRANTED, value=[GRANT])

    page = companion.get(path)
    asked = companion.get(f"{path}?ask=granted")

    assert "开小店补贴</b>" in page
    assert re.search(rf'value="{GRANT}" checked', asked)


def test_nothing_received_is_an_answer_of_its_own(house) -> None:
    companion, path = shopkeeper(house)

    companion.send(f"{path}/answer", concept=GRANTED, value=["-"])

    assert facts_of(companion, path).granted == frozenset()
    assert "data-none checked" in companion.get(f"{path}?ask=granted")


def test_a_code_that_is_not_on_the_list_is_refused(house) -> None:
    companion, path = shopkeeper(house)

    companion.send(f"{path}/answer", expect=422, concept=GRANTED, value=["made-up"])

    assert facts_of(companion, path).granted is None


def test_other_answers_stay_whatever_is_changed(house) -> None:
    companion, path = shopkeeper(house, staff=2)
    companion.send(f"{path}/answer", concept=GRANTED, value=[GRANT])
    companion.send(f"{path}/answer", concept=HOLDS, value=["business-licence"])

    companion.send(f"{path}/answer", concept=STAFF, value="3")
    companion.send(f"{path}/answer", concept=GRANTED, action="forget")

    facts = facts_of(companion, path)
    assert facts.known[STAFF].value == 3
    assert facts.holds == {"evidence/business-licence"}
    assert facts.granted is None


# ---- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "20260301", "２０２６年３月１日"],
)
def test_a_day_may_be_chosen_or_typed(house, typed) -> None:
    companion, path = shopkeeper(house, opened_on=typed)

    assert facts_of(companion, path).known["concept/opened-on"].value == date(2026, 3, 1)


@pytest.mark.parametrize("typed", ["2026-02-30", "tomorrow", "3/1", "99999999"])
def test_what_is_no_day_is_refused_beside_the_question(house, typed) -> None:
    companion, path = shopkeeper(house)

    page = companion.send(f"{path}/answer", expect=422, concept="concept/opened-on", value=typed)

    assert 'role="alert"' in page


# ---- on the page of a policy ---------------------------------------------------------------------


def test_an_answer_given_on_the_page_of_a_policy_leads_back_there(house) -> None:
    companion, path = shopkeeper(house)

    led = companion.send(f"{path}/answer", concept=STAFF, value="2", policy=GRANT)

    assert led == f"{path}/policy/{GRANT}"


@pytest.mark.parametrize("policy", ["", "none", "//evil.example", "../../cases"])
def test_an_answer_leads_nowhere_but_to_our_own_pages(house, policy) -> None:
    companion, path = shopkeeper(house)

    assert companion.send(f"{path}/answer", concept=STAFF, value="2", policy=policy) == path


def test_a_wrong_answer_on_the_page_of_a_policy_stays_there_with_what_was_typed(house) -> None:
    companion, path = shopkeeper(house)

    page = companion.send(f"{path}/answer", expect=422, concept=STAFF, value="many", policy=GRANT)

    assert "one-policy" in page
    assert 'value="many"' in page
    assert 'role="alert"' in page


# ---- lists of people --------------------------------------------------------------------------

HIRED = {"m.0.person-age": "20", "m.0.person-insured": "true", "m.0.person-from": "2026-02-01"}


def hiring(house: House) -> tuple[Visitor, str, str]:
    """Return a companion, their conversation and the page of the grant for hiring."""
    companion, path = shopkeeper(house)
    return companion, path, f"{path}/policy/little-shop-hiring"


def test_first_it_is_asked_how_many_and_then_one_by_one(house) -> None:
    companion, path, page = hiring(house)

    first = companion.get(f"{page}?ask=new-people")
    led = companion.send(
        f"{path}/members", concept=PEOPLE, action="count", n="3", policy="little-shop-hiring"
    )
    then = companion.get(led.partition("#")[0])

    assert "一共几位？" in first
    assert then.count('class="member"') == 3


def test_only_what_the_policy_reads_is_asked_of_each(house) -> None:
    companion, _, page = hiring(house)

    asked = companion.get(f"{page}?ask=new-people&n=1")

    assert "m.0.person-age" in asked
    assert "m.0.person-shoe" not in asked


def test_people_are_counted_by_what_is_known_of_each(house) -> None:
    companion, path, page = hiring(house)

    led = companion.send(
        f"{path}/members",
        concept=PEOPLE,
        policy="little-shop-hiring",
        **HIRED,
        **{"m.1.person-age": "60", "m.1.person-insured": ""},
    )

    first, second = facts_of(companion, path).known[PEOPLE].value
    assert led == page
    assert len(first.known) == 3
    assert second.known.keys() == {"concept/person-age"}
    assert "看来可以享受" in companion.get(page)


def test_what_is_not_known_of_a_person_leaves_it_open(house) -> None:
    companion, path, page = hiring(house)

    companion.send(f"{path}/members", concept=PEOPLE, **{**HIRED, "m.0.person-insured": ""})

    assert "还说不准" in companion.get(page)


def test_nobody_is_an_answer(house) -> None:
    companion, path, page = hiring(house)

    companion.send(f"{path}/members", concept=PEOPLE, action="none")

    assert facts_of(companion, path).known[PEOPLE].value == ()
    assert "还不能享受" in companion.get(page)


def test_a_person_is_added_and_removed_and_the_others_stay(house) -> None:
    companion, path, _ = hiring(house)
    two = {**HIRED, "m.1.person-age": "30"}

    added = companion.send(f"{path}/members", concept=PEOPLE, action="add", **HIRED)
    dropped = companion.send(f"{path}/members", concept=PEOPLE, action="drop-0", **two)

    assert added == f"{path}?ask=new-people&n=2#question"
    assert dropped == f"{path}?ask=new-people&n=1#question"
    (left,) = facts_of(companion, path).known[PEOPLE].value
    assert left.known["concept/person-age"].value == 30


def test_a_wrong_figure_of_one_person_is_said_beside_it_and_nothing_typed_is_lost(house) -> None:
    companion, path, _ = hiring(house)

    page = companion.send(
        f"{path}/members",
        expect=422,
        concept=PEOPLE,
        policy="little-shop-hiring",
        **{**HIRED, "m.1.person-age": "old", "m.1.person-insured": "true"},
    )

    assert 'id="m.1.person-age-problem"' in page
    assert 'value="old"' in page
    assert 'value="2026-02-01"' in page
    assert PEOPLE not in facts_of(companion, path).known


@pytest.mark.parametrize(("n", "shown"), [("0", 1), ("-3", 1), ("x", 1), ("", 1), ("99", 20)])
def test_how_many_is_kept_within_reason(house, n, shown) -> None:
    companion, path, _ = hiring(house)

    led = companion.send(f"{path}/members", concept=PEOPLE, action="count", n=n)

    assert led == f"{path}?ask=new-people&n={shown}#question"


def test_a_list_is_asked_of_a_list_only(house) -> None:
    companion, path, _ = hiring(house)

    companion.send(f"{path}/members", expect=422, concept=STAFF, action="none")
    companion.send(f"{path}/members", expect=422, concept="concept/none", action="none")


def test_a_list_can_be_taken_back_or_left_open_like_any_answer(house) -> None:
    companion, path, _ = hiring(house)
    companion.send(f"{path}/members", concept=PEOPLE, **HIRED)

    companion.send(f"{path}/answer", concept=PEOPLE, action="skip")

    assert PEOPLE not in facts_of(companion, path).known
    assert PEOPLE in intake_of(companion, path).skipped
