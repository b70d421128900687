"""Web addresses that records cite: which there are, and whether they are written as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from re import compile as pattern
from typing import Any, Final

from kb.model import AnyRecord, Source
from kb.text import Text

LONGEST: Final = 500
_ADDRESS: Final = pattern(
    r"https?://(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+|[\w-]+(?:\.[\w-]+)+)(?::\d{1,5})?"
    r"(?:[/?#][!#-&*-;=?-~]*)?"
)
"""An address in running text: after its host it ends at the first sign or letter beyond ASCII."""
_WHOLE: Final = pattern(r"https?://[\w-]+(\.[\w-]+)+(:\d{1,5})?([/?#]\S*)?")
_AFTER: Final = ".,;:!?"
_NO_ADDRESS: Final = Text(
    zh="请写成 https://www.example.cn/page 的样子。",
    en="Write it as https://www.example.cn/page.",
)
Found = tuple[tuple[str | int, ...], Text, Text]


def unfit_addresses(record: AnyRecord) -> Iterator[Found]:
    """Yield (path, problem, remedy) for each source whose `link` is no web address."""
    for i, source in enumerate(record.sources):
        link = source.link
        if link is not None and not _is_address(link):
            problem = Text(zh=f"“{link[:60]}”不是网址。", en=f'"{link[:60]}" is no web address.')
            yield ("sources", i, "link"), problem, _NO_ADDRESS


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST and _WHOLE.fullmatch(text) is not None


def cited(records: Iterable[AnyRecord]) -> dict[str, tuple[str, ...]]:
    """Return every web address that records cite, each with the ids that cite it, sorted."""
    held: dict[str, set[str]] = {}
    for record in records:
        for address in addresses_in(record):
            held.setdefault(address, set()).add(record.id)
    return {address: tuple(sorted(held[address])) for address in sorted(held)}


def addresses_in(value: Any) -> Iterator[str]:
    """Yield the web addresses in the words of a record, wherever they stand.

    The `link` of a source is an address as a whole, whatever letters are in it.

    >>> list(addresses_in("见 https://www.shhuangpu.gov.cn/zw/1.html。"))
    ['https://www.shhuangpu.gov.cn/zw/1.html']
    """
    if isinstance(value, str):
        yield from _in_words(value)
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from addresses_in(one)
    elif isinstance(value, Source) and value.link is not None and _is_address(value.link):
        yield value.link
        yield from addresses_in(replace(value, link=None))
    elif is_dataclass(value):
        for field in fields(value):
            yield from addresses_in(getattr(value, field.name))


def _in_words(text: str) -> Iterator[str]:
    for found in _ADDRESS.findall(text) if "://" in text else ():
        address = found.rstrip(_AFTER)
        if len(address) <= LONGEST:
            yield address
