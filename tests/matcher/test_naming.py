from __future__ import annotations

import numpy as np
import pytest

from matcher.naming import Naming
from tests.support import catalogue_of, recorded

RECORDS = """
- {id: document/one, title: {zh: 通知, en: Notice}, number: 沪府规〔2023〕1号}
- id: scene/karaoke
  title: {zh: 开歌厅, en: Open a karaoke bar}
  phrases: {zh: [开KTV, 歌厅], en: [KTV, karaoke]}
- id: service/karaoke-licence
  title: {zh: 歌厅许可证, en: Karaoke licence}
  notation: sing_lic
  sources: [{name: 通知, document: document/one}]
- {id: policy/quiet, title: {zh: 静音, en: Quiet rooms}, document: document/one, notation: Q-1}
"""


@pytest.fixture(scope="module")
def naming():
    catalogue = catalogue_of(recorded(RECORDS))
    kinds = (catalogue.scenes, catalogue.services, catalogue.policies)
    return Naming([record for kind in kinds for record in kind.values()], catalogue)


SCENE, SERVICE, POLICY = range(3)
ALL = np.array([True, True, True])


def only(*places: int):
    return np.isin(np.arange(3), places)


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("我想 开 歌厅", {SCENE: 3}),
        ("歌厅许可证怎么办", {SCENE: 2, SERVICE: 5}),
        ("开ktv", {SCENE: 4}),
        ("盘下一家 KTV 要什么证", {SCENE: 3}),
        ("karaoke licences?", {SCENE: 6, SERVICE: 13}),
        ("two quiet rooms, please", {POLICY: 10}),
        ("karaokes", {SCENE: 6}),
        ("unkaraokelike", {}),
        ("", {}),
        ("！？", {}),
    ],
)
def test_every_name_that_stands_in_a_text_is_found_with_its_length(naming, text, longest):
    assert naming.named(text, ALL) == longest


def test_a_key_is_the_whole_text_or_none(naming):
    assert naming.keyed("SING_LIC", ALL).keys() == {SERVICE}
    assert naming.keyed("sing-lic", ALL).keys() == {SERVICE}
    assert naming.keyed("service/karaoke-licence", ALL).keys() == {SERVICE}
    assert naming.keyed("the key sing_lic", ALL) == {}


def test_a_number_is_that_of_ones_own_document_before_one_that_is_cited(naming):
    number = "沪府规[2023] 1 号"

    assert naming.keyed(f"{number}是什么", ALL).keys() == {POLICY}
    assert naming.keyed(number, only(SCENE, SERVICE)).keys() == {SERVICE}


def test_only_what_is_allowed_is_named(naming):
    assert naming.named("歌厅许可证", only(SCENE)) == {SCENE: 2}
    assert naming.named("歌厅许可证", only()) == {}


def test_the_characters_of_a_record_are_those_of_its_chinese_names(naming):
    assert naming.characters(SERVICE) == frozenset("歌厅许可证")
