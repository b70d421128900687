"""What stands in the ledger in the words of earlier releases is read in those of today."""

from __future__ import annotations

import pytest

from kb.older_words import in_words_of_today

BARRED = {"zh": "不适用告知承诺", "en": "not handled by written promise"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"commitment": True}, {"modes": [{"mode": "commitment"}]}),
        ({"commitment": False}, {"modes": [{"mode": "commitment", "barred": BARRED}]}),
        ({"commitment": None}, {}),
        ({"visits": 1}, {"visits": 1}),
        ({"seen": ["commitment", "days"]}, {"seen": ["modes", "days"]}),
        ({"confirm": ["commitment"]}, {"confirm": ["modes"]}),
        (
            {"commitment": True, "modes": [{"mode": "deferred"}]},
            {"modes": [{"mode": "deferred"}]},
        ),
    ],
)
def test_a_written_promise_became_one_way_of_handling_among_several(before, after):
    record = {"id": "service/tax", **before}

    assert in_words_of_today(record) == {"id": "service/tax", **after}


@pytest.mark.parametrize("record_id", ["policy/rent", "scene/shop", ""])
def test_other_records_are_read_as_they_stand(record_id):
    record = {"id": record_id, "commitment": True}

    assert in_words_of_today(record) == record


def test_what_was_given_is_left_as_it_was():
    record = {"id": "service/tax", "commitment": True}

    in_words_of_today(record)

    assert record == {"id": "service/tax", "commitment": True}
