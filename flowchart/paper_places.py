"""Where to go, on paper: each office with its steps, address and hours, and whom to call.

Only what a record says is printed; what nobody has confirmed is marked so. Where the sub-district's
centre handles a step and it is not known where the applicant lives, no address is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flowchart.grouping import ranges
from flowchart.listing import Row
from flowchart.paper_content import Block
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from kb.kinds import Venue
from kb.model import PublicOrganisation
from kb.text import Text

_WHERE: Final = Text(zh="去哪里办", en="Where to go")
_HOTLINE: Final = Text(
    zh="市民热线 12345：地址、电话、时间没有写的，先打它问",
    en="City hotline 12345: ask there for any address, phone or hours not given here",
)
_BY_HOME: Final = Text(
    zh="哪一家看您住的街道，地址请先打 12345 问",
    en="which one depends on the sub-district you live in; call 12345 for the address first",
)
_UNREAD: Final = Text(zh="地址待确认*", en="address to be confirmed*")
_PHONE: Final = Text(zh="电话", en="phone")


def where_to_go(plan: Plan, rows: Sequence[Row], catalogue: Catalogue) -> Block:
    """Return every office with the certain steps it handles, of all steps while none is certain.

    Args:
        plan: the plan.
        rows: its steps as they are listed.
        catalogue: has the offices.

    Returns:
        One line an office, in the order of the steps; the city's hotline last.
    """
    steps = {step.service: step for step in plan.steps if not step.wrapper}
    there = [row for row in rows if row.service in steps]
    certain = [row for row in there if row.standing is Applies.CERTAIN]
    groups: dict[str, list[Row]] = {}
    for row in certain or there:
        groups.setdefault(row.where.zh, []).append(row)
    lines = (_office(some, steps[some[0].service], catalogue) for some in groups.values())
    return Block(title=_WHERE, lines=(*lines, _HOTLINE))


def case_line(number: str, centre: Text | None) -> Text:
    """Return the number of a case, and which centre can look it up."""
    zh, en = f"办件编号 {number}", f"Case number {number}"
    if centre is None:
        return Text(zh=zh, en=en)
    return Text(zh=f"{zh}（{centre.zh}查得到）", en=f"{en} (looked up at {centre.en})")


def _office(rows: Sequence[Row], step: Step, catalogue: Catalogue) -> Text:
    numbers = ranges([row.number for row in rows])
    where, said = rows[0].where, _details(step, catalogue)
    one = "" if len(rows) == 1 else "s"
    return Text(
        zh=f"{where.zh}（第 {numbers.replace(', ', '、')} 步）：{said.zh}",
        en=f"{where.en} (step{one} {numbers}): {said.en}",
    )


def _details(step: Step, catalogue: Catalogue) -> Text:
    """Return address, hours and phone as far as they were read."""
    office = catalogue.records.get(step.place or "")
    if not isinstance(office, PublicOrganisation):
        return _BY_HOME if step.where is Venue.SUB_DISTRICT_CENTRE else _UNREAD
    held = [
        _starred(office.address, office, "address") if office.address else _UNREAD,
        *([_starred(office.hours, office, "hours")] if office.hours else []),
        *([_phone(office.phone, office)] if office.phone else []),
    ]
    return Text(zh="；".join(one.zh for one in held), en="; ".join(one.en for one in held))


def _starred(said: Text, office: PublicOrganisation, field: str) -> Text:
    star = "*" if field in office.confirm else ""
    return Text(zh=said.zh + star, en=said.en + star)


def _phone(number: str, office: PublicOrganisation) -> Text:
    said = Text(zh=f"{_PHONE.zh} {number}", en=f"{_PHONE.en} {number}")
    return _starred(said, office, "phone")
