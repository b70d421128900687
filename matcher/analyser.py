"""Text → tokens, the same for queries and records.

NFKC (full-width forms, ligatures), small letters; Chinese as single characters and pairs,
which beat word segmentation on every set tried; Latin words with a light stem. Some words say
what kind of paper is meant and never which one: "licence" alone must not find a licence.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_ENDINGS: Final = ("ies", "ing", "es", "s")

FILLERS: Final = frozenset(
    "i a an the to of for in on my me we our want would like do how can is am are and or with at "
    "please need some it that this be will what today where when who which why you your".split()
    + list("我想要了的吗呢啊个一在是有请问怎么什哪里和与")
)
"""Words that say nothing about what is wanted."""


_BRACKETS: Final = str.maketrans("〔〕[]【】", "()()()")


def normalised(text: str) -> str:
    """Return text in one form: NFKC, small letters, single spaces, brackets of one kind.

    >>> normalised("  ＫＴＶ　开业 "), normalised("〔2023〕1号")
    ('ktv 开业', '(2023)1号')
    """
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return " ".join(folded.lower().split())


def stem(word: str) -> str:
    """Return a Latin word without a plural or -ing ending, if three letters remain.

    >>> stem("licences"), stem("opening"), stem("gas")
    ('licenc', 'open', 'gas')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.removesuffix("e") if len(word) > 4 else word


def is_chinese(text: str) -> bool:
    """Say whether a text holds Chinese characters."""
    return any("\u3400" <= char <= "\u9fff" for char in text)


PAPERS: Final = frozenset(
    stem(word)
    for word in "licence license permit certificate filing registration approval subsidy grant "
    "allowance reward".split()
) | frozenset("证 许可 备案 登记 审批 补贴 补助 奖励".split())
"""Words that say what kind of paper or money is meant, never which."""

_SAYS_LITTLE: Final = (
    FILLERS
    | PAPERS
    | frozenset(map(stem, ("register", "apply", "application", "paper")))
    | frozenset("".join(one for one in PAPERS if is_chinese(one)) + "办理申请手续")
)


def counts(token: str) -> bool:
    """Say whether a token says what a text is about: no filler, and more than a kind of paper.

    >>> counts("烟草"), counts("许可"), counts("licenc"), counts("什么")
    (True, False, False, False)
    """
    parts = token if is_chinese(token) else (token,)
    return not _SAYS_LITTLE.issuperset(parts)


def telling(text: str) -> frozenset[str]:
    """Return the tokens that tell one matter from another: words, and pairs of characters.

    >>> sorted(telling("烟草证怎么办")), sorted(telling("tobacco licence"))
    (['烟草', '草证'], ['tobacco'])
    """
    return frozenset(
        token
        for token in tokens(text)
        if counts(token) and (len(token) == 2 if is_chinese(token) else not token.isdigit())
    )


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
