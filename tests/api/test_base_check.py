from __future__ import annotations

import pytest

from api.base_check import KIND, checked
from api.wiring import House
from kb.ledger_tables import VERSION
from tests.visiting import Visitor


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house whose ledger may be written to."""
    return small_house


def work(house: House) -> dict:
    """Check everything and keep what came of it, as the page does."""
    house.jobs.do(KIND, "", "officer", lambda tell: checked(house, tell))
    return house.jobs.newest(KIND).result


def test_before_it_was_checked_the_page_says_so(officer: Visitor) -> None:
    assert "还没有检查过" in officer.get("/desk/check")
    assert "Not checked yet" in officer.get("/desk/check", "en")


def test_a_sound_base_is_said_to_be_sound(small_house: House, officer: Visitor) -> None:
    found = work(small_house)

    assert (found["found"], found["broken_at"]) == (0, None)
    assert found["records"] == len(small_house.catalogue.records)
    page = officer.get("/desk/check", "en")
    assert "Nothing is wrong" in page
    assert small_house.ledger.head().seal[:12] in page


def test_what_was_changed_outside_the_product_is_told(small_house: House, officer: Visitor) -> None:
    with small_house.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER record_version_no_update")
        connection.execute(VERSION.update().values(author="nobody"))

    assert work(small_house)["broken_at"] == 1
    assert "does not hold from move 1" in officer.get("/desk/check", "en")


def test_the_button_begins_it(small_house: House, officer: Visitor) -> None:
    assert officer.send("/desk/check") == "/desk/check"

    assert small_house.jobs.newest(KIND) is not None
