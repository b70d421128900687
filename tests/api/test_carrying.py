"""What is due is sent: once, after a failure again, and also where whoever sent was killed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from api.carrying import carriers, send_due
from api.settings import Settings
from flowchart.outbox import LEASE
from flowchart.parcels import FAILURE_TEXT, Failure, Stage
from flowchart.private import Channel
from kb.errors import WrongInput
from tests.noticing import EMAIL, FROM, note, open_case, sending_house, stages
from tests.receiving import gate, mailbox
from tests.support import ROOT
from tests.visiting import Clock
from tests.waiting import seconds_until


@pytest.fixture
def box():
    with mailbox() as held:
        yield held


@pytest.fixture
def house(box):
    opened = sending_house(smtp_url=box.url)
    yield opened
    opened.close()


def send(house):
    return send_due(house.outbox, carriers(house.settings, house.now))


# ---- sending --------------------------------------------------------------------------------


def test_what_is_due_is_sent_once(house, box):
    case = open_case(house)
    note(house, case)

    assert [send(house), send(house)] == [1, 0]
    assert len(box.taken) == 1
    assert stages(house, case) == [Stage.SENT]


def test_each_way_has_its_own_notice(box):
    with gate() as there:
        secret = "whsec_" + "A" * 44
        house = sending_house(
            smtp_url=box.url,
            webhook_url=there.url(),
            webhook_hosts="127.0.0.1",
            webhook_secret=secret,
        )
        note(house, open_case(house, email=EMAIL, phone="13800000000"))
        send(house)
        house.close()

    assert box.to == [EMAIL]
    assert [post.told["data"]["to"] for post in there.got] == ["13800000000"]


def test_a_server_that_was_away_gets_it_when_it_is_back(house, box):
    case = open_case(house)
    note(house, case)
    box.close()

    send(house)
    assert house.outbox.standing(case.id)[0].problem == FAILURE_TEXT[Failure.UNREACHABLE]
    box.open()
    house.now.move(minutes=1)
    send(house)

    assert len(box.taken) == 1
    assert stages(house, case) == [Stage.SENT]


def test_one_that_fails_does_not_keep_the_others_waiting(house, box):
    bad, good = open_case(house, email="no address"), open_case(house)
    note(house, bad)
    note(house, good)

    send(house)

    assert box.to == [EMAIL]
    assert stages(house, bad) == [Stage.GIVEN_UP]


def test_whatever_a_carrier_raises_the_notice_is_tried_again(house, caplog):
    """Its words may hold an address, so they are not written down."""

    class Broken:
        def send(self, parcel):
            raise RuntimeError(parcel.to)

    case = open_case(house)
    note(house, case)

    send_due(house.outbox, {Channel.EMAIL: Broken()})

    assert stages(house, case) == [Stage.WAITING]
    assert "RuntimeError" in caplog.text
    assert "xiaoming" not in caplog.text


# ---- killed in the middle -------------------------------------------------------------------


def started(url, box, at):
    words = [sys.executable, "-m", "tests.api.send_notices", url, box.url, at.isoformat()]
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, env=environment, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def kill(process):
    process.kill()
    process.communicate()


def test_what_was_half_sent_when_its_sender_was_killed_is_sent_again_under_one_name(
    database_url, box
):
    house = sending_house(database_url, smtp_url=box.url)
    case = open_case(house)
    note(house, case)
    process = started(database_url, box, house.now())
    box.hold.set()
    go(process)
    assert box.came.wait(10)
    kill(process)
    box.hold.clear()

    assert send(house) == 0  # it may still be on its way
    house.now.move(seconds=LEASE.total_seconds())
    assert send(house) == 1

    assert len(box.taken) == 2
    assert len({message["message-id"] for message in box.taken}) == 1
    assert stages(house, case) == [Stage.SENT]
    house.close()


@pytest.mark.prove
@pytest.mark.parametrize("after", range(0, 40, 4))
def test_none_is_lost_wherever_its_sender_is_killed(database_url, box, after):
    """Two send at once; one is killed after some were received."""
    house = sending_house(database_url, smtp_url=box.url)
    case = open_case(house)
    for number in range(40):
        note(house, case, str(number))
    both = [started(database_url, box, house.now()) for _ in range(2)]
    for process in both:
        go(process)
    seconds_until(lambda: len(box.taken) >= after)
    for process in both:
        kill(process)

    house.now.move(seconds=LEASE.total_seconds())
    send(house)

    received = [message["message-id"] for message in box.taken]
    assert len(set(received)) == 40
    assert len(received) <= 42  # at most what each of the two had in its hands
    assert set(stages(house, case)) == {Stage.SENT}
    house.close()


# ---- settings ----------------------------------------------------------------------------------


def test_without_any_setting_nothing_is_queued_and_nothing_lost():
    house = sending_house()
    case = open_case(house)
    note(house, case)

    assert carriers(house.settings, house.now) == {}
    assert house.outbox.standing(case.id) == ()
    house.close()


@pytest.mark.parametrize(
    "wrong",
    [{"smtp_url": "mail"}, {"smtp_url": "smtp://h", "mail_from": ""}, {"webhook_url": "http://h"}],
)
def test_a_wrong_setting_is_told_before_anything_is_served(wrong):
    with pytest.raises(WrongInput):
        carriers(Settings(**{"mail_from": FROM, **wrong}), Clock())
