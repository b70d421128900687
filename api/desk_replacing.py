"""A draft that takes the place of an older one: each leads to the other in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from api.wiring import House
from kb.desk import FORM
from kb.errors import Conflict
from kb.model import AnyRecord
from kb.record_states import RecordState
from kb.submissions import Submission
from kb.text import Text

INSTEAD_OF: Final = "instead of "
MENDED_IN: Final = "mended in "
"""What the ledger notes of two such drafts; the name of the other follows."""
_NO_DRAFT_ANY_MORE: Final = (
    Text(
        zh="要替换的那份已经不是草稿了：已经送审、撤回，或者改成了新的一份。",
        en="What this should replace is no draft any more: it was sent, withdrawn or mended.",
    ),
    Text(
        zh="请先看看那一份；要另存为一份草稿，再按一次。",
        en="Look at it first; press again to keep this as a draft of its own.",
    ),
)


def keep_instead(
    house: House,
    records: Sequence[AnyRecord],
    author: str,
    older: str = "",
    origin: str = FORM,
    based_on: Mapping[str, int] | None = None,
) -> Submission:
    """Keep records as drafts; an older draft that is named is withdrawn.

    Args:
        house: has the desk that keeps them.
        records: belong together.
        author: the account that wrote them.
        older: the name of the draft they replace; "" for none.
        origin: where they come from.
        based_on: by record id the version it was written from; else that of the older draft, or
            the one of today.

    Raises:
        Conflict: the older one is no draft any more; then nothing is kept.
    """
    desk = house.desk
    if not older:
        return desk.keep(records, author, origin, based_on=based_on)
    with house.ledger.turn():
        held = desk.get(older)
        if held.state is not RecordState.DRAFT:
            raise Conflict(*_NO_DRAFT_ANY_MORE)
        bases: dict[str, int] = {
            one.record.id: one.based_on for one in held.versions if one.based_on
        }
        bases.update(based_on or {})
        made = desk.keep(records, author, origin, f"{INSTEAD_OF}{older}", bases, held.effective_on)
        try:
            house.ledger.move(
                held.versions, RecordState.WITHDRAWN, author, f"{MENDED_IN}{made.name}"
            )
        except Conflict as error:  # it was sent this very moment
            desk.withdraw(made.name, author, str(error))
            raise
    return made


def mended_in(held: Submission) -> str:
    """Return the name of the draft that took the place of another; "" where none did."""
    said = held.said
    return said.removeprefix(MENDED_IN) if said.startswith(MENDED_IN) else ""
