"""What reading a register gives: facts by the batch, and every cell that could not be used.

`matcher.register` makes these from files; a worker elsewhere makes them from raw batches by
`matcher.register_cells.read_columns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pyarrow as pa

from kb.ids import ConceptId
from kb.text import Text


class Role(StrEnum):
    """What a column of a register is for."""

    FACT = "fact"
    ID = "id"
    CONSENT = "consent"


GIVEN = "given"
REFUSED = "refused"
"""What a consent column may say; null is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a register that is read; can be hashed and sent to a worker.

    Attributes:
        name: the header as the file has it.
        concept: what it tells; None for the id and for consent.
        times: every number is multiplied by this to come into the concept's unit.
        values: what words of this register mean, as plain values; None is unknown.
        form: how days are written, as `strptime` says it; None for the usual ways.
    """

    name: str
    role: Role = Role.FACT
    concept: ConceptId | None = None
    times: Decimal = Decimal(1)
    values: tuple[tuple[str, Any], ...] = ()
    form: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One cell that could not be used; what it would have told is unknown.

    Attributes:
        row: 1 is the first applicant, below the header.
        column: the header.
        shown: what stands there, cut short.
    """

    row: int
    column: str
    shown: str
    problem: Text
    remedy: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """Applicants in a row of a register, at most 65,536.

    Attributes:
        first_row: the row of the first of them; 1 is the first applicant.
        facts: one column a concept, of the type `matcher.fact_columns.arrow_type` says; null is
            unknown. `holds` and `granted` are lists of ids.
        ids: the applicants' own ids, where the register has such a column.
        consent: `given`, `refused` or null for not asked, where the register has such a column.
        unread: every cell that could not be used, by row.
    """

    first_row: int
    facts: pa.RecordBatch
    ids: pa.StringArray | None = None
    consent: pa.StringArray | None = None
    unread: tuple[Unread, ...] = ()

    @property
    def rows(self) -> int:
        """Return how many applicants there are."""
        return int(self.facts.num_rows)
