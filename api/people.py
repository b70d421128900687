"""`companion users`: accounts and their one-time links on the console.

The records stay unread: a new colleague must not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import click

from api.accounts import Account, Accounts, Role
from api.auth import NewLink, Staff
from api.console import JSON, say, with_database
from api.links import sign_in_link
from api.settings import Settings
from api.wiring import utc_now
from kb.database import Database
from kb.days import SHANGHAI
from kb.errors import Conflict, NotFound, WrongInput, did_you_mean
from kb.ids import OrganisationId
from kb.ledger import Ledger
from kb.text import Text, listed

HERE = "http://127.0.0.1:8000"
"""What links begin with where COMPANION_BASE_URL is not set."""

_NAME = click.argument("name")
_ROLES = click.Choice([role.value for role in Role])
_CENTRE = click.option("--centre", metavar="ID", help="The centre this person works at.")


@click.group()
def users() -> None:
    """Add and change the people who sign in, and make links for them."""


@users.command()
@_NAME
@click.option("--role", type=_ROLES, required=True, help="What this person may do.")
@_CENTRE
@JSON
@with_database
def add(database: Database, name: str, role: str, centre: str | None, as_json: bool) -> None:
    """Add somebody and print the link that lets them choose a password."""
    accounts, staff = _people(database)
    theirs = _centre(database, accounts, centre or Settings().centre)
    with _at("NAME"):
        account = accounts.add(name, Role(role), theirs)
    _say_link(account, staff.new_link(account), as_json)


@users.command("list")
@JSON
@with_database
def list_(database: Database, as_json: bool) -> None:
    """List everybody with role, centre, and whether they can come in."""
    accounts, staff = _people(database)
    sessions = staff.open_sessions()
    held = [_shape(one, sessions.get(one.id, 0)) for one in accounts.all()]
    nobody = "Nobody has an account. Add somebody: companion users add NAME --role manager"
    say({"users": held}, "\n".join(map(_words, held)) or nobody, as_json)


@users.command()
@_NAME
@JSON
@with_database
def link(database: Database, name: str, as_json: bool) -> None:
    """Print a new one-time link: for the first password, or a new one."""
    accounts, staff = _people(database)
    account = named_account(accounts, name)
    with _at("NAME"):
        made = staff.new_link(account)
    _say_link(account, made, as_json)


@users.command()
@_NAME
@click.option("--role", type=_ROLES, help="What this person may do from now on.")
@_CENTRE
@JSON
@with_database
def change(
    database: Database, name: str, role: str | None, centre: str | None, as_json: bool
) -> None:
    """Give somebody another role or centre, from their next click on."""
    accounts, staff = _people(database)
    account = named_account(accounts, name)
    if role is None and centre is None:
        raise WrongInput.at(
            "--role",
            Text(zh="和 --centre 都没有写。", en="and --centre are both missing."),
            Text(zh="请写要改什么，例如 --role。", en="Write what is to change, such as --role."),
        )
    theirs = _centre(database, accounts, centre) if centre else account.centre
    with _at("NAME"):
        accounts.change(account.id, Role(role) if role else account.role, theirs)
    _say_person(accounts, staff, account, as_json)


@users.command()
@_NAME
@JSON
@with_database
def disable(database: Database, name: str, as_json: bool) -> None:
    """Close an account: nobody comes in with it any more."""
    accounts, staff = _people(database)
    account = named_account(accounts, name)
    with _at("NAME"):
        staff.close(account.id)
    _say_person(accounts, staff, account, as_json)


@users.command()
@_NAME
@JSON
@with_database
def enable(database: Database, name: str, as_json: bool) -> None:
    """Open an account again, with the password there was."""
    accounts, staff = _people(database)
    account = named_account(accounts, name)
    accounts.enable(account.id)
    _say_person(accounts, staff, account, as_json)


@users.command("sign-out")
@_NAME
@JSON
@with_database
def sign_out(database: Database, name: str, as_json: bool) -> None:
    """End every session of somebody, for a device that was lost."""
    accounts, staff = _people(database)
    account = named_account(accounts, name)
    staff.sign_out_everywhere(account.id)
    _say_person(accounts, staff, account, as_json)


# ---- reading ---------------------------------------------------------------------------------


def _people(database: Database) -> tuple[Accounts, Staff]:
    accounts = Accounts(database, utc_now)
    return accounts, Staff(database, utc_now, accounts)


def named_account(accounts: Accounts, name: str, place: str = "NAME") -> Account:
    """Return an account by name; `place` is the argument it was given in.

    Raises:
        WrongInput: nobody has that name; the nearest ones are named.
    """
    try:
        return accounts.named(name)
    except NotFound:
        near = get_close_matches(name, accounts.names().values(), cutoff=0.5)
        see = Text(zh="请看：companion users list", en="See: companion users list")
        said = Text(zh=f"没有“{name[:60]}”这个账号。", en=f'there is no account "{name[:60]}".')
        if not near:
            raise WrongInput.at(place, said, see) from None
        meant = did_you_mean(near)
        remedy = Text(zh=f"{meant.zh}{see.zh}", en=f"{meant.en} {see.en}")
        raise WrongInput.at(place, said, remedy) from None


def _centre(database: Database, accounts: Accounts, said: str) -> OrganisationId:
    """Return a centre that is known here; before the first start any is believed.

    Raises:
        WrongInput: neither a published record nor an account names it.
    """
    asked = OrganisationId(f"organisation/{said.removeprefix('organisation/')}")
    ids = Ledger(database, utc_now).published_digests()
    bodies = {one for one in ids if one.startswith("organisation/")}
    known = {Settings().centre, *bodies, *(account.centre for account in accounts.all())}
    if asked in known or not bodies:
        return asked
    near = get_close_matches(asked, sorted(known), cutoff=0.5)
    good = listed(near or [Settings().centre])
    raise WrongInput.at(
        "--centre",
        Text(zh=f"没有叫“{asked[:80]}”的记录。", en=f'no record is named "{asked[:80]}".'),
        Text(zh=f"请写这样的编号：{good.zh}。", en=f"Write one such as: {good.en}."),
    )


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Say of what an account may not be which argument asked for it."""
    try:
        yield
    except (Conflict, WrongInput) as error:
        first = error.problems[0]
        raise WrongInput.at(place, first.problem, first.remedy) from None


