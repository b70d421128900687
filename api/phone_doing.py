"""What applicants do on their phone: tick papers, say how far they are, choose, consent, rate.

Every form leads back to the page. What could not be done is told there, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import holder_of_a_code
from api.case_views import plan_now
from api.errors import status_of
from api.flag_views import context_of
from api.flag_words import LONGEST
from api.flags import FlagPlace, Flags
from api.gone import gone_page
from api.gone_records import case_shown
from api.pages import house_of
from api.phone_code import by_applicant, checked, gone_as, standing_pin, tracked
from api.phone_given import check_address, check_contacts, sent_by_express
from api.phone_hidden import is_hidden
from api.phone_page import Trouble, phone_page
from api.phone_views import rating_view
from api.pin import close, is_open, keep_open
from api.staff import see
from flowchart.case import Case, MovedMeanwhile
from flowchart.case_events import Agreed, By, DeliveryChosen, Rated, Ticked, What
from flowchart.case_kinds import Audience, Basis, Delivery, Grade, Purpose
from flowchart.case_store import NewNote
from flowchart.case_told import agreed, rating, ticks
from flowchart.event_words import event_text
from flowchart.forecast import forecast
from flowchart.private import Channel
from flowchart.states import StepState
from flowchart.tracking import TokenStanding, Tracked
from kb.errors import CompanionError, Conflict, NotAllowed, NotFound, WrongInput
from kb.ids import EvidenceId, ServiceId
from kb.text import Text

router = APIRouter(dependencies=[Depends(holder_of_a_code)])

_NO_PAPER: Final = Text(zh="清单里没有这样材料。", en="The list has no such paper.")
_NOT_DONE: Final = Text(
    zh="现在不能评价：还没全部办好，或者已经有人回访过了。",
    en="It cannot be rated now: not everything is done, or somebody has followed it up already.",
)
_PIN_FIRST: Final = Text(
    zh="请先输密码（PIN），再做一次。", en="Type the PIN first, then do it once more."
)
_RATED: Final = Text(
    zh="已经评过了。要看、要改，请先输密码（PIN）。",
    en="It has been rated already. To see or change that, type the PIN first.",
)
_PARTS: Final = frozenset(("where", "now", "news", "bring", "days", "steps", "policies", "rate"))
"""Parts of the page from which one comes to the PIN."""
NOTHING_TYPED: Final[Mapping[str, str]] = MappingProxyType({})
Do = Callable[[Tracked, Case, By], object]


def _act(
    request: Request,
    token: str,
    part: str,
    do: Do,
    private: bool = False,
    typed: Mapping[str, str] = NOTHING_TYPED,
) -> Response:
    """Do something for whoever holds a code and lead back to a part of the page.

    Args:
        request: gives the house.
        token: the code.
        part: of the page, by its anchor.
        do: what to do; it raises what stands in the way.
        private: only while what lies behind the PIN is open.
        typed: what was written, to stand in the form again where it cannot be used.
    """
    found = tracked(request, token)
    if found.standing is not TokenStanding.GOOD:
        return gone_page(request, gone_as(request, found), HTTPStatus.FORBIDDEN)
    case = case_shown(house_of(request), found.case_id)
    if private and not is_open(request, found):
        trouble = Trouble(said=(_PIN_FIRST,), part="private", status=HTTPStatus.FORBIDDEN)
        return phone_page(request, token, case, standing_pin(request, found, "again"), trouble)
    try:
        do(found, case, by_applicant(found))
    except (Conflict, WrongInput, NotFound, NotAllowed) as error:
        return _told(request, token, found, _trouble(request, found, part, error, typed))
    answer = see(f"/c/{token}#{part}")
    if private:
        keep_open(request, answer, found)
    return answer


def _told(request: Request, token: str, found: Tracked, trouble: Trouble) -> Response:
    """Return the page with what stood in the way."""
    case = case_shown(house_of(request), found.case_id)
    return phone_page(request, token, case, standing_pin(request, found), trouble)


def _trouble(
    request: Request,
    found: Tracked,
    part: str,
    error: CompanionError,
    typed: Mapping[str, str],
) -> Trouble:
    """Return what stood in the way in words: who was quicker with what, or what to mend."""
    house = house_of(request)
    said = [text for one in error.problems for text in (one.problem, one.remedy) if text]
    case = case_shown(house, found.case_id)
    open_to_all = is_open(request, found) or not is_hidden(case, house.catalogue)
    if isinstance(error, MovedMeanwhile) and open_to_all:
        log = case.events
        said += [event_text(event, house.catalogue, log) for event in error.events]
    first = error.problems[0] if error.problems else None
    told = tuple(said)
    return Trouble(said=told, part=part, status=status_of(error), typed=typed, problem=first)


# ---- behind the PIN -----------------------------------------------------------------------------


@router.post("/c/{token}/pin", response_model=None)
@router.post("/C/{token}/pin", response_model=None, include_in_schema=False)
def pin(
    request: Request,
    token: str,
    pin: Annotated[str, Form(max_length=12)] = "",
    part: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Open what is personal on this phone for a quarter of an hour; `part` is where to go on."""
    found = tracked(request, token)
    if found.standing is not TokenStanding.GOOD:
        return gone_page(request, gone_as(request, found), HTTPStatus.FORBIDDEN)
    tried = checked(request, token, pin, found)
    if not tried.opened or tried.problem:
        case = case_shown(house_of(request), found.case_id)
        return phone_page(request, token, case, tried)
    answer = see(f"/c/{token}#{part if part in _PARTS else 'private'}")
    keep_open(request, answer, found)
    return answer


