"""The round table: an expert reads and comments for a while; nothing about a person shows."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.accounts import Role
from api.round_table import departments
from api.throttle import Throttle
from api.wiring import House
from flowchart.case_kinds import Actor, Audience
from flowchart.states import StepState
from kb.ids import OrganisationId
from tests.planning import BY_STAFF
from tests.visiting import PAGE, Clock, Visitor, signed_in, visitor

DEPARTMENT = "organisation/huangpu-market-regulation-bureau"
BUND = OrganisationId("organisation/the-bund-community-affairs-centre")
FIRST = "service/company-registration"


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of an open case."""
    return companion.open_case()


@pytest.fixture
def link(companion: Visitor, case: str) -> str:
    """Return the path of a link somebody was just given."""
    shown = companion.send(f"{case}/round-table", department=DEPARTMENT, until="2026-11-30")
    page = companion.get(shown)
    found = re.search(r"https://hp\.example\.cn(/round-table/[\w-]+)<", page)
    assert found
    return found[1]


@pytest.fixture
def expert(house: House) -> Visitor:
    """Return somebody without an account."""
    return visitor(house)


def id_of(case: str) -> str:
    return case.rpartition("/")[2]


def status(who: Visitor, path: str) -> int:
    return who.client.get(path, headers=PAGE, follow_redirects=False).status_code


def say(who: Visitor, path: str, text: str, expect: int = 303, step: str = "") -> str:
    return who.send(path, expect, text=text, step=step)


# ---- what an expert sees ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            (
                "圆桌会商 · 办件 261123-001",
                "您代表黄浦区市场监督管理局参加，2026年11月30日",
                "承诺 ",
                "材料",
            ),
        ),
        ("en", ("Round table · case 261123-001", "You are here for Huangpu Market", "promised by")),
    ],
)
def test_an_expert_sees_steps_states_dates_and_papers(
    house: House, case: str, link: str, expert: Visitor, lang: str, said: tuple[str, ...]
) -> None:
    for state in (StepState.SUBMITTED, StepState.ACCEPTED):
        seen = house.cases.get(id_of(case)).sequence
        house.cases.move(id_of(case), FIRST, state, BY_STAFF, seen)

    page = expert.get(link, lang)

    for one in said:
        assert one in page


