"""Tables of any length into files: Parquet, CSV that spreadsheets read, XLSX.

Text that a spreadsheet would take for a formula stays text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from kb.cell_text import FORMULA, for_csv, needs_care, put
from kb.errors import WrongInput, write_one_of
from kb.text import Text
from matcher.register_disk import whole_file
from matcher.register_titles import title_of, worded

MOST_ROWS: Final = 1_048_575
"""What a sheet of a workbook holds below its header."""
BOM: Final = b"\xef\xbb\xbf"
"""With it spreadsheets read Chinese as UTF-8."""
_TOGETHER: Final = 4
"""So many batches make a row group; smaller ones make the file larger and slower to open."""

Batches = Iterable[pa.RecordBatch]


def write_table(path: Path, schema: pa.Schema, batches: Batches) -> None:
    """Write a table into a file of the kind its name says, whole or not at all.

    CSV and XLSX are for people: they get the headings and words that `matcher.register_titles`
    keeps in the schema; Parquet keeps names and codes.

    Args:
        path: where.
        schema: the columns.
        batches: the rows; memory holds a few at a time.

    Raises:
        WrongInput: it cannot be written, or is too long for a workbook.
    """
    write = _WRITERS[kind_of(path)]
    with whole_file(path) as file:
        write(file, schema, _short_enough(path, batches))


def _short_enough(path: Path, batches: Batches) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        refuse_too_long(path, rows)
        yield batch


def kind_of(path: Path) -> str:
    """Return the ending that says what kind of table a file is.

    Raises:
        WrongInput: none of those we write.
    """
    kind = path.suffix.lower()
    if kind not in _WRITERS:
        said = Text(
            zh="看不出要写成哪种文件。", en="does not say by its ending what kind of file it is."
        )
        raise WrongInput.at(str(path), said, write_one_of(_WRITERS))
    return kind


def refuse_too_long(path: Path, rows: int | None) -> None:
    """Refuse a table that a workbook cannot hold.

    Raises:
        WrongInput: it is to be one, and has more rows than a sheet.
    """
    if rows is not None and rows > MOST_ROWS and kind_of(path) == ".xlsx":
        raise WrongInput.at(
            str(path),
            Text(
                zh=f"Excel 一张表最多 {MOST_ROWS:,} 行，这里至少有 {rows:,} 行。",
                en=f"a sheet holds {MOST_ROWS:,} rows; there are at least {rows:,}.",
            ),
            Text(
                zh="请把文件名改成以 .csv 或 .parquet 结尾。",
                en="Give it a name that ends in .csv or .parquet.",
            ),
        )


def guarded(array: pa.Array) -> pa.Array:
    """Return text with an apostrophe before whatever would be taken for a formula.

    >>> guarded(pa.array(["=1+1", "a", None])).to_pylist()
    ["'=1+1", 'a', None]
    """
    risky = pc.match_substring_regex(array, FORMULA)
    if not pc.any(risky).as_py():
        return array
    return pc.if_else(risky, pc.binary_join_element_wise("'", array, ""), array)


# ---- the kinds -----------------------------------------------------------------------------------


def _parquet(file: IO[bytes], schema: pa.Schema, batches: Batches) -> None:
    figures = [field.name for field in schema if not pa.types.is_dictionary(field.type)]
    waiting = iter(batches)
    with pq.ParquetWriter(file, schema, compression="zstd", write_statistics=figures) as writer:
        while group := list(islice(waiting, _TOGETHER)):
            writer.write_table(pa.Table.from_batches(group, schema).unify_dictionaries())


def _csv(file: IO[bytes], schema: pa.Schema, batches: Batches) -> None:
    plain = [pa.field(for_csv(title_of(f)), _plain_type(f.type)) for f in schema]
    file.write(BOM)
    with pacsv.CSVWriter(file, pa.schema(plain)) as writer:
        for batch in batches:
            arrays = [_for_csv(column) for column in _for_people(schema, batch)]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=pa.schema(plain)))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _for_csv(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        words = pa.DictionaryArray.from_arrays(column.indices, guarded(column.dictionary))
        return words.cast(pa.string())
    return guarded(column) if pa.types.is_string(column.type) else column


def _xlsx(file: IO[bytes], schema: pa.Schema, batches: Batches) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    try:
        sheet.append([_cell(title_of(field), sheet) for field in schema])
        for batch in batches:
            for row in _rows(_for_people(schema, batch)):
                sheet.append([_cell(value, sheet) for value in row])
    finally:
        sheet.close()
    book.save(file)


def _for_people(schema: pa.Schema, batch: pa.RecordBatch) -> list[pa.Array]:
    return [worded(field, column) for field, column in zip(schema, batch.columns, strict=True)]


def _rows(columns: Iterable[pa.Array]) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in columns), strict=True)


def _cell(value: Any, sheet: Any) -> Any:
    """Return a value as a cell of a workbook; text is never a formula."""
    from openpyxl.cell import WriteOnlyCell

    return put(WriteOnlyCell(sheet), value) if needs_care(value) else value


_WRITERS: Final[Mapping[str, Callable[[IO[bytes], pa.Schema, Batches], None]]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
