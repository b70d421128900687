"""Text → tokens, the same for queries and records.

NFKC (full-width forms, ligatures), small letters without accents, traditional characters as
simplified ones; Chinese as single characters and pairs, which beat word segmentation on every
set tried; Latin words with a light stem. Some words say what kind of paper is meant and never
which one: "licence" alone must not find a licence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final

import opencc

from kb.text import Language

_UNSPACED: Final = r"\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai, Korean (also in parts, as NFD leaves it), Japanese, Chinese: words are not parted."""
_RUNS: Final = re.compile(rf"[\u3400-\u9fff]+|[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_NOT_PARTED: Final = re.compile(f"[{_UNSPACED}]")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_ACCENTED: Final = re.compile(r"[\u00c0-\u024f\u0300-\u036f]")
_ENDINGS: Final = ("ies", "ied", "ing", "ed", "es", "s", "ly")
_DOUBLED: Final = re.compile(r"([b-df-hj-kmnp-rtv-y])\1$")

FILLERS: Final = frozenset(
    "i a an the to of for in on my me we our want would like do how can is am are and or with at "
    "please need some it that this be will what today where when who which why you your from so "
    "was were been has have had do does did not no don t s m re ve ll d as at by if they he she "
    "his her their them there than then also just currently know yes am about any but because us "
    "its into".split()
    + list("我想要了的吗呢啊个一在是有请问怎么什哪里和与")
)
"""Words that say nothing about what is wanted."""


_BRACKETS: Final = str.maketrans("〔〕[]【】", "()()()")


@cache
def _simplified() -> Any:
    return opencc.OpenCC("t2s")


def normalised(text: str) -> str:
    """Return text in one form: NFKC, small letters, no accents, simplified, brackets of one kind.

    >>> normalised("  ＫＴＶ　開業 "), normalised("〔2023〕1号"), normalised("Café")
    ('ktv 开业', '(2023)1号', 'cafe')
    """
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).lower()
    if folded.isascii():
        return " ".join(folded.split())
    if _ACCENTED.search(folded):
        parts = unicodedata.normalize("NFD", folded)
        folded = "".join(one for one in parts if not unicodedata.combining(one))
    if is_chinese(folded):
        folded = _simplified().convert(folded)
    return " ".join(folded.split())


def stem(word: str) -> str:
    """Return a Latin word without its commonest ending, if three letters remain.

    >>> [stem(word) for word in ("licences", "hire", "hiring", "shopping", "business", "gas")]
    ['licenc', 'hir', 'hir', 'shop', 'business', 'gas']
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else "")
            word = _DOUBLED.sub(r"\1", word)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def is_chinese(text: str) -> bool:
    """Say whether a text holds Chinese characters."""
    return _CHINESE.search(text) is not None


def language_of(text: str) -> Language:
    """Return the language of ours that a text is in; mixed with Chinese it counts as Chinese.

    >>> language_of("开 KTV"), language_of("open a bar")
    ('zh', 'en')
    """
    return "zh" if is_chinese(text) else "en"


PAPERS: Final = frozenset(
    stem(word)
    for word in "licence license permit certificate filing registration approval subsidy grant "
    "allowance reward".split()
) | frozenset("证 许可 备案 登记 审批 补贴 补助 奖励".split())
"""Words that say what kind of paper or money is meant, never which."""

_SAID_ANYWHERE: Final = (
    "register apply application paper paperwork document help bring take long get going any money "
    "something information question office window claim file official legal new own start"
)

_SAYS_LITTLE: Final = (
    FILLERS
    | PAPERS
    | frozenset(map(stem, _SAID_ANYWHERE.split()))
    | frozenset(
        "".join(one for one in PAPERS if is_chinese(one)) + "办理申请手续咨询事情材料丢弄搞去"
    )
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
    >>> tokens("лицензия"), tokens("きょか")
    (['лицензия'], ['き', 'ょ', 'か', 'きょ', 'ょか'])
    """
    out: list[str] = []
    for run in _RUNS.findall(normalised(text)):
        if _NOT_PARTED.match(run):
            out += [char for char in run if char not in FILLERS]
            out += [run[i : i + 2] for i in range(len(run) - 1)]
        elif run not in FILLERS:
            out.append(stem(run))
    return out
