"""What an officer may write for a record or a choice: its id, code, title in either language.

A drop-down offers `Chinese · English · id`; each of the three is enough, and so is the number of a
document.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from kb.errors import did_you_mean
from kb.ids import KIND_OF_ID, is_id, kind_of
from kb.model import AnyRecord, CodeEntry, PolicyDocument
from kb.scalars import Refused, shown
from kb.text import Text, listed

BETWEEN: Final = " · "
"""What stands between the parts of an entry of a drop-down."""
_TAKEN_APART: Final = re.compile(r"[;；\n]")
_KINDS: Final = frozenset(KIND_OF_ID.values())


def entry(title: Text, key: str) -> str:
    """Return a choice as a drop-down offers it.

    >>> entry(Text(zh="企业", en="enterprises"), "enterprise")
    '企业 · enterprises · enterprise'
    """
    return BETWEEN.join((title.zh, title.en, key))


def same(text: str) -> str:
    """Return a text without what does not tell one from another: case, width and spaces.

    >>> same(" ＡＢ  c ") == same("ab C")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class Choices:
    """Keys by every way to write them."""

    def __init__(self, titles: Mapping[str, Text]) -> None:
        self._titles = titles
        self._keys: defaultdict[str, set[str]] = defaultdict(set)
        for key, title in titles.items():
            for way in (key, title.zh, title.en, entry(title, key), key.partition("/")[2]):
                self.also(way, key)

    def also(self, way: str, key: str) -> None:
        """Let one more way to write a key be known."""
        if way:
            self._keys[same(way)].add(key)

    def find(self, text: str) -> str:
        """Return the one key that is meant.

        Raises:
            Refused: none is, or several are.
        """
        keys = self._keys.get(same(text)) or self._keys.get(same(text.rpartition(BETWEEN)[2]))
        if not keys:
            raise Refused(_none(text), self._near(text))
        if len(keys) > 1:
            raise Refused(_several(text), _write_one(sorted(keys)))
        return next(iter(keys))

    def show(self, key: str) -> str:
        """Return a choice as a drop-down offers it; its key alone where that comes apart.

        >>> Choices({"a": Text(zh="甲", en="A")}).show("a")
        '甲 · A · a'
        """
        said = entry(self._titles[key], key) if key in self._titles else key
        return key if _TAKEN_APART.search(said) else said

    def entries(self) -> tuple[str, ...]:
        """Return what a drop-down offers, in order."""
        return tuple(entry(title, key) for key, title in self._titles.items())

    def _near(self, text: str) -> Text:
        if 0 < len(self._titles) <= _FEW:
            return _write_one([title.zh for title in self._titles.values()], self._titles.values())
        near = difflib.get_close_matches(same(text), self._keys, n=2, cutoff=0.7)
        keys = sorted({min(self._keys[one]) for one in near}) or self._shortened(same(text))
        titles = [self._titles[key] for key in keys]
        if not titles:
            return self._from_list()
        return Text(
            zh=did_you_mean(title.zh for title in titles).zh,
            en=did_you_mean(title.en for title in titles).en,
        )

    def _shortened(self, text: str) -> list[str]:
        """Return up to three keys whose title holds the signs of a short name, in their order."""
        if len(text) < _SHORTEST:
            return []
        found = [key for key, title in self._titles.items() if _holds(text, title)]
        return sorted(found, key=lambda key: (len(self._titles[key].zh), key))[:_SUGGESTED]

    def _from_list(self) -> Text:
        """Return where the good words are; of a list one can look over, the first of them."""
        if not 0 < len(self._titles) <= _LOOKED_OVER:
            return _FROM_LIST
        first = list(self._titles.values())[:_FEW]
        zh, en = listed(one.zh for one in first).zh, listed(one.en for one in first).en
        return Text(zh=f"请从下拉里选，例如：{zh}。", en=f"Choose it from the list, such as: {en}.")


def _holds(text: str, title: Text) -> bool:
    """Say whether the signs of a text stand in a title, in their order.

    >>> _holds("人社局", Text(zh="上海市人力资源和社会保障局", en="Bureau"))
    True
    """
    for said in (same(title.zh), same(title.en)):
        signs = iter(said)
        if all(sign in signs for sign in text) and (not text.isascii() or text in said):
            return True
    return False


class Lookup:
    """Records of every kind by every way to write them."""

    def __init__(self, records: Iterable[AnyRecord], new: Mapping[str, Text]) -> None:
        """Hold standing records, and the titles of those that stand in the file itself."""
        titles: dict[str, dict[str, Text]] = {kind: {} for kind in sorted(_KINDS)}
        held = list(records)
        for record in held:
            titles[kind_of(record.id)][record.id] = record.title
        for key, title in new.items():
            titles[kind_of(key)][key] = title
        self._kinds = {kind: Choices(_by_title(held)) for kind, held in titles.items()}
        for record in held:
            if isinstance(record, PolicyDocument) and record.number:
                self._kinds["document"].also(record.number, record.id)

    def find(self, kind: str, text: str) -> str:
        """Return the id of the record that is meant; an id that nobody knows stays as it is.

        Whether it exists is for the gates, which know the whole base.

        Raises:
            Refused: no title is like that, or several are.
        """
        last = text.rpartition(BETWEEN)[2].strip()
        if is_id(last) and kind_of(last) == kind:
            return last
        return self._kinds[kind].find(text)

    def also(self, kind: str, way: str, key: str) -> None:
        """Let one more way to write a record be known."""
        self._kinds[kind].also(way, key)

    def show(self, kind: str, key: str) -> str:
        """Return a record as its drop-down offers it; the id alone where nobody knows it."""
        return self._kinds[kind].show(key)

    def entries(self, kind: str) -> tuple[str, ...]:
        """Return what a drop-down offers for a kind of record."""
        return self._kinds[kind].entries()


def codes_of(codes: Iterable[CodeEntry]) -> Choices:
    """Return the values of a coded fact by every way to write them."""
    held = list(codes)
    choices = Choices({one.code: one.title for one in held})
    for one in held:
        choices.also(one.notation or "", one.code)
    return choices


def _by_title(titles: Mapping[str, Text]) -> dict[str, Text]:
    return dict(sorted(titles.items(), key=lambda held: (held[1].zh, held[0])))


def _none(text: str) -> Text:
    held = shown(text)
    return Text(zh=f"没有找到{held.zh}。", en=f"{held.en} is not known here.")


def _several(text: str) -> Text:
    held = shown(text)
    return Text(zh=f"{held.zh}不止一个。", en=f"{held.en} is the name of several.")


def _write_one(zh: Iterable[str], titles: Iterable[Text] | None = None) -> Text:
    en = zh if titles is None else [title.en for title in titles]
    return Text(zh=f"请写其中一个：{listed(zh).zh}。", en=f"Write one of: {listed(en).en}.")


_FEW: Final = 12
_LOOKED_OVER: Final = 40
_SHORTEST: Final = 2
_SUGGESTED: Final = 3
_FROM_LIST: Final = Text(
    zh="请从下拉里选，或者写编号。", en="Choose it from the list, or write its id."
)
