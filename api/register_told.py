"""A register as an officer told us to read it: columns, words, what is the same in every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

import pyarrow as pa

from api.register_folder import ROLES, UNKNOWN, Folder, Held, Told
from kb.catalogue import Catalogue
from kb.errors import WrongInput
from kb.text import Text
from matcher.register import Register
from matcher.register_files import open_source
from matcher.register_mapping import plain_mapping
from matcher.register_source import Source

SAME: Final = "="
"""Begins the header of a column that the file lacks and that is the same in every row."""
_LARGEST_FACTOR: Final = 10**12
Kind = TypeVar("Kind", bound=Register)


class WithSame:
    """A file with columns beside its own in which every row has the same.

    Args:
        source: the file.
        same: what stands in each of those columns, by its header.
    """

    def __init__(self, source: Source, same: Mapping[str, str]) -> None:
        self._source, self._same = source, same

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the names of the columns, its own first."""
        return (*self._source.headers, *self._same)

    @property
    def rows(self) -> int | None:
        """Return how many applicants there are, where the file says so."""
        return self._source.rows

    @property
    def title(self) -> str | None:
        """Return the line above the header that only names the table, where there is one."""
        return self._source.title

    def batches(self, headers: Sequence[str], start_row: int) -> Iterator[pa.RecordBatch]:
        """Yield some columns from a row on.

        Raises:
            WrongInput: the file breaks off, or a row cannot be read.
        """
        own = [header for header in headers if header not in self._same]
        added = [header for header in headers if header in self._same]
        for batch in self._source.batches(own, start_row):
            held = [pa.repeat(self._same[header], batch.num_rows) for header in added]
            names = [*batch.schema.names, *added]
            yield pa.RecordBatch.from_arrays([*batch.columns, *held], names=names)

    def done_share(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        return self._source.done_share()


def opened(folder: Folder, held: Held, catalogue: Catalogue, kind: type[Kind]) -> Kind:
    """Return the register as its columns were chosen.

    Args:
        folder: where the file lies.
        held: what was chosen.
        catalogue: the facts.
        kind: of register, for one may do more than be read.

    Raises:
        WrongInput: it cannot be read, or what was chosen does not fit.
    """
    told = {one.tells for one in held.columns}
    same = {same_header(fact, value): (fact, value) for fact, value in held.same}
    same = {header: one for header, one in same.items() if one[0] not in told}
    keys = mapping_keys(held.columns)
    keys["columns"] |= {header: fact for header, (fact, _) in same.items()}
    form, source = open_source(folder.upload)
    wide = WithSame(source, {header: value for header, (_, value) in same.items()})
    return kind(folder.upload, form, wide, catalogue, plain_mapping(keys))


def same_header(fact: str, value: str) -> str:
    """Return the header of a column that says the same everywhere; another value is another."""
    return f"{SAME}{fact}{SAME}{value}"


def fact_of(header: str) -> str:
    """Return the fact that such a header tells; nothing where it is one of a file.

    >>> fact_of("=concept/entity=existing"), fact_of("concept/entity")
    ('concept/entity', '')
    """
    return header.split(SAME)[1] if header.startswith(SAME) else ""


def mapping_keys(columns: Sequence[Told]) -> dict[str, Any]:
    """Return what was chosen for every column, as a mapping file says it.

    Raises:
        WrongInput: two columns were chosen for the same, or a factor is no number above zero.
    """
    keys: dict[str, Any] = {"columns": {}}
    for one in columns:
        if one.tells in ROLES and one.tells in keys:
            raise WrongInput.at(one.header.strip(), *_TWICE)
        if one.tells in ROLES:
            keys[one.tells] = one.header
        else:
            keys["columns"][one.header] = _mapped(one) if one.tells else None
    return keys


def _mapped(one: Told) -> str | dict[str, Any]:
    if not one.times and not one.values:
        return one.tells
    held: dict[str, Any] = {"concept": one.tells}
    if one.times:
        held["times"] = _factor(one)
    if one.values:
        held["values"] = {word: None if to == UNKNOWN else to for word, to in one.values}
    return held


def _factor(one: Told) -> Decimal:
    try:
        factor = Decimal(one.times)
    except InvalidOperation:
        factor = Decimal(0)
    if not factor.is_finite() or not 0 < factor <= _LARGEST_FACTOR:
        raise WrongInput.at(one.header.strip(), _no_factor(one.times), _WRITE_A_FACTOR)
    return factor


def _no_factor(typed: str) -> Text:
    return Text(zh=f"“{typed}”不能用来乘。", en=f'"{typed}" cannot multiply anything.')


_WRITE_A_FACTOR: Final = Text(
    zh="请写一个大于零的数：万元换成元写 10000，单位相同写 1。",
    en="Write a number above zero: 10000 turns 10,000 yuan into yuan; 1 if the unit is the same.",
)
_TWICE: Final = (
    Text(zh="编号和“是否同意”都只能选一列。", en="is the second column for the same."),
    Text(zh="请把另一列改成“不用”。", en="Set one of the two to “not used”."),
)
