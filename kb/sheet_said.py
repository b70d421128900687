"""What is said to an officer about the rows of a workbook that do not go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kb.sheet_columns import POLICIES, Path
from kb.text import Text
from kb.yaml_text import place_of

MISSING: Final = Text(zh="没有写。", en="is missing.")
ADD: Final = Text(zh="请补上。", en="Add it.")
EACH_ROW: Final = Text(
    zh="每一行都请写政策的名称或编号。", en="Write the title or id of the item on every row."
)
ON_FIRST: Final = Text(
    zh=f"请写“{POLICIES.name}”表里有的名称或编号。",
    en=f'Write a title or id that stands on the sheet "{POLICIES.name}".',
)
NOTHING: Final = (
    Text(zh="一项政策也没有写。", en="no item is filled in."),
    Text(zh="请从例子下面一行写起。", en="Begin on the row below the example."),
)
NO_TITLE: Final = (
    Text(zh="没有编号，也没有英文名称可以用来定编号。", en="there is no id and no English title."),
    Text(
        zh="请填写英文名称；编号就会按它来定。",
        en="Write the English title; the id follows from it.",
    ),
)


def no_id(kind: str) -> tuple[Text, Text]:
    """Return the refusal of what is no id of an item of a kind."""
    called = _CALLED[kind]
    return (
        Text(zh=f"这不是{called.zh}的编号。", en=f"this is no id of {called.en}."),
        Text(
            zh=f"请写成 {kind}/first-grant 的样子，只用小写英文字母、数字和连字符；也可以不填。",
            en=f"Write it such as {kind}/first-grant, in small letters, digits and hyphens; or "
            "leave it empty.",
        ),
    )


def stands(key: str) -> tuple[Text, Text]:
    """Return the refusal of a row whose proposed id is taken."""
    return (
        Text(zh=f"按英文名称定的编号 {key} 已经有了。", en=f"{key}, by its title, stands already."),
        Text(
            zh="要改那一项，请把编号写上；是另一项，请换一个英文名称或编号。",
            en="Write the id to change that item; or use another English title or id.",
        ),
    )


STANDS_ALREADY: Final = (
    Text(zh="这份文件已经有了。", en="this document stands already."),
    Text(
        zh="请删掉这一行，在政策的“依据文件”里直接写它；要改它，请在网页上改。",
        en="Delete this row and name the document with the item; change it on the desk's page.",
    ),
)


def repeated(key: str, first: str) -> tuple[Text, Text]:
    """Return the refusal of a row whose id stands in an earlier row, at `first`."""
    return (
        Text(zh=f"{first} 也是 {key}。", en=f"{first} is {key} too."),
        Text(zh="请只留一行，或者写不同的编号。", en="Keep one row, or give them different ids."),
    )


def said_twice(paths: Sequence[str]) -> tuple[Text, Text]:
    """Return the refusal of a rest that says what columns say."""
    said = ", ".join(paths)
    return (
        Text(zh=f"别的栏目里也写了：{said}。", en=f"also stands in a column: {said}."),
        Text(zh="请只写一处。", en="Say it in one place."),
    )


def would_lose(lost: Sequence[Path]) -> tuple[Text, Text]:
    """Return the refusal of a row that drops what a standing item has beyond the columns."""
    said = ", ".join(place_of(path) for path in lost)
    return (
        Text(
            zh=f"这项政策还有没有栏目的内容（{said}），这样上传会丢掉。",
            en=f"the standing item holds more than the columns do ({said}), and would lose it.",
        ),
        Text(
            zh="请先下载这项政策的工作簿，在里面改。",
            en="Download this item as a workbook first, and change it there.",
        ),
    )


_CALLED: Final = {
    "policy": Text(zh="政策", en="an item"),
    "document": Text(zh="文件", en="a document"),
}
