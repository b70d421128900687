"""The list of cases: what is late or waits, who looks after each; found by number or words."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from api.accounts import Account, Role
from api.auth import Session
from api.wiring import House
from flowchart.case_lists import SOON, CasePage, Wanted, Whose
from flowchart.case_reading import CaseInShort
from flowchart.event_words import title_of
from kb.ids import SceneId
from kb.text import Text
from matcher.figure_words import day_text

LONGEST_SEARCH: Final = 60
_DIGITS: Final = frozenset("0123456789-")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−－_ ", "-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of the list.

    Attributes:
        keeper: who looks after it, `None` while nobody has taken it up; then `asked` is who was
            asked to.
        gone: the account of whoever has it, or was asked to, is closed: nobody has it.
        to_do: what waits for somebody, in words; `late` if its day is past.
        next: what ends next, where nothing waits today; `soon` if within a week.
        elsewhere: the centre whose case it is, if it is not one's own.
    """

    case: CaseInShort
    scenes: tuple[Text, ...]
    keeper: Text | None
    asked: Text | None
    gone: bool
    to_do: tuple[Text, ...]
    late: bool
    next: Text | None
    soon: bool
    elsewhere: Text | None
    may_take: bool


def whose_of(asked: str, session: Session) -> Whose:
    """Return which list somebody wants; companions begin with their own, others with all."""
    if asked in set(Whose):
        return Whose(asked)
    return Whose.MINE if session.role is Role.COMPANION else Whose.CENTRE


def wanted(
    house: House,
    session: Session,
    whose: Whose,
    due: bool = False,
    find: str = "",
    page: int = 1,
    keeper: str = "",
    ruled: Collection[str] = (),
) -> Wanted:
    """Return which cases somebody wants.

    Args:
        house: has titles of scenes, and the day it is.
        session: theirs.
        whose: which list.
        due: only what waits today.
        find: a part of a number, of the name of a scene, or of a colleague.
        page: from 1.
        keeper: only cases of this account.
        ruled: cases to be looked at because the rules changed.
    """
    find = find.strip()[:LONGEST_SEARCH]
    number, accounts = number_in(find), house.accounts.all()
    return Wanted(
        centre=session.centre,
        account=session.account,
        whose=whose,
        today=house.today(),
        due_by=house.today() if due else None,
        number=number or find,
        scenes=() if number else scenes_named(house, find),
        keepers=() if number else _named(accounts, session, find),
        keeper=keeper,
        closed=closed(accounts),
        ruled=ruled,
        page=page,
    )


def number_in(find: str) -> str:
    """Return the part of a short number that was typed, in whatever signs; "" if it is none.

    >>> number_in("２６１１２２—００３"), number_in("261122 003"), number_in("261122003")
    ('261122-003', '261122-003', '261122-003')
    """
    typed = unicodedata.normalize("NFKC", find.translate(_DASHES)).strip("-")
    if not typed or not set(typed) <= _DIGITS:
        return ""
    return f"{typed[:6]}-{typed[6:]}" if len(typed) == 9 and typed.isdigit() else typed


def closed(accounts: tuple[Account, ...]) -> tuple[str, ...]:
    """Return the ids of the accounts that nobody can sign in with any more."""
    return tuple(one.id for one in accounts if one.disabled_at is not None)


def keepers(house: House, session: Session) -> tuple[Account, ...]:
    """Return the people of a centre who look after cases, to choose from."""
    works = (Role.COMPANION, Role.MANAGER)
    ours = [a for a in house.accounts.all() if a.centre == session.centre and a.role in works]
    return tuple(ours)


def _named(accounts: tuple[Account, ...], session: Session, find: str) -> tuple[str, ...]:
    """Return the colleagues of this centre whose name has these words; none for no words."""
    said = find.casefold()
    ours = (one for one in accounts if one.centre == session.centre)
    return tuple(one.id for one in ours if said and said in one.name.casefold())


def scenes_named(house: House, find: str) -> tuple[SceneId, ...]:
    """Return the scenes that have these words in their title; none for no words."""
    said = find.casefold()
    titles = {scene.id: scene.title for scene in house.catalogue.scenes.values()}
    return tuple(
        id for id, title in titles.items() if said and said in f"{title.zh} {title.en}".casefold()
    )


