"""A draft that takes the place of an older one: each leads to the other in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kb.desk import FORM, Desk
from kb.model import AnyRecord
from kb.submissions import Submission

INSTEAD_OF: Final = "instead of "
MENDED_IN: Final = "mended in "
"""What the ledger notes of two such drafts; the name of the other follows."""


def keep_instead(
    desk: Desk, records: Sequence[AnyRecord], author: str, older: str = "", origin: str = FORM
) -> Submission:
    """Keep records as drafts; an older draft that is named is withdrawn.

    Args:
        desk: keeps them.
        records: belong together.
        author: the account that wrote them.
        older: the name of the draft they replace; "" for none.
        origin: where they come from.
    """
    if not older:
        return desk.keep(records, author, origin)
    made = desk.keep(records, author, origin, f"{INSTEAD_OF}{older}")
    desk.withdraw(older, author, f"{MENDED_IN}{made.name}")
    return made
