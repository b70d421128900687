"""`companion load`, `history`, `diff`, `publish`, `withdraw`: the officer's desk on the console.

The rules are those of the desk: what one account sends in, another one publishes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api import given, told_versions
from api.accounts import Account, Accounts, Role
from api.console import JSON, LANG, say, with_house
from api.people import named_account
from api.record_versions import compared
from api.wiring import House
from kb.errors import CHECK_THE_PATH, NotAllowed, NotFound, WrongInput
from kb.ids import is_id
from kb.ledger_rows import RecordVersion
from kb.record_states import RecordState
from kb.submissions import Submission
from kb.text import Language, Text

_BY: Final = click.option("--by", required=True, metavar="NAME", help="Whose account does it.")
_FROM_DAY: Final = click.option(
    "--on", "day", metavar="DATE", help="The day it counts from (default: its publication)."
)
_REASON: Final = click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence.")
_NOT_THEIRS: Final = (
    Text(zh="这个账号的角色不能做这件事。", en="has an account whose role may not do this."),
    Text(zh="请用 --by 写另一位同事。", en="Name another colleague with --by."),
)
_NOTHING_WAITS: Final = Text(
    zh="没有等待处理的版本。请先用 companion load 送进来。",
    en="Nothing of it waits. Send something in first: companion load FILE",
)
_SEVERAL_WAIT: Final = Text(
    zh="有几份在等待，请写其中一份的名字：",
    en="Several submissions wait; name one of them:",
)
_NOTHING_TO_COMPARE: Final = Text(
    zh="只有一个版本，没有可以比较的。", en="There is one version only; nothing to compare."
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--draft", is_flag=True, help="Keep it as a draft; do not send it for approval yet.")
@_BY
@_FROM_DAY
@JSON
@LANG
@with_house
def load(
    house: House,
    files: tuple[str, ...],
    draft: bool,
    by: str,
    day: str | None,
    as_json: bool,
    lang: Language,
) -> None:
    """Send files of records in for approval; with a problem in one, none is kept."""
    account = _account(house, by, Role.OFFICER)
    from_day = _from_day(house, day)
    contents = {file: _content(file) for file in files}
    for file, content in contents.items():
        house.desk.check(content, Path(file).name)
    made = []
    for file, content in contents.items():
        held = house.desk.load(content, Path(file).name, account.id)
        if not draft:
            _send(house, held, account, from_day)
        made.append(house.desk.get(held.name))
    shape = {"submissions": [told_versions.submission_shape(one) for one in made]}
    names = house.accounts.names()
    words = "\n".join(told_versions.submission_text(one, names, lang) for one in made)
    say(shape, words, as_json)


@click.command()
@click.argument("record_id", metavar="ID")
@JSON
@LANG
@with_house
def history(house: House, record_id: str, as_json: bool, lang: Language) -> None:
    """List every version of a record: its standing, its days, who wrote and who published it."""
    versions = _versions(house, record_id)
    moves = {one.number: house.ledger.moves(one.number) for one in versions}
    shape = told_versions.history_shape(versions, moves)
    words = told_versions.history_text(versions, moves, house.accounts.names(), lang)
    say(shape, words, as_json)


@click.command()
@click.argument("record_id", metavar="ID")
@click.option("--from", "one", type=int, metavar="NUMBER", help="The earlier version.")
@click.option("--to", "other", type=int, metavar="NUMBER", help="The later version.")
@JSON
@LANG
@with_house
def diff(
    house: House,
    record_id: str,
    one: int | None,
    other: int | None,
    as_json: bool,
    lang: Language,
) -> None:
    """Say in plain words what one version, else the newest, says otherwise than one before."""
    versions = _versions(house, record_id)
    later = _numbered(versions, other) if other is not None else versions[-1]
    before = [version for version in versions if version.number < later.number]
    if one is None and not before:
        raise NotFound(_NOTHING_TO_COMPARE)
    earlier = _numbered(versions, one) if one is not None else before[-1]
    found = compared(house, earlier.record, later.record)
    shape = told_versions.difference_shape(earlier, later, found, lang)
    say(shape, told_versions.difference_text(earlier, later, found, lang), as_json)


@click.command()
@click.argument("name", metavar="ID")
@_BY
@click.option("--over", is_flag=True, help="Also over what was published since it was written.")
@JSON
@LANG
@with_house
def publish(house: House, name: str, by: str, over: bool, as_json: bool, lang: Language) -> None:
    """Approve and publish a submission, by its name or by a record in it."""
    account = _account(house, by, Role.APPROVER)
    held = _waiting(house, name)
    house.desk.publish(held.name, account.id, over)
    _say(house, house.desk.get(held.name), as_json, lang)


@click.command()
@click.argument("name", metavar="ID")
@_BY
@_REASON
@_FROM_DAY
@JSON
@LANG
@with_house
def withdraw(
    house: House,
    name: str,
    by: str,
    reason: str,
    day: str | None,
    as_json: bool,
    lang: Language,
) -> None:
    """Take back a submission that waits; or ask that a published record end, for approval."""
    account = _account(house, by, Role.OFFICER)
    from_day = _from_day(house, day)
    if is_id(name) and _stands(house, name):
        held = house.desk.end(name, account.id, reason)
        _send(house, held, account, from_day)
    else:
        held = _waiting(house, name)
        house.desk.withdraw(held.name, account.id, reason)
    _say(house, house.desk.get(held.name), as_json, lang)


def _stands(house: House, record_id: str) -> bool:
    """Say whether a record is in force, or suspended until somebody ends or resumes it."""
    suspended = {one.record.id for one in house.ledger.suspended()}
    return record_id in suspended or bool(house.ledger.published_of([record_id]))


def _send(house: House, held: Submission, account: Account, day: date | None) -> None:
    """Ask for approval; what is refused leaves no draft behind that nobody would look for.

    Raises:
        WrongInput: it could not be published from that day on.
    """
    try:
        house.desk.send(held.name, account.id, day)
    except WrongInput as error:
        house.desk.withdraw(held.name, account.id, str(error))
        raise


def _say(house: House, held: Submission, as_json: bool, lang: Language) -> None:
    words = told_versions.submission_text(held, house.accounts.names(), lang)
    say(told_versions.submission_shape(held), words, as_json)


# ---- reading ---------------------------------------------------------------------------------


def _account(house: House, name: str, role: Role) -> Account:
    """Return an account that may do what a role may.

    Raises:
        WrongInput: nobody has that name.
        NotAllowed: it has another role.
    """
    found: Accounts = house.accounts
    account = named_account(found, name, "--by")
    if account.role is not role:
        raise NotAllowed(*_NOT_THEIRS)
    return account


def _from_day(house: House, day: str | None) -> date | None:
    return given.day_of(house, day) if day is not None else None


def _content(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        problem = Text(zh="读不了。", en=f"cannot be read ({error.strerror}).")
        raise WrongInput.at(file, problem, CHECK_THE_PATH) from None


def _versions(house: House, record_id: str) -> tuple[RecordVersion, ...]:
    """Return every version of a record, oldest first.

    Raises:
        NotFound: the ledger has never held it.
    """
    held = house.ledger.history(record_id)
    if not held:
        house.catalogue.get(record_id)  # says that there is no such record
    return held


def _numbered(versions: tuple[RecordVersion, ...], number: int) -> RecordVersion:
    found = [one for one in versions if one.number == number]
    if not found:
        known = ", ".join(str(one.number) for one in versions)
        problem = Text(zh=f"没有第 {number} 版。", en=f"{number} is no version of it.")
        remedy = Text(zh=f"请写其中一个：{known}。", en=f"Write one of: {known}.")
        raise WrongInput.at("--from/--to", problem, remedy)
    return found[0]


def _waiting(house: House, name: str) -> Submission:
    """Return a submission by its name, or the one that waits with a record.

    Raises:
        NotFound: nothing waits.
        WrongInput: several wait with that record.
    """
    if not is_id(name):
        return house.desk.get(name)
    held = [one for one in house.desk.waiting() if name in {two.record.id for two in one.versions}]
    sent = [one for one in held if one.state is not RecordState.DRAFT] or held
    if not sent:
        raise NotFound(_NOTHING_WAITS)
    if len(sent) > 1:
        names = ", ".join(one.name for one in sent)
        said = Text(zh=f"{_SEVERAL_WAIT.zh}{names}。", en=f"{_SEVERAL_WAIT.en} {names}.")
        raise WrongInput.at(name, said)
    return sent[0]


COMMANDS: Final[tuple[Any, ...]] = (load, history, diff, publish, withdraw)
"""What `companion` takes in."""
