"""Text → tokens, the same for queries and records.

NFKC (full-width forms, ligatures), small letters; Chinese as single characters and pairs,
which beat word segmentation on every set tried; Latin words with a light stem.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_ENDINGS: Final = ("ies", "ing", "es", "s")

FILLERS: Final = frozenset(
    "i a an the to of for in on my me we our want would like do how can is am are and or with at "
    "please need some it that this be will what today".split()
    + list("我想要了的吗呢啊个一在是有请问怎么和与")
)
"""Words that say nothing about what is wanted."""


def normalised(text: str) -> str:
    """Return text in one form: NFKC, small letters, single spaces.

    >>> normalised("  ＫＴＶ　开业 ")
    'ktv 开业'
    """
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def stem(word: str) -> str:
    """Return a Latin word without a plural or -ing ending, if three letters remain.

    >>> stem("licences"), stem("opening"), stem("gas")
    ('licenc', 'open', 'gas')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.removesuffix("e") if len(word) > 4 else word


def tokens(text: str) -> list[str]:
    """Return the tokens of a text, fillers left out.

    >>> tokens("开便利店")
    ['开', '便', '利', '店', '开便', '便利', '利店']
    """
    out: list[str] = []
    for run in _RUNS.findall(normalised(text)):
        if run[0] >= "\u3400":
            out += [char for char in run if char not in FILLERS]
            out += [run[i : i + 2] for i in range(len(run) - 1)]
        elif run not in FILLERS:
            out.append(stem(run))
    return out


def is_chinese(text: str) -> bool:
    """Say whether a text holds Chinese characters."""
    return any("\u3400" <= char <= "\u9fff" for char in text)
