"""Who looks after a case, and who might: colleagues, other centres, centres that look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from api.accounts import Account, Role
from api.auth import Session
from api.centres import centres_of_district
from api.pages import house_of
from api.who_did import WhoDid
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import HandedOver
from flowchart.case_kinds import Audience
from flowchart.case_told import of_kind, waiting_for_a_companion
from flowchart.event_words import title_of
from kb.ids import OrganisationId
from kb.text import Text


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows."""
    house = house_of(request)
    who = WhoDid(house, case)
    return {
        "keeper": who.name(case.companion) if case.companion else None,
        "keeper_is_me": case.companion == session.account,
        "nobodys": case.companion is None or is_closed(house, case.companion),
        "handed": handed(house, case, who),
        "handed_to_me": _for_me(house, case, session),
        "can_take_back": may_take_back(case, session),
        "colleagues": colleagues(house, case),
        "other_centres": other_centres(house, case),
        "looking": {one: title_of(one, house.catalogue) for one in sorted(case.looking)},
        "own_centre": title_of(case.centre, house.catalogue),
        "i_look": session.centre != case.centre,
    }


def handed(house: House, case: Case, who: WhoDid) -> dict[str, Any] | None:
    """Return the handing over that nobody has answered: by whom, when, to whom, with what words."""
    waiting = waiting_for_a_companion(case)
    if waiting is None:
        return None
    event = [one for one, what in of_kind(case, HandedOver) if what is waiting][-1]
    to = who.name(waiting.to_companion) if waiting.to_companion else None
    notes = house.private.notes(case.id, (Audience.INSIDE,)) if waiting.note else {}
    words = notes[waiting.note].text if waiting.note in notes else ""
    return {"by": who(event.by), "at": event.at, "to": to, "words": words}


def _for_me(house: House, case: Case, session: Session) -> bool:
    """Say whether somebody is asked to take a case up, or nobody has who still works here."""
    waiting = waiting_for_a_companion(case)
    meant = waiting.to_companion if waiting is not None else None
    if case.companion is not None:
        return is_closed(house, case.companion)
    return meant in (None, session.account) or is_closed(house, meant)


def is_closed(house: House, account: str) -> bool:
    """Say whether nobody can sign in with an account any more."""
    return any(a.id == account and a.disabled_at is not None for a in house.accounts.all())


def may_take_back(case: Case, session: Session) -> bool:
    """Say whether a case that one's own centre gave to another can be called back.

    It can as long as nobody there has taken it up.
    """
    waiting = waiting_for_a_companion(case)
    if waiting is None or session.role not in (Role.COMPANION, Role.MANAGER):
        return False
    return waiting.from_centre == session.centre != case.centre


def colleagues(house: House, case: Case) -> tuple[Account, ...]:
    """Return who else at the centre of a case could look after it.

    The accounts named like their role, made for a first try, stand last.
    """
    found = (
        account
        for account in house.accounts.all()
        if account.centre == case.centre
        and account.disabled_at is None
        and account.role in (Role.COMPANION, Role.MANAGER)
        and account.id != case.companion
    )
    return tuple(sorted(found, key=lambda account: account.name == account.role))


def other_centres(house: House, case: Case) -> Mapping[OrganisationId, Text]:
    """Return the other centres of the district and those that people work at, its own first."""
    known = centres_of_district(house, (account.centre for account in house.accounts.all()))
    return {one: title for one, title in known.items() if one != case.centre}
