"""What seemed wrong to companions and applicants, by record, for an officer to answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine, officer, sees_desk
from api.auth import Session
from api.flags import LONGEST, Flag, Flags
from api.inbox_rows import Group, Row, Urgency
from api.pages import house_of, render
from api.record_words import same, word
from api.staff import see
from api.wiring import House
from flowchart.event_words import title_of
from flowchart.states import STATE_TEXT, StepState
from kb.days import day_of
from kb.text import Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """One flag in words, and whether the record has changed since."""

    flag: Flag
    scenes: tuple[Text, ...]
    state: Text | None
    verdict: Text | None
    because: tuple[Text, ...]
    changed_since: bool


def by_record(house: House) -> dict[str, list[FlagView]]:
    """Return what nobody has answered yet by record, the longest waiting first."""
    found: dict[str, list[FlagView]] = {}
    for flag in Flags(house.database, house.now).waiting():
        found.setdefault(flag.record_id, []).append(_view(house, flag))
    return found


def _view(house: House, flag: Flag) -> FlagView:
    said: Any = flag.context
    state, verdict = said.get("state"), said.get("verdict")
    later = (one.at for one in house.ledger.published_of([flag.record_id]))
    return FlagView(
        flag=flag,
        scenes=tuple(title_of(one, house.catalogue) for one in said.get("scenes", ())),
        state=STATE_TEXT[StepState(state)] if state else None,
        verdict=word(f"told.verdict.{verdict}") if verdict else None,
        because=tuple(Text(zh=zh, en=en) for zh, en in said.get("because", ())),
        changed_since=any(at > flag.at for at in later),
    )


def flag_group(house: House) -> Group:
    """Return the group of the inbox: a row for each record that seems wrong to somebody."""
    return Group(key="flags", rows=tuple(_rows(house)))


def _rows(house: House) -> Iterator[Row]:
    for record_id, views in by_record(house).items():
        yield Row(
            title=title_of(record_id, house.catalogue),
            href=f"/desk/flags#{record_id.replace('/', '-')}",
            why=word("inbox.why.flags", same(str(len(views)))),
            then=word("inbox.then.flags"),
            urgency=Urgency.SOON,
            day=day_of(views[0].flag.at),
        )


@router.get("/desk/flags")
def flags_page(request: Request, _: SeesDesk) -> HTMLResponse:
    """Show what seemed wrong, by record, with where it was met."""
    house = house_of(request)
    groups = by_record(house)
    titles = {one: title_of(one, house.catalogue) for one in groups}
    return render(
        request, "flags.html", groups=groups, titles=titles, known=house.catalogue.records
    )


@router.post("/desk/flags/{flag_id}/settle", dependencies=MineOnly)
def settle(
    request: Request,
    session: Officer,
    flag_id: str,
    answer: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Answer a flag; an empty answer says that it was looked at."""
    house = house_of(request)
    Flags(house.database, house.now).settle(flag_id, session.account, answer)
    return see("/desk/flags")
