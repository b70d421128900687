"""Who is eligible for a policy that is granted without an application (免申即享), with consent.

What a register tells of a person may be used for this only where that person agreed to it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kb.text import Language, Text
from matcher.columns import JudgedColumns
from matcher.register_batch import GIVEN, REFUSED, ReadBatch
from matcher.register_rows import HEADINGS, ID, ROW, row_and_id
from matcher.register_titles import titled

CONSENT: Final = "consent"
NOT_ASKED: Final = "not asked"
ORDER: Final = (GIVEN, NOT_ASKED, REFUSED)
"""Who may be served stands first, who refused last."""
_SAID: Final = "said"
_HEADING: Final = Text(
    zh="是否同意使用数据\n（只有同意的，才可以使用这些数据）",
    en="consent to use of data\n(data may be used only of those who gave it)",
)
"""Two lines in one cell: a line of its own above the headings would keep people from filtering."""
_WORDS: Final = {
    GIVEN: Text(zh="同意", en="gave consent"),
    NOT_ASKED: Text(zh="还没有问", en="nobody asked yet"),
    REFUSED: Text(zh="拒绝", en="refused"),
}
_NO_ID: Final = Text(zh="（没有编号）", en="(no id)")
_ELIGIBLE: Final = 3


def list_of(read: ReadBatch, judged: JudgedColumns, place: int) -> pa.RecordBatch:
    """Return row, id and consent of those who are eligible for a policy, by row.

    Args:
        read: n applicants.
        judged: the same applicants, judged.
        place: the policy's, among those of the columns.
    """
    consent = read.consent if read.consent is not None else pa.nulls(read.rows, pa.string())
    held = pc.fill_null(consent.cast(pa.string()), NOT_ASKED)
    names = ["row", "id"][: 1 + (read.ids is not None)]
    batch = pa.RecordBatch.from_arrays([*row_and_id(read), held], names=[*names, CONSENT])
    return batch.take(pa.array(np.flatnonzero(judged.codes[place] == _ELIGIBLE)))


def who_said(batch: pa.RecordBatch, consent: str) -> pa.RecordBatch:
    """Return those of a list with one consent, one of `ORDER`."""
    return batch.filter(pc.equal(batch.column(CONSENT), consent))


def for_people(batch: pa.RecordBatch, language: Language) -> pa.RecordBatch:
    """Return a list with what was said of consent in words, and its code behind them.

    Rows without an id are marked where the register has ids.
    """
    consent = batch.column(CONSENT)
    words = pa.array([_WORDS[one].get(language) for one in ORDER])
    said = words.take(pc.index_in(consent, pa.array(ORDER)))
    arrays = [batch.column(ROW), said, consent]
    if ID in batch.schema.names:
        arrays.insert(1, batch.column(ID).fill_null(_NO_ID.get(language)))
    return pa.RecordBatch.from_arrays(arrays, schema=schema_for(batch.schema, language))


def schema_for(schema: pa.Schema, language: Language) -> pa.Schema:
    """Return the columns of a list for people: row, id where there is one, consent, its code."""
    fields = [schema.field(name) for name in (ROW, ID) if name in schema.names]
    named = [titled(field, HEADINGS[field.name].get(language)) for field in fields]
    said = titled(pa.field(_SAID, pa.string()), _HEADING.get(language))
    return pa.schema([*named, said, pa.field(CONSENT, pa.string())])
