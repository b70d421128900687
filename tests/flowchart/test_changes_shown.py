from __future__ import annotations

from flowchart.changes_shown import CHANGE_SIGN, CHANGE_TEXT, Change
from flowchart.states import STATE_SIGN
from kb.text import LANGUAGES


def test_every_change_has_words_in_both_languages_and_a_sign_of_its_own():
    assert set(CHANGE_TEXT) == set(CHANGE_SIGN) == set(Change)
    assert len(set(CHANGE_SIGN.values())) == len(Change)
    for language in LANGUAGES:
        assert len({text.get(language) for text in CHANGE_TEXT.values()}) == len(Change)


def test_no_sign_of_a_change_is_that_of_a_state():
    assert not set(CHANGE_SIGN.values()) & set(STATE_SIGN.values())
