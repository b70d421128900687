"""What waits at the policy desk, for whom, and why: read from the ledger, remembered by nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from api.accounts import Role
from api.auth import Session
from api.inbox_rows import Group, Row, Urgency, named, on_day
from api.record_words import same, word
from api.wiring import House
from kb.days import day_of
from kb.ledger_rows import RecordVersion
from kb.record_states import RecordState
from kb.submissions import Submission
from kb.text import Text

Names = Mapping[str, str]
_REVIEW: Final = frozenset({RecordState.IN_REVIEW, RecordState.APPROVED})
_ENDS_A_PAUSE: Final = (Role.OFFICER, Role.APPROVER)
_LONG_DAYS: Final = 3
"""What waited longer is said to be urgent."""


def waiting_groups(house: House, session: Session, names: Names) -> tuple[Group, ...]:
    """Return what waits in the ledger: for whoever looks first, then for others."""
    officers = house.accounts.of_role(Role.OFFICER)
    mine, sorted_out = _sorter(session, officers), dict[str, list[Row]]()
    for held in house.desk.waiting():
        key = mine(held)
        row = _submission(key, held, names, house.today(), officers)
        sorted_out.setdefault(key, []).append(row)
    return tuple(
        Group(key=key, rows=tuple(sorted_out.get(key, ())), mine=key in _FOR_ME[session.role])
        for key in _ORDER
    )


_ORDER: Final = ("review", "given_back", "drafts", "sent", "others")
_FOR_ME: Final[Mapping[Role, frozenset[str]]] = {
    role: frozenset(keys)
    for role, keys in {
        Role.APPROVER: ("review",),
        Role.OFFICER: ("given_back", "drafts"),
        Role.AUDITOR: (),
        Role.MANAGER: (),
        Role.COMPANION: (),
    }.items()
}


def _sorter(session: Session, officers: frozenset[str]) -> Callable[[Submission], str]:
    """Return what says to which group a submission belongs for whoever looks."""

    def key(held: Submission) -> str:
        if held.state in _REVIEW:
            may = session.role is Role.APPROVER and session.account not in held.by
            return "review" if may else "sent"
        if session.account not in held.by:
            return "others"
        return "given_back" if was_given_back(held, officers) else "drafts"

    return key


def was_given_back(held: Submission, officers: frozenset[str]) -> bool:
    """Say whether a draft was sent for approval and given back, not taken back."""
    return held.is_given_back and not held.took_back(held.moves[-1], officers)


def _submission(
    key: str, held: Submission, names: Names, today: date, officers: frozenset[str]
) -> Row:
    since = day_of(held.moves[-1].at)
    return Row(
        title=named(held.ends, held.versions),
        href=f"/desk/{held.name}",
        why=_why(key, held, names, officers),
        then=_then(key, held),
        urgency=_urgency(key, held, since, today),
        day=since,
    )


def _why(key: str, held: Submission, names: Names, officers: frozenset[str]) -> Text:
    who = _called(held.author, names)
    if key == "given_back":
        return word("inbox.why.given_back", same(held.said))
    if key == "others" and was_given_back(held, officers):
        return word("inbox.why.given_back_to", who)
    if key in ("drafts", "others") and held.is_given_back:
        return word("inbox.why.taken_back", _called(held.moves[-1].by, names))
    return word(f"inbox.why.{key}", who)


def _called(account: str, names: Names) -> Text:
    said = names.get(account)
    return same(said) if said else word("desk.from_files")


def _then(key: str, held: Submission) -> Text:
    """Return what to do next; of what comes into force on a day, by when."""
    if key == "review" and held.effective_on is not None and held.effective_on.year > 1:
        return on_day("inbox.then.review_by", held.effective_on)
    return word(f"inbox.then.{key}")


def _urgency(key: str, held: Submission, since: date, today: date) -> Urgency:
    """Return how soon: what should count already is late, what waited for days is getting so."""
    if held.effective_on is not None and held.effective_on <= today:
        return Urgency.NOW
    waited = (today - since).days
    if key in ("review", "given_back"):
        return Urgency.NOW if waited > _LONG_DAYS else Urgency.SOON
    return Urgency.CALM


# ---- what is published and not in force ---------------------------------------------------------


def later_group(house: House) -> Group:
    """Return what comes into force later."""
    return Group(key="scheduled", rows=tuple(_scheduled(house.ledger.scheduled())))


def suspended_group(house: House, session: Session) -> Group:
    """Return what is suspended: it waits for whoever can put it back in force or end it."""
    rows = tuple(_suspended(house))
    return Group(key="suspended", rows=rows, mine=bool(rows) and session.role in _ENDS_A_PAUSE)


def _scheduled(versions: Iterable[RecordVersion]) -> Iterable[Row]:
    for name, together in _by_submission(versions).items():
        day = together[0].effective_on
        yield Row(
            title=named(together[0].ends, together),
            href=f"/desk/{name}",
            why=on_day("inbox.why.scheduled", day) if day else word("record_state.scheduled"),
            then=word("inbox.then.scheduled"),
            day=day,
        )


def _by_submission(versions: Iterable[RecordVersion]) -> dict[str, list[RecordVersion]]:
    found: dict[str, list[RecordVersion]] = {}
    for one in versions:
        found.setdefault(one.submission, []).append(one)
    return found


def _suspended(house: House) -> Iterable[Row]:
    for one in house.ledger.suspended():
        said = [m for m in house.ledger.moves(one.number) if m.to is RecordState.SUSPENDED]
        yield Row(
            title=one.record.title,
            href=f"/record/{one.record.id}/history",
            why=word("inbox.why.suspended", same(said[-1].reason if said else "")),
            then=word("inbox.then.suspended"),
            urgency=Urgency.SOON,
            day=day_of(said[-1].at) if said else None,
        )
