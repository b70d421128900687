"""A text that is searched for: its scores, its names, and what in it tells matters apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kb.text import Language
from matcher import elsewhere
from matcher.analyser import PAPERS, counts, is_chinese, language_of, telling, tokens
from matcher.embedding import Vectors
from matcher.index import unit

NAMED: Final = 0.25
"""What a name that is the whole text adds to a score of at most 1."""
OTHERS_LEAD: Final = 0.9
"""What is not ours is meant when it scores more than this share of the best record."""

PASSING_NAME: Final = 0.12
"""A name that makes up less of a text stands there in passing."""
LONG: Final[Mapping[Language, int]] = {"zh": 24, "en": 80}
"""Of a longer text only so many characters count: people tell stories."""
NAMED_LEAD: Final = 0.85
"""What is named may score so much less than what is not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, the score of every record for it, and what in it tells one matter from another."""

    text: str
    scores: Vectors
    others: float
    lengths: Mapping[int, int]
    shares: Mapping[int, float]
    length: int
    telling: frozenset[str]
    characters: frozenset[str]
    speaks_of_paper: bool

    @classmethod
    def of(cls, text: str, scores: Vectors, lengths: Mapping[int, int], size: int) -> Asked:
        """Return a text with what it says.

        Args:
            text: as it was meant.
            scores: of every document, the records first.
            lengths: of the longest name of every record that stands in it.
            size: how many records there are.
        """
        said = tokens(text)
        length = max(sum(len(one) for one in said if not is_chinese(one) or len(one) == 1), 1)
        shares = {place: min(1.0, found / length) for place, found in lengths.items()}
        whole = unit(scores)
        for place, share in shares.items():
            whole[place] += NAMED * share
        characters = (token for token in said if is_chinese(token) and counts(token))
        return cls(
            text=text,
            scores=whole[:size],
            others=float(whole[size:].max(initial=0.0)),
            lengths=lengths,
            shares=shares,
            length=length,
            telling=telling(text),
            characters=frozenset("".join(characters)),
            speaks_of_paper=not PAPERS.isdisjoint(said),
        )

    @property
    def longest(self) -> int:
        """Return the length of the longest name that stands in the text."""
        return max(self.lengths.values(), default=0)

    def is_named(self, best: float) -> bool:
        """Say whether the longest name in a text is what it is about, and not only in passing.

        It is where it makes up most of the text, or some of it and no record scores much more.

        Args:
            best: the highest score of a record.
        """
        enough = PASSING_NAME * min(self.length, LONG[language_of(self.text)])
        if not self.longest or self.longest < enough:
            return False
        named = (self.scores[i] for i, size in self.lengths.items() if size == self.longest)
        is_whole = self.longest >= elsewhere.WHOLE_NAME * self.length
        return is_whole or bool(max(named) >= NAMED_LEAD * best)

    def is_elsewhere(self, best: float) -> bool:
        """Say whether something that is not ours is meant, of a text that says enough to tell."""
        if self.longest >= elsewhere.WHOLE_NAME * self.length:
            return False
        return bool(self.telling) and self.others > OTHERS_LEAD * best