def test_an_expert_sees_no_name_note_fact_or_policy(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    house.cases.note(id_of(case), BY_STAFF, "老客户，小心", Audience.INSIDE)
    house.cases.note(id_of(case), BY_STAFF, "周五来取", Audience.APPLICANT)
    policies = {one.policy for one in house.cases.get(id_of(case)).plan.policies}

    page = expert.get(link)

    for hidden in ("王小明", "下周带房产证", "老客户", "周五来取", "cigarettes", *policies):
        assert hidden not in page
    assert companion.token(case) not in page


def test_the_page_is_found_by_no_search_engine_kept_by_no_cache_and_told_to_no_other_site(
    link: str, expert: Visitor
) -> None:
    headers = expert.client.get(link, headers=PAGE).headers

    assert headers["x-robots-tag"] == "noindex"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_looking_changes_nothing(house: House, case: str, link: str, expert: Visitor) -> None:
    before = house.cases.get(id_of(case))

    for _ in range(5):
        expert.get(link)
    expert.client.head(link)

    assert house.cases.get(id_of(case)) == before


# ---- speaking -----------------------------------------------------------------------------------


def test_expert_and_desk_speak_in_one_thread_and_the_applicant_does_not_read_it(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    say(expert, link, "油烟要先测", step=FIRST)
    say(companion, f"{case}/comment", "周三去测，您来吗？")

    table = expert.get(link)
    assert table.index("油烟要先测") < table.index("周三去测")
    assert "黄浦区市场监督管理局" in table
    notes = house.private.notes(id_of(case), (Audience.TABLE,))
    assert {one.text for one in notes.values()} == {"油烟要先测", "周三去测，您来吗？"}
    assert "油烟要先测" not in companion.get(f"/c/{companion.token(case)}")


def test_the_log_says_that_an_expert_spoke_and_about_which_step(
    house: House, case: str, link: str, expert: Visitor
) -> None:
    say(expert, link, "油烟要先测", step=FIRST)

    last = house.cases.get(id_of(case)).events[-1]
    assert (last.kind, last.by.actor, last.what.step) == ("noted", Actor.EXPERT, FIRST)


@pytest.mark.parametrize(("text", "step"), [("", ""), ("  ", ""), ("行", "service/other")])
def test_a_comment_without_words_or_about_no_step_is_said_beside_the_field(
    house: House, case: str, link: str, expert: Visitor, text: str, step: str
) -> None:
    before = house.cases.get(id_of(case)).sequence

    page = say(expert, link, text, 422, step)

    assert 'role="alert"' in page
    assert house.cases.get(id_of(case)).sequence == before


def test_words_are_shown_as_words(link: str, expert: Visitor) -> None:
    say(expert, link, "<script>alert(1)</script>")

    assert "<script>alert" not in expert.get(link)


def test_a_centre_that_looks_on_may_speak_and_invites_nobody(
    companion: Visitor, house: House, case: str
) -> None:
    from flowchart.case_events import Shared

    house.cases.append(id_of(case), BY_STAFF, lambda *_: Shared(centre=BUND, looks=True))
    looking = signed_in(house, centre=BUND)

    say(looking, f"{case}/comment", "我们也有一样的")
    looking.send(f"{case}/round-table", expect=404, department=DEPARTMENT, until="2026-11-30")

    assert len(house.private.notes(id_of(case), (Audience.TABLE,))) == 1


def test_an_expert_reads_what_they_are_asked_and_the_link_survives_another_look(
    companion: Visitor, case: str, expert: Visitor
) -> None:
    sent = {"department": DEPARTMENT, "until": "2026-11-30", "question": "油烟要测吗？"}
    shown = companion.send(f"{case}/round-table", **sent)
    found = re.search(r"https://hp\.example\.cn(/round-table/[\w-]+)<", companion.get(shown, "en"))

    assert found
    assert found[1] in companion.get(shown)
    page = expert.get(found[1])
    assert 'id="question"' in page
    assert "油烟要测吗？" in page
    assert "开便利店" in page or "便利店" in page


def test_a_comment_with_a_phone_number_is_taken_back_and_its_words_are_gone(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    say(expert, link, "请打 13800000000")
    event = house.cases.get(id_of(case)).sequence

    companion.send(f"{case}/comment/{event}/take-back")

    assert "13800000000" not in expert.get(link)
    assert house.private.notes(id_of(case), (Audience.TABLE,)) == {}


def test_no_hotline_utility_or_centre_is_offered_a_seat(house: House, case: str) -> None:
    near, others = departments(house, house.cases.get(id_of(case)))

    offered = {one.id for one in (*near, *others)}
    assert DEPARTMENT in {one.id for one in near}
    for kept_out in ("city-hotline-12345", "utility-companies", "yuyuan-community-affairs-centre"):
        assert f"organisation/{kept_out}" not in offered
    assert house.centre not in offered


# ---- the end of an invitation -------------------------------------------------------------------


def test_an_invitation_ends_with_its_last_day(link: str, expert: Visitor, clock: Clock) -> None:
    clock.move(days=7, hours=14)
    assert status(expert, link) == 200

    clock.move(hours=2)

    assert status(expert, link) == 404
    say(expert, link, "还有一句", 404)


def test_an_invitation_that_was_ended_opens_nothing_on_the_next_request(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    (seat,) = house.invitations.good(id_of(case))
    say(expert, link, "先看一下")

    companion.send(f"{case}/round-table/{seat.id}/end")

    assert status(expert, link) == 404
    say(expert, link, "还有一句", 404)
    assert len(house.private.notes(id_of(case), (Audience.TABLE,))) == 1


def test_over_ended_and_made_up_links_are_answered_alike(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    made_up = expert.client.get("/round-table/" + "x" * 32, headers=PAGE)
    (seat,) = house.invitations.good(id_of(case))
    companion.send(f"{case}/round-table/{seat.id}/end")

    ended = expert.client.get(link, headers=PAGE)

    assert ended.status_code == made_up.status_code == 404
    assert ended.text.replace(link, "") == made_up.text.replace("/round-table/" + "x" * 32, "")
    assert "请联系邀请您的人" in ended.text


def test_who_guesses_links_is_told_to_wait_and_learns_of_a_good_one_no_more(
    house: House, link: str, expert: Visitor
) -> None:
    house.wrong_codes = Throttle("3/minute")
    for n in range(3):
        assert status(expert, f"/round-table/guess-{n}") == 404

    answer = expert.client.get(link, headers=PAGE)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    say(expert, link, "我来了", 429)


# ---- inviting -----------------------------------------------------------------------------------


def test_the_link_is_shown_once_and_only_its_hash_is_kept(
    companion: Visitor, house: House, case: str, link: str
) -> None:
    secret = link.rpartition("/")[2]

    with house.database.read() as connection:
        held = [str(row) for row in connection.exec_driver_sql("SELECT * FROM case_invitation")]

    assert len(held) == 1
    assert secret not in held[0]
    assert secret not in companion.get(case)


@pytest.mark.parametrize(
    "sent",
    [
        {"department": "organisation/nobody", "until": "2026-11-30"},
        {"department": "scene/restaurant", "until": "2026-11-30"},
        {"department": DEPARTMENT, "until": "2026-11-22"},
        {"department": DEPARTMENT, "until": "2027-11-30"},
        {"department": DEPARTMENT, "until": "tomorrow"},
        {"until": "2026-11-30"},
    ],
)
def test_an_invitation_needs_a_department_and_a_day_within_a_month(
    companion: Visitor, house: House, case: str, sent: dict[str, str]
) -> None:
    companion.send(f"{case}/round-table", expect=422, **sent)

    assert house.invitations.good(id_of(case)) == ()


def test_the_case_page_names_who_sits_at_the_table_and_for_an_auditor_only_that(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    say(expert, link, "油烟要先测")

    mine = companion.get(case)
    read = signed_in(house, Role.AUDITOR).get(case)

    for page in (mine, read):
        assert "2026年11月30日 周一（含）前" in page
        assert "油烟要先测" in page
    assert f'action="{case}/round-table"' in mine
    assert f'action="{case}/round-table"' not in read
    assert f'action="{case}/comment"' not in read


# ---- live ---------------------------------------------------------------------------------------


def heard(client: TestClient, path: str) -> str:
    """Return what a stream says that ends at once."""
    return client.get(path).text


def test_an_open_page_hears_what_it_missed(house: House, link: str, expert: Visitor) -> None:
    house.news.close()

    assert heard(expert.client, f"{link}/events?seen=0") == ""
    assert status(expert, f"{link}x/events") == 404


def test_a_page_whose_invitation_ended_hears_that_too(
    companion: Visitor, house: House, case: str, link: str, expert: Visitor
) -> None:
    told: list[str] = []
    house.database.signals.hear("case", told.append)
    (seat,) = house.invitations.good(id_of(case))

    companion.send(f"{case}/round-table/{seat.id}/end")

    assert told == [id_of(case)], "without a number everyone looks for themselves"
