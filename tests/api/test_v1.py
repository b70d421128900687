"""`/v1` answers byte for byte as the console prints, and keeps nothing personal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from api.keys import Scope
from api.throttle import Throttle
from flowchart.case_store import Person
from kb.errors import Unavailable
from kb.ids import kind_of
from kb.text import Text
from matcher.applicant import NOTHING
from tests.planning import BASE
from tests.programs import UNLIMITED, Program, little_house, with_letters
from tests.support import shipped_catalogue, shipped_records
from tests.visiting import Clock, fresh_house, signed_in

ON = "2026-11-23"
ELSEWHERE = "organisation/the-bund-community-affairs-centre"
FACTS = {"employees": 80, "revenue": 1000.55, "goods": ["books"], "hires": [{"member_age": 24}]}


@pytest.fixture
def house(tmp_path):
    opened = little_house(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def program(house):
    return Program(house)


@pytest.fixture
def shipped():
    """Return a program over the shipped records."""
    house = replace(fresh_house(Clock()), calls=Throttle(UNLIMITED))
    yield Program(house)
    house.close()


# ---- the shapes of the console --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("开店", ["scene"]), ("执照 许可", []), ("open a shop", ["service", "scene"]), ("天气", [])],
)
def test_a_search_answers_as_the_console_does(program, little, text, kinds):
    words = [word for kind in kinds for word in ("--kind", kind)]
    said = little("search", text, *words, "--json")

    answer = program.get("search", text=text, kind=kinds)

    assert answer.text == said.stdout.rstrip("\n")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("facts", [{}, FACTS, {"holds": [], "granted": ["policy/old-grant"]}])
def test_plans_and_matches_are_those_of_the_console(program, little, written, facts):
    file = written(json.dumps(facts))
    plan = little("plan", "shop", "--facts", file, "--on", ON, "--json").stdout.rstrip("\n")
    match = little("match", "--facts", file, "--on", ON, "--json").stdout.rstrip("\n")

    assert program.post("plan", scenes=["shop"], facts=facts, on=ON).text == plan
    assert program.post("match", facts=facts, on=ON).text == match


def test_the_shipped_plan_is_that_of_the_console(shipped, console, written):
    file = written(json.dumps(BASE))
    scenes = ["convenience_store", "scene/newborn"]
    said = console("plan", *scenes, "--facts", file, "--on", ON, "--json")

    assert shipped.post("plan", scenes=scenes, facts=BASE, on=ON).text == said.stdout.rstrip("\n")


def test_without_a_day_today_counts_and_a_case_begins_on_the_next_working_day(program):
    program.house.now.move(days=5)  # a Saturday

    assert program.post("plan", scenes=["scene/shop"]).json()["on"] == "2026-11-28"
    assert program.post("cases", 201, scenes=["scene/shop"]).json()["plan"]["on"] == "2026-11-30"


def test_ranking_needs_the_encoder(program, house):
    refused = program.post("match", 503, facts=FACTS, rank=True)
    able = Program(with_letters(house))

    ranked = able.post("match", facts=FACTS, rank=True).json()
    plain = able.post("match", facts=FACTS).json()

    assert "without rank" in refused.json()["detail"]
    assert all(policy["score"] > 0 for policy in ranked["policies"])
    assert plain == program.post("match", facts=FACTS).json()


# ---- records --------------------------------------------------------------------------------


def test_records_come_page_by_page_in_the_order_of_their_ids(shipped):
    held = shipped.get("records", kind="scene", limit=200).json()
    pages, after = [], ""
    while after is not None:
        page = shipped.get("records", kind="scene", limit=10, after=after).json()
        pages += page["records"]
        after = page["next"]

    assert pages == held["records"]
    assert [one["id"] for one in pages] == sorted(shipped_catalogue().scenes)
    assert held["next"] is None


def test_words_narrow_the_records(shipped):
    found = shipped.get("records", find="食品经营许可", kind="service").json()["records"]

    assert "service/food-business-licence" in {one["id"] for one in found}
    assert len(found) < 20


@pytest.mark.parametrize(
    "record_id", sorted({kind_of(record_id): record_id for record_id in shipped_records()}.values())
)
def test_a_record_is_spelt_as_in_its_file(shipped, record_id):
    answer = shipped.get(f"records/{record_id}").json()

    assert answer["generation"] == shipped_catalogue().generation
    assert answer["record"]["id"] == record_id
    assert answer["record"]["title"]["zh"] == shipped_catalogue().get(record_id).title.zh


def test_numbers_are_written_digit_for_digit(program):
    parameter = program.house.catalogue.get("parameter/fire-area")

    answer = program.get(f"records/{parameter.id}").text

    assert '"value": 300' in answer
    assert '"from": "2027-01-01", "value": 200' in answer


# ---- cases ----------------------------------------------------------------------------------


def test_a_case_is_opened_read_and_moved(program):
    opened = program.post("cases", 201, scenes=["scene/shop"], facts=FACTS)
    case = opened.json()
    address = opened.headers["location"].removeprefix("/v1/")
    step = next(step for step, state in case["states"].items() if state == "can-start")

    moved = program.post(f"{address}/moves", step=step, to="submitted", seen=0).json()

    assert case["number"] == "261123-001"
    assert program.get(address).json() == moved
    assert moved["states"][step] == "submitted"
    assert (moved["seen"], moved["events"][0]["by"]) == (1, program.key.id)


@pytest.mark.parametrize(
    ("move", "said"),
    [
        ({"to": "issued", "seen": 0}, "Allowed: collecting, submitted"),
        ({"to": "submitted", "seen": 3}, "Somebody moved"),
        ({"to": "submitted", "seen": 0, "step": "service/x"}, "no step"),
    ],
)
def test_a_move_that_does_not_fit_conflicts(program, move, said):
    case = program.post("cases", 201, scenes=["scene/shop"]).json()
    sent = {"step": "service/registration", **move}

    refused = program.post(f"cases/{case['id']}/moves", 409, **sent)

    assert said in refused.json()["detail"]
    assert program.get(f"cases/{case['id']}").json()["seen"] == 0


def test_the_facts_of_a_case_are_not_kept(program):
    case = program.post("cases", 201, scenes=["scene/shop"], facts={"remark": "Wang"})

    assert program.house.cases.person(case.json()["id"]) == Person()
    assert "Wang" not in case.text


def test_names_notes_and_what_hints_at_them_stay_with_the_staff(shipped):
    """That somebody may claim a disability allowance is nobody's business who holds a key."""
    house = shipped.house
    plan = house.plan(["scene/disability"], NOTHING, house.today())
    person = Person(name="王小明", note="下周带房产证", facts='{"concept/disabled": true}')
    case = house.cases.open(plan, person, house.today(), house.centre)

    answer = shipped.get(f"cases/{case.id}")

    shown = {policy["policy"] for policy in answer.json()["plan"]["policies"]}
    hidden = {match.policy for match in plan.policies} - shown
    assert shown
    assert "policy/disability-subsidies" in hidden
    assert not [word for word in ("王小明", "房产证", "concept/disabled") if word in answer.text]


