"""What a column of a table is called for people, and its values, beside its name for programs.

Both stand in the metadata of a field of the schema, which Parquet keeps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

_TITLE: Final = b"title"
_WORDS: Final = b"words"


def titled(field: pa.Field, title: str, words: Mapping[str, str] | None = None) -> pa.Field:
    """Return a field that knows what people call it, and its values.

    >>> title_of(titled(pa.field("policy/a", pa.string()), "Grant"))
    'Grant'
    """
    held = {_TITLE: title.encode()}
    if words is not None:
        held[_WORDS] = json.dumps(words, ensure_ascii=False).encode()
    return field.with_metadata(held)


def title_of(field: pa.Field) -> str:
    """Return what people call a column: its name where nothing else is said."""
    held = (field.metadata or {}).get(_TITLE)
    return str(field.name) if held is None else str(held.decode())


def worded(field: pa.Field, column: pa.Array) -> pa.Array:
    """Return a column with the words people read instead of its values, where there are any."""
    held = (field.metadata or {}).get(_WORDS)
    if held is None or not pa.types.is_dictionary(column.type):
        return column
    words = json.loads(held)
    said = [words.get(value, value) for value in column.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(column.indices, pa.array(said, type=pa.string()))