@router.post("/c/{token}/hide", response_model=None)
@router.post("/C/{token}/hide", response_model=None, include_in_schema=False)
def hide(request: Request, token: str) -> Response:
    """Hide at once what is personal."""
    answer = see(f"/c/{token}#private")
    close(answer, tracked(request, token))
    return answer


@router.post("/c/{token}/delivery", response_model=None)
@router.post("/C/{token}/delivery", response_model=None, include_in_schema=False)
def delivery(
    request: Request,
    token: str,
    choice: Annotated[str, Form(max_length=250)] = "",
    address: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Choose how the result of a step comes; without a choice only the address is kept.

    `choice` is `collection` or `express` and the id of the step, with a space between.
    """

    def do(found: Tracked, case: Case, by: By) -> None:
        how, _, step = choice.partition(" ")
        written = address.strip()
        house = house_of(request)
        check_address(case, how, written)
        if how:
            house.cases.append(case.id, by, lambda now, _: _chosen(now, how, step))
        if written or not sent_by_express(case, but=step):
            house.private.set_contact(case.id, Channel.POST, written)

    typed = {"post": address} if address.strip() else NOTHING_TYPED
    return _act(request, token, "delivery", do, True, typed)


def _chosen(case: Case, how: str, step: str) -> What:
    if ServiceId(step) not in case.states() or how not in set(Delivery):
        raise NotFound(Text(zh="没有这一步。", en="There is no such step."))
    return DeliveryChosen(step=ServiceId(step), how=Delivery(how))


@router.post("/c/{token}/notices", response_model=None)
@router.post("/C/{token}/notices", response_model=None, include_in_schema=False)
def notices(
    request: Request,
    token: str,
    phone: Annotated[str, Form(max_length=40)] = "",
    email: Annotated[str, Form(max_length=200)] = "",
    agree: Annotated[str, Form(max_length=5)] = "",
    stop: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Agree to notices and say where they go; or take that back, and what was written with it."""

    def do(found: Tracked, case: Case, by: By) -> None:
        held = house_of(request).private
        given = {Channel.PHONE: phone.strip(), Channel.EMAIL: email.strip()}
        if stop:
            given = dict.fromkeys(given, "")
        else:
            sends = house_of(request).settings.channels
            given = {one: to if one in sends else "" for one, to in given.items()}
            check_contacts(given, bool(agree))
        for channel, address in given.items():
            held.set_contact(case.id, channel, address)
        if bool(stop) == (Purpose.NOTICES in agreed(case)):
            what = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT, given=not stop)
            house_of(request).cases.append(case.id, by, lambda _case, _note: what)

    return _act(request, token, "notices", do, True, {"phone": phone, "email": email})


# ---- open to who holds the code -----------------------------------------------------------------


