from __future__ import annotations

import pytest

from kb.text import Text
from matcher.statements import statement

NAMES = frozenset({"Shanghai", "Huangpu"})


@pytest.mark.parametrize(
    ("title", "yes", "no"),
    [
        ("Inside a shopping mall", "inside a shopping mall", "not inside a shopping mall"),
        ("Selling online", "selling online", "not selling online"),
        ("Privately owned", "privately owned", "not privately owned"),
        (
            "Certified as hard to employ",
            "certified as hard to employ",
            "not certified as hard to employ",
        ),
        ("Foreign investor", "foreign investor", "no foreign investor"),
        ("A link with Huangpu", "a link with Huangpu", "no link with Huangpu"),
        ("X-ray", "X-ray", "no X-ray"),
        ("Shanghai household registration",) * 2 + ("no Shanghai household registration",),
        ("Listed company", "a listed company", "not a listed company"),
        (
            "Employer set up to employ disabled people",
            "an employer set up to employ disabled people",
            "not an employer set up to employ disabled people",
        ),
        (
            "Restricted or prohibited trade",
            "a restricted or prohibited trade",
            "not a restricted or prohibited trade",
        ),
        (
            "Holds a disability certificate",
            "holds a disability certificate",
            "does not hold a disability certificate",
        ),
        (
            "Mother has maternity insurance",
            "mother has maternity insurance",
            "mother does not have maternity insurance",
        ),
        (
            "Already draws like care support",
            "already draws like care support",
            "does not already draw like care support",
        ),
        (
            "Already in another housing scheme",
            "already in another housing scheme",
            "not already in another housing scheme",
        ),
        ("Project has begun", "project has begun", "project has not begun"),
        (
            "Degree can be verified online",
            "degree can be verified online",
            "degree cannot be verified online",
        ),
        (
            "The insured employer is the one applying",
            "the insured employer is the one applying",
            "the insured employer is not the one applying",
        ),
        (
            "Whether the new employee is a demobilised soldier",
            "the new employee is a demobilised soldier",
            "the new employee is not a demobilised soldier",
        ),
        (
            "Child diagnosed with autism",
            "child diagnosed with autism",
            "child not diagnosed with autism",
        ),
        (
            "Certificate already subsidised",
            "certificate already subsidised",
            "certificate not already subsidised",
        ),
        (
            "First business in Shanghai",
            "the first business in Shanghai",
            "not the first business in Shanghai",
        ),
    ],
)
def test_an_english_title_becomes_a_statement_and_its_denial(title, yes, no):
    words = Text(zh="是否如此", en=title)

    assert [statement(words, holds, NAMES, "en") for holds in (True, False)] == [yes, no]


@pytest.mark.parametrize(
    ("title", "yes", "no"),
    [
        ("是否在商场内", "在商场内", "不在商场内"),
        ("是否有外资", "有外资", "没有外资"),
        ("父母是否有上海户口", "父母有上海户口", "父母没有上海户口"),
        ("是否列入严重失信名单", "列入严重失信名单", "没有列入严重失信名单"),
        ("是否签了劳动合同", "签了劳动合同", "没有签劳动合同"),
        ("是否要办食品经营许可", "要办食品经营许可", "不用办食品经营许可"),
        ("总部是否已通过连锁评审", "总部已通过连锁评审", "总部没有通过连锁评审"),
        ("信用是否良好", "信用良好", "信用不良好"),
        ("是否上市公司", "是上市公司", "不是上市公司"),
        ("有没有重大违法", "有重大违法", "没有重大违法"),
        ("是不是经办机构放的款", "是经办机构放的款", "不是经办机构放的款"),
        ("银行能不能看出钱花在消费上", "银行能看出钱花在消费上", "银行不能看出钱花在消费上"),
        ("有残疾人证", "有残疾人证", "没有残疾人证"),
        ("孩子有上海居住证", "孩子有上海居住证", "孩子没有上海居住证"),
        ("已办税务登记", "已办税务登记", "没有办税务登记"),
        ("项目已开工", "项目已开工", "项目没有开工"),
        (
            "在上海签了有期限的劳动合同",
            "在上海签了有期限的劳动合同",
            "没有在上海签有期限的劳动合同",
        ),
        ("在缴社会保险", "在缴社会保险", "没有在缴社会保险"),
        ("在上海读大学", "在上海读大学", "不在上海读大学"),
        ("独立法人", "是独立法人", "不是独立法人"),
        ("学历能在学信网查到", "学历能在学信网查到", "学历不能在学信网查到"),
        ("高新证书今天有效", "高新证书今天有效", "高新证书今天无效"),
        ("会计核算健全", "会计核算健全", "会计核算不健全"),
    ],
)
def test_a_chinese_title_becomes_a_statement_and_its_denial(title, yes, no):
    words = Text(zh=title, en="So")

    assert [statement(words, holds, NAMES, "zh") for holds in (True, False)] == [yes, no]


def test_a_title_that_fits_no_pattern_is_never_turned_into_something_else():
    words = Text(zh="信用不良影响还款", en="Bad credit")

    assert [statement(words, holds, NAMES, "zh") for holds in (True, False)] == [
        "信用不良影响还款：是",
        "信用不良影响还款：否",
    ]
