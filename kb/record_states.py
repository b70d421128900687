"""The states a version of a record passes through, and the one table of moves between them.

Some states are moved into, by somebody. Others nobody has to remember: whether a published version
is still ahead, in force, superseded or over follows from the days (`kb.record_times`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class RecordState(StrEnum):
    """The standing of one version of a record."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


MOVES: Final[dict[RecordState, frozenset[RecordState]]] = {
    RecordState.DRAFT: frozenset({RecordState.IN_REVIEW, RecordState.WITHDRAWN}),
    RecordState.IN_REVIEW: frozenset(
        {RecordState.DRAFT, RecordState.APPROVED, RecordState.WITHDRAWN}
    ),
    RecordState.APPROVED: frozenset(
        {RecordState.DRAFT, RecordState.PUBLISHED, RecordState.WITHDRAWN}
    ),
    RecordState.PUBLISHED: frozenset(
        {RecordState.SUSPENDED, RecordState.WITHDRAWN, RecordState.ARCHIVED}
    ),
    RecordState.SUSPENDED: frozenset(
        {RecordState.PUBLISHED, RecordState.WITHDRAWN, RecordState.ARCHIVED}
    ),
    RecordState.SUPERSEDED: frozenset({RecordState.ARCHIVED}),
    RecordState.WITHDRAWN: frozenset({RecordState.ARCHIVED}),
    RecordState.ARCHIVED: frozenset(),
}
"""The one table of moves a version may make.

`superseded` was written until 0.8 and is worked out from the days since.
"""

WAITING: Final = (RecordState.DRAFT, RecordState.IN_REVIEW, RecordState.APPROVED)
"""States in which a version waits for somebody."""

OVER: Final = frozenset(
    {
        RecordState.SUPERSEDED,
        RecordState.EXPIRED,
        RecordState.WITHDRAWN,
        RecordState.ARCHIVED,
    }
)
"""States of versions that nothing is served from and nobody waits for."""

BY_THE_DAYS: Final = frozenset({RecordState.SCHEDULED, RecordState.SUPERSEDED, RecordState.EXPIRED})
"""States that follow from the days; nobody moves a version there."""
