"""The words a sheet of policies is filled in with: choices and comparisons, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kb.kinds import Audience, BenefitKind, PolicyMode
from kb.text import Text

AUDIENCES: Final[Mapping[str, Text]] = {
    Audience.ENTERPRISE: Text(zh="企业", en="enterprises"),
    Audience.PERSON: Text(zh="个人", en="persons"),
    Audience.BOTH: Text(zh="企业和个人", en="enterprises and persons"),
}
MODES: Final[Mapping[str, Text]] = {
    PolicyMode.APPLY: Text(zh="要申请", en="on application"),
    PolicyMode.AUTOMATIC: Text(zh="免申即享", en="automatic"),
    PolicyMode.FAST: Text(zh="快申快享", en="fast track"),
    PolicyMode.SELF_DECLARED: Text(zh="自行申报享受", en="claimed on one's own return"),
}
BENEFITS: Final[Mapping[str, Text]] = {
    BenefitKind.FIXED: Text(zh="固定金额", en="fixed amount"),
    BenefitKind.TIERED: Text(zh="分档", en="tiered"),
    BenefitKind.PERCENTAGE: Text(zh="按比例", en="percentage"),
    BenefitKind.PER_UNIT: Text(zh="按人或按件", en="per person or item"),
    BenefitKind.RATE_POINTS: Text(zh="税费率优惠", en="reduced rate"),
    BenefitKind.TAX_FORMULA: Text(zh="按税法计算", en="by tax formula"),
    BenefitKind.RENT: Text(zh="房租", en="rent"),
    BenefitKind.IN_KIND: Text(zh="实物或服务", en="in kind"),
    BenefitKind.DISCRETIONARY: Text(zh="由部门裁定", en="at discretion"),
}
FIELDS: Final[Mapping[str, Text]] = {
    "title": Text(zh="名称", en="title"),
    "description": Text(zh="说明", en="description"),
    "organisation": Text(zh="主管部门", en="department"),
    "document": Text(zh="依据文件", en="document"),
    "article": Text(zh="条款", en="article"),
    "audience": Text(zh="面向", en="for"),
    "criteria": Text(zh="条件", en="conditions"),
    "benefit": Text(zh="待遇", en="benefit"),
    "valid": Text(zh="有效期", en="validity"),
    "windows": Text(zh="申请时间", en="when to apply"),
    "materials": Text(zh="材料", en="papers"),
    "mode": Text(zh="享受方式", en="how it is had"),
    "channel": Text(zh="办理渠道", en="where to apply"),
    "excludes": Text(zh="不能同时享受", en="not together with"),
    "stacks": Text(zh="可以同时享受", en="together with"),
    "requires": Text(zh="先要享受", en="must be had first"),
    "supersedes": Text(zh="替代", en="replaces"),
    "choose_one": Text(zh="只能选一项", en="choose one of"),
    "quota": Text(zh="名额", en="quota"),
    "phrases": Text(zh="平常说法", en="everyday names"),
    "sources": Text(zh="来源", en="sources"),
    "benefit.amount": Text(zh="金额", en="amount"),
    "benefit.rate": Text(zh="百分之几", en="per cent"),
    "benefit.tiers": Text(zh="分档", en="tiers"),
    "valid.from": Text(zh="有效期自", en="valid from"),
    "valid.to": Text(zh="有效期至", en="valid to"),
}
"""What a source may say of an item, and what may be left to confirm."""


class Compare(StrEnum):
    """How one row of conditions compares; the last three take no fact, or are no plain row."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not_in"
    HAS = "has"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    WITHIN = "within"
    WITHIN_ANY = "within_any"
    IN_ISSUERS_AREA = "in_issuers_area"
    WITHIN_MONTHS = "within_months"
    WITHIN_DAYS = "within_days"
    ON_OR_AFTER = "on_or_after"
    BEFORE = "before"
    HOLDS = "holds"
    GRANTED = "granted"
    REVIEW = "review"
    OTHER = "other"


COMPARISONS: Final[Mapping[str, Text]] = {
    Compare.IS: Text(zh="是", en="is"),
    Compare.IS_NOT: Text(zh="不是", en="is not"),
    Compare.AT_LEAST: Text(zh="不少于", en="at least"),
    Compare.AT_MOST: Text(zh="不超过", en="at most"),
    Compare.MORE_THAN: Text(zh="多于", en="more than"),
    Compare.LESS_THAN: Text(zh="少于", en="less than"),
    Compare.BETWEEN: Text(zh="在两者之间（含两端）", en="between, both included"),
    Compare.IN: Text(zh="是其中一个", en="is one of"),
    Compare.NOT_IN: Text(zh="不是其中任何一个", en="is none of"),
    Compare.HAS: Text(zh="含有", en="has"),
    Compare.HAS_ANY: Text(zh="至少含有其中一个", en="has any of"),
    Compare.HAS_ALL: Text(zh="全部含有", en="has all of"),
    Compare.WITHIN: Text(zh="在这个区域里", en="lies within"),
    Compare.WITHIN_ANY: Text(zh="在其中一个区域里", en="lies within any of"),
    Compare.IN_ISSUERS_AREA: Text(zh="在发文部门的辖区里", en="lies in the issuer's area"),
    Compare.WITHIN_MONTHS: Text(zh="不超过几个月以前", en="within months"),
    Compare.WITHIN_DAYS: Text(zh="不超过几天以前", en="within days"),
    Compare.ON_OR_AFTER: Text(zh="这一天或以后", en="on or after"),
    Compare.BEFORE: Text(zh="早于这一天", en="before"),
    Compare.HOLDS: Text(zh="有这份材料", en="holds the paper"),
    Compare.GRANTED: Text(zh="已享受这项政策", en="already has the policy"),
    Compare.REVIEW: Text(zh="由人来定", en="decided by people"),
    Compare.OTHER: Text(zh="其他（照记录的写法）", en="other, as in a record"),
}
SIGNS: Final[Mapping[str, Compare]] = {
    word.replace("_", " "): compare
    for compare, words in {
        Compare.IS: "= == ＝ 等于 为 equals equal_to is_equal_to",
        Compare.IS_NOT: "≠ != <> 不等于 不为 not_equal_to is_not_equal_to",
        Compare.AT_LEAST: "≥ >= => ⩾ 大于等于 大于或等于 不小于 不低于 至少 最少 及以上 以上 "
        "greater_than_or_equal_to no_less_than not_less_than minimum or_more",
        Compare.AT_MOST: "≤ <= =< ⩽ 小于等于 小于或等于 不大于 不高于 不多于 至多 最多 及以下 以下 "
        "less_than_or_equal_to no_more_than not_more_than up_to maximum or_less",
        Compare.MORE_THAN: "> ＞ 大于 超过 高于 greater_than over above",
        Compare.LESS_THAN: "< ＜ 小于 低于 不足 不满 未满 fewer_than under below",
        Compare.BETWEEN: "介于 之间 在两者之间 在…之间 between",
        Compare.IN: "属于 其中之一 是其中之一 one_of is_any_of",
        Compare.NOT_IN: "不属于 not_one_of not_in",
        Compare.HAS: "包含 包括 含 contains includes",
        Compare.WITHIN: "位于 在区域里 located_in is_within",
        Compare.BEFORE: "早于 之前 以前 earlier_than",
        Compare.ON_OR_AFTER: "不早于 not_before no_earlier_than",
    }.items()
    for word in words.split()
}
"""Other ways to write a comparison."""
YES: Final = Text(zh="是", en="yes")
NO: Final = Text(zh="否", en="no")
