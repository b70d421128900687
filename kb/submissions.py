"""Versions that were sent in together: what they are, how they stand, who had a hand in them."""

from __future__ import annotations

from collections.abc import Collection
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

    @property
    def is_given_back(self) -> bool:
        """Say whether it became a draft again after it was sent for approval."""
        return self.state is RecordState.DRAFT and len(self.moves) > 1

    def took_back(self, move: RecordMove, officers: Collection[str] = ()) -> bool:
        """Say whether a move into a draft was a taking back, by its own people or an officer.

        Args:
            move: one of its moves.
            officers: the accounts that write and cannot approve, so that they never give back.
        """
        return move.to is RecordState.DRAFT and (move.by in self.by or move.by in officers)
