"""Who may call a route: dependencies that every staff route names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Form, Request

from api.auth import Role, Session, check_form
from api.pages import session_of
from kb.errors import NotAllowed


class SignInNeeded(NotAllowed):
    """Nobody is signed in."""


def needs(*roles: Role) -> Callable[[Request], Session]:
    """Return a dependency that lets these roles through."""

    def allowed(request: Request) -> Session:
        session = session_of(request)
        if session is None:
            raise SignInNeeded("Sign in first: open the one-time link shown on the terminal.")
        if session.role not in roles:
            raise NotAllowed(f"This is for: {', '.join(roles)}.")
        return session

    return allowed


companion = needs(Role.COMPANION, Role.MANAGER)
any_staff = needs(*Role)


def form_is_mine(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Let a form through that was made for this session.

    Raises:
        NotAllowed: it was not, or nobody is signed in.
    """
    session = session_of(request)
    if session is None:
        raise SignInNeeded("Sign in first: open the one-time link shown on the terminal.")
    check_form(session, csrf)
