"""Flags said as statements: "inside a shopping mall", "not inside a shopping mall".

A flag has only a title, and titles are written in many ways (是否有外资, Holds a permit, Swimming
pool). Each table below is tried from the top; what fits no row is said as "Title: yes".
"""

from __future__ import annotations

import re
from typing import Final

from kb.text import Language, Text
from matcher.nouns import lowered

_STATUS: Final = (
    "company enterprise firm school base person student graduate employer chain trader business"
    " body trade institution resident member citizen veteran"
).split()
"""What somebody is, rather than has: "not a listed company", but "no swimming pool"."""
_VERBS: Final = {
    "has": "have", "does": "do", "carries": "carry", "qualifies": "qualify",
    **{f"{verb}s": verb for verb in "hold employ pay keep own need run draw use sell live work"
       " belong receive rent lease".split()},
}  # fmt: skip
_BE: Final = "is are was were can will may must".split()
_SUBJECTS: Final = "child employee founder mother father owner parent applicant spouse".split()
_STATES: Final = "on in inside outside at near under within already new born able about".split()
_PARTS: Final = r"(?:ed|ing|wn|ne)\b (?:\S+ly|a|an|the|this|online|as|by|for|in|on|of|while|with)"
_STARTS: Final = r"(?:the )?(?:[\w'’-]+ ){0,3}?"

_ENGLISH: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), yes, no)
    for pattern, yes, no in (
        (rf"whether (.+?) ({'|'.join(_BE)}) (.+)", r"\1 \2 \3", r"\1 \2 not \3"),
        (r"whether (.+)", r"\1", r"not so: \1"),
        (rf"({_STARTS})has (been|begun|gone|had|\w+ed)\b(.*)", r"\1has \2\3", r"\1has not \2\3"),
        (rf"({_STARTS})({'|'.join(_BE)}) (.+)", r"\1\2 \3", r"\1\2 not \3"),
        (rf"({'|'.join(_SUBJECTS)}) (\w+ed\b.*)", r"\1 \2", r"\1 not \2"),
        (r"(\w+) (already .+)", r"\1 \2", r"\1 not \2"),
        (rf"((?:{'|'.join(_STATES)})\b.+)", r"\1", r"not \1"),
        (rf"((?:first )?\w+{_PARTS}\b.*)", r"\1", r"not \1"),
        (r"(\w+(?:ing|ed) (?:normally|online)\b.*|\w+ly \w+.*)", r"\1", r"not \1"),
        (r"(first (?!\w+ed).+)", r"the \1", r"not the \1"),
    )
)
_CHINESE: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), yes, no)
    for pattern, yes, no in (
        (r"(.*)有没有(.+)", r"\1有\2", r"\1没有\2"),
        (r"(.*)是不是(.+)", r"\1是\2", r"\1不是\2"),
        (r"(.*)能不能(.+)", r"\1能\2", r"\1不能\2"),
        (r"(.*)是否有(.+)", r"\1有\2", r"\1没有\2"),
        (r"(.*)是否已(?:经)?(.+)", r"\1已\2", r"\1没有\2"),
        (r"(.*)是否(签|办|交|买|拿)了(.+)", r"\1\2了\3", r"\1没有\2\3"),
        (r"(.*)是否(列入.+)", r"\1\2", r"\1没有\2"),
        (r"(.*)是否要(.+)", r"\1要\2", r"\1不用\2"),
        (
            r"(.*)是否((?:在|属于|涉及|雇|开|卖|用|网上|现场|培训|做|同时|能|会).*|良好|正常|规范)",
            r"\1\2",
            r"\1不\2",
        ),
        (r"(.*)是否(.+)", r"\1是\2", r"\1不是\2"),
        (r"(.*第一次.+)", r"\1", r"不是\1"),
        (r"够得上(.+)", r"够得上\1", r"够不上\1"),
        (r"有(.+)", r"有\1", r"没有\1"),
        (r"(孩子|创办人|员工|经营者|父母|近一年|今年|在上海)有(.+)", r"\1有\2", r"\1没有\2"),
        (r"(.+)有关系", r"\1有关系", r"\1没有关系"),
        (r"(.{0,12}?)已(?:经)?(.+)", r"\1已\2", r"\1没有\2"),
        (r"(在.+?)签了(.+)", r"\1签了\2", r"没有\1签\2"),
        (r"(\w{1,2})了(.+)", r"\1了\2", r"没有\1\2"),
        (r"(在.+过)", r"\1", r"没有\1"),
        (r"(在[缴办读交].+)", r"\1", r"没有\1"),
        (r"(.+)就是(.+)", r"\1就是\2", r"\1不是\2"),
        (r"(.{0,6}?)是(.+)", r"\1是\2", r"\1不是\2"),
        (r"([^为]*(?:企业|单位|机构|学生|人员|法人|基地|公司|被执行人))", r"是\1", r"不是\1"),
        (r"(在.+)", r"\1", r"不\1"),
        (r"(.{1,4})能(.+)", r"\1能\2", r"\1不能\2"),
        (r"(孩子)(在?.+)", r"\1\2", r"\1没有\2"),
        (r"(按.+)", r"\1", r"没有\1"),
        (r"(依法.+|自己.+)", r"\1", r"不是\1"),
        (r"(.+)有效", r"\1有效", r"\1无效"),
        (r"(.+)(健全|良好|正常|规范|完整)", r"\1\2", r"\1不\2"),
    )
)


