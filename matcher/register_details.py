"""One policy told applicant by applicant: what is missing, and every condition, met or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.text import Language, Text
from matcher.columns import JudgedColumns
from matcher.outlook import Outlook
from matcher.planes import Bits, Codes, unpacked
from matcher.register_batch import ReadBatch
from matcher.register_rows import VERDICTS, row_and_id
from matcher.wording import wording_of

_HEADERS: Final = (
    Text(zh="行", en="row"),
    Text(zh="编号", en="id"),
    Text(zh="结论", en="verdict"),
    Text(zh="还缺什么", en="missing"),
)
_CONDITIONS: Final = (
    Text(zh="不满足", en="not met"),
    Text(zh="还不知道", en="open"),
    Text(zh="由部门评定", en="decided by the department"),
    Text(zh="满足", en="met"),
)
"""What the codes of one condition mean."""


def details_of(
    read: ReadBatch, judged: JudgedColumns, place: int, language: Language
) -> pa.RecordBatch:
    """Return one row an applicant: row, id, verdict, what is missing, and a column a condition.

    Args:
        read: n applicants.
        judged: the same applicants, judged.
        place: the policy's, among those of the columns.
        language: of headers and words.
    """
    catalogue = judged.columns.catalogue
    policy = judged.columns.policies[place]
    missing = _missing(Outlook(judged).missing(place), catalogue, language, judged.rows)
    arrays = [*row_and_id(read), _said(judged.codes[place], VERDICTS, language), missing]
    names = [one.get(language) for one in _HEADERS if read.ids is not None or one.en != "id"]
    for leaf in leaves(catalogue.conditions.get(policy.id)):
        codes = judged.judge.planes(leaf).codes(judged.rows)
        arrays.append(_said(codes, _CONDITIONS, language))
        words = wording_of(catalogue).leaf(leaf, False, judged.judge.on).get(language)
        names.append(_another(words, names))
    return pa.RecordBatch.from_arrays(arrays, names=names)


def leaves(criterion: Any) -> Iterator[Any]:
    """Yield the conditions of a tree that are no trees themselves, in its order."""
    if criterion is None:
        return
    if isinstance(criterion, form.Not):
        yield from leaves(criterion.not_)
    elif isinstance(criterion, form.All | form.AnyOf):
        for part in criterion.all if isinstance(criterion, form.All) else criterion.any:
            yield from leaves(part)
    else:
        yield criterion


def _another(words: str, names: list[str]) -> str:
    """Return a header that none of some is yet."""
    name, number = words, 1
    while name in names:
        number += 1
        name = f"{words} ({number})"
    return name


def _said(codes: Codes, words: tuple[Text, ...], language: Language) -> pa.DictionaryArray:
    said = pa.array([one.get(language) for one in words])
    return pa.DictionaryArray.from_arrays(pa.array(codes.view(np.int8)), said)


def _missing(
    whose: Mapping[ConceptId, Bits], catalogue: Catalogue, language: Language, rows: int
) -> pa.DictionaryArray:
    """Return the titles of the facts that keep a policy open; null where none does."""
    concepts = sorted(whose)
    told = np.array([unpacked(whose[one], rows) for one in concepts], dtype=np.uint8)
    kinds, places = _distinct(told.reshape(len(concepts), rows))
    titles = [catalogue.concepts[one].title.get(language) for one in concepts]
    between = "、" if language == "zh" else ", "
    said = [
        between.join(t for t, is_open in zip(titles, kind, strict=True) if is_open)
        for kind in kinds
    ]
    indices = pa.array(
        places.astype(np.int32), mask=~told.any(axis=0) if concepts else np.ones(rows, bool)
    )
    return pa.DictionaryArray.from_arrays(indices, pa.array(said, type=pa.string()))


def _distinct(told: Codes) -> tuple[list[list[int]], npt.NDArray[np.intp]]:
    """Return the distinct columns of a table of zeros and ones, and which one each is."""
    packed = np.packbits(told, axis=0) if len(told) else np.zeros((1, told.shape[1]), np.uint8)
    keys = np.ascontiguousarray(packed.T).view(f"V{packed.shape[0]}").ravel()
    _, firsts, places = np.unique(keys, return_index=True, return_inverse=True)
    return told.T[firsts].tolist(), places
