"""What seemed wrong to companions and applicants, by record, for an officer to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine, officer, sees_desk
from api.accounts import Role
from api.auth import Session
from api.flag_views import FlagView, answer_kept, flag_view
from api.flag_words import LONGEST
from api.flags import REOPENED_FOR, Flags
from api.inbox_rows import Group, Row, Urgency
from api.out_of_force import title_known
from api.pages import house_of, render
from api.record_words import same, word
from api.staff import see
from api.wiring import House
from kb.days import day_of
from kb.errors import NotFound
from kb.text import Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]
ANSWERED_SHOWN: Final = timedelta(days=90)
_NONE: Final = Text(zh="没有这条，或者已经答复过了。", en="There is none, or it is answered.")


def by_record(house: House) -> dict[str, list[FlagView]]:
    """Return what nobody has answered yet by record, the longest waiting first."""
    found: dict[str, list[FlagView]] = {}
    for flag in Flags(house.database, house.now).waiting():
        found.setdefault(flag.record_id, []).append(flag_view(house, flag))
    return found


def flag_group(house: House, session: Session) -> Group:
    """Return the group of the inbox: a row for each record that seems wrong to somebody."""
    return Group(key="flags", rows=tuple(_rows(house)), mine=session.role is Role.OFFICER)


def _rows(house: House) -> Iterator[Row]:
    for record_id, views in by_record(house).items():
        yield Row(
            title=title_known(house, record_id),
            href=f"/desk/flags#{record_id.replace('/', '-')}",
            why=word("inbox.why.flags", same(str(len(views)))),
            then=word("inbox.then.flags"),
            urgency=Urgency.SOON,
            day=day_of(views[0].flag.at),
        )


@router.get("/desk/flags")
def flags_page(request: Request, _: SeesDesk, done: str = "") -> HTMLResponse:
    """Show what seemed wrong, by record; `done` is the one that was answered just now."""
    return _page(request, done=done)


def _page(request: Request, done: str = "", wrong: str = "") -> HTMLResponse:
    house = house_of(request)
    groups, now = by_record(house), house.now()
    held = Flags(house.database, house.now).settled_since(now - ANSWERED_SHOWN)
    answered = [flag_view(house, one) for one in held]
    return render(
        request,
        "flags.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        groups=groups,
        known=house.catalogue.records,
        titles={one: title_known(house, one) for one in groups},
        answered=answered,
        just_now=next((one for one in answered if one.flag.id == done), None),
        may_reopen={one.id for one in held if (one.settled_at or now) >= now - REOPENED_FOR},
        names=house.accounts.names(),
        wrong=wrong,
    )


@router.post("/desk/flags/{flag_id}/settle", dependencies=MineOnly)
def settle(
    request: Request,
    session: Officer,
    flag_id: str,
    ready: Annotated[str, Form(max_length=20)] = "",
    answer: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Answer a flag with one of the ready answers, with words, or with both; never with nothing."""
    house = house_of(request)
    flags = Flags(house.database, house.now)
    held = next((one for one in flags.waiting() if one.id == flag_id), None)
    if held is None:
        raise NotFound(_NONE)
    said = answer_kept(ready if ready in flag_view(house, held).ready else "", answer)
    if not said:
        return _page(request, wrong=flag_id)
    flags.settle(flag_id, session.account, said)
    return see(f"/desk/flags?done={flag_id}")


@router.post("/desk/flags/{flag_id}/reopen", dependencies=MineOnly)
def reopen(request: Request, _: Officer, flag_id: str) -> Response:
    """Take back an answer of the last day; the flag waits again."""
    house = house_of(request)
    Flags(house.database, house.now).reopen(flag_id)
    return see("/desk/flags")
