from __future__ import annotations

import pytest

from kb.catalogue import triples
from kb.graph_change import change_of
from tests.support import NAMES, WORLD, recorded, shipped_records

BUREAU = "{id: organisation/bureau, title: {zh: 市场监管局, en: Market bureau}}"
OTHER = "{id: organisation/other, title: {zh: 税务局, en: Tax bureau}}"


def whole(records):
    return {triple for record in records for triple in triples(record, NAMES)}


def changed(before, after, staying=()):
    change = change_of(before, after, staying, NAMES)
    held = whole((*before, *staying))
    assert change.gone <= held
    assert not change.new & held
    return (held - change.gone) | change.new


@pytest.mark.parametrize(
    ("before", "after", "staying"),
    [
        ("", BUREAU, ""),
        (BUREAU, "", ""),
        (BUREAU, BUREAU.replace("Market", "Trade"), ""),
        (BUREAU, "", OTHER),
        (BUREAU, OTHER, ""),
        (f"[{BUREAU}, {OTHER}]", "", WORLD),
    ],
    ids=["comes", "goes", "edited", "goes beside its like", "replaced", "two go from a world"],
)
def test_a_graph_changed_is_the_graph_made_anew(before, after, staying):
    """Two bodies say of the same place that it is one: it stays while one of them does."""
    one, two, three = (recorded(content) if content else () for content in (before, after, staying))
    ours = {record.id for record in one}
    three = tuple(record for record in three if record.id not in ours)

    assert changed(one, two, three) == whole((*two, *three))


def test_what_stays_the_same_is_not_touched():
    (before,) = recorded(BUREAU)
    (after,) = recorded(BUREAU.replace("Market", "Trade"))

    change = change_of([before], [after], (), NAMES)

    assert len(change.gone) == len(change.new) == 2, "the title and its echo"


def test_a_shipped_record_of_each_kind_can_go():
    records = dict(sorted(shipped_records().items())[::6])
    for kind in ("organisation", "policy", "scene", "service"):
        gone = next(record for record in records.values() if record.id.startswith(kind))
        staying = [record for record in records.values() if record.id != gone.id]

        assert changed([gone], [], staying) == whole(staying)
