"""Who may call a route: every route depends on exactly one of the doors below.

`WHO_MAY` in the tests lists every route with its door, and calls each as everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Form, Request

from api.accounts import Role
from api.auth import Session, check_form
from api.gone_records import case_shown
from api.keys import Key, Scope
from api.language import words
from api.pages import house_of, session_of
from api.throttle import TooOften
from flowchart.case import NO_CASE, Case
from flowchart.case_events import By
from flowchart.case_kinds import Actor
from kb.errors import CompanionError, NotAllowed, NotFound, Unavailable
from kb.text import Text, listed

_ELSEWHERE: Final = ("cross-site", "same-site")
"""What browsers say of a form that another page than ours sends; a sister site is another."""


_SIGN_IN: Final = Text(zh="请先登录。", en="Sign in first.")
_OUR_PAGES: Final = Text(
    zh="表单只能从我们自己的页面提交。", en="Forms are taken from our own pages only."
)
_NO_KEY: Final = Text(
    zh="请求里没有钥匙，或者钥匙已经失效。",
    en="There is no key with this request, or it is not good any more.",
)


def _only_for(roles: Iterable[Role]) -> Text:
    """Return who may do what somebody else tried."""
    zh = listed(words("zh")[f"role.{role}"] for role in sorted(roles)).zh
    en = listed(words("en")[f"role.{role}"] for role in sorted(roles)).en
    return Text(zh=f"这一步由{zh}来做。", en=f"This is for: {en}.")


class SignInNeeded(NotAllowed):
    """Nobody is signed in."""


class KeyNeeded(NotAllowed):
    """No good key was sent."""


@dataclass(frozen=True, slots=True)
class Door:
    """Lets some roles through; no role means that everybody may come in."""

    roles: frozenset[Role] = frozenset()

    def __call__(self, request: Request) -> Session | None:
        """Return who comes in.

        Raises:
            SignInNeeded: nobody is signed in where a role is needed.
            Unavailable: the database that knows who is signed in does not answer.
            NotAllowed: the role is not among those let in, or another site sends the form.
        """
        if request.method != "GET" and request.headers.get("sec-fetch-site") in _ELSEWHERE:
            raise NotAllowed(_OUR_PAGES)
        session = session_of(request)
        if self.roles and session is None:
            raise _stranger(request)
        if self.roles and session is not None and session.role not in self.roles:
            raise NotAllowed(_only_for(self.roles))
        return session


@dataclass(frozen=True, slots=True)
class KeyDoor:
    """Lets programs through whose key has a scope; cookies are not looked at."""

    scope: Scope

    def __call__(self, request: Request) -> Key:
        """Return the key that comes in.

        Raises:
            KeyNeeded: no key was sent, or it is not good (any more).
            NotAllowed: the key is for something else.
            TooOften: the key called too often.
        """
        house = house_of(request)
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        key = house.keys.find(secret.strip()) if kind.lower() == "bearer" else None
        if key is None:
            raise KeyNeeded(_NO_KEY)
        if not house.calls.allows(key.id):
            seconds = house.calls.seconds_to_wait(key.id)
            rate = house.settings.rate
            said = Text(zh=f"这把钥匙最多调用 {rate}。", en=f"This key may call {rate}.")
            raise TooOften(said, seconds)
        if self.scope not in key.scopes:
            raise NotAllowed(
                Text(zh=f"这把钥匙不能用于 {self.scope}。", en=f"This key is not for {self.scope}.")
            )
        return key


everyone = Door()
holder_of_a_code = Door()
"""Whoever holds a code: the token in the address is the key, looked at by the route."""
holder_of_an_invitation = Door()
"""Whoever holds the link of a seat at a round table; the route looks at the link."""
companion = Door(frozenset({Role.COMPANION, Role.MANAGER}))
sees_cases = Door(frozenset({Role.COMPANION, Role.MANAGER, Role.AUDITOR}))
officer = Door(frozenset({Role.OFFICER}))
approver = Door(frozenset({Role.APPROVER}))
changes_desk = Door(frozenset({Role.OFFICER, Role.APPROVER}))
sees_desk = Door(frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.MANAGER}))
sees_registers = Door(frozenset({Role.OFFICER, Role.APPROVER, Role.MANAGER}))
manager = Door(frozenset({Role.MANAGER}))
any_staff = Door(frozenset(Role))


def _stranger(request: Request) -> CompanionError:
    """Return why nobody is signed in: nobody is, or the database that knows does not answer."""
    away: Unavailable | None = getattr(request.state, "away", None)
    return away or SignInNeeded(_SIGN_IN)


def form_is_mine(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Let a form through that was made for this session.

    Raises:
        NotAllowed: it was not, or nobody is signed in.
    """
    session = session_of(request)
    if session is None:
        raise _stranger(request)
    check_form(session, csrf)


def by_staff(session: Session) -> By:
    """Return who a member of staff is to the log of a case."""
    return By(actor=Actor.STAFF, id=session.account)


def by_program(key: Key) -> By:
    """Return who a program is to the log of a case."""
    return By(actor=Actor.PROGRAM, id=key.id)


def case_i_see(request: Request, session: Session, case_id: str) -> Case:
    """Return a case of this centre, or one that this centre may look at.

    Raises:
        NotFound: there is none; another centre's is not told from none.
    """
    case = case_shown(house_of(request), case_id)
    if session.centre not in {case.centre, *case.looking}:
        raise NotFound(NO_CASE)
    return case


def case_of_mine(request: Request, who: Session | Key, case_id: str) -> Case:
    """Return a case of the centre this person works at, or this key belongs to.

    Raises:
        NotFound: there is none; another centre's is not told from none.
    """
    case = case_shown(house_of(request), case_id)
    if case.centre != who.centre:
        raise NotFound(NO_CASE)
    return case
