"""`/v1`: search, plan, match, records and cases for programs, in the shapes of the console.

The answers are written by `api.shapes`, so that a program reads over HTTP byte for byte what the
console prints. Nothing personal goes in or out: facts make a plan and are not kept; names and
notes stay with the staff; a key sees the cases of its own centre only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api import contract, finding, given, hearing, plan_shapes, shapes
from api.access import KeyDoor, by_program, case_of_mine, everyone
from api.asked import Body, Query
from api.consent import agreed_for
from api.keys import Key, Scope
from api.move_form import missing_of
from api.move_views import papers_of
from api.pages import house_of
from api.policy_views import is_personal
from api.v1_asked import (
    MOST_MEMBERS,
    CasesAsked,
    ChangesAsked,
    MatchAsked,
    MoveAsked,
    NoQuery,
    PlanAsked,
    RecordAsked,
    RecordsAsked,
    ScenesAsked,
    SearchAsked,
    WhatIfAsked,
    WhyAsked,
)
from api.v1_compare_shapes import ChangesAnswer, WhatIfAnswer, WhyAnswer
from api.v1_plan_shapes import CaseAnswer, CasePage, PlanAnswer
from api.v1_shapes import MatchAnswer, RecordAnswer, RecordPage, SearchAnswer
from api.wiring import House
from flowchart.case import Case, Told
from flowchart.case_store import Person
from flowchart.difference import compared
from flowchart.inquiry import settles_most
from flowchart.plan import Plan, Wish
from flowchart.what_if import options
from flowchart.why import why
from kb.catalogue import Catalogue
from kb.errors import Conflict, Unavailable, WrongInput
from kb.ids import PolicyId, SceneId, ServiceId, kind_of
from kb.kinds import HandlingMode
from kb.text import Text, listed
from kb.writing import plain
from matcher.applicant import NOTHING, Facts, read_facts

_NO_ENCODER = Text(
    zh="用来排序的编码器没有装好。请不带 rank 再问。",
    en="The encoder that ranks is not loaded. Ask without rank.",
)
UNLIMITED = 1 << 40
"""The app's own limit answers in plain text; bodies are measured where they are read."""

router = APIRouter(prefix="/v1", max_body_size=UNLIMITED)

MaySearch = Annotated[Key, Depends(KeyDoor(Scope.SEARCH))]
MayPlan = Annotated[Key, Depends(KeyDoor(Scope.PLAN))]
MayMatch = Annotated[Key, Depends(KeyDoor(Scope.MATCH))]
MayReadRecords = Annotated[Key, Depends(KeyDoor(Scope.RECORDS))]
MayReadCases = Annotated[Key, Depends(KeyDoor(Scope.CASES_READ))]
MayWriteCases = Annotated[Key, Depends(KeyDoor(Scope.CASES_WRITE))]
Unasked = Annotated[NoQuery, Depends(Query(NoQuery))]
WantsPlan = Annotated[PlanAsked, Depends(Body(PlanAsked))]


def answered(shape: shapes.Shape, status: int = 200, **headers: str) -> Response:
    """Return a shape as JSON, as the console prints it."""
    return _written(shapes.json_line(shape), status, headers)


