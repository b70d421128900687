"""A name, an id or what the drop-down offers: all mean the same record."""

import pytest

from kb.scalars import Refused
from kb.sheet_lookup import Choices, Lookup, entry
from kb.text import Text
from tests.support import shipped_records

TITLE = Text(zh="试点补贴", en="Trial grant")


@pytest.fixture(scope="module")
def lookup():
    return Lookup(shipped_records().values(), {"policy/trial": TITLE})


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("evidence", "营业执照", "evidence/business-licence"),
        ("evidence", "BUSINESS  licence", "evidence/business-licence"),
        ("evidence", "evidence/business-licence", "evidence/business-licence"),
        ("evidence", "business-licence", "evidence/business-licence"),
        ("evidence", "随便写的 · evidence/business-licence", "evidence/business-licence"),
        ("document", "沪人社规〔2023〕1号", "document/shanghai-hrss-2023-1"),
        ("policy", "试点补贴", "policy/trial"),
        ("policy", "Trial grant", "policy/trial"),
        ("area", "黄浦区", "area/310101"),
        ("area", "area/999999", "area/999999"),
    ],
)
def test_a_record_is_found_by_any_of_its_names(lookup, kind, text, key):
    assert lookup.find(kind, text) == key


def test_every_entry_of_a_drop_down_finds_its_record(lookup):
    for kind in ("organisation", "document", "evidence", "concept", "policy", "area"):
        for said in lookup.entries(kind):
            assert lookup.find(kind, said) == said.rpartition(" · ")[2]


@pytest.mark.parametrize(
    ("kind", "text", "remedy"),
    [
        ("evidence", "营业执造", "是不是想写 营业执照？"),
        ("evidence", "area/310101", "请从下拉里选，或者写编号。"),
    ],
)
def test_what_is_not_found_is_told_with_what_comes_nearest(lookup, kind, text, remedy):
    with pytest.raises(Refused) as refused:
        lookup.find(kind, text)

    assert refused.value.remedy.zh == remedy


def test_a_name_of_two_is_told_with_both():
    two = Lookup([], {"policy/a": TITLE, "policy/b": TITLE})

    with pytest.raises(Refused) as refused:
        two.find("policy", "试点补贴")

    assert "不止一个" in refused.value.problem.zh
    assert refused.value.remedy.zh == "请写其中一个：policy/a、policy/b。"
    assert two.find("policy", entry(TITLE, "policy/b")) == "policy/b"


def test_a_title_that_would_come_apart_is_shown_by_its_id():
    choices = Choices({"policy/a": Text(zh="甲；乙", en="a"), "policy/b": TITLE})

    assert choices.show("policy/a") == "policy/a"
    assert choices.show("policy/b") == "试点补贴 · Trial grant · policy/b"
    assert choices.show("policy/unknown") == "policy/unknown"
