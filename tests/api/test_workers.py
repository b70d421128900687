"""What needs no real processes; those run in `test_crossing`."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from functools import partial

import pytest
import uvicorn
from uvicorn.supervisors.multiprocess import SIGNALS as supervised

from api import workers
from api.serving import HOW, until_stopped
from kb.errors import Problem, Unavailable
from kb.text import Text
from tests.running import free_port


@contextmanager
def signals_kept():
    """Give back the answers to signals that a server took over."""
    before = {number: signal.getsignal(number) for number in supervised}
    yield
    for number, answer in before.items():
        signal.signal(number, answer)


CANNOT_START = partial(int, "a ledger that cannot be read")
FOUND = (Problem(place="area/cn", problem=Text(zh="错", en="is wrong.")),)


def test_sqlite_serves_one_process_and_says_what_to_name_for_more(little):
    refused = little("serve", "--workers", "2", "--port", str(free_port()))

    assert refused.exit_code == 2
    assert "--workers: is 2, but SQLite serves one process only" in refused.stderr
    assert "COMPANION_DATABASE_URL=postgresql://" in refused.stderr


def test_folders_served_from_memory_go_with_one_process(little):
    refused = little("serve", "--workers", "2", "--data", "data")

    assert refused.exit_code == 2
    assert "does not go with --data" in refused.stderr


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_workers_is_at_least_one(little, number):
    assert little("serve", "--workers", number).exit_code == 2


def test_the_first_process_seeds_once_and_hands_on_what_it_found(little, postgres, monkeypatch):
    """The gates say what is wrong with edited files; every worker shows it on the desk."""
    monkeypatch.setenv("COMPANION_DATA", little.records[0])
    monkeypatch.setenv("COMPANION_ENCODER_LANGUAGES", "")
    monkeypatch.setattr(workers, "make_app", lambda house, *_: house)
    with postgres.fresh() as url:
        monkeypatch.setenv("COMPANION_DATABASE_URL", url)

        links, problems = workers._begin(workers.Settings(), 2)
        house = workers.worker_app("http://127.0.0.1:8000", FOUND)

        assert (len(links), problems) == (5, ())
        assert house.problems == FOUND
        assert "scene/shop" in house.catalogue.scenes
        house.close()


def test_a_worker_that_finds_no_database_ends_after_a_moment_to_be_started_again(
    monkeypatch, capsys
):
    def away(*_, **__):
        raise Unavailable(Text(zh="没有应答", en="The database does not answer."))

    monkeypatch.setattr(workers, "open_house", away)
    monkeypatch.setattr(workers, "_AGAIN_SECONDS", 0)

    with pytest.raises(SystemExit) as ended:
        workers.worker_app("http://127.0.0.1:8000", ())

    assert ended.value.code == 1
    assert "does not answer" in capsys.readouterr().err


def test_streams_end_as_soon_as_the_server_is_told_to_stop(house):
    """Open phones must not keep it: it would wait for them."""
    told = []

    async def serve():
        async with until_stopped(workers.make_app(house)):
            signal.raise_signal(signal.SIGTERM)

    with signals_kept():
        signal.signal(signal.SIGTERM, lambda *_: told.append(house.news.closed))
        asyncio.run(serve())

    assert told == [True], "streams were ended first, then the server heard of it"


def test_a_worker_that_cannot_start_ends_all_of_them(capfd):
    """As with a ledger that cannot be read: starting it again and again would help nobody."""
    config = uvicorn.Config(CANNOT_START, factory=True, workers=2, **HOW)
    with workers.listen("127.0.0.1", free_port()) as listener, signals_kept():
        supervisor = workers.Supervisor(config, listener, lambda: pytest.fail("it greeted"))
        supervisor.run()

    assert not supervisor.ready
    assert "A worker could not start" in capfd.readouterr().err
