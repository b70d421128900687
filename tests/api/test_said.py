"""What is wrong is said to everybody in their language: on pages, over HTTP, at the desk."""

from __future__ import annotations

import pytest

from api.accounts import Role
from api.wiring import House
from tests.visiting import PAGE, Visitor, signed_in

BAD = """
id: policy/new
title: {zh: 新, en: New}
benefits: {kind: fixed}
valid: {from: 2027-13-01}
mode: 窗口
"""
DESK = {
    "zh": (
        "这里没有叫 benefits 的字段。",
        "是不是想写 benefit？",
        "“2027-13-01”不是日期。",
        "请按年-月-日写，例如 2025-03-01。",
        "“窗口”不在可选的词里。",
        "请写其中一个：apply、automatic、fast、self-declared。",
    ),
    "en": (
        "benefits is no such key here.",
        "Did you mean benefit?",
        '"2027-13-01" is not a date.',
        "Write year-month-day, such as 2025-03-01.",
        '"窗口" is none of the allowed words.',
        "Write one of: apply, automatic, fast, self-declared.",
    ),
}


def sent(visitor: Visitor, path: str, lang: str, **fields: str) -> str:
    """Return the page that a refused form comes back with, in a language."""
    visitor.client.headers["accept-language"] = lang
    return visitor.send(path, expect=422, **fields).replace("&#34;", '"')


@pytest.mark.parametrize(("lang", "words"), DESK.items(), ids=DESK)
def test_an_officer_reads_what_is_wrong_with_a_file(house: House, lang: str, words: str) -> None:
    page = sent(signed_in(house, Role.OFFICER), "/desk/load", lang, text=BAD)

    assert [one for one in words if one not in page] == []


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("-5", "-5 小于零。请写 0 或更大的数。", "-5 is below zero. Write 0 or more."),
        ("很多", "“很多”不是数字。", '"很多" is not a number.'),
        ("1.234", "“1.234”的小数多于 2 位。", "at most 2 decimals. Round it."),
        ("", "还没有回答。", "There is no answer yet."),
    ],
)
def test_a_companion_reads_what_is_wrong_with_an_answer(
    companion: Visitor, value: str, zh: str, en: str
) -> None:
    path = f"{companion.begin()}/answer"
    given = {"concept": "concept/floor-area", "value": value}

    assert zh in sent(companion, path, "zh", **given)
    assert en in sent(companion, path, "en", **given)


REFUSED = {
    "not there": (404, "/case/none", "没有这个办件。", "There is no such case."),
    "not theirs": (403, "/desk", "这一步由审核人、审计员、负责人、政策专员来做。", "This is for: "),
    "no route": (404, "/none", "没有找到这一页", "There is nothing here"),
}


@pytest.mark.parametrize(("status", "path", "zh", "en"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_that_is_refused_says_why(
    companion: Visitor, lang: str, status: int, path: str, zh: str, en: str
) -> None:
    answer = companion.client.get(path, headers={**PAGE, "accept-language": lang})

    page, _, for_technicians = answer.text.partition("<details")
    assert answer.status_code == status
    assert (zh in page, en in page) == (lang == "zh", lang == "en")
    assert '<p lang="en">' in for_technicians


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ({"accept-language": "zh-CN,zh;q=0.9"}, "没有“service/none”这条记录。"),
        ({"accept-language": "en-GB"}, 'There is no record "service/none".'),
        ({"accept-language": "fr"}, 'There is no record "service/none".'),
        ({}, 'There is no record "service/none".'),
    ],
    ids=["zh", "en", "fr", "none"],
)
def test_a_program_is_told_in_the_language_it_asks_for_else_in_english(
    guest: Visitor, header: dict[str, str], detail: str
) -> None:
    problem = guest.client.get("/record/service/none", headers=header).json()

    assert problem["detail"] == detail
    assert problem["remedy"] == (
        "请检查地址和里面的编号。" if "没有" in detail else "Check the address and the ids in it."
    )
