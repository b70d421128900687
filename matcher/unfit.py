"""What is said of a fact that does not fit: what it should be, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kb.ids import ConceptId
from kb.text import Text

_LONGEST: Final = 40
"""Of what was given, so much is quoted."""


class Unfit(ValueError):
    """A value that is not what its concept wants; `whole` where `what` says all of it."""

    def __init__(self, what: Text, remedy: Text, whole: bool = False) -> None:
        super().__init__(what.en)
        self.what, self.remedy, self.whole = what, remedy, whole

    def problem(self, raw: object) -> Text:
        """Return what is wrong with the value that was given."""
        if self.whole:
            return self.what
        held = quoted(raw)
        return Text(zh=f"{held.zh}不是{self.what.zh}。", en=f"{held.en} is not {self.what.en}.")


def quoted(raw: object) -> Text:
    """Return what was given as a message quotes it.

    >>> quoted("many").en
    '"many"'
    """
    held = str(raw)[:_LONGEST]
    return Text(zh=f"“{held}”", en=f'"{held}"')


def there_is_no(raw: object) -> Text:
    """Return what is wrong with a name that stands for nothing."""
    held = quoted(raw)
    return Text(zh=f"没有{held.zh}。", en=f"there is no {held.en}.")


def is_no_code(wrong: Sequence[object], concept: ConceptId) -> Text:
    """Return what is wrong with words that are not in a concept's list of codes."""
    held = [quoted(raw) for raw in wrong]
    are = "are no codes" if len(held) > 1 else "is no code"
    return Text(
        zh=f"{concept} 没有{'、'.join(one.zh for one in held)}这样的代码。",
        en=f"{', '.join(one.en for one in held)} {are} of {concept}.",
    )


def too_exact(raw: object, most: int) -> Unfit:
    """Return the refusal of a number with more decimals than its concept has."""
    held = quoted(raw)
    zh = f"{held.zh}不是整数。" if most == 0 else f"{held.zh}的小数多于 {most} 位。"
    said = Text(zh=zh, en=f"{held.en} is not a number with at most {most} decimals.")
    return Unfit(said, Text(zh="请四舍五入。", en="Round it."), whole=True)


NO_FACT: Final = Text(zh="没有这个信息项。", en="is no fact we know.")
NO_GROUP: Final = Text(zh="不是一组信息。", en="is not a group of facts.")
WRITE_FACTS: Final = Text(
    zh='请写成 {"concept/floor-area": 80} 的样子。', en='Write {"concept/floor-area": 80}.'
)
NO_LIST: Final = Text(zh="不是列表。", en="is not a list.")
WRITE_NONE: Final = Text(zh="一个也没有，请写 []。", en="Write [] for none.")
CORRECT_THE_ID: Final = Text(zh="请改正编号。", en="Correct the id.")

FLAG: Final = (
    Text(zh=" true 或 false", en="true or false"),
    Text(zh="请写 true 或 false。", en="Write true or false."),
)
NUMBER: Final = (
    Text(zh="数字", en="a number"),
    Text(zh="请写一个数，例如 80。", en="Write a number, such as 80."),
)
CODE_LIST: Final = (Text(zh="代码的列表", en="a list of codes"), WRITE_NONE)
AREA: Final = (
    Text(zh="我们知道的地方", en="an area we know"),
    Text(zh="请写编号，例如 area/310101。", en="Write an id such as area/310101."),
)
SHORT_TEXT: Final = (
    Text(zh="一段短的文字", en="a short text"),
    Text(zh="请用文字写，不超过 500 个字。", en="Write at most 500 characters."),
)
MEMBERS: Final = (
    Text(zh="成员的列表", en="a list of members"),
    Text(zh="一个也没有，请写 []；有，请写成 [{…}, {…}]。", en="Write [] for none, or [{…}, {…}]."),
)
