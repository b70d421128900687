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
NO_ID: Final = (
    Text(zh="这不是政策的编号。", en="this is no id of an item."),
    Text(
        zh="请写成 policy/first-grant 的样子，只用小写英文字母、数字和连字符；也可以不填。",
        en="Write it such as policy/first-grant, in small letters, digits and hyphens; or leave it "
        "empty.",
    ),
)
NO_TITLE: Final = (
    Text(zh="没有编号，也没有英文名称可以用来定编号。", en="there is no id and no English title."),
    Text(zh="请填写英文名称，或者编号。", en="Write the English title, or an id."),
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
