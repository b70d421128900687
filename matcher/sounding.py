"""How Chinese names sound, so that pinyin and slips of a pinyin keyboard find them.

Sounds are letters without tones. What many speakers do not tell apart is one: zh and z, ch and c,
sh and s, -ng and -n. The dictionary is read when something is listened to first, not at a start.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")
_FOLDED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("v", "u"), ("ü", "u"))
_SYLLABLE: Final = re.compile(
    r"(?:[bpmfdtnlgkhjqxrzcsyw]?(?:iao|ian|ion|uai|uan|ai|ei|ao|ou|an|en|in|on|un|ia|ie|iu|ua|uo"
    r"|ui|ue|er|a|o|e|i|u))"
)
_LONGEST_SYLLABLE: Final = 5
LONGEST_PART: Final = 4
"""Parts of names have two to four characters; a name is also known as a whole."""
LONGEST: Final = 60
"""So many letters are listened to in one piece."""


def folded(letters: str) -> str:
    """Return letters with what sounds alike to many written alike.

    >>> folded("zhengzhuang"), folded("lv")
    ('zenzuan', 'lu')
    """
    for one, other in _FOLDED:
        letters = letters.replace(one, other)
    return letters


@lru_cache(maxsize=65536)
def sounds(chinese: str) -> tuple[str, ...]:
    """Return the folded sound of every character of a Chinese text.

    >>> sounds("网吧")
    ('wan', 'ba')
    """
    return tuple(map(folded, pinyin(chinese)))


_NEVER_WRONG: Final = frozenset(
    "不了么们前后上下没能有是在这那还也就都吗呢的我你他她想要去会可以做个间家吃给跟和到从一二三四六七八九十两"
)
"""Characters nobody types by mistake for one in a name; left alone unless the rest is a name."""
_VERBS: Final = frozenset("开办做卖买领给教换去在我要能生交申弄搞租")
"""What stands before a name: a verb and the first character of the name are no word."""


class Sounds:
    """What some Chinese names and their parts sound like."""

    def __init__(self, names: Iterable[str], texts: Iterable[str] = ()) -> None:
        """Listen to names; of what sounds alike, whole names and then frequent parts win.

        Args:
            names: what may be meant.
            texts: what is right as it stands.
        """
        self._pairs = {a + b for text in texts for a, b in pairwise(text)} | _ordinary()
        self._often: Counter[str] = Counter()
        found: dict[str, set[str]] = {}
        for run in {run for name in names for run in _CHINESE.findall(name)}:
            self._pairs.update(a + b for a, b in pairwise(run))
            for part, letters, weight in _parts(run):
                self._often[part] += weight
                found.setdefault(letters, set()).add(part)
        self._parts = {
            letters: max(sorted(parts), key=self._often.__getitem__)
            for letters, parts in found.items()
        }
        self._longest = max(map(len, self._parts), default=0)

    def spelt(self, letters: str) -> str:
        """Return the Chinese that pinyin stands for, or nothing if it stands for no name.

        Syllables that belong to no name are left out. Parts that cover most letters win, longer
        ones before more of them.

        >>> Sounds(["开便利店"]).spelt("kaigebianlidian")
        '便利店'
        """
        text = folded(letters)
        if len(text) > LONGEST:
            return ""
        best: dict[int, tuple[int, str]] = {0: (0, "")}
        for start in range(len(text)):
            if start in best:
                self._go_on(text, start, best)
        return best.get(len(text), (0, ""))[1]

    def _go_on(self, text: str, start: int, best: dict[int, tuple[int, str]]) -> None:
        """Take the parts and syllables that begin at a place into what is best so far."""
        gained, said = best[start]
        for end in range(start + 1, min(len(text), start + self._longest) + 1):
            piece = text[start:end]
            part = self._parts.get(piece, "")
            is_one = end - start <= _LONGEST_SYLLABLE and _SYLLABLE.fullmatch(piece)
            if part or is_one:
                gain = gained + (len(piece) ** 2 if part else 0)
                if gain > best.get(end, (-1, ""))[0]:
                    best[end] = (gain, said + part)

    def mended(self, chinese: str) -> str:
        """Return a Chinese text in which slips of a pinyin keyboard are put right.

        A piece is put right when it holds a pair of characters that stands nowhere, sounds like
        a part of a name, and at least half of it is right.

        >>> Sounds(["开便利店"]).mended("想开便利点")
        '想开便利店'
        """
        odd = {i for i, (a, b) in enumerate(pairwise(chinese)) if a + b not in self._pairs}
        if not odd:
            return chinese
        out, heard = list(chinese), sounds(chinese)
        for size in range(min(len(chinese), LONGEST_PART), 1, -1):
            for start in range(len(chinese) - size + 1):
                if odd.isdisjoint(range(start, start + size - 1)):
                    continue
                part = self._like(chinese[start : start + size], heard[start : start + size])
                if part and self._is_sure(part, start, chinese, odd):
                    out[start : start + size] = part
                    odd -= set(range(start - 1, start + size))
        return "".join(out)

    def _is_sure(self, part: str, start: int, chinese: str, odd: set[int]) -> bool:
        """Say whether what is to be put right stands in no pair of characters that is right."""
        if self._often[part] >= _WHOLE:
            return True
        wrong = [start + i for i, right in enumerate(part) if chinese[start + i] != right]
        last = len(chinese) - 1
        return all((i == 0 or i - 1 in odd) and (i == last or i in odd) for i in wrong)

    def _like(self, piece: str, heard: Sequence[str]) -> str:
        """Return the part of a name that sounds like a piece and shares half of it, or nothing."""
        part = self._parts.get("".join(heard), "")
        wrong = {one for one, right in zip(piece, part, strict=False) if one != right}
        if len(part) != len(piece) or not 0 < len(wrong) <= len(piece) / 2:
            return ""
        if self._often[part] >= _WHOLE:
            return part
        if not _NEVER_WRONG.isdisjoint(wrong):
            return ""
        is_word = self._often[part] >= 2 * _EDGE and part[0] not in _VERBS
        return part if is_word or len(part) > 2 else ""


def _parts(run: str) -> Iterable[tuple[str, str, int]]:
    """Yield a name and its parts, each with its letters and a weight."""
    heard = sounds(run)
    yield run, "".join(heard), _WHOLE
    for size in range(2, min(LONGEST_PART, len(run) - 1) + 1):
        for start in range(len(run) - size + 1):
            at_edge = start in {0, len(run) - size}
            part = run[start : start + size]
            yield part, "".join(heard[start : start + size]), _EDGE if at_edge else 1


_EDGE: Final = 100
_WHOLE: Final = 1_000_000


@cache
def _ordinary() -> frozenset[str]:
    """Return Chinese words of two characters that a dictionary holds; some 20,000."""
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(word for word in phrases_dict if len(word) == 2)


@lru_cache(maxsize=65536)
def pinyin(chinese: str) -> tuple[str, ...]:
    """Return the pinyin of every character, as it is typed.

    >>> pinyin("绿色")
    ('lv', 'se')
    """
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(chinese))
