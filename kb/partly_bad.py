"""A file of which some records are whole: they can be judged further while others are mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kb.errors import BadRecords, Problem
from kb.model import AnyRecord
from kb.references import references
from kb.source import Placed


class PartlyBad(BadRecords):
    """Problems of a file, the records of it that are whole, and the ids of those that are not."""

    def __init__(
        self, problems: Iterable[Problem], whole: Sequence[Placed], unfit: Collection[str]
    ) -> None:
        super().__init__(problems)
        self.whole, self.unfit = tuple(whole), frozenset(unfit)

    def judged_alone(self, base: Mapping[str, AnyRecord]) -> tuple[Placed, ...]:
        """Return the whole records that can be judged without those that are not.

        A record that names one which is not whole waits for it, and so does one that the standing
        record of the same id names: what is said of it might be mended by the other.
        """
        waiting = set(self.unfit)
        named = {to for key in self.unfit if key in base for _, to in references(base[key])}
        alone = [one for one in self.whole if one.record.id not in named]
        while held := list(_waiting(alone, waiting)):
            waiting |= {one.record.id for one in held}
            alone = [one for one in alone if one.record.id not in waiting]
        return tuple(alone)


def _waiting(records: Iterable[Placed], waiting: Collection[str]) -> Iterator[Placed]:
    return (
        one for one in records if any(named in waiting for _, named in references(one.record))
    )
