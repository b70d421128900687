"""Words about what seems wrong carry no number of anybody."""

from __future__ import annotations

import pytest

from api.flag_words import LONGEST, checked_words
from kb.errors import WrongInput


@pytest.mark.parametrize(
    "words",
    [
        "打我电话 13812345678",
        "138 1234 5678",
        "+86-138-1234-5678",
        "８６１３８１２３４５６７８",
        "我的身份证310109199001011234",
        "31010919900101123X",
        "310109 19900101 123x",
        "310109900101123",
        "打我家电话6321 5566 王",
        "6321-5566",
        "632 1556 找我",
        "我家 021-65123456",
        "02163215566",
        "021 6321 5566",
        "电话：63215566",
        "家里的座机是 6321556",
        "Tel. 63215566",
        "my phone is 6321 5566",
    ],
)
def test_a_telephone_or_id_card_number_is_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(WrongInput, match="Leave the number out") as refused:
        checked_words(words)

    assert refused.value.problems[0].place == "words"
    assert words not in str(refused.value)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "第 12 条写的是 300 元，不是 500 元",
        "12345 和窗口的电话都打不通",
        "电话打不通，12345 也是",
        "2026-11-23 到 2026-12-31",
        "2026-2027 学年",
        "电话里说是 3000-5000 元",
        "应是 3000-5000 元",
        "面积 200-3000 平方米",
        "5000 8000 元两档",
        "编号 63215566",
        "沪府规〔2026〕12 号",
        "信用代码 91310000MA1FL0XX2Y",
    ],
)
def test_other_numbers_may_stand(words: str) -> None:
    assert checked_words(f"  {words} ") == words


def test_words_have_an_end() -> None:
    assert len(checked_words("字" * 400)) == LONGEST
