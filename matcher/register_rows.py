"""A judged batch of a register → one row an applicant, one verdict column a policy.

Pure: the same batch gives the same rows here and in a worker elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

import numpy as np
import pyarrow as pa

from kb.catalogue import Catalogue
from kb.text import Language, Text
from matcher.columns import Columns, JudgedColumns
from matcher.match import Eligibility
from matcher.register_batch import ReadBatch, Unread
from matcher.register_titles import titled

ROW: Final = "row"
"""1 is the first applicant of the register."""
ID: Final = "id"
"""The applicants' own ids, where the register has them."""
UNREAD: Final = "unread"
"""Names of the columns whose cell could not be used, joined by semicolons; null where all could."""
CODES: Final = (
    Eligibility.NOT_ELIGIBLE,
    Eligibility.NEEDS_INFORMATION,
    Eligibility.NEEDS_JUDGEMENT,
    Eligibility.ELIGIBLE,
)
"""What the codes of judged columns mean."""
VERDICTS: Final = (
    Text(zh="不符合", en="not eligible"),
    Text(zh="还不能确定", en="not known yet"),
    Text(zh="由部门评定", en="decided by the department"),
    Text(zh="符合", en="eligible"),
)
"""The same in words for people."""
HEADINGS: Final = {
    ROW: Text(zh="行", en="row"),
    ID: Text(zh="编号", en="id"),
    UNREAD: Text(zh="读不了的列", en="columns that could not be read"),
}
"""What the columns beside the verdicts are called for people."""
VERDICT: Final = pa.dictionary(pa.int8(), pa.string())


def schema_of(columns: Columns, has_ids: bool) -> pa.Schema:
    """Return the columns of the result: `row`, `id`, a verdict per policy by its id, `unread`."""
    verdicts = [pa.field(policy.id, VERDICT) for policy in columns.policies]
    ids = [pa.field(ID, pa.string())] if has_ids else []
    return pa.schema([pa.field(ROW, pa.int64()), *ids, *verdicts, pa.field(UNREAD, pa.string())])


def for_people(schema: pa.Schema, catalogue: Catalogue, language: Language) -> pa.Schema:
    """Return the columns of the result with the headings and words that people read.

    They stand in the metadata of its fields: names and values stay ids and codes, and
    `matcher.register_output` writes the words where people open the file.
    """
    titles = {one.id: one.title.get(language) for one in catalogue.policies.values()}
    often = Counter(titles[name] for name in schema.names if name in titles)
    words = {str(code): said.get(language) for code, said in zip(CODES, VERDICTS, strict=True)}
    fields = []
    for field in schema:
        title = titles.get(field.name)
        if title is None:
            fields.append(titled(field, HEADINGS[field.name].get(language)))
            continue
        name = f"{title} ({field.name})" if often[title] > 1 else title
        fields.append(titled(field, name, words))
    return pa.schema(fields)


def rows_of(read: ReadBatch, judged: JudgedColumns) -> pa.RecordBatch:
    """Return one row an applicant, as `schema_of` describes it.

    Args:
        read: n applicants.
        judged: the same applicants, judged.
    """
    schema = schema_of(judged.columns, read.ids is not None)
    verdicts = [verdict_words(codes) for codes in judged.codes]
    unread = pa.array(unread_names(read.unread, read.first_row, read.rows), type=pa.string())
    arrays = [*row_and_id(read), *verdicts, unread]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def row_and_id(read: ReadBatch) -> list[pa.Array]:
    """Return the numbers of the rows and, where there are any, the applicants' ids."""
    rows = pa.array(np.arange(read.first_row, read.first_row + read.rows), type=pa.int64())
    return [rows] if read.ids is None else [rows, read.ids.cast(pa.string())]


def verdict_words(codes: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> pa.DictionaryArray:
    """Return the verdicts on one policy as words; n codes.

    >>> verdict_words(np.array([3, 0], dtype=np.uint8)).to_pylist()
    ['eligible', 'not_eligible']
    """
    return pa.DictionaryArray.from_arrays(pa.array(codes.view(np.int8)), pa.array(map(str, CODES)))


def unread_names(unread: tuple[Unread, ...], first_row: int, rows: int) -> list[str | None]:
    """Return for every row the columns whose cell could not be used; None for most."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for one in unread:
        found[one.row - first_row][one.column] = None
    names: list[str | None] = [None] * rows
    for place, columns in found.items():
        names[place] = "; ".join(columns)
    return names