def test_a_policy_that_is_gone_is_left_out_of_a_case(program):
    case = program.post("cases", 201, scenes=["scene/shop"]).json()
    assert [one["policy"] for one in case["plan"]["policies"]] == ["policy/old-grant"]

    catalogue = replace(program.house.catalogue, policies={})
    generation = replace(program.house.serving.generation, catalogue=catalogue)
    program.house.serving = replace(program.house.serving, generation=generation)

    assert program.get(f"cases/{case['id']}").json()["plan"]["policies"] == []


def test_cases_come_page_by_page_oldest_first(program):
    opened = [program.post("cases", 201, scenes=["scene/shop"]).json()["id"] for _ in range(3)]

    first = program.get("cases", limit=2).json()
    rest = program.get("cases", limit=2, after=first["next"]).json()

    assert [case["id"] for case in (*first["cases"], *rest["cases"])] == opened
    assert rest["next"] is None


def test_the_page_of_a_case_names_the_program_that_moved_it(shipped):
    case = shipped.post("cases", 201, scenes=["scene/newborn"]).json()
    step = next(step for step, state in case["states"].items() if state == "can-start")
    shipped.post(f"cases/{case['id']}/moves", step=step, to="submitted", seen=0)

    page = signed_in(shipped.house).get(f"/case/{case['id']}")

    assert "test program" in page


