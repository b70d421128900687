from __future__ import annotations

import numpy as np
import pytest

from matcher.asked import NAMED, Asked

SCORES = np.array([2.0, 4.0, 1.0], dtype=np.float32)
"""Of two records, and of something that is not ours."""


def asked(text: str, **lengths: int) -> Asked:
    return Asked.of(text, SCORES, {int(place[1:]): size for place, size in lengths.items()}, 2)


def test_scores_go_from_nothing_to_one_and_a_name_adds_its_share():
    said = asked("开便利店吧", p0=2)

    assert said.scores.tolist() == pytest.approx([0.5 + NAMED * 2 / 5, 1.0])
    assert said.others == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("text", "size", "is_named"),
    [
        ("便利店", 3, True),
        ("我想在小区的大门口开便利店卖很多很多东西", 3, True),
        ("我想在小区的大门口开便利店卖很多很多东西", 1, False),
        ("便利店", 0, False),
    ],
)
def test_a_name_is_meant_unless_it_stands_there_in_passing(text, size, is_named):
    said = asked(text, p1=size) if size else asked(text)

    assert said.is_named(best=1.0) is is_named


def test_a_name_that_something_else_outdoes_is_not_meant():
    assert not asked("在便利店买的东西坏了怎么办呢", p0=3).is_named(best=1.0)


def test_what_is_not_ours_is_meant_when_it_scores_about_as_much():
    said = asked("红烧肉软")

    assert said.is_elsewhere(best=0.2)
    assert not said.is_elsewhere(best=1.0)
    assert not asked("怎么办").is_elsewhere(best=0.0)
    assert not asked("便利店", p0=3).is_elsewhere(best=0.2)


def test_a_text_knows_whether_it_speaks_of_paper():
    assert asked("烟草许可").speaks_of_paper
    assert not asked("烟草").speaks_of_paper
