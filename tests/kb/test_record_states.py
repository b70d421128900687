from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.errors import Conflict
from kb.ledger import Ledger
from kb.record_states import BY_THE_DAYS, MOVES, WAITING, RecordState
from tests.support import recorded

AREA = recorded("{id: area/cn, title: {zh: 中国, en: China}}")[0]


def ways():
    """Return for every state the shortest way there from a draft."""
    found, ahead = {RecordState.DRAFT: ()}, deque([RecordState.DRAFT])
    while ahead:
        here = ahead.popleft()
        for to in sorted(MOVES[here] - found.keys()):
            found[to] = (*found[here], to)
            ahead.append(to)
    return found


def version_in(ledger, number, state):
    """Return a version of a new record that was led into a state."""
    name = ledger.propose([replace(AREA, id=f"area/{number}")], "author")
    for to in ways()[state]:
        ledger.move(ledger.submission(name), to, "somebody", "led there")
    return ledger.submission(name)[0]


def test_every_state_is_moved_into_or_follows_from_the_days():
    assert ways().keys() | BY_THE_DAYS == set(RecordState)
    assert not ways().keys() & BY_THE_DAYS


def test_every_way_ends_in_the_archive():
    assert [state for state, moves in MOVES.items() if not moves] == [RecordState.ARCHIVED]


def test_what_waits_is_what_stands_on_the_way_to_being_published():
    assert set(WAITING) == {RecordState.DRAFT, *ways()[RecordState.PUBLISHED][:-1]}


@pytest.mark.parametrize("now", [state for state in RecordState if state not in BY_THE_DAYS])
def test_a_version_makes_the_moves_in_the_table_and_no_other(database, now):
    ledger = Ledger(database, lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    held = version_in(ledger, "held", now)

    for number, to in enumerate(RecordState):
        if to in MOVES[now]:
            version = version_in(ledger, number, now)
            ledger.move([version], to, "somebody", "may")
            assert ledger.submission(version.submission)[0].state is to
        else:
            with pytest.raises(Conflict, match=f"What is {now} cannot become {to}"):
                ledger.move([held], to, "somebody", "may not")

    assert ledger.submission(held.submission)[0].state is now
