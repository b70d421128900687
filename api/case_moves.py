"""What companions do to a case besides looking: moves, notes, papers, delivery, handing over."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from api.auth import Session
from flowchart.case import Case

router = APIRouter()


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows."""
    return {}
