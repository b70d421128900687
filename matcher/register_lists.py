"""Who is eligible for a policy that is granted without an application (免申即享), with consent.

What a register tells of a person may be used for this only where that person agreed to it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kb.text import Text
from matcher.columns import JudgedColumns
from matcher.register_batch import REFUSED, ReadBatch
from matcher.register_rows import row_and_id

CONSENT: Final = "consent"
NOT_ASKED: Final = "not asked"
NOTE: Final = Text(
    zh="只有本人同意（given）的，才可以使用这些数据；refused 是拒绝，not asked 是还没有问。",
    en="Data may be used only of those who gave consent (given); refused: they said no; "
    "not asked: nobody asked them yet.",
)
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


def refused(batch: pa.RecordBatch, those: bool) -> pa.RecordBatch:
    """Return who refused, or everybody else."""
    said = pc.equal(batch.column(CONSENT), REFUSED)
    return batch.filter(said if those else pc.invert(said))
