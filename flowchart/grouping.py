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
    """Return the steps of a level in groups that wait for the same, large groups first.

    >>> alike((3, 4, 5, 6), {3: (1,), 4: (2,), 5: (1,), 6: ()})
    [(3, 5), (4,), (6,)]
    """
    held: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number in level:
        held[waits_for[number]].append(number)
    return sorted((tuple(group) for group in held.values()), key=len, reverse=True)


def partnered(group: Sequence[int], waits_for: Mapping[int, tuple[int, ...]]) -> list[int]:
    """Return a group with those last that others wait for, side by side where the same one does.

    >>> partnered((2, 3, 4, 5, 6), {7: (3,), 8: (2, 6), 9: (4,)})
    [5, 3, 4, 2, 6]
    """
    waiting: dict[int, list[int]] = {number: [] for number in group}
    for after, before in waits_for.items():
        for number in before:
            if number in waiting:
                waiting[number].append(after)
    alone = {after: len(waits) for after, waits in waits_for.items()}

    def place(number: int) -> tuple[object, ...]:
        first = min(waiting[number], default=0)
        return (bool(waiting[number]), alone.get(first, 0) > 1, first, number)

    return sorted(group, key=place)


def even_columns(size: int, most: int) -> int:
    """Return how many columns hold so many boxes in as few rows as `most` allows, evenly.

    >>> even_columns(10, 6), even_columns(7, 6), even_columns(4, 6)
    (5, 4, 4)
    """
    rows = -(-size // most)
    return -(-size // rows)


def packed(groups: Sequence[tuple[int, ...]], most: int) -> list[list[tuple[int, ...]]]:
    """Return the groups in bands, in which their columns side by side are no more than `most`.

    >>> packed([(1, 2, 3, 4, 5, 6, 7), (8,), (9, 10)], 6)
    [[(1, 2, 3, 4, 5, 6, 7), (8,)], [(9, 10)]]
    """
    bands: list[list[tuple[int, ...]]] = []
    free = 0
    for group in groups:
        needed = even_columns(len(group), most)
        if needed > free:
            bands.append([])
            free = most
        bands[-1].append(group)
        free -= needed
    return bands


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
