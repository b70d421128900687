"""What a code meets outside: link scanners, guessers of PINs and of codes, a stolen sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import inspect, text

from api.wiring import House
from flowchart.tracking import Code
from tests.planning import BY_STAFF
from tests.served import served
from tests.visiting import PAGE, Visitor, visitor

SCANNERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.47 Language/zh_CN",
    "Mozilla/5.0 (compatible; WeChatLinkScanner/1.0)",
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; SafeLinks)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1",
    "curl/8.5.0",
    "",
)
LOOKS = 1000


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of a case with a code."""
    return companion.open_case()


@pytest.fixture
def code(companion: Visitor, case: str) -> Code:
    """Return the code of the case."""
    return companion.code(case)


def everything(house: House) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but the count of openings."""
    with house.database.read() as connection:
        names = [one for one in inspect(connection).get_table_names() if one != "opening_count"]
        rows = {one: connection.execute(text(f'SELECT * FROM "{one}"')).all() for one in names}
    return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}


def look(house: House, code: Code, times: int) -> None:
    """Open every address of a code that a scanner may find, and ask for the head of its page."""
    scanner, path = visitor(house), f"/c/{code.token}"
    for number in range(times):
        agent = {"user-agent": SCANNERS[number % len(SCANNERS)], **PAGE}
        assert scanner.client.head(path, headers=agent).status_code in (200, 405)
        for one in (path, path.upper(), f"{path}?if-changed=1", f"{path}/pin", f"{path}/plan"):
            answer = scanner.client.get(one, headers=agent, follow_redirects=False)
            assert answer.status_code in (200, 303)


def test_link_scanners_change_nothing_but_the_count(house: House, code: Code) -> None:
    before = everything(house)

    look(house, code, times=3)

    assert everything(house) == before


@pytest.mark.prove
def test_a_thousand_link_scanners_change_nothing_but_the_count(house: House, code: Code) -> None:
    before = everything(house)

    look(house, code, LOOKS)

    assert everything(house) == before
    with house.database.read() as connection:
        opened = connection.scalar(text("SELECT sum(openings) FROM opening_count"))
    assert opened == 2 * LOOKS, "a look whether something changed is none"


# ---- revoked ------------------------------------------------------------------------------------


def test_a_code_that_is_revoked_is_refused_on_the_very_next_request(
    house: House, companion: Visitor, case: str, code: Code
) -> None:
    phone = visitor(house)
    path = f"/c/{code.token}"
    assert phone.client.get(path, headers=PAGE).status_code == 200

    house.tracking.revoke_all(case.rpartition("/")[2], BY_STAFF)

    looked = [phone.client.get(one, headers=PAGE) for one in (path, f"{path}?if-changed=1")]
    assert [one.status_code for one in looked] == [410, 410]
    refused = phone.client.post(f"{path}/pin", data={"pin": code.pin}, headers=PAGE)
    assert refused.status_code in (403, 410)
    assert phone.client.get(f"{path}/events").status_code == 403


def test_open_streams_of_a_revoked_code_are_told_and_end(
    house: House, case: str, code: Code
) -> None:
    """Two phones listen, one of them by another code of the same case, which stays good."""
    case_id = case.rpartition("/")[2]
    other = house.tracking.issue(case_id, BY_STAFF)
    with served(house) as url:
        mine = Listening(httpx.Client(timeout=10), f"{url}/c/{code.token}/events")
        theirs = Listening(httpx.Client(timeout=10), f"{url}/c/{other.token}/events")
        with mine, theirs:
            assert mine.next()
            assert theirs.next()

            (mark,) = (
                one.mark
                for one in house.tracking.codes(case_id)
                if one.mark == house.tracking.find(code.token).mark
            )
            house.tracking.revoke(case_id, mark, BY_STAFF)

            assert mine.next() == -1
            assert mine.next() is None, "nothing more comes"
            assert theirs.next() != -1


def test_a_stream_of_a_case_that_was_erased_ends(house: House, case: str, code: Code) -> None:
    with served(house) as url:
        mine = Listening(httpx.Client(timeout=10), f"{url}/c/{code.token}/events")
        with mine:
            assert mine.next()

            house.private.erase(case.rpartition("/")[2], BY_STAFF)

            assert mine.next() == -1
            assert mine.next() is None


@dataclass
class Listening:
    """An event stream over real HTTP."""

    client: httpx.Client
    url: str

    def __enter__(self) -> Listening:
        self._opened = self.client.stream("GET", self.url)
        self._lines: Iterator[str] = self._opened.__enter__().iter_lines()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.__exit__(None, None, None)
        self.client.close()

    def next(self) -> int | None:
        """Return the next number that is told; None when the stream has ended."""
        said = next((line for line in self._lines if line.startswith("data:")), None)
        return int(said[5:]) if said is not None else None


# ---- guessing -----------------------------------------------------------------------------------


def give(phone: Visitor, code: Code, pin: str) -> None:
    """Send a PIN as a phone does; whatever page comes back is looked at by others."""
    phone.client.post(f"/c/{code.token}/pin", data={"pin": pin}, headers=PAGE)


def shows_the_name(phone: Visitor, code: Code) -> bool:
    """Say whether a phone is behind the PIN."""
    return "王小明" in phone.get(f"/c/{code.token}")


def wrong(code: Code) -> str:
    """Return a PIN that is not the right one."""
    return f"{(int(code.pin) + 1) % 1_000_000:06d}"


def test_five_wrong_pins_lock_one_code_and_no_other(
    house: House, companion: Visitor, case: str, code: Code
) -> None:
    """Neither another case's code nor another code of the same case."""
    case_id = case.rpartition("/")[2]
    second = house.tracking.issue(case_id, BY_STAFF)
    elsewhere = companion.code(companion.open_case())
    thief = visitor(house)

    for _ in range(5):
        give(thief, code, wrong(code))

    phones = {one.token: visitor(house) for one in (code, second, elsewhere)}
    for one in (code, second, elsewhere):
        give(phones[one.token], one, one.pin)
    assert not shows_the_name(phones[code.token], code), "the right PIN comes too late"
    assert shows_the_name(phones[second.token], second)
    assert shows_the_name(phones[elsewhere.token], elsewhere)
    assert [house.tracking.find(one.token).locked for one in (code, second, elsewhere)] == [
        True,
        False,
        False,
    ]


