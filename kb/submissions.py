"""Versions that were sent in together: what they are, how they stand, who had a hand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kb.ledger_rows import RecordMove, RecordVersion
from kb.ledger_tables import SEEDER
from kb.record_states import RecordState


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Versions that were sent in together, with everything that happened to them."""

    name: str
    versions: tuple[RecordVersion, ...]
    moves: tuple[RecordMove, ...]

    @property
    def state(self) -> RecordState:
        """Return the state all of them were moved into last."""
        return self.versions[0].state

    @property
    def standing(self) -> RecordState:
        """Return the state they are in today, worked out from the days."""
        return self.versions[0].standing

    @property
    def author(self) -> str:
        """Return who loaded them; `data` for files that were edited beside the product."""
        return self.versions[0].author

    @property
    def at(self) -> datetime:
        """Return when they were loaded."""
        return self.versions[0].at

    @property
    def ends(self) -> bool:
        """Say whether they end their records instead of saying something new."""
        return self.versions[0].ends

    @property
    def effective_on(self) -> date | None:
        """Return the day from which they count; None where they count from their publication."""
        return self.versions[0].effective_on

    @property
    def said(self) -> str:
        """Return what was said with the last move, such as why it was given back."""
        return self.moves[-1].reason

    @property
    def by(self) -> frozenset[str]:
        """Return everyone who wrote it or asked for its approval, and so cannot give it."""
        asked = {move.by for move in self.moves if move.to is RecordState.IN_REVIEW}
        return frozenset({self.author, *asked} - {SEEDER})
