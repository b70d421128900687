"""Every record as it would be on a day, with some of them changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kb.ledger import Ledger
from kb.model import AnyRecord


def whole_on(ledger: Ledger, day: date, changed: Iterable[AnyRecord] = ()) -> dict[str, AnyRecord]:
    """Return every record in force on a day by id, with some put in their place.

    Args:
        ledger: has what is in force.
        day: the day.
        changed: records that are new or different.
    """
    base: dict[str, AnyRecord] = {
        version.record.id: version.record for version in ledger.published(day)
    }
    base.update((record.id, record) for record in changed)
    return base
