"""A record in the form and back: the identity, for every record that ships and has a form."""

from __future__ import annotations

import pytest

from api.editor_names import Labels
from api.editor_rules import reader
from api.editor_shape import EDITED
from api.editor_state import gathered, pairs_of
from api.editor_typed import typed_part
from kb.ids import kind_of
from kb.model import KINDS, AnyRecord
from kb.reading import record_from
from kb.text import Language
from kb.writing import plain
from tests.everything import EVERYTHING
from tests.support import WORLD, recorded, shipped_records


def back(record: AnyRecord, labels: Labels) -> AnyRecord:
    """Return what the form of a record says of it."""
    model, held = KINDS[kind_of(record.id)], plain(record)
    sent = gathered(pairs_of(typed_part(held, model, labels), "r"))
    read = reader(labels)
    values = read.part(sent.get("r", {}), model, "r", ()) or {}
    assert read.problems == []
    marks = {key: held[key] for key in ("seen", "confirm") if key in held}
    return record_from({"id": record.id, **values, **marks}, "form")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", EDITED)
def test_every_shipped_record_comes_back_from_its_form_as_it_was(
    kind: str, language: Language
) -> None:
    records = shipped_records()
    labels = Labels(records, language)

    changed = [
        record.id
        for record in records.values()
        if kind_of(record.id) == kind and back(record, labels) != record
    ]

    assert changed == []


def test_a_record_with_every_form_there_is_comes_back_too() -> None:
    records = {one.id: one for one in (*recorded(WORLD), *recorded(EVERYTHING))}
    labels = Labels(records, "zh")

    for record in records.values():
        if kind_of(record.id) in EDITED:
            assert back(record, labels) == record
