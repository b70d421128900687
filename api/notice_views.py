"""How far the notices of a case are: sent, waiting, given up and why; never an address."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.auth import Session
from api.pages import house_of
from flowchart.case import Case
from flowchart.parcels import STAGE_TEXT, Stage


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows."""
    notices = house_of(request).outbox.standing(case.id)
    return {
        "notices_sent": notices,
        "notices_failed": [one for one in notices if one.stage is Stage.GIVEN_UP],
        "stage_text": STAGE_TEXT,
    }
