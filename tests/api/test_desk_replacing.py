"""A draft in the place of an older one: both or neither."""

from __future__ import annotations

import pytest

from api.desk_replacing import keep_instead, mended_in
from api.wiring import House
from kb.errors import Conflict
from kb.ledger import Ledger
from kb.record_states import RecordState
from tests.at_policy_desk import GRANT, ID
from tests.support import recorded

OFFICER = "officer"


def draft(house: House, content: str = GRANT) -> str:
    return house.desk.keep(recorded(content), OFFICER).name


def test_each_leads_to_the_other(small_house: House) -> None:
    older = draft(small_house)

    made = keep_instead(small_house, recorded(GRANT), OFFICER, older)

    held = small_house.desk.get(older)
    assert held.state is RecordState.WITHDRAWN
    assert mended_in(held) == made.name
    assert mended_in(made) == ""
    assert made.moves[0].reason == f"instead of {older}"


@pytest.mark.parametrize("to", [RecordState.IN_REVIEW, RecordState.WITHDRAWN])
def test_nothing_is_kept_in_the_place_of_what_is_no_draft(
    small_house: House, to: RecordState
) -> None:
    older = draft(small_house)
    small_house.ledger.move(small_house.desk.get(older).versions, to, OFFICER, "meanwhile")
    before = small_house.ledger.history(ID)

    with pytest.raises(Conflict):
        keep_instead(small_house, recorded(GRANT), OFFICER, older)

    assert small_house.ledger.history(ID) == before


def test_what_is_sent_this_very_moment_is_not_withdrawn(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = draft(small_house)
    propose = Ledger.propose

    def sent_meanwhile(ledger: Ledger, *given: object, **more: object) -> str:
        held = small_house.desk.get(older).versions
        ledger.move(held, RecordState.IN_REVIEW, OFFICER, "sent")
        return propose(ledger, *given, **more)

    monkeypatch.setattr(Ledger, "propose", sent_meanwhile)

    with pytest.raises(Conflict):
        keep_instead(small_house, recorded(GRANT), OFFICER, older)

    assert [one.name for one in small_house.desk.waiting()] == [older]
    assert small_house.desk.get(older).state is RecordState.IN_REVIEW


def test_it_is_written_from_what_the_older_one_was_written_from(small_house: House) -> None:
    newer = GRANT.replace("at_most: 300", "at_most: 400")
    (first, second) = (version_of(small_house, text) for text in (GRANT, newer))
    older = small_house.desk.keep(recorded(GRANT), OFFICER, based_on={ID: first}).name

    again = keep_instead(small_house, recorded(GRANT), OFFICER, older)
    on_purpose = keep_instead(
        small_house, recorded(GRANT), OFFICER, again.name, based_on={ID: second}
    )

    assert [one.versions[0].based_on for one in (again, on_purpose)] == [first, second]


def version_of(house: House, content: str) -> int:
    """Publish a grant; returns the number of its version."""
    held = house.desk.get(draft(house, content)).versions
    for to in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        house.ledger.move(held, to, OFFICER, "x")
        held = house.desk.get(held[0].submission).versions
    return held[0].number
