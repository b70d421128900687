"""What changed inside a line: words and figures, in both languages."""

from __future__ import annotations

import pytest

from api.line_differences import marked, pieces
from api.lines import Line
from kb.text import Text


@pytest.mark.parametrize(
    ("text", "beside", "differs"),
    [
        ("no more than 300", "no more than 300", []),
        ("no more than 300", "no more than 500", ["300"]),
        ("一次性 5000 元", "一次性 6000 元", ["5000"]),
        ("用工人数不超过 1,000 人", "用工人数不超过 100 人", ["1,000"]),
        ("给小店的补贴", "给小店的", ["补贴"]),
        ("quite another thing", "营业执照", ["quite another thing"]),
        ("new", "", ["new"]),
    ],
)
def test_only_what_differs_is_marked(text: str, beside: str, differs: list[str]) -> None:
    found = pieces(text, beside)

    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.differs] == differs


def line(zh: str, *under: Line) -> Line:
    return Line(Text(zh=zh, en=zh), under=under)


def test_lines_that_stay_are_set_beside_each_other_though_one_came_between() -> None:
    was, becomes = marked([line("甲"), line("乙")], [line("甲"), line("丙丙"), line("乙")])

    assert [one.pieces["zh"][0].differs for one in was] == [False, False]
    assert [one.pieces["zh"][0].differs for one in becomes] == [False, True, False]


def test_what_stands_under_a_line_is_compared_too() -> None:
    was, becomes = marked([line("全部", line("不超过 300"))], [line("全部", line("不超过 500"))])

    assert [piece.text for piece in was[0].under[0].pieces["en"] if piece.differs] == ["300"]
    assert [piece.text for piece in becomes[0].under[0].pieces["en"] if piece.differs] == ["500"]
