"""What is said of a cell of a register that cannot be used, and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kb.text import Text, listed
from matcher.unfit import quoted


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell cannot be used; one is made for each distinct word, not for each cell."""

    problem: Text
    remedy: Text | None = None


class Refused(ValueError):
    """A cell that cannot be used; only seen while cells are read."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.problem.en)
        self.refusal = refusal


def folded(text: str) -> str:
    """Return a name without what people write differently: case, width, spaces, hyphens.

    >>> folded("Registered_Capital"), folded("ＡＢ 公司")
    ('registeredcapital', 'ab公司')
    """
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", text).casefold())


def is_not(raw: object, what: Text, remedy: Text) -> Refusal:
    """Return the refusal of a cell that is not what its column wants.

    >>> is_not("maybe", Text(zh="“是”或“否”", en="yes or no"), Text(zh="。", en=".")).problem.en
    '"maybe" is not yes or no.'
    """
    held = quoted(raw)
    return Refusal(Text(zh=f"{held.zh}不是{what.zh}。", en=f"{held.en} is not {what.en}."), remedy)


def several(raw: object, ids: list[str]) -> Refusal:
    """Return the refusal of a name that several records or codes have."""
    held, named = quoted(raw), listed(ids)
    return Refusal(
        Text(zh=f"{held.zh}可能是：{named.zh}。", en=f"{held.en} may be any of: {named.en}."),
        Text(zh="请写编号。", en="Write the id."),
    )


def spreadsheet_error(raw: object) -> Refusal:
    """Return the refusal of `#N/A` and its kind."""
    held = quoted(raw)
    said = Text(zh=f"{held.zh}是表格算出的错误。", en=f"{held.en} is an error of the spreadsheet.")
    return Refusal(
        said, Text(zh="请改正公式或删掉内容。", en="Mend the formula or clear the cell.")
    )


def too_large(raw: object) -> Refusal:
    """Return the refusal of a number that has no room."""
    held = quoted(raw)
    said = Text(zh=f"{held.zh}太大。", en=f"{held.en} is too large.")
    return Refusal(said, Text(zh="请检查数字和单位。", en="Check the number and its unit."))


def a_serial(raw: object) -> Refusal:
    """Return the refusal of a day that a spreadsheet has turned into a number."""
    held = quoted(raw)
    return Refusal(
        Text(
            zh=f"{held.zh}是表格里的日期序号，不是日期。",
            en=f"{held.en} is a spreadsheet's number of a day, not a date.",
        ),
        DAYS_AS_NUMBERS,
    )


def another_unit(raw: object, found: str, wanted: Text | None) -> Refusal:
    """Return the refusal of a number in another unit than its concept's."""
    held, unit = quoted(raw), wanted or Text(zh="没有单位的数", en="a number without a unit")
    return Refusal(
        Text(
            zh=f"{held.zh}的单位是“{found}”，这里要的是“{unit.zh}”。",
            en=f'{held.en} is in "{found}"; what is wanted here is "{unit.en}".',
        ),
        Text(
            zh="请换算后只写数字；整列都是这个单位，请在对照文件里写 times。",
            en="Convert it and write digits only; if the whole column is in that unit, write times in the mapping file.",  # noqa: E501
        ),
    )


def rounded(raw: object) -> Refusal:
    """Return the refusal of `1.23E+05`, which a spreadsheet may have rounded for display."""
    held = quoted(raw)
    return Refusal(
        Text(
            zh=f"{held.zh}是科学记数，可能丢了末尾的数字。",
            en=f"{held.en} is in scientific notation; its last digits may be lost.",
        ),
        Text(
            zh="请把这一列设成数字或文本格式，再存一次。",
            en="Format the column as plain numbers or text and save it again.",
        ),
    )


def digits_lost(raw: object) -> Refusal:
    """Return the refusal of a long id that a spreadsheet keeps as a number."""
    held = quoted(raw)
    return Refusal(
        Text(
            zh=f"{held.zh}太长，存成数字会丢掉末尾几位。",
            en=f"{held.en} is too long to be kept as a number; its last digits are lost.",
        ),
        Text(
            zh="请把这一列设成文本格式，重新填写。",
            en="Format the column as text and enter the ids again.",
        ),
    )


YES_OR_NO: Final = (
    Text(zh="“是”或“否”", en="yes or no"),
    Text(zh="请写“是”或“否”。", en="Write yes or no."),
)
CONSENT: Final = (
    Text(zh="“同意”或“不同意”", en="given or refused"),
    Text(
        zh="请写“同意”或“不同意”；没有问过，请留空。",
        en="Write given or refused; leave it empty if nobody asked.",
    ),
)
DAYS_AS_NUMBERS: Final = Text(
    zh="请把这一列设成日期格式，再存一次，例如 2025-03-01。",
    en="Format the column as dates, such as 2025-03-01, and save it again.",
)
A_DAY: Final = (
    Text(zh="日期", en="a date"),
    Text(
        zh="请按年-月-日写，例如 2025-03-01；别的写法请在对照文件里写 form。",
        en="Write year-month-day, such as 2025-03-01, or say the form in the mapping file.",
    ),
)
NO_NAME: Final = (
    Text(zh="已知的名称或代码", en="a name or code we know"),
    Text(
        zh="请写编号或名称，或在对照文件里写 values。",
        en="Write the id or title, or say in the mapping file what it means under values.",
    ),
)
A_JSON_LIST: Final = (
    Text(zh="列表", en="a list"),
    Text(
        zh='请写成 ["甲", "乙"] 的样子；一个也没有，请写 []。',
        en='Write ["a", "b"], or [] for none.',
    ),
)
A_JSON_OF_MEMBERS: Final = (
    Text(zh="成员的列表", en="a list of members"),
    Text(
        zh='请写成 [{"concept/age": 30}] 的样子；一个也没有，请写 []。',
        en='Write [{"concept/age": 30}], or [] for none.',
    ),
)
NUMBER_REMEDY: Final = Text(
    zh="请只写数字，例如 80；单位不同，请在对照文件里写 times。",
    en="Write digits only, such as 80; for another unit write times in the mapping file.",
)
A_NUMBER: Final = (Text(zh="数字", en="a number"), NUMBER_REMEDY)
