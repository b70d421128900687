"""What changed inside a line: words and figures, in both languages."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from api import line_differences
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


SENTENCES = [f"Shop {i} of the district is paid {i * 100} yuan a year." for i in range(1, 301)]
LONG = " ".join(SENTENCES)


@pytest.mark.parametrize(
    ("beside", "differs"),
    [
        (LONG.replace("15000 yuan", "16000 yuan"), ["15000"]),
        (LONG.replace("15000 yuan", "16000 yuan").replace("100 yuan", "150 yuan", 1),
         ["100", "15000"]),
        (LONG.replace(SENTENCES[80] + " ", ""), [SENTENCES[80] + " "]),
        (LONG + " More.", []),
        ("Quite another text. " * 300, [LONG]),
    ],
)  # fmt: skip
def test_of_a_long_text_the_words_inside_changed_sentences_are_marked(beside, differs) -> None:
    found = pieces(LONG, beside)

    assert "".join(piece.text for piece in found) == LONG
    assert [piece.text.strip() for piece in found if piece.differs] == [d.strip() for d in differs]


@pytest.mark.parametrize("stop", [". ", "; ", "\n", " "])
@pytest.mark.parametrize("per_sentence", [5, 25, 60, 4000])
def test_long_texts_are_never_compared_as_a_whole(monkeypatch, per_sentence, stop) -> None:
    """Comparing costs the cube of the length: 2,000 words at once took half a minute."""
    compared: list[int] = []

    class Counting(SequenceMatcher):
        def __init__(self, junk, one, two, **other):
            compared.append(max(len(one), len(two)))
            super().__init__(junk, one, two, **other)

    monkeypatch.setattr(line_differences, "SequenceMatcher", Counting)
    words = [f"word{i % 50}" for i in range(4000)]
    was = stop.join(" ".join(words[i : i + per_sentence]) for i in range(0, 4000, per_sentence))
    words[::12] = ["changed"] * len(words[::12])
    becomes = stop.join(" ".join(words[i : i + per_sentence]) for i in range(0, 4000, per_sentence))

    assert "".join(piece.text for piece in pieces(becomes, was)) == becomes
    assert max(compared, default=0) <= 400
    assert sum(size**2 for size in compared) < 2_000_000, "once through all it is 64,000,000"


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
