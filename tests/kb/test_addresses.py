"""Web addresses in records: found wherever they stand, and written as one where they must be."""

from __future__ import annotations

import pytest

from kb.addresses import LONGEST, addresses_in, cited, unfit_addresses
from kb.errors import Problem
from tests.support import assert_said_well, recorded


def with_link(link):
    return recorded(
        f"{{id: area/a, title: {{zh: 一, en: A}}, sources: [{{name: 通知, link: '{link}'}}]}}"
    )[0]


@pytest.mark.parametrize(
    "link",
    [
        "https://www.shhuangpu.gov.cn/zw/009/20260301/1.html",
        "http://example.cn",
        "https://example.cn:8443/a?b=c#d",
        "https://zh.example.cn/%E9%80%9A%E7%9F%A5",
    ],
)
def test_an_address_is_taken(link):
    assert list(unfit_addresses(with_link(link))) == []


@pytest.mark.parametrize(
    "link",
    [
        "www.example.cn",
        "ftp://example.cn/file",
        "javascript:alert(1)",
        "https://user:word@example.cn/",
        "https://example",
        "https://example.cn/a b",
        "https://example.cn/" + "a" * LONGEST,
        "file:///etc/passwd",
    ],
)
def test_anything_else_is_refused_with_an_example(link):
    ((path, problem, remedy),) = unfit_addresses(with_link(link))

    assert path == ("sources", 0, "link")
    assert "https://" in remedy.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("见 https://a.example.cn/1。", ["https://a.example.cn/1"]),
        ("（https://a.example.cn/1）和http://b.example.cn", ["https://a.example.cn/1",
                                                            "http://b.example.cn"]),
        ("see https://a.example.cn/1, then stop.", ["https://a.example.cn/1"]),
        ("见https://a.example.cn/1.html第三条", ["https://a.example.cn/1.html"]),
        ("https://a.example.cn/1？可以！http://b.example.cn：好", ["https://a.example.cn/1",
                                                              "http://b.example.cn"]),
        ("「https://a.example.cn/?id=1&n=2#top」…", ["https://a.example.cn/?id=1&n=2#top"]),
        ("https://a.example.cn/1…再看https://b.example.cn第三条", ["https://a.example.cn/1",
                                                                "https://b.example.cn"]),
        ("http://site.example.cn:8080/a_b~c%E9，", ["http://site.example.cn:8080/a_b~c%E9"]),
        ("网址 http://上海.政务/a", ["http://上海.政务/a"]),
        ("no address, but a : and //", []),
    ],
)  # fmt: skip
def test_addresses_are_found_in_words_without_the_sign_behind_them(text, found):
    assert list(addresses_in(text)) == found


def test_the_link_of_a_source_is_one_address_whatever_letters_are_in_it():
    link = "https://www.example.cn/政策/通知(1).html"

    assert list(addresses_in(with_link(link))) == [link]


def test_an_address_is_asked_once_however_many_records_cite_it():
    records = recorded(
        "- {id: area/b, title: {zh: 一, en: B}, sources: [{name: 见 https://x.example.cn/}]}\n"
        "- {id: area/a, title: {zh: 二, en: A}, description: {zh: https://x.example.cn/, en: B},"
        " sources: [{name: 通知, link: https://y.example.cn/1}]}\n"
    )

    assert cited(records) == {
        "https://x.example.cn/": ("area/a", "area/b"),
        "https://y.example.cn/1": ("area/a",),
    }