@router.post("/c/{token}/tick", response_model=None)
@router.post("/C/{token}/tick", response_model=None, include_in_schema=False)
def tick(
    request: Request,
    token: str,
    have: Annotated[str, Form(max_length=200)] = "",
    lack: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Say that a paper is ready, or is not after all; the desk's own ticks stay as they are."""
    paper = EvidenceId(have or lack)

    def do(_found: Tracked, case: Case, by: By) -> None:
        if paper not in {one.evidence for one in case.plan.materials} | _wanted(case):
            raise NotFound(_NO_PAPER)
        held = ticks(case).get(paper)
        if (held is not None and held.applicant is not None) != bool(have):
            what = Ticked(evidence=paper, there=bool(have))
            house_of(request).cases.append(case.id, by, lambda _case, _note: what)

    return _act(request, token, "bring", do)


def _wanted(case: Case) -> set[EvidenceId]:
    """Return the papers that were asked for besides those of the plan."""
    held = (case.moves(step.service) for step in case.plan.steps)
    return {paper for moves in held for move in moves for paper in move.missing}


@router.post("/c/{token}/say", response_model=None)
@router.post("/C/{token}/say", response_model=None, include_in_schema=False)
def say(
    request: Request,
    token: str,
    step: Annotated[str, Form(max_length=200)] = "",
    to: Annotated[str, Form(max_length=30)] = "",
    seen: Annotated[int, Form(ge=0, le=10**9)] = 0,
) -> Response:
    """Say that papers are being got together, or that the result has come."""

    def do(_found: Tracked, case: Case, by: By) -> None:
        if to not in set(StepState):
            raise NotFound(Text(zh="没有这个状态。", en="There is no such state."))
        house_of(request).cases.move(case.id, ServiceId(step), StepState(to), by, seen)

    return _act(request, token, "now", do)


@router.post("/c/{token}/rate", response_model=None)
@router.post("/C/{token}/rate", response_model=None, include_in_schema=False)
def rate(
    request: Request,
    token: str,
    grade: Annotated[str, Form(max_length=30)] = "",
    words: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Rate in five grades once everything is done (GB/T 39734); words are for the centre.

    What was rated can be changed behind the PIN alone.
    """

    def rated(found: Tracked, case: Case, note: str | None) -> What:
        house, before = house_of(request), rating(case)
        if before is not None and not is_open(request, found):
            raise NotAllowed(_RATED)
        done = forecast(case, house.today(), house.catalogue.calendars).done
        if not rating_view(case, done).may_rate:
            raise Conflict(_NOT_DONE)
        return Rated(grade=Grade(grade), note=note or (before.note if before else None))

    def do(found: Tracked, case: Case, by: By) -> None:
        if grade not in set(Grade):
            raise NotFound(Text(zh="请选一个评价。", en="Choose one of the five."))
        said = words.strip()
        before, held = rating(case), house_of(request).private.notes(case.id)
        if before is not None and before.note in held and held[before.note].text == said:
            said = ""  # the same words stand already
        note = NewNote(text=said, audience=Audience.INSIDE) if said else None
        house_of(request).cases.append(case.id, by, partial(rated, found), note=note)

    return _act(request, token, "rate", do, typed={"words": words})


@router.post("/c/{token}/flag", response_model=None)
@router.post("/C/{token}/flag", response_model=None, include_in_schema=False)
def flag(
    request: Request,
    token: str,
    record: Annotated[str, Form(max_length=200)] = "",
    words: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Point out to the policy officers what seems wrong; the answer stands on the page later."""

    def do(_found: Tracked, case: Case, _by: By) -> None:
        house = house_of(request)
        context = context_of(record, case.plan, plan_now(house, case).policies, case)
        flags = Flags(house.database, house.now)
        flags.point_out(record, FlagPlace.PHONE, context, words, case_id=case.id)

    typed = {"flag_record": record, "flag_words": words}
    return _act(request, token, "flag", do, typed=typed)


@router.get("/c/{token}/{doing}", include_in_schema=False)
@router.get("/C/{token}/{doing}", include_in_schema=False)
def after_doing(token: str, doing: str) -> Response:
    """Lead back to the page: phones open a form's address again when they restore their tabs."""
    return see(f"/c/{token}")
