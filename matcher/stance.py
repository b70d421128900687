"""Whether a thing was said to be so: denied, doubted, or said of somebody else.

"不卖烟" denies, "要不要卖烟" and "if I sell wine" leave open, "我儿子是应届毕业生" and "hire
graduates" are not about the applicant. Only what stands right beside the words counts, small words
passed over; a comma ends it. What is so one way or the other is never guessed.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from matcher.spoken import Spoken


class Stance(Enum):
    """How a thing was said."""

    SAID = "said"
    DENIED = "denied"
    OPEN = "open"


def _any(words: str) -> str:
    """Return a pattern for any of some words, the longer ones first."""
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


_ZH_SMALL: Final = _any(
    "卖 做 开 在 是 有 雇 请 用 装 搞 弄 想 打算 准备 会 去 来 过 了 的 得 任何 一个 一家 "
    "个 我 我们 店 买 提供 经营 出售 带 配 接 销售 涉及 属于 位于 找 设 租 放 拿 领 也 都 "
    "还 就 那种 什么 里 店里 用来 需要 要 再"
)
_EN_SMALL: Final = _any(
    "a an the any to be do does sell selling serve serving have having has hire hiring "
    "employ in inside of offer offering want plan going go own yet really located at on "
    "with is are was it there i we my our need use using take make making also shop store "
    "business company premises were will would"
)
_ZH_NOT: Final = _any(
    "不 没 没有 无 非 未 别 不想 不是 不打算 不需要 不用 不会 不卖 不做 没在 不在 从不 "
    "绝不 暂不 并非 并不"
)
_EN_NOT: Final = _any(
    "no not without never neither nor don't doesn't won't isn't aren't haven't hasn't cannot can't"
)
_ZH_OPEN: Final = _any(
    "是不是 要不要 会不会 能不能 可不可以 想不想 有没有 算不算 卖不卖 开不开 做不做 雇不雇 "
    "如果 假如 要是 可能 也许 或许 不知道 不确定 不清楚 考虑 看看 能否 是否 可否 再 又 "
    "另外 另 以后 将来 今后 以前 曾经 曾 原来 原先 本来 之前 过去 还是 快要 即将 除了 不管 "
    "无论 不论 什么是 哪些 申请 补办 等 至少 最少 起码 最多 不到 不足 不超过 超过 几"
)
_EN_OPEN: Final = _any(
    "if whether maybe perhaps might may could can should would until unless another more "
    "further additional extra formerly once later almost nearly either what which become "
    "becoming"
)
_ZH_OTHERS: Final = _any(
    "儿子 女儿 孩子 小孩 宝宝 爱人 老公 老婆 妻子 丈夫 先生 太太 父亲 母亲 爸爸 妈妈 我爸 "
    "我妈 父母 爷爷 奶奶 外公 外婆 老人 哥哥 弟弟 姐姐 妹妹 朋友 同学 亲戚 合伙人 邻居 "
    "同事 员工 店员 他 她 他们 人家 别人 顾客 客人 帮 给 替 招 雇 聘 招聘 招募 招收 录用 "
    "吸纳 安置 服务 面向 针对 适合 接待 照顾 培训"
)
_EN_OTHERS: Final = _any(
    "son daughter child children baby husband wife mother father parents friend friends "
    "partner brother sister grandfather grandmother uncle aunt mum mom dad colleague staff "
    "employee employees customers he she they him her who hire hires hiring hired employ "
    "employs employing recruit recruiting for help helping train serve serving his their"
)
_ZH_LINK: Final = _any(
    "是 的 也 都 刚 今年 一个 一位 一名 个 名 位 了 些 点 几 人 有 过 想 一 二 两 三 四 五 "
    "六 七 八 九 十"
)
_EN_LINK: Final = _any(
    "is are was were went became got a an the also has have had just some new more one two "
    "three four five six seven eight nine ten of who"
)


_EN_BESIDE: Final = "near|next to|opposite|outside|beside|close to|across from|far from"


def _before(zh: str, en: str, zh_small: str, en_small: str) -> re.Pattern[str]:
    """Return a pattern for a marker, then small words only, up to the end.

    What was passed over is not tried again (`*+`), or a long row of small words takes for ever.
    """
    return re.compile(
        rf"(?:{zh})(?:{zh_small}|\d|\s)*+$"
        rf"|(?<![a-z'])(?:{en})(?:[\s-]+(?:{en_small}|\d+))*+[\s-]*$"
    )


_DENIED: Final = _before(_ZH_NOT, _EN_NOT, _ZH_SMALL, _EN_SMALL)
_OPEN: Final = _before(
    _ZH_OPEN,
    rf"{_EN_OPEN}|how (?:do i|can i|to) get|at (?:least|most)|(?:more|less|fewer) than"
    r"|up to|used to",
    _ZH_SMALL,
    _EN_SMALL,
)
_OTHERS: Final = _before(f"{_ZH_OTHERS}|(?<![作因])为", _EN_OTHERS, _ZH_LINK, _EN_LINK)
_BESIDE: Final = _before(
    "离 靠近 挨着 对着 紧邻".replace(" ", "|"), _EN_BESIDE, _ZH_SMALL, _EN_SMALL
)
_BESIDE_AFTER: Final = re.compile(
    r"\s?的?(?:附近|旁边|旁|对面|门口|外面|边上|隔壁|周边)|[\s,]*(?:nearby|next door|opposite)"
)
_NOT_ONLY: Final = re.compile(r"(?:不[仅光只但]|not only)(?:是|卖|做)?\s*$")

_UNCLEAR: Final = re.compile(
    r"(?:(?<!差)不|没|无|非|别)[^只但而却就仅光]{0,5}$"
    rf"|(?<![a-z'])(?:{_EN_NOT})(?:[\s-]+(?!but|only|just)[a-z']+){{0,4}}[\s-]*$"
)
_POLAR: Final = re.compile(r"\s*(?:is|are|do|does|can|could|may|must|should)\s")

_DENIED_AFTER: Final = re.compile(
    r"\s?(?:之类|什么的|这些)?的?[都也我们就]*(?:一概|暂时)?"
    r"(?:不[卖做要雇请搞装开设用会算是]|没有|没|不考虑|不打算[卖做]?|不需要)了?(?:的|呢|吧)?\s*$"
)
_OPEN_AFTER: Final = re.compile(
    r"\s?的?话?(?:可以|行|能|好|有用|算)?(?:吗|么|嘛|行不行|可不可以|好不好|怎么样|还是|与否|要不要"
    r"|卖不卖|做不做|也行|也可以|都行|怎么[拿领得来落转迁])"
    r"|\s?(?:的话|时候)"
)
_JOINTS: Final = r"(?:和|或者|或|以及|及|、|跟|与|还有|,|and|or|nor|/|\s|&)"
_JOINT: Final = re.compile(rf"{_JOINTS}*+")
_JOINT_BEFORE: Final = re.compile(rf"{_JOINTS}+$")
_NEAR: Final = 40
"""How many characters around words may tell how they were said."""


def stance(said: Spoken, begins: int, ends: int, since: int, of_a_person: bool) -> Stance:
    """Return how the words at a place were said.

    Args:
        said: the whole text.
        begins: where the words begin, in folded text.
        ends: where they end.
        since: where what was understood before them ends; a "not" in between is theirs, and where
            it is not clear how, nothing is.
        of_a_person: it is a thing one is or has, which may be said of others too.

    >>> from matcher.spoken import spoken
    >>> text = spoken("不想卖烟，要不要卖酒，只卖零食")
    >>> [stance(text, at, at + 1, 0, False).value for at in (3, 9, 13)]
    ['denied', 'open', 'said']
    """
    before, after = said.before(begins)[-_NEAR:], said.after(ends)[:_NEAR]
    if of_a_person and (_OTHERS.search(before) or _beside(before, after)):
        return Stance.OPEN
    if _OPEN.search(before) or _OPEN_AFTER.match(after) or _asks(said, begins, ends):
        return Stance.OPEN
    if _NOT_ONLY.search(before):
        return Stance.SAID
    if _DENIED.search(before) or _DENIED_AFTER.match(after):
        return Stance.DENIED
    return Stance.OPEN if _UNCLEAR.search(before[-max(begins - since, 0) :]) else Stance.SAID


def _beside(before: str, after: str) -> bool:
    """Say whether something else stands beside what is named: 商场旁边的店 is not in it."""
    return bool(_BESIDE.search(before) or _BESIDE_AFTER.match(after))


def _asks(said: Spoken, begins: int, ends: int) -> bool:
    """Say whether words stand in a question: 是 before 不是上海户口, or "Is a pool required?"."""
    doubled = (
        said.folded[begins] in "不没"
        and said.folded[begins - 1 : begins] == (said.folded[begins + 1 : begins + 2])
    )
    clause = said.before(begins) + said.folded[begins:ends] + said.after(ends)
    marked = said.folded[ends + len(said.after(ends)) :].startswith("?")
    return doubled or (marked and bool(_POLAR.match(clause)))


def listed_before(said: Spoken, begins: int) -> str:
    """Return the "and" or comma right before a place, if one stands there.

    >>> from matcher.spoken import spoken
    >>> listed_before(spoken("烟 和酒"), 3), listed_before(spoken("卖酒"), 1)
    (' 和', '')
    """
    found = _JOINT_BEFORE.search(said.folded, max(0, begins - 8), begins)
    return found[0] if found else ""


def joined(said: Spoken, ends: int, begins: int) -> bool:
    """Say whether two things stand in one list: nothing but "and" or a comma between them.

    >>> from matcher.spoken import spoken
    >>> joined(spoken("烟、酒和零食"), 1, 2), joined(spoken("烟，但卖酒"), 1, 4)
    (True, False)
    """
    return ends <= begins and bool(_JOINT.fullmatch(said.folded[ends:begins]))
