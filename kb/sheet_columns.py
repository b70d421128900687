"""The sheets of a workbook of policies and their columns, as one table each.

A heading has a Chinese and an English line; either names the column, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from kb.sheet_words import AUDIENCES, BENEFITS, COMPARISONS, FIELDS, MODES
from kb.text import Text

Path = tuple[str, ...]


class Kind(Enum):
    """What a cell of a column holds."""

    WORDS = auto()
    LINES = auto()
    CHOICE = auto()
    CHOICES = auto()
    RECORD = auto()
    RECORDS = auto()
    NUMBER = auto()
    PERCENT = auto()
    WHOLE = auto()
    DAY = auto()
    TIME = auto()
    FLAG = auto()
    LIMIT = auto()
    POLICY = auto()
    VALUE = auto()
    REST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: where its cells go in a record, how they are read, and what is said of it.

    Attributes:
        path: keys from the record, or from the part that a row of this sheet is.
        kind: how a cell is read.
        title: the two lines of the heading.
        note: what to write, for the note at the heading.
        example: what the example row says.
        of: the kind of record that is named; or nothing.
        choices: the words that can be chosen.
        width: in signs.
    """

    path: Path
    kind: Kind
    title: Text
    note: Text
    example: str = ""
    of: str = ""
    choices: Mapping[str, Text] | None = None
    width: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, and its columns from left to right; `part` is where its rows go."""

    name: str
    columns: tuple[Column, ...]
    part: str = ""


def _column(path: str, kind: Kind, zh: str, en: str, note: Text, **more: object) -> Column:
    title = Text(zh=zh, en=en)
    return Column(path=tuple(path.split(".")), kind=kind, title=title, note=note, **more)  # type: ignore[arg-type]


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


_PICK: Final = _t(
    "从下拉里选，也可以写名称或编号。", "Choose from the list, or write a name or an id."
)
_SEVERAL: Final = _t(
    "可以写几个，用分号或换行隔开；写名称或编号。",
    "Several are fine, each on a line or behind a semicolon; names or ids.",
)
_DAY: Final = _t("写日期，例如 2026-03-01。", "A date, such as 2026-03-01.")
_NUMBER: Final = _t("只写数，例如 8000。", "A number alone, such as 8000.")
_YES_NO: Final = _t("选是或否。", "Choose yes or no.")
_ZH: Final = _t("用中文写。", "In Chinese.")
_EN: Final = _t("用英文写。", "In English.")
_LINES_ZH: Final = _t("一行一个中文说法。", "Chinese, one on each line.")
_LINES_EN: Final = _t("一行一个英文说法。", "English, one on each line.")
_MOST: Final = _t(
    "写一个数；或写信息项、参数的编号；或写 0.5 × concept/…。",
    "A number; or the id of a fact or parameter; or 0.5 × concept/….",
)
_POLICY: Final = _t(
    "写政策的名称或编号，和政策表里的一样。", "The title or id of an item, as on the first sheet."
)
_FIELDS: Final = _t(
    "写栏目名，用分号或换行隔开，例如：条件；待遇。",
    "Names of columns, each on a line or behind a semicolon, such as conditions; benefit.",
)

POLICIES: Final = Sheet(
    name="政策 Policies",
    columns=(
        _column("id", Kind.WORDS, "编号", "Id", _t(
            "可以不填，会按英文名称来定；要改已有的政策，请写它的编号。",
            "May stay empty: it follows from the English title. To change a standing item, "
            "write its id."), width=26),
        _column("title.zh", Kind.WORDS, "名称（中文）", "Title (Chinese)", _ZH,
                example="首次创业补贴（例子）", width=28),
        _column("title.en", Kind.WORDS, "名称（英文）", "Title (English)", _EN,
                example="First start-up grant (example)", width=28),
        _column("description.zh", Kind.WORDS, "说明（中文）", "Description (Chinese)", _ZH,
                example="第一次办店、经营满一年的，可以领一次。", width=40),
        _column("description.en", Kind.WORDS, "说明（英文）", "Description (English)", _EN,
                example="Paid once to those who ran a first shop for a year.", width=40),
        _column("notation", Kind.WORDS, "资料编号", "Notation",
                _t("自己用的编号，可以不填。", "A number of your own; may stay empty.")),
        _column("organisation", Kind.RECORD, "主管部门", "Department", _PICK, of="organisation",
                example="黄浦区就业促进中心", width=30),
        _column("document", Kind.RECORD, "依据文件", "Document",
                _t("从下拉里选，也可以写文号、名称或编号；新的文件先写在“文件”表里。",
                   "Choose from the list, or write its number, title or id; a new one goes onto "
                   "the sheet Documents first."),
                of="document", example="沪人社规〔2023〕1号", width=30),
        _column("article", Kind.WORDS, "条款", "Article",
                _t("第几条，例如 4。", "The article, such as 4."), example="4"),
        _column("audience", Kind.CHOICE, "面向", "For", _PICK, choices=AUDIENCES, example="企业"),
        _column("mode", Kind.CHOICE, "享受方式", "How it is had", _PICK, choices=MODES,
                example="要申请"),
        _column("valid.from", Kind.DAY, "有效期自", "Valid from", _DAY, example="2026-01-01"),
        _column("valid.to", Kind.DAY, "有效期至", "Valid to", _DAY, example="2027-12-31"),
        _column("benefit.kind", Kind.CHOICE, "待遇种类", "Kind of benefit", _PICK,
                choices=BENEFITS, example="固定金额"),
        _column("benefit.text.zh", Kind.WORDS, "待遇（中文）", "Benefit (Chinese)", _ZH,
                example="一次性 8000 元", width=28),
        _column("benefit.text.en", Kind.WORDS, "待遇（英文）", "Benefit (English)", _EN,
                example="8,000 yuan, once", width=28),
        _column("benefit.amount", Kind.NUMBER, "金额", "Amount", _NUMBER, example="8000"),
        _column("benefit.unit.zh", Kind.WORDS, "单位（中文）", "Unit (Chinese)",
                _t("例如 元、元/月、%。", "Such as 元, 元/月, %."), example="元"),
        _column("benefit.unit.en", Kind.WORDS, "单位（英文）", "Unit (English)",
                _t("例如 yuan、yuan a month。", "Such as yuan, yuan a month."), example="yuan"),
        _column("benefit.ceiling", Kind.FLAG, "这是最高额", "This is the most one can get",
                _YES_NO),
        _column("benefit.rate", Kind.PERCENT, "百分之几", "Per cent",
                _t("百分之三十写 30 或 30%。", "For thirty per cent write 30 or 30%.")),
        _column("benefit.of", Kind.RECORD, "按什么算", "Per cent of", _PICK, of="concept"),
        _column("benefit.of_at_most", Kind.LIMIT, "其中最多算", "Of which counts at most", _MOST),
        _column("benefit.per", Kind.RECORD, "乘以", "Times", _PICK, of="concept"),
        _column("benefit.units_at_most", Kind.NUMBER, "最多算几份", "Counted at most", _NUMBER),
        _column("benefit.at_most", Kind.LIMIT, "总共最多", "In all at most", _MOST),
        _column("benefit.sum_unit.zh", Kind.WORDS, "算出来的单位（中文）",
                "Unit of the sum (Chinese)", _ZH),
        _column("benefit.sum_unit.en", Kind.WORDS, "算出来的单位（英文）",
                "Unit of the sum (English)", _EN),
        _column("materials", Kind.RECORDS, "材料", "Papers", _SEVERAL, of="evidence",
                example="身份证；营业执照", width=30),
        _column("channel.zh", Kind.WORDS, "办理渠道（中文）", "Where to apply (Chinese)", _ZH,
                example="区就业促进中心"),
        _column("channel.en", Kind.WORDS, "办理渠道（英文）", "Where to apply (English)", _EN,
                example="District employment centre"),
        _column("excludes", Kind.RECORDS, "不能同时享受", "Not together with", _SEVERAL,
                of="policy"),
        _column("stacks", Kind.RECORDS, "可以同时享受", "Together with", _SEVERAL, of="policy"),
        _column("requires", Kind.RECORDS, "先要享受", "Must be had first", _SEVERAL, of="policy"),
        _column("supersedes", Kind.RECORDS, "替代", "Replaces", _SEVERAL, of="policy"),
        _column("choose_one", Kind.RECORDS, "只能选一项", "Choose one of", _SEVERAL, of="policy"),
        _column("quota.places", Kind.NUMBER, "名额", "Places", _NUMBER),
        _column("quota.used_up_on", Kind.DAY, "名额用完日", "Used up on", _DAY),
        _column("quota.text.zh", Kind.WORDS, "名额说明（中文）", "About places (Chinese)", _ZH),
        _column("quota.text.en", Kind.WORDS, "名额说明（英文）", "About places (English)", _EN),
        _column("phrases.zh", Kind.LINES, "平常说法（中文）", "Everyday names (Chinese)",
                _LINES_ZH, example="开店补贴"),
        _column("phrases.en", Kind.LINES, "平常说法（英文）", "Everyday names (English)",
                _LINES_EN, example="shop grant"),
        _column("selected_for", Kind.RECORD, "核心事项代表", "Core item of", _PICK,
                of="organisation"),
        _column("sources.name", Kind.WORDS, "来源", "Source",
                _t("在哪里读到的：名称或网址。", "Where it was read: a name or an address."),
                example="办事指南", width=28),
        _column("sources.article", Kind.WORDS, "来源条款", "Article of the source",
                _t("第几条，例如 4。", "The article, such as 4.")),
        _column("sources.document", Kind.RECORD, "来源文件", "Document of the source", _PICK,
                of="document"),
        _column("sources.read_on", Kind.DAY, "读到的日期", "Read on", _DAY),
        _column("seen", Kind.CHOICES, "来源里写明的", "Read in the source", _FIELDS,
                choices=FIELDS, example="条件；待遇"),
        _column("confirm", Kind.CHOICES, "待确认的", "To be confirmed", _FIELDS,
                choices=FIELDS, example="有效期"),
        _column("checked_on", Kind.DAY, "核对日期", "Checked on", _DAY, example="2026-11-20"),
        _column("rest", Kind.REST, "其余", "The rest",
                _t("这张表没有栏目的内容，照记录的写法；下载时自动写好，一般不用改。",
                   "What has no column, as records say it; filled in when you download. "
                   "Usually left as it is."), width=30),
    ),
)  # fmt: skip

CONDITIONS: Final = Sheet(
    name="条件 Conditions",
    part="criteria",
    columns=(
        _column("policy", Kind.POLICY, "政策", "Item", _POLICY, example="首次创业补贴（例子）",
                width=28),
        _column("group", Kind.WORDS, "组", "Group", _t(
            "不填：必须满足。写 1：同为 1 的几行满足一行即可。写 1.1：同为 1.1 的几行要一起满足，"
            "合起来算第 1 组里的一种情况。",
            "Empty: must be met. 1: one of the rows with 1 is enough. 1.1: rows with 1.1 are met "
            "together and are one of the ways to meet group 1."), width=8),
        _column("except", Kind.FLAG, "不能是", "Must not be",
                _t("写“是”：这一行不成立才行。", "With yes, this row must not be so."), width=8),
        _column("fact", Kind.RECORD, "信息项", "Fact", _PICK, of="concept",
                example="已经营的月数", width=34),
        _column("compare", Kind.CHOICE, "比较", "Comparison", _PICK, choices=COMPARISONS,
                example="不少于", width=24),
        _column("value", Kind.VALUE, "值", "Value", _t(
            "数、日期、是或否、选项、区域、材料或政策；可以写几个的，用分号或换行隔开。"
            "选项见“信息项 Facts”表。",
            "A number, date, yes or no, choice, area, paper or policy; where several fit, each on "
            "a line or behind a semicolon. Choices stand on the sheet Facts."),
            example="12", width=28),
        _column("wording.zh", Kind.WORDS, "怎么说（中文）", "In words (Chinese)", _ZH,
                example="经营满 12 个月", width=28),
        _column("wording.en", Kind.WORDS, "怎么说（英文）", "In words (English)", _EN,
                example="in business for 12 months", width=28),
        _column("source.document", Kind.RECORD, "依据文件", "Document", _PICK, of="document",
                width=28),
        _column("source.article", Kind.WORDS, "条款", "Article",
                _t("第几条；没写文件的，就是这项政策的依据文件。",
                   "The article; without a document, of the item's own."), example="4"),
    ),
)  # fmt: skip

WINDOWS: Final = Sheet(
    name="申请时间 Windows",
    part="windows",
    columns=(
        _column("policy", Kind.POLICY, "政策", "Item", _POLICY, example="首次创业补贴（例子）",
                width=28),
        _column("opens", Kind.DAY, "开始", "Opens", _DAY, example="2026-03-01"),
        _column("closes", Kind.DAY, "截止", "Closes", _DAY, example="2026-04-30"),
        _column("closes_at", Kind.TIME, "截止时刻", "Closes at",
                _t("例如 16:00；不填就是当天结束。", "Such as 16:00; empty is the end of the day."),
                example="16:00"),
        _column("since", Kind.RECORD, "起算日", "Counted from",
                _t("选一个日期信息项；不是固定日期时才填。",
                   "A fact that is a date; only where the dates are not fixed."), of="concept",
                width=28),
        _column("after_months", Kind.WHOLE, "满几个月后", "After months", _NUMBER),
        _column("until_months", Kind.WHOLE, "几个月以内", "Within months", _NUMBER),
        _column("text.zh", Kind.WORDS, "怎么说（中文）", "In words (Chinese)", _ZH, width=28),
        _column("text.en", Kind.WORDS, "怎么说（英文）", "In words (English)", _EN, width=28),
    ),
)  # fmt: skip

SOURCES: Final = Sheet(
    name="更多来源 Sources",
    part="sources",
    columns=(
        _column("policy", Kind.POLICY, "政策", "Item", _POLICY, example="首次创业补贴（例子）",
                width=28),
        *(
            Column(path=one.path[1:], kind=one.kind, title=one.title, note=one.note, of=one.of,
                   example="办事指南" if one.path[1:] == ("name",) else "", width=28)
            for one in POLICIES.columns if one.path[0] == "sources"
        ),
    ),
)  # fmt: skip

DOCUMENTS: Final = Sheet(
    name="文件 Documents",
    part="documents",
    columns=(
        _column("id", Kind.WORDS, "编号", "Id", _t(
            "可以不填，会按英文名称来定。这张表只写新文件；已有的请在网页上改。",
            "May stay empty: it follows from the English title. New documents alone; change those "
            "that stand on the desk's page."), width=26),
        _column("title.zh", Kind.WORDS, "名称（中文）", "Title (Chinese)", _ZH,
                example="关于小店补贴的通知（例子）", width=28),
        _column("title.en", Kind.WORDS, "名称（英文）", "Title (English)", _EN,
                example="Notice on shop grants (example)", width=28),
        _column("number", Kind.WORDS, "文号", "Number",
                _t("照文件上的写。", "As it stands on the document."), example="黄人社〔2026〕1号"),
        _column("issuers", Kind.LINES, "发文部门", "Issued by",
                _t("一行一个，照文件上的写。", "As on the document, each on a line."),
                example="黄浦区人力资源和社会保障局", width=30),
        _column("published", Kind.DAY, "发布日期", "Published", _DAY, example="2026-03-01"),
        _column("in_force.from", Kind.DAY, "施行自", "In force from", _DAY, example="2026-04-01"),
        _column("in_force.to", Kind.DAY, "有效期至", "In force to", _DAY, example="2028-03-31"),
        _column("sources.name", Kind.WORDS, "来源", "Source",
                _t("在哪里读到的，例如 区政府网站。", "Where it was read."), example="区政府网站"),
        _column("sources.link", Kind.WORDS, "网址", "Address",
                _t("读到它的网址。", "The address it was read at."), width=28),
        _column("sources.read_on", Kind.DAY, "读到的日期", "Read on", _DAY),
        _column("checked_on", Kind.DAY, "核对日期", "Checked on", _DAY),
    ),
)  # fmt: skip

BELOW: Final = (CONDITIONS, WINDOWS, SOURCES)
"""Sheets whose rows belong to an item of the first sheet."""
SHEETS: Final = (POLICIES, *BELOW, DOCUMENTS)
LISTS: Final = "选项 Lists"
FACTS: Final = "信息项 Facts"
HELP: Final = "说明 Help"
PROBLEMS: Final = "问题 Problems"
OURS: Final = frozenset({LISTS, FACTS, HELP, PROBLEMS})
"""Sheets that are for reading and hold nothing of an officer's."""
EXAMPLE: Final = "例 Example"
"""What the first cell of the row says that is only an example."""


def held_at(value: Mapping[str, Any], path: Path) -> Any:
    """Return what plain values hold at a path; None where there is nothing.

    >>> held_at({"valid": {"to": 3}}, ("valid", "to")), held_at({}, ("valid", "to"))
    (3, None)
    """
    held: Any = value
    for key in path:
        held = held.get(key) if isinstance(held, Mapping) else None
    return held


def put_at(value: dict[str, Any], path: Path, held: Any) -> None:
    """Put something into plain values at a path."""
    for key in path[:-1]:
        value = value.setdefault(key, {})
    value[path[-1]] = held
