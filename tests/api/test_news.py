from __future__ import annotations

import asyncio
import threading

import pytest

from api.news import News

SOON = 5
"""Seconds after which a wait that should be short counts as for ever."""


async def woken(event):
    await asyncio.wait_for(event.wait(), SOON)
    return True


def test_everyone_who_follows_a_case_is_woken_and_nobody_else():
    news = News()

    async def follow():
        with news.following("a") as one, news.following("a") as two, news.following("b") as other:
            news.publish("a")
            assert await woken(one)
            assert await woken(two)
            assert not other.is_set()

    asyncio.run(follow())


def test_a_move_in_another_thread_wakes_a_stream():
    """Moves are made in worker threads; streams wait in the event loop."""
    news = News()

    async def follow():
        with news.following("a") as moved:
            mover = threading.Thread(target=news.publish, args=("a",))
            mover.start()
            assert await woken(moved)
            mover.join()

    asyncio.run(follow())


def test_streams_in_several_loops_are_woken_each_in_its_own():
    news, ready, heard = News(), threading.Barrier(4), []

    def stream():
        async def follow():
            with news.following("a") as moved:
                ready.wait()
                heard.append(await woken(moved))

        asyncio.run(follow())

    streams = [threading.Thread(target=stream) for _ in range(3)]
    for thread in streams:
        thread.start()
    ready.wait()
    news.publish("a")
    for thread in streams:
        thread.join()

    assert heard == [True] * 3


def test_a_stream_hears_of_every_move_after_it_looked_away():
    news = News()

    async def follow():
        with news.following("a") as moved:
            for _ in range(3):
                moved.clear()
                news.publish("a")
                assert await woken(moved)

    asyncio.run(follow())


def test_a_case_that_nobody_follows_takes_no_room():
    news = News()

    async def follow():
        with news.following("a"), pytest.raises(RuntimeError), news.following("b"):
            raise RuntimeError("the phone went away")

    asyncio.run(follow())
    news.publish("a")
    news.publish("never heard of")

    assert not news._waiting


def test_closing_wakes_every_stream_so_that_it_can_end():
    news = News()

    async def follow():
        with news.following("a") as one, news.following("b") as two:
            assert not news.closed
            news.close()
            assert await woken(one)
            assert await woken(two)

    asyncio.run(follow())

    assert news.closed