def list_views(
    house: House,
    session: Session,
    whose: Whose,
    due: bool,
    find: str,
    page: int = 1,
    keeper: str = "",
    ruled: Collection[str] = (),
) -> dict[str, Any]:
    """Return what the list of cases shows; see `wanted`."""
    asked = wanted(house, session, whose, due, find, page, keeper, ruled)
    found = house.cases.listed(asked)
    handed = wanted(house, session, Whose.HANDED, ruled=ruled)
    mine = wanted(house, session, Whose.MINE, due=True, ruled=ruled)
    counts = house.cases.counts(asked)
    return {
        "rows": rows(house, session, found.cases),
        "found": found,
        "of": whose,
        "due": due,
        "ruled": ruled,
        "find": find.strip()[:LONGEST_SEARCH],
        "keeper": keeper,
        "keepers": keepers(house, session),
        "sample": f"{house.today():%y%m%d}-001",
        "counts": counts,
        "any": any(counts.values()),
        "handed": rows(house, session, house.cases.listed(handed).cases),
        "due_mine": house.cases.listed(mine).count,
        "pages": pages(found, whose, due, find, keeper),
        "erased": house.cases.erased_here(session.centre, asked.number),
        "to_ask_back": len(house.cases.badly_rated(session.centre)),
        "kinds": tuple(Whose),
        "works": session.role in (Role.COMPANION, Role.MANAGER),
    }


def pages(found: CasePage, whose: Whose, due: bool, find: str, keeper: str = "") -> dict[str, str]:
    """Return the addresses of the pages before and after this one, where there are such."""
    asked = {"due": "1" if due else "", "find": find, "keeper": keeper}
    kept = {"of": str(whose), **{key: said for key, said in asked.items() if said}}
    there = {"before": found.page - 1, "after": found.page + 1}
    return {
        which: f"/cases?{urlencode({**kept, 'page': number})}"
        for which, number in there.items()
        if 1 <= number <= found.pages
    }


def rows(house: House, session: Session, cases: tuple[CaseInShort, ...]) -> tuple[CaseRow, ...]:
    """Return the lines of some cases."""
    accounts, today = house.accounts.all(), house.today()
    names, gone = {one.id: one.name for one in accounts}, closed(accounts)
    return tuple(_row(house, session, case, names, gone, today) for case in cases)


def _row(
    house: House,
    session: Session,
    case: CaseInShort,
    names: dict[str, str],
    closed: tuple[str, ...],
    today: date,
) -> CaseRow:
    own = case.centre == session.centre
    waits, following = tuple(to_do(case, today)), next_of(case, today)
    gone = (case.companion or case.handed_to) in closed
    return CaseRow(
        case=case,
        scenes=tuple(title_of(scene, house.catalogue) for scene in case.scenes),
        keeper=_name(names, case.companion),
        asked=_name(names, case.handed_to),
        to_do=tuple(said for said, _ in waits),
        gone=gone,
        late=any(late for _, late in waits),
        next=following[0] if following else None,
        soon=following is not None and following[1] <= today + SOON,
        elsewhere=None if own else title_of(case.centre, house.catalogue),
        may_take=own
        and (gone or (case.companion is None and case.handed_to in (None, session.account))),
    )


def _name(names: dict[str, str], account: str | None) -> Text | None:
    if account is None:
        return None
    if account not in names:
        return Text(zh="已离开的同事", en="a colleague who has left")
    return Text(zh=names[account], en=names[account])


# ---- what waits --------------------------------------------------------------------------------

_SUPPLEMENT: Final = Text(zh="补材料", en="papers wanted")
_PROMISE: Final = Text(zh="部门承诺", en="promised by the department")
_RESTART: Final = Text(zh="停着的时限应继续", en="the stopped clock should go on")


def to_do(case: CaseInShort, today: date) -> Iterator[tuple[Text, bool]]:
    """Yield what waits for somebody by today, and whether its day is past."""
    days = ((_SUPPLEMENT, case.supplement_by), (_PROMISE, case.promised_by))
    for what, by in (*days, (_RESTART, case.restart_by)):
        if by is not None and by <= today:
            yield _by(what, by, today), by < today
    if case.to_collect:
        n = case.to_collect
        yield Text(zh=f"有 {n} 个结果可以领", en=f"{n} ready to collect"), False
    if case.to_follow_up:
        yield Text(zh="差评要回访", en="a bad rating to follow up"), False
    if case.to_answer:
        yield Text(zh="专家的意见还没回", en="an expert's comment to answer"), False


def next_of(case: CaseInShort, today: date) -> tuple[Text, date] | None:
    """Return what ends next after today, in words, and when; None where no day is known."""
    days = ((_SUPPLEMENT, case.supplement_by), (_PROMISE, case.promised_by))
    known = [(by, what) for what, by in (*days, (_RESTART, case.restart_by)) if by and by > today]
    if not known:
        return None
    by, what = min(known, key=lambda one: one[0])
    zh, en = day_text(by, "zh"), day_text(by, "en")
    return Text(zh=f"{what.zh}：{zh}", en=f"{what.en}: {en}"), by


def _by(what: Text, by: date, today: date) -> Text:
    if by == today:
        return Text(zh=f"{what.zh}，今天到期", en=f"{what.en}: today is the last day")
    zh, en = day_text(by, "zh"), day_text(by, "en")
    return Text(zh=f"{what.zh}，{zh}已过", en=f"{what.en}: {en} is past")
