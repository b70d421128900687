from __future__ import annotations

import pytest
from sqlalchemy import make_url
from starlette.requests import Request

from api.applicant import GONE, _sequence
from tests.planning import BY_STAFF
from tests.visiting import PAGE, Clock, fresh_house, signed_in


@pytest.fixture
def switch(postgres):
    """Return a companion in a house on PostgreSQL, and a switch for its server."""
    with postgres.fresh() as url:
        house, name = fresh_house(Clock(), url), make_url(url).database

        def turn(on):
            postgres.execute(
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(on).lower()}",
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            )

        yield signed_in(house), turn
        turn(True)
        house.close()


def test_while_the_database_is_away_pages_say_so_and_afterwards_go_on(switch):
    companion, turn = switch
    case = companion.open_case()
    token = companion.token(case)

    turn(False)

    staff = companion.client.get("/cases", headers={**PAGE, "accept-language": "en"})
    phone = companion.client.get(f"/c/{token}", headers={**PAGE, "accept-language": "en"})
    program = companion.client.get("/cases")
    sent = companion.client.post(f"{case}/revoke", data={"csrf": companion.csrf}, headers=PAGE)
    assert [one.status_code for one in (staff, phone, program, sent)] == [503] * 4
    assert "try again in a minute" in staff.text
    assert program.json()["detail"].startswith("The database does not answer")
    assert "/sign-in" not in str(staff.url), "nobody was signed out"

    turn(True)

    assert "261123-001" in companion.get("/cases")
    assert companion.client.get(f"/c/{token}", headers=PAGE).status_code == 200


def test_what_everybody_may_see_is_served_from_memory_meanwhile(switch):
    companion, turn = switch

    turn(False)

    assert companion.client.get("/records", headers=PAGE).status_code == 200


def test_an_open_stream_stays_open_and_says_nothing_until_it_knows_again(switch):
    companion, turn = switch
    house, case = companion.house, companion.open_case()
    asked = Request({"type": "http", "client": ("127.0.0.1", 1), "state": {"house": house}})
    token, number = companion.token(case), case.rpartition("/")[2]

    turn(False)
    assert _sequence(asked, token) is None
    turn(True)

    house.tracking.revoke_all(number, BY_STAFF)
    assert _sequence(asked, token) == GONE