def _written(line: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(line, status, headers, media_type="application/json")


@router.get("/openapi.json", dependencies=[Depends(everyone)])
def openapi(request: Request, _: Unasked) -> Response:
    """Return this document: what can be asked, what is answered, what can go wrong."""
    return _written(_document(house_of(request).catalogue))


@lru_cache(maxsize=2)
def _document(catalogue: Catalogue) -> str:
    return shapes.json_line(contract.document(router.routes, catalogue))


# ---- search, match, plan ---------------------------------------------------------------------


@router.get("/search", response_model=SearchAnswer)
def search(
    request: Request, _: MaySearch, asked: Annotated[SearchAsked, Depends(Query(SearchAsked))]
) -> Response:
    """Find scenes, services or policies for free words."""
    house, day = given.house_on(house_of(request), asked.on, "on")
    found = house.searcher.search(asked.text, asked.kind)
    return answered(shapes.search_shape(found, hearing.of_search(house, asked.text, found, day)))


@router.post("/plan", response_model=PlanAnswer)
def plan(request: Request, _: MayPlan, __: Unasked, asked: WantsPlan) -> Response:
    """Make the plan for one or several scenes; nothing is kept."""
    house, _day = given.house_on(house_of(request), asked.on, "on")
    return answered(plan_shapes.plan_shape(_plan(house, asked), house.catalogue))


@router.post("/plan/what-if", response_model=WhatIfAnswer)
def what_if(
    request: Request,
    _: MayPlan,
    __: Unasked,
    asked: Annotated[WhatIfAsked, Depends(Body(WhatIfAsked))],
) -> Response:
    """Lay the plan out in all five modes, side by side; nothing is kept."""
    house, day = given.house_on(house_of(request), asked.on, "on")
    scenes, facts = _scenes(house, asked), _facts(house, asked.facts)
    wish = _wish(house, asked)
    found = options(house.planner, scenes, facts, day, wish.open_on)
    return answered(plan_shapes.what_if_shape(found))


@router.post("/plan/why", response_model=WhyAnswer)
def why_services(
    request: Request,
    _: MayPlan,
    __: Unasked,
    asked: Annotated[WhyAsked, Depends(Body(WhyAsked))],
) -> Response:
    """Say why services are in a plan, or why not; nothing is kept."""
    house, _day = given.house_on(house_of(request), asked.on, "on")
    named = enumerate(asked.services)
    wanted = [given.named_service(house, said, f"services.{place}") for place, said in named]
    made = _plan(house, asked)
    return answered(plan_shapes.whys_shape(why(one, made, house.catalogue) for one in wanted))


@router.post("/plan/changes", response_model=ChangesAnswer)
def changes(
    request: Request,
    _: MayPlan,
    __: Unasked,
    asked: Annotated[ChangesAsked, Depends(Body(ChangesAsked))],
) -> Response:
    """Compare the plan for facts with the one before them; nothing is kept."""
    house, day = given.house_on(house_of(request), asked.on, "on")
    scenes, wish = _scenes(house, asked), _wish(house, asked, asked.mode)
    before, after = (
        house.plan(scenes, _facts(house, said, place), day, rank=False, wish=wish)
        for place, said in (("before", asked.before), ("after", asked.after))
    )
    return answered(plan_shapes.changes_shape(compared(before, after)))


@router.post("/match", response_model=MatchAnswer)
def match(
    request: Request,
    _: MayMatch,
    __: Unasked,
    asked: Annotated[MatchAsked, Depends(Body(MatchAsked))],
) -> Response:
    """Match facts against every policy, with reasons; nothing is kept."""
    house, day = given.house_on(house_of(request), asked.on, "on")
    facts = _facts(house, asked.facts)
    if asked.rank and not house.searcher.has_vectors:
        raise Unavailable(_NO_ENCODER)
    matches = house.matches(facts, day, asked.rank)
    question = settles_most(house.catalogue, facts, day)
    return answered(shapes.matches_shape(matches, question, house.catalogue))


def _plan(house: House, asked: PlanAsked, kept: bool = False) -> Plan:
    """Return the plan asked for; a case that is kept begins on the next working day."""
    facts = _facts(house, asked.facts)
    at_once = asked.on is not None or not kept
    day = given.day_of(house, asked.on, "on") if at_once else house.applying_on()
    wish = _wish(house, asked, asked.mode)
    return house.plan(_scenes(house, asked), facts, day, rank=False, wish=wish)


def _scenes(house: House, asked: ScenesAsked) -> list[SceneId]:
    named = enumerate(asked.scenes)
    return [given.named_scene(house, said, f"scenes.{place}") for place, said in named]


def _wish(house: House, asked: ScenesAsked, mode: HandlingMode = HandlingMode.STANDARD) -> Wish:
    open_on = given.day_of(house, asked.open_on, "open_on") if asked.open_on else None
    return Wish(mode=mode, open_on=open_on)


def _facts(house: House, said: Mapping[str, Any], place: str = "facts") -> Facts:
    facts = read_facts(said, house.catalogue, place)
    members = _members(facts)
    if members > MOST_MEMBERS:
        raise WrongInput.at(
            place,
            Text(zh=f"列了 {members} 个人。", en=f"lists {members} people."),
            Text(zh=f"最多列 {MOST_MEMBERS} 个。", en=f"List at most {MOST_MEMBERS}."),
        )
    return facts


def _members(facts: Facts) -> int:
    """Return how many people the lists in facts hold, those inside others too."""
    lists = (fact.value for fact in facts.known.values() if isinstance(fact.value, tuple))
    return sum(1 + _members(member) for held in lists for member in held)


# ---- records ---------------------------------------------------------------------------------


@router.get("/records", response_model=RecordPage)
def records(
    request: Request,
    _: MayReadRecords,
    asked: Annotated[RecordsAsked, Depends(Query(RecordsAsked))],
) -> Response:
    """List records by id and title, a page at a time."""
    house, _day = given.house_on(house_of(request), asked.on, "on")
    catalogue = house.catalogue
    fitting = [
        record
        for record in finding.found(asked.find, catalogue, house.searcher)
        if record.id > asked.after and asked.kind in (None, kind_of(record.id))
    ]
    fitting.sort(key=lambda record: record.id)
    shown = fitting[: asked.limit]
    rows = [{"id": one.id, "title": shapes.text_shape(one.title)} for one in shown]
    more = shown[-1].id if len(fitting) > len(shown) else None
    return answered({"generation": catalogue.generation, "records": rows, "next": more})


@router.get("/records/{kind}/{tail}", response_model=RecordAnswer)
def record(
    request: Request,
    _: MayReadRecords,
    asked: Annotated[RecordAsked, Depends(Query(RecordAsked))],
    kind: str,
    tail: str,
) -> Response:
    """Return one record in the spelling of its file."""
    house, _day = given.house_on(house_of(request), asked.on, "on")
    catalogue = house.catalogue
    held: dict[str, Any] = plain(catalogue.get(f"{kind}/{tail}"))
    return answered({"generation": catalogue.generation, "record": held})


# ---- cases -----------------------------------------------------------------------------------


@router.post("/cases", response_model=CaseAnswer, status_code=201)
def open_case(request: Request, key: MayWriteCases, _: Unasked, asked: WantsPlan) -> Response:
    """Open a case for a plan; the facts make the plan and are not kept."""
    house = house_of(request)
    plan = _plan(house, asked, kept=True)
    case = house.cases.open(
        plan,
        Person(),
        house.today(),
        key.centre,
        by_program(key),
        agreed_for(NOTHING, house.catalogue),
    )
    return _case(request, case, 201, Location=f"/v1/cases/{case.id}")


@router.get("/cases", response_model=CasePage, responses={404: {}})
def cases(
    request: Request, key: MayReadCases, asked: Annotated[CasesAsked, Depends(Query(CasesAsked))]
) -> Response:
    """List the cases of the key's centre, oldest first, a page at a time."""
    opened = house_of(request).cases.opened_after(key.centre, asked.after, asked.limit + 1)
    shown = opened[: asked.limit]
    more = shown[-1].id if len(opened) > len(shown) else None
    return answered({"cases": [plan_shapes.case_summary_shape(one) for one in shown], "next": more})


@router.get("/cases/{case_id}", response_model=CaseAnswer)
def case(request: Request, key: MayReadCases, _: Unasked, case_id: str) -> Response:
    """Return one case of the key's centre."""
    return _case(request, case_of_mine(request, key, case_id))


@router.post("/cases/{case_id}/moves", response_model=CaseAnswer, responses={409: {}})
def move(
    request: Request,
    key: MayWriteCases,
    _: Unasked,
    case_id: str,
    asked: Annotated[MoveAsked, Depends(Body(MoveAsked))],
) -> Response:
    """Move one step of a case; open phones hear of it at once."""
    mine = case_of_mine(request, key, case_id)
    step = ServiceId(asked.step)
    if step not in mine.states():
        raise _no_step(step, mine)
    cases = house_of(request).cases
    try:
        told = Told(
            on=asked.on,
            missing=missing_of(asked.missing, papers_of(house_of(request), mine, step)),
            until=asked.until,
            reason=asked.reason,
            words=asked.words,
        )
        moved = cases.move(mine.id, step, asked.to, by_program(key), asked.seen, told)
    except WrongInput as error:  # the words fit the contract, but not this case as it is
        found = error.problems[0]
        raise Conflict(found.problem, found.remedy) from None
    return _case(request, moved)


def _no_step(step: str, case: Case) -> Conflict:
    steps = listed(case.states())
    return Conflict(
        Text(
            zh=f"这份方案里没有“{step[:60]}”这一步。有：{steps.zh}。",
            en=f'This plan has no step "{step[:60]}". It has: {steps.en}.',
        )
    )


def _case(request: Request, case: Case, status: int = 200, **headers: str) -> Response:
    """Return a case without policies that hint at sensitive facts."""
    catalogue = house_of(request).catalogue
    shape = plan_shapes.case_shape(case, catalogue)
    plan = shape["plan"]
    telling = {one["policy"] for one in plan["policies"] if _hints(one["policy"], catalogue)}
    plan["policies"] = [one for one in plan["policies"] if one["policy"] not in telling]
    plan["agenda"] = [one for one in plan["agenda"] if one.get("about") not in telling]
    return answered(shape, status, **headers)


def _hints(policy_id: PolicyId, catalogue: Catalogue) -> bool:
    """Say whether a policy hints at sensitive facts; of one that is gone nobody can tell."""
    policy = catalogue.policies.get(policy_id)
    return policy is None or is_personal(policy, catalogue)
