"""Web addresses that records cite: which there are, and whether they are written as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from re import compile as pattern
from typing import Any, Final

from kb.model import AnyRecord
from kb.text import Text

LONGEST: Final = 500
_ADDRESS: Final = pattern(r"https?://[^\s<>\"'（）()，。；：、“”《》〔〕【】]+")
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
        if link is not None and not (len(link) <= LONGEST and _WHOLE.fullmatch(link)):
            problem = Text(zh=f"“{link[:60]}”不是网址。", en=f'"{link[:60]}" is no web address.')
            yield ("sources", i, "link"), problem, _NO_ADDRESS


def cited(records: Iterable[AnyRecord]) -> dict[str, tuple[str, ...]]:
    """Return every web address that records cite, each with the ids that cite it, sorted."""
    held: dict[str, set[str]] = {}
    for record in records:
        for address in addresses_in(record):
            held.setdefault(address, set()).add(record.id)
    return {address: tuple(sorted(held[address])) for address in sorted(held)}


def addresses_in(value: Any) -> Iterator[str]:
    """Yield the web addresses in the words of a record, wherever they stand.

    >>> list(addresses_in("见 https://www.shhuangpu.gov.cn/zw/1.html。"))
    ['https://www.shhuangpu.gov.cn/zw/1.html']
    """
    if isinstance(value, str):
        for found in _ADDRESS.findall(value) if "://" in value else ():
            address = found.rstrip(_AFTER)
            if len(address) <= LONGEST:
                yield address
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from addresses_in(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from addresses_in(getattr(value, field.name))
