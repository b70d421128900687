"""One record published: the gates, then what a worker does to serve it, part by part.

    python -m bench.publishing

On the shipped records and on 10,000 made-up policies of five conditions each. Beside that a full
start: everything read from the ledger until it is served.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from api.generations import Serving
from api.settings import shipped_data
from bench.catalogues import sample
from kb import catalogue, generation, ledger_rows
from kb.database import open_database
from kb.desk import Desk
from kb.generation import Generation
from kb.graph_change import change_of
from kb.layers import read_folders
from kb.ledger import Ledger
from kb.model import AnyRecord, Policy
from kb.text import Text
from kb.vocab import Names
from matcher import quality

NAMES: Final = Names()
ROUNDS: Final = 5
BUDGETS: Final = {"gates": 100.0, "graph and catalogue": 50.0, "full start": 10_000.0}
"""Milliseconds."""


@dataclass
class Laps:
    """Milliseconds of each part, round by round."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        began = time.perf_counter()
        yield
        self.taken[name].append((time.perf_counter() - began) * 1000)

    def lines(self) -> Iterator[str]:
        """Yield the median of every part, and whether its budget was kept."""
        for name, every in self.taken.items():
            middle = statistics.median(every)
            most = BUDGETS.get(name)
            kept = "" if most is None else f" (budget {most:,.0f}: {_kept(middle <= most)})"
            yield f"  {name:28} {middle:10,.1f} ms{kept}"


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "NOT KEPT"


def measured(records: list[AnyRecord]) -> Laps:
    """Return how long each part took, over several records published one after another."""
    ledger = Ledger(open_database("sqlite://"), lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    ledger.seed(records)
    laps = Laps()
    ledger_rows._READ.clear()  # as in a process that has just begun
    with laps.lap("full start"):
        held = generation.build(ledger, NAMES)
        serving = Serving.of(held)
        serving.warm()
    policies = [record for record in records if isinstance(record, Policy)]
    for number in range(ROUNDS):
        _publish(ledger, policies[number], laps)
        held, serving = _swap(held, serving, ledger, laps)
    return laps


def _publish(ledger: Ledger, policy: Policy, laps: Laps) -> None:
    said = Text(zh=f"{policy.title.zh}（修订）", en=f"{policy.title.en} (revised)")
    new = replace(policy, description=said)
    desk = Desk(ledger, NAMES, quality.examine)
    with laps.lap("gates"):
        desk.check_records([new])
    name = desk.keep([new], "officer").name
    desk.send(name, "officer")
    desk.publish(name, "approver")


def _swap(
    held: Generation, serving: Serving, ledger: Ledger, laps: Laps
) -> tuple[Generation, Serving]:
    """Serve what was published, as `House.renew` does, and time its parts once more."""
    with laps.lap("what changed, by the ledger"):
        ledger.published_digests(ledger.today())
        ledger.next_turn(ledger.today())
    with laps.lap("all of the swap"):
        new = generation.renewed(held, ledger, NAMES)
        served = Serving.of(new, serving.searcher)
        served.warm()
    _parts(held, new, laps)
    with laps.lap("searcher, matcher, planner"):
        Serving.of(new, serving.searcher)
    return new, served


def _parts(held: Generation, new: Generation, laps: Laps) -> None:
    """Take the change of the graph back and make it again, and the catalogue once more."""
    changed = [i for i, digest in new.digests.items() if held.digests.get(i) != digest]
    before = [held.catalogue.records[i] for i in changed]
    after = [new.catalogue.records[i] for i in changed]
    back = change_of(after, before, (), NAMES)
    new.store.change(back.gone, back.new)
    with laps.lap("graph and catalogue"):
        change = change_of(before, after, (), NAMES)
        new.store.change(change.gone, change.new)
        records = new.catalogue.records
        name = catalogue.named_after(new.digests)
        catalogue.snapshot(records, catalogue.issuers_of(records), name)


def main() -> None:
    """Print the figures."""
    shipped = [one.record for one in read_folders([shipped_data()])]
    print(f"{len(shipped)} shipped records", *measured(shipped).lines(), sep="\n")
    sys.stdout.flush()
    many = list(sample(shared=False).catalogue.records.values())
    print(f"{len(many):,} records, 10,000 policies", *measured(many).lines(), sep="\n")


if __name__ == "__main__":
    main()