def test_a_reset_pin_opens_what_was_locked(house: House, case: str, code: Code) -> None:
    thief = visitor(house)
    for _ in range(5):
        give(thief, code, wrong(code))
    mark = house.tracking.find(code.token).mark

    pin = house.tracking.reset_pin(case.rpartition("/")[2], mark, BY_STAFF)

    phone = visitor(house)
    give(phone, code, pin)
    assert shows_the_name(phone, code)


def answers(house: House, *tokens: str) -> list[tuple[int, str]]:
    """Return what one client is answered for some codes, one after the other."""
    client = visitor(house).client
    found = [client.get(f"/c/{token}", headers=PAGE) for token in tokens]
    return [(one.status_code, one.text.replace(tokens[i], "")) for i, one in enumerate(found)]


def test_a_guesser_is_made_to_wait_and_then_sees_no_difference(house: House, code: Code) -> None:
    """Once the tries are spent a good code, a missing one and no code at all look the same."""
    guesses = [f"{n:026d}".replace("0", "A").replace("1", "B") for n in range(30)]

    found = answers(house, *guesses, code.token, "A" * 26, "not-a-code")

    assert [status for status, _ in found[:5]] == [404] * 5
    assert {status for status, _ in found[-3:]} == {429}
    assert len({said for _, said in found[-3:]}) == 1


def test_a_missing_code_and_a_misspelt_one_are_answered_alike(house: House) -> None:
    missing, misspelt = answers(house, "A" * 26, "not-a-code")

    assert missing == misspelt
