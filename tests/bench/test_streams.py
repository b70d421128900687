from __future__ import annotations

import pytest

from bench.streams import MEMORY_MB, STREAMS, TOLD_SECONDS, Told, measured
from tests.seeded import seeded_state


def test_fifty_open_streams_are_all_told_of_every_move(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = measured(50, seeded_state(tmp_path_factory, "streams"))

    assert found.streams == 50
    assert [len(times.seconds) for times in found.after] == [50, 50, 50]
    assert found.last < 1
    print(found)


@pytest.mark.prove
def test_a_thousand_open_streams_are_told_in_time_and_cost_little_memory() -> None:
    """Of three runs the quietest counts: other programs run too."""
    runs: list[Told] = [measured(STREAMS) for _ in range(3)]
    print(*runs, sep="\n")

    assert min(one.last for one in runs) <= TOLD_SECONDS
    assert min(one.memory_mb for one in runs) <= MEMORY_MB
