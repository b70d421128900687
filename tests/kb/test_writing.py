from __future__ import annotations

import pytest

from kb.model import KINDS
from kb.reading import record_from
from kb.writing import from_json, plain, to_json
from tests.support import shipped_records


def test_every_shipped_record_is_read_back_from_json():
    for record in shipped_records().values():
        assert record_from(from_json(to_json(record)), record.id) == record


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_field_that_holds_its_default_is_not_written(kind):
    record = record_from(
        {
            "id": f"{next(k for k, v in KINDS.items() if v is kind)}/bare",
            "title": {"zh": "空", "en": "Bare"},
            **{
                "concept": {"type": "text"},
                "parameter": {"value": 3},
                "calendar": {"year": 2026},
            }.get(next(k for k, v in KINDS.items() if v is kind), {}),
        },
        "test",
    )

    assert set(plain(record)) <= {"id", "title", "type", "value", "year"}


def test_what_does_not_stand_in_a_record_is_not_written():
    with pytest.raises(TypeError, match="complex"):
        to_json([complex(1, 2)])
