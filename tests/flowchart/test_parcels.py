"""What is said of a notice on its way out."""

from __future__ import annotations

import pytest

from flowchart.parcels import FAILURE_TEXT, LASTING, STAGE_TEXT, Failure, NotSent, Stage
from kb.text import LANGUAGES


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_is_said_in_both_languages_and_fits_its_column(failure):
    """The database keeps the word for it, never what a server said: that may name an address."""
    assert all(FAILURE_TEXT[failure].get(language) for language in LANGUAGES)
    assert len(failure) <= 200


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_said_in_both_languages(stage):
    assert all(STAGE_TEXT[stage].get(language) for language in LANGUAGES)


def test_what_was_not_sent_says_why():
    error = NotSent(Failure.SIGN_IN)

    assert error.failure is Failure.SIGN_IN
    assert str(error) == FAILURE_TEXT[Failure.SIGN_IN].en


def test_a_server_that_is_away_is_worth_another_try_and_a_wrong_address_is_not():
    assert Failure.UNREACHABLE not in LASTING
    assert Failure.ADDRESS in LASTING
