"""The states a version of a record passes through, and the one table of moves between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class RecordState(StrEnum):
    """The standing of one version of a record."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


MOVES: Final[dict[RecordState, frozenset[RecordState]]] = {
    RecordState.DRAFT: frozenset({RecordState.IN_REVIEW, RecordState.WITHDRAWN}),
    RecordState.IN_REVIEW: frozenset({RecordState.DRAFT, RecordState.APPROVED}),
    RecordState.APPROVED: frozenset({RecordState.DRAFT, RecordState.PUBLISHED}),
    RecordState.PUBLISHED: frozenset(
        {
            RecordState.SUSPENDED,
            RecordState.SUPERSEDED,
            RecordState.EXPIRED,
            RecordState.WITHDRAWN,
        }
    ),
    RecordState.SUSPENDED: frozenset({RecordState.PUBLISHED, RecordState.WITHDRAWN}),
    RecordState.SUPERSEDED: frozenset({RecordState.ARCHIVED}),
    RecordState.EXPIRED: frozenset({RecordState.ARCHIVED}),
    RecordState.WITHDRAWN: frozenset({RecordState.ARCHIVED}),
    RecordState.ARCHIVED: frozenset(),
}
"""The one table of moves a version may make."""

WAITING: Final = (RecordState.DRAFT, RecordState.IN_REVIEW, RecordState.APPROVED)
"""States in which a version waits for somebody."""
