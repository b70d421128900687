"""Who may call a route: every route depends on exactly one of the doors below.

`WHO_MAY` in the tests lists every route with its door, and calls each as everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request

from api.accounts import Role
from api.auth import Session, check_form
from api.pages import house_of, session_of
from flowchart.case import Case
from kb.errors import NotAllowed, NotFound


class SignInNeeded(NotAllowed):
    """Nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Door:
    """Lets some roles through; no role means that everybody may come in."""

    roles: frozenset[Role] = frozenset()

    def __call__(self, request: Request) -> Session | None:
        """Return who comes in.

        Raises:
            SignInNeeded: nobody is signed in where a role is needed.
            NotAllowed: the role is not among those let in, or another site sends the form.
        """
        if request.headers.get("sec-fetch-site") == "cross-site" and request.method != "GET":
            raise NotAllowed("Forms are taken from our own pages only.")
        session = session_of(request)
        if self.roles and session is None:
            raise SignInNeeded("Sign in first.")
        if self.roles and session is not None and session.role not in self.roles:
            raise NotAllowed(f"This is for: {', '.join(sorted(self.roles))}.")
        return session


everyone = Door()
holder_of_a_code = Door()
"""Whoever holds a code: the token in the address is the key, looked at by the route."""
companion = Door(frozenset({Role.COMPANION, Role.MANAGER}))
sees_cases = Door(frozenset({Role.COMPANION, Role.MANAGER, Role.AUDITOR}))
officer = Door(frozenset({Role.OFFICER}))
approver = Door(frozenset({Role.APPROVER}))
sees_desk = Door(frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.MANAGER}))
manager = Door(frozenset({Role.MANAGER}))
any_staff = Door(frozenset(Role))


def form_is_mine(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Let a form through that was made for this session.

    Raises:
        NotAllowed: it was not, or nobody is signed in.
    """
    session = session_of(request)
    if session is None:
        raise SignInNeeded("Sign in first.")
    check_form(session, csrf)


def case_of_mine(request: Request, session: Session, case_id: str) -> Case:
    """Return a case of the centre this person works at.

    Raises:
        NotFound: there is none; another centre's is not told from none.
    """
    case = house_of(request).cases.get(case_id)
    if case.centre != session.centre:
        raise NotFound("There is no such case.")
    return case
