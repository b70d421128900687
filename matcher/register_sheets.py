"""What becomes of one batch of a register: rows, details of a policy, lists, counts.

`judge_batch` is all that any engine runs; it is pure, and what it takes and gives can be sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from kb.ids import PolicyId
from kb.kinds import PolicyMode
from kb.text import Language
from matcher.columns import Columns, JudgedColumns
from matcher.register_batch import ReadBatch, Unread
from matcher.register_details import details_of
from matcher.register_lists import list_of
from matcher.register_rows import rows_of
from matcher.register_summary import Tally, tally_of

ROWS_SHEET: Final = "rows"
"""The sheet of verdicts; `details/POLICY` and `list/POLICY` stand beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted beside the verdicts.

    Attributes:
        details: policies of which every condition is told, applicant by applicant.
        lists: of every automatic policy, who is eligible, with consent.
        language: of the words in details.
    """

    details: tuple[PolicyId, ...] = ()
    lists: bool = False
    language: Language = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBatch:
    """A batch, judged: what is written of it and what is counted.

    Attributes:
        first_row: the row of the first applicant; 1 is the first of the register.
        sheets: tables by name, `ROWS_SHEET` among them.
        tally: the counts.
        unread: every cell that could not be used.
    """

    first_row: int
    sheets: Mapping[str, pa.RecordBatch]
    tally: Tally
    unread: tuple[Unread, ...] = ()

    @property
    def rows(self) -> int:
        """Return how many applicants there are."""
        return self.tally.rows


def judge_batch(read: ReadBatch, columns: Columns, on: date, wanted: Wanted) -> JudgedBatch:
    """Return everything that is wanted of one batch.

    Args:
        read: n applicants.
        columns: the policies.
        on: the day that counts.
        wanted: what is wanted beside the verdicts.
    """
    judged = columns.judged(read.facts, on)
    return JudgedBatch(
        first_row=read.first_row,
        sheets={
            ROWS_SHEET: rows_of(read, judged),
            **dict(_details(read, judged, wanted)),
            **dict(_lists(read, judged) if wanted.lists else ()),
        },
        tally=tally_of(read, judged),
        unread=read.unread,
    )


def details_sheet(policy: PolicyId) -> str:
    """Return the name of the sheet of a policy's conditions."""
    return f"details/{policy}"


def list_sheet(policy: PolicyId) -> str:
    """Return the name of the sheet of a policy's applicants."""
    return f"list/{policy}"


def automatic(columns: Columns) -> tuple[PolicyId, ...]:
    """Return the policies that are granted without an application."""
    return tuple(p.id for p in columns.policies if p.mode is PolicyMode.AUTOMATIC)


def _details(
    read: ReadBatch, judged: JudgedColumns, wanted: Wanted
) -> Iterator[tuple[str, pa.RecordBatch]]:
    places = {policy.id: place for place, policy in enumerate(judged.columns.policies)}
    for policy in wanted.details:
        sheet = details_of(read, judged, places[policy], wanted.language)
        yield details_sheet(policy), sheet


def _lists(read: ReadBatch, judged: JudgedColumns) -> Iterator[tuple[str, pa.RecordBatch]]:
    chosen = automatic(judged.columns)
    for place, policy in enumerate(judged.columns.policies):
        if policy.id in chosen:
            yield list_sheet(policy.id), list_of(read, judged, place)
