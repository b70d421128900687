"""A file of which some records are whole: they can be judged further while others are mended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from kb.errors import BadRecords, Problem
from kb.model import AnyRecord
from kb.references import references

Judge = Callable[[Sequence[Any]], object]
"""Takes records with their places; raises BadRecords where they make no sense."""


class PartlyBad(BadRecords):
    """Problems of a file, the placed records of it that are whole, and the ids of the others."""

    def __init__(
        self, problems: Iterable[Problem], whole: Sequence[Any], unfit: Collection[str]
    ) -> None:
        super().__init__(problems)
        self.whole, self.unfit = tuple(whole), frozenset(unfit)

    def with_more(self, base: Mapping[str, AnyRecord], judge: Judge) -> BadRecords:
        """Return these problems and what a judge says of the records that can stand alone.

        Args:
            base: the standing records by id.
            judge: looks at whole records.
        """
        try:
            judge(self.judged_alone(base))
        except BadRecords as more:
            return BadRecords([*self.problems, *more.problems])
        return BadRecords(self.problems)

    def judged_alone(self, base: Mapping[str, AnyRecord]) -> tuple[Any, ...]:
        """Return the whole records that can be judged without those that are not.

        A record that names one which is not whole waits for it, and so does one that the standing
        record of the same id names: what is said of it might be mended by the other.
        """
        waiting = set(self.unfit)
        waiting |= {to for key in self.unfit if key in base for _, to in references(base[key])}
        alone = list(self.whole)
        while held := {one.record.id for one in alone if _waits(one.record, waiting)}:
            waiting |= held
            alone = [one for one in alone if one.record.id not in waiting]
        return tuple(alone)


def _waits(record: AnyRecord, waiting: Collection[str]) -> bool:
    return record.id in waiting or any(named in waiting for _, named in references(record))