# ---- who may --------------------------------------------------------------------------------


def test_another_centres_case_is_not_told_from_none(program, house):
    case = program.post("cases", 201, scenes=["scene/shop"]).json()["id"]
    other = Program(house, centre=ELSEWHERE)
    missing = other.get("cases/000000000000000000000000", 404).json()

    assert other.get("cases").json()["cases"] == []
    assert other.get(f"cases/{case}", 404).json() == missing
    assert other.post(f"cases/{case}/moves", 404, step="x", to="issued", seen=0).json() == missing
    assert other.get("cases", 404, after=case).json() == missing


@pytest.mark.parametrize("sent", [None, "", "Bearer", "Bearer cmp_x", "Basic {}", "{}"])
def test_without_a_good_key_nothing_is_answered(program, sent):
    headers = {"authorization": sent.format(program.secret)} if sent is not None else {}

    refused = program.client.get("/v1/search?text=x", headers=headers)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert "Authorization: Bearer KEY" in refused.json()["remedy"]


def test_a_key_that_was_revoked_is_refused_from_the_next_call_on(program, house):
    program.get("cases")
    house.keys.revoke(program.key.id)

    program.get("cases", 401)


def test_a_key_that_ended_is_refused(house):
    program = Program(house, days=1)
    program.get("cases")
    house.now.move(days=1)

    program.get("cases", 401)


def test_a_key_says_for_what_it_is_not(house):
    program = Program(house, scopes=[Scope.SEARCH])

    refused = program.post("plan", 403, scenes=["scene/shop"])

    assert refused.json()["detail"] == "This key is not for plan."


def test_the_cookie_of_a_person_opens_nothing_here(shipped):
    person = signed_in(shipped.house)

    assert person.client.get("/v1/cases").status_code == 401


def test_a_key_that_calls_too_often_waits_and_another_does_not(tmp_path):
    house = little_house(tmp_path, rate="3/minute")
    busy, quiet = Program(house), Program(house)
    for _ in range(3):
        busy.get("search", text="x")

    refused = busy.get("search", 429, text="x")

    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "3/minute" in refused.json()["detail"]
    quiet.get("search", text="x")
    house.close()


# ---- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/cases/x", "/v1/records/scene/x%00"])
def test_a_browser_gets_a_problem_document_here_too(program, path):
    headers = {"accept": "text/html", **program.headers}

    missing = program.client.get(path, headers=headers)

    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "remedy"} <= missing.json().keys()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/v1/cases", "GET, POST"), ("/v1/plan", "POST"), ("/v1/openapi.json", "GET")],
)
def test_a_wrong_method_is_told_every_right_one(program, path, allowed):
    refused = program.client.put(path)

    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


def test_several_problems_are_told_at_once(program):
    problem = program.post("match", 422, facts={"employees": "many", "colour": 1}).json()

    assert [one["place"] for one in problem["problems"]] == ["facts.employees", "facts.colour"]
    assert problem["place"] == "facts.employees"
    assert all(one["remedy"] for one in problem["problems"])


def test_a_database_that_does_not_answer_is_told_apart_from_a_bad_key(program, house):
    def away(secret):
        raise Unavailable(Text(zh="数据库没有回应。", en="The database does not answer."))

    house.keys.find = away

    assert "does not answer" in program.get("cases", 503).json()["detail"]
