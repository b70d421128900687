"""Tables an officer could check: the headings registers usually have, and their usual words."""

from __future__ import annotations

import pytest

from matcher.register_batch import Column, Role
from matcher.register_headers import headers_read
from matcher.register_headings import of_trade, parts_of, role_of, usual
from matcher.register_words import Words
from tests.support import shipped_catalogue

USUAL = [
    ("成立日期", "registered-on"),
    ("注册日期", "registered-on"),
    ("行业", "industry"),
    ("所属行业", "industry"),
    ("登记机关所在区", "registered-district"),
    ("注册地", "registered-district"),
    ("所在区", "registered-district"),
    ("区", "registered-district"),
    ("职工人数", "employees"),
    ("员工人数（人）", "employees"),
    ("从业人数", "employees"),
    ("营业收入（万元）", "revenue"),
    ("年收入", "revenue"),
    ("资产总额", "total-assets"),
    ("户籍", "person-hukou"),
    ("有外资", "foreign-investor"),
    ("是否外资", "foreign-investor"),
    ("是否有上海居住证", "residence-permit"),
    ("经营异常名录", "abnormal-list"),
]


@pytest.mark.parametrize(("header", "concept"), USUAL)
def test_a_usual_heading_is_understood(header, concept):
    (column,) = headers_read([header], shipped_catalogue(), None, "x").columns

    assert column.concept == f"concept/{concept}"


@pytest.mark.parametrize(
    "header", ["人数", "面积", "居住证", "名称", "类型", "性别", "日期", "备注", "是否", ""]
)
def test_what_fits_nothing_or_several_is_left_over(header):
    assert usual(header, shipped_catalogue()) is None


def test_a_usual_heading_gives_way_to_a_name_of_the_fact_itself():
    held = headers_read(["区", "登记在哪里", "用工人数", "员工数"], shipped_catalogue(), None, "x")

    assert [one.name for one in held.columns] == ["登记在哪里", "用工人数"]
    assert held.unmapped == ("区", "员工数")


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("信用代码", Role.ID),
        ("编号", Role.ID),
        ("是否同意使用数据", Role.CONSENT),
        ("同意使用", Role.CONSENT),
        ("心情", None),
    ],
)
def test_ids_and_consent_have_usual_headings_too(header, role):
    assert role_of(header) is role


WORDS = [
    ("registered-district", "浦东新区", "elsewhere-in-shanghai"),
    ("registered-district", "上海市徐汇区", "elsewhere-in-shanghai"),
    ("registered-district", "上海市黄浦区", "huangpu"),
    ("registered-district", "上海市", None),
    ("industry", "餐饮业", "catering"),
    ("industry", "制造业", "industry"),
    ("industry", "住宿和餐饮业", None),
    ("industry", "房地产业", None),
    ("industry", "服务业", None),
    ("legal-form", "有限责任公司", "company"),
    ("legal-form", "个体户", "individual-business"),
    ("person-hukou", "外地", "elsewhere"),
]


@pytest.mark.parametrize(("concept", "word", "code"), WORDS)
def test_a_usual_word_means_its_code_and_an_unsure_one_is_refused(concept, word, code):
    held = Words(Column(name="x", concept=f"concept/{concept}"), shipped_catalogue()).meaning(word)

    assert (held.value, held.refusal is None) == (code, code is not None)


def test_parts_of_titles_leave_out_what_says_what_is_not_meant():
    assert list(parts_of("交通运输（铁路除外）")) == ["交通运输"]
    assert list(parts_of("批发、贸易")) == ["批发、贸易", "批发", "贸易"]
    assert (of_trade("餐饮业"), of_trade("行业")) == ("餐饮", "")


def test_every_concept_and_code_with_usual_names_is_there():
    from matcher.register_headings import _held

    catalogue = shipped_catalogue()
    held = _held()
    assert set(held["headings"]) <= catalogue.concepts.keys()
    for group in held["words"]:
        codes = [{one.code for one in catalogue.concepts[name].codes} for name in group["of"]]
        assert all(group["mean"].keys() <= known for known in codes)
