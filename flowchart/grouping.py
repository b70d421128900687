"""Steps that can run side by side: levels by day and order, groups by what they wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import count, takewhile


def reduced(waits_for: Mapping[int, Collection[int]]) -> dict[int, tuple[int, ...]]:
    """Return the waits that do not follow from other waits, smallest first; O(n · e).

    Args:
        waits_for: for every step, in an order that respects the waits, what it waits for.

    >>> reduced({1: (), 2: (1,), 3: (1, 2)})
    {1: (), 2: (1,), 3: (2,)}
    """
    before: dict[int, frozenset[int]] = {}
    out: dict[int, tuple[int, ...]] = {}
    for number, waits in waits_for.items():
        implied = frozenset[int]().union(*(before[wait] for wait in waits))
        before[number] = implied.union(waits)
        out[number] = tuple(sorted(frozenset(waits) - implied))
    return out


def levels(
    waits_for: Mapping[int, Collection[int]], starts_day: Mapping[int, int]
) -> list[tuple[int, ...]]:
    """Return the steps by starting day, and within a day by how many must go before.

    Args:
        waits_for: for every step, in an order that respects the waits, what it waits for.
        starts_day: same keys.

    >>> levels({1: (), 2: (), 3: (1,)}, {1: 0, 2: 0, 3: 0})
    [(1, 2), (3,)]
    """
    depth: dict[int, int] = {}
    held: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, waits in waits_for.items():
        depth[number] = max((depth[wait] + 1 for wait in waits), default=0)
        held[starts_day[number], depth[number]].append(number)
    return [tuple(held[key]) for key in sorted(held)]


def alike(level: Sequence[int], waits_for: Mapping[int, tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the steps of a level in groups that wait for the same; the single ones come last.

    >>> alike((3, 4, 5, 6), {3: (1,), 4: (2,), 5: (1,), 6: ()})
    [(3, 5), (4, 6)]
    """
    held: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number in level:
        held[waits_for[number]].append(number)
    groups = [tuple(group) for group in held.values() if len(group) > 1]
    single = tuple(group[0] for group in held.values() if len(group) == 1)
    return [*groups, single] if single else groups


def columns(sizes: Sequence[int], most: int) -> list[int]:
    """Return how many columns each of the groups side by side gets, `most` in all.

    Every group gets one; the rest go where rows are most. Columns a group cannot use are
    given back, so that rows come out even.

    >>> columns([10], 6), columns([4, 2], 4), columns([7, 1], 6)
    ([5], [2, 2], [4, 1])
    """
    held = [1] * len(sizes)
    while sum(held) < most:
        tallest = max(range(len(sizes)), key=lambda i: -(-sizes[i] // held[i]))
        held[tallest] += 1
    rows = [-(-size // columns) for size, columns in zip(sizes, held, strict=True)]
    return [-(-size // high) for size, high in zip(sizes, rows, strict=True)]


def in_rows(
    numbers: Sequence[int], columns: int, short_first: bool = False
) -> tuple[tuple[int, ...], ...]:
    """Return the numbers in rows of so many; the last row, or the first, may be shorter.

    >>> in_rows((1, 2, 3), 2), in_rows((1, 2, 3), 2, short_first=True)
    (((1, 2), (3,)), ((1,), (2, 3)))
    """
    short = len(numbers) % columns if short_first else 0
    head = (tuple(numbers[:short]),) if short else ()
    rest = range(short, len(numbers), columns)
    return (*head, *(tuple(numbers[i : i + columns]) for i in rest))


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers with runs of three and more drawn together.

    >>> ranges((1, 2, 3, 4, 8)), ranges((3, 4))
    ('1–4, 8', '3, 4')
    """
    out: list[str] = []
    rest = list(numbers)
    while rest:
        run = [n for n, _ in takewhile(lambda pair: pair[0] == pair[1], zip(rest, count(rest[0])))]
        rest = rest[len(run) :]
        out += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(n) for n in run]
    return ", ".join(out)
