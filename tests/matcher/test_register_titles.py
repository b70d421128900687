from __future__ import annotations

import pyarrow as pa

from matcher.register_titles import title_of, titled, worded

FIELD = pa.field("policy/a", pa.dictionary(pa.int8(), pa.string()))
COLUMN = pa.array(["eligible", None, "odd"]).dictionary_encode()


def test_a_field_has_a_title_for_people_and_keeps_its_name():
    held = titled(FIELD, "补贴")

    assert (held.name, title_of(held), title_of(FIELD)) == ("policy/a", "补贴", "policy/a")


def test_values_become_words_and_what_has_none_stays():
    held = titled(FIELD, "补贴", {"eligible": "符合"})

    assert worded(held, COLUMN).to_pylist() == ["符合", None, "odd"]
    assert worded(FIELD, COLUMN) is COLUMN
