"""Words of a record that change in one language while the other says what it said before.

Applicants read one of the two; what was brought up to date in Chinese alone misleads in English.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from kb.model import AnyRecord
from kb.writing import plain

_BOTH: Final = frozenset({"zh", "en"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfChanged:
    """One text of a record that changed in one language only.

    Attributes:
        record: the id of the record.
        field: the field it stands in, such as `benefit`.
        left: the language that was left as it was, `zh` or `en`.
        says: what that language still says.
    """

    record: str
    field: str
    left: str
    says: str


def half_changed(before: AnyRecord, after: AnyRecord) -> Iterator[HalfChanged]:
    """Yield the texts that changed in one language only.

    Args:
        before: the record as it is.
        after: the same as it would be.
    """
    was = dict(_texts(plain(before)))
    for path, text in _texts(plain(after)):
        old = was.get(path)
        if old is None:
            continue
        left = [language for language in sorted(_BOTH) if old[language] == text[language]]
        if len(left) == 1:
            yield HalfChanged(record=after.id, field=path[0], left=left[0], says=text[left[0]])


def _texts(
    held: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Yield every text in both languages with the path that leads to it."""
    if isinstance(held, dict) and held.keys() == _BOTH:
        if all(isinstance(words, str) for words in held.values()):
            yield path, held
    elif isinstance(held, dict):
        for key, part in held.items():
            yield from _texts(part, (*path, key))
    elif isinstance(held, list):
        for place, part in enumerate(held):
            yield from _texts(part, (*path, str(place)))