def statement(title: Text, holds: bool, names: frozenset[str], language: Language) -> str:
    """Return a flag as a statement that it is so, or that it is not.

    Args:
        title: of the flag.
        holds: what is said to be so.
        names: words that keep their capital in English.
        language: of the words.

    >>> mall = Text(zh="是否在商场内", en="Inside a shopping mall")
    >>> statement(mall, True, frozenset(), "en"), statement(mall, False, frozenset(), "en")
    ('inside a shopping mall', 'not inside a shopping mall')
    >>> statement(mall, True, frozenset(), "zh"), statement(mall, False, frozenset(), "zh")
    ('在商场内', '不在商场内')
    """
    if language == "zh":
        return _fitted(_CHINESE, title.zh, holds) or f"{title.zh}：{'是' if holds else '否'}"
    return _english(lowered(title.en, names), holds)


def _fitted(
    table: tuple[tuple[re.Pattern[str], str, str], ...], words: str, holds: bool
) -> str | None:
    for pattern, yes, no in table:
        found = pattern.fullmatch(words)
        if found is not None:
            return found.expand(yes if holds else no)
    return None


def _english(words: str, holds: bool) -> str:
    if (active := _active(words, holds)) or (active := _fitted(_ENGLISH, words, holds)):
        return active.replace("can not", "cannot")
    if _is_status(words):
        article = "an" if words[0] in "aeiou" else "a"
        return f"{article} {words}" if holds else f"not {article} {words}"
    return words if holds else f"no {re.sub(r'^(a|an|the) ', '', words)}"


def _active(words: str, holds: bool) -> str | None:
    """Return a sentence with a verb such as "holds", near its beginning; None without one."""
    found = re.fullmatch(rf"(\w+ )??(already )?({'|'.join(_VERBS)}) (?!\w+(?:ed|un)\b)(.+)", words)
    if found is None:
        return None
    subject, already, verb, rest = found[1] or "", found[2] or "", found[3], found[4]
    return words if holds else f"{subject}does not {already}{_VERBS[verb]} {rest}"


def _is_status(words: str) -> bool:
    """Say whether a noun says what somebody is; the noun stands before "of", "in" and the like."""
    head = re.split(r" (?:of|for|in|at|set|with|insured|without|on|from)\b", words)[0]
    return head.split()[-1] in _STATUS and not re.match(r"(a|an|the) ", words)
