from __future__ import annotations

from matcher.documents import document_of, not_ours
from tests.support import recorded

(SCENE,) = recorded(
    """
- id: scene/karaoke
  title: {zh: 开歌厅, en: Open a karaoke bar}
  description: {zh: 唱歌的地方, en: A place to sing}
  phrases: {zh: [开KTV], en: [KTV]}
"""
)


def test_words_hold_both_languages_and_names_are_told_from_what_is_said():
    document = document_of(SCENE)

    assert document.text.split() == [
        *document.names.split(),
        "唱歌的地方",
        "A",
        "place",
        "to",
        "sing",
    ]
    assert document.passages == ()


def test_an_encoder_reads_the_title_with_what_is_said_and_every_phrase_in_its_languages():
    assert document_of(SCENE, frozenset({"en"})).passages == (
        "Open a karaoke bar. A place to sing",
        "KTV",
    )
    assert len(document_of(SCENE, frozenset({"en", "zh"})).passages) == 4


def test_what_is_not_ours_is_read_name_by_name_in_languages_that_are_spoken():
    spoken, unspoken = not_ours(frozenset({"en"})), not_ours()

    assert sum(len(one.passages) for one in spoken) > sum(len(one.passages) for one in unspoken)
    assert all(one.passages for one in unspoken)