# ---- saying ----------------------------------------------------------------------------------


def _shape(account: Account, sessions: int) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role,
        "centre": account.centre,
        "has_password": account.has_password,
        "sessions": sessions,
        "created_at": account.created_at,
        "disabled_at": account.disabled_at,
    }


def _words(shape: dict[str, Any]) -> str:
    standing = "has a password" if shape["has_password"] else "no password yet"
    if shape["sessions"]:
        standing += f", signed in {shape['sessions']} times"
    if shape["disabled_at"]:
        standing = f"closed {shape['disabled_at']:%Y-%m-%d}"
    return f"{shape['name']}  {shape['role']}  {shape['centre']}  {standing}"


def _say_person(accounts: Accounts, staff: Staff, account: Account, as_json: bool) -> None:
    shape = _shape(accounts.get(account.id), staff.open_sessions().get(account.id, 0))
    say(shape, _words(shape), as_json)


def _say_link(account: Account, made: NewLink, as_json: bool) -> None:
    """Print a link; it goes to the terminal only and to no log."""
    address = sign_in_link(Settings().base_url or HERE, made.secret)
    shape = {"name": account.name, "link": address, "for": made.purpose, "until": made.until}
    until = f"{made.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    words = (
        f"{address}\nWorks once, until {until}. Give it to {account.name} alone; "
        "a new link ends this one."
    )
    say(shape, words, as_json)
