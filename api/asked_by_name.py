"""Which services or policies words name: the words stand in a title or in what people call it.

The search also finds what words only come near to; whoever asks why something is missing must
not be answered about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kb.model import Policy, PublicService
from matcher.analyser import is_chinese, normalised, telling, tokens
from matcher.naming import names_of

Named = PublicService | Policy

_FRAME: Final = re.compile(
    r"为什么|为啥|怎么|凭什么|没有|不用|要不要|需要|还要|要办|是不是|办理|我们|[要办吗呢的了我]|[\W_]"
)
"""What only makes a question of a name; it is left out of names as well."""
_SHORTEST: Final = 2
"""One character is in many names and tells nothing."""


def named(asked: str, records: Iterable[Named]) -> tuple[str, ...]:
    """Return which records words name: those called just so, else those that have the words.

    Args:
        asked: what was typed, such as 为什么没有消防检查.
        records: have titles and phrases.

    Returns:
        In the order of their ids; nothing where no name has the words.
    """
    has = _has_chinese if is_chinese(asked) else _has_latin
    found = {str(one.id): tuple(has(asked, one)) for one in records}
    just_so = sorted(id_ for id_, fits in found.items() if True in fits)
    return tuple(just_so or sorted(id_ for id_, fits in found.items() if fits))


def _has_chinese(asked: str, record: Named) -> Iterator[bool]:
    """Yield, for every name that has the words in their order, whether it is just the words."""
    words = _bare(asked)
    for name in map(_bare, names_of(record)):
        if min(len(words), len(name)) >= _SHORTEST and (name in words or _in_order(words, name)):
            yield name == words


def _has_latin(asked: str, record: Named) -> Iterator[bool]:
    """Yield, for every name that has all words that tell something, whether it has no other."""
    words = telling(asked) - _ASKING
    for name in map(telling, names_of(record)):
        if words and words <= name:
            yield name == words


_ASKING: Final = frozenset(tokens("why is there no not need needed do does have must"))


def _bare(text: str) -> str:
    return _FRAME.sub("", normalised(text))


def _in_order(words: Iterable[str], name: str) -> bool:
    """Say whether characters stand in a name one after another, others between them or not.

    >>> _in_order("消防检查", "营业前消防安全检查"), _in_order("特种设备", "旅馆特种行业许可")
    (True, False)
    """
    left = iter(name)
    return all(one in left for one in words)
