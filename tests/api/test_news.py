from __future__ import annotations

import asyncio
import threading

import pytest

from api.news import News

SOON = 5
"""Seconds after which a wait that should be short counts as for ever."""


def test_everyone_who_follows_a_case_hears_of_it_and_nobody_else():
    news = News()

    async def follow():
        with news.following("a") as one, news.following("a") as two, news.following("b") as other:
            news.publish("a", 7)
            return await one.news(SOON), await two.news(SOON), await other.news(0)

    assert asyncio.run(follow()) == (7, 7, None)


def test_a_move_in_another_thread_is_heard():
    """Moves are made in worker threads; streams wait in the event loop."""
    news = News()

    async def follow():
        with news.following("a") as follower:
            mover = threading.Thread(target=news.publish, args=("a", 1))
            mover.start()
            heard = await follower.news(SOON)
            mover.join()
            return heard

    assert asyncio.run(follow()) == 1


def test_streams_in_several_loops_hear_each_in_its_own():
    news, ready, heard = News(), threading.Barrier(4), []

    async def follow():
        with news.following("a") as follower:
            ready.wait()
            heard.append(await follower.news(SOON))

    streams = [threading.Thread(target=lambda: asyncio.run(follow())) for _ in range(3)]
    for thread in streams:
        thread.start()
    ready.wait()
    news.publish("a", 3)
    for thread in streams:
        thread.join()

    assert heard == [3] * 3


@pytest.mark.parametrize(
    ("published", "heard"),
    [
        ([], None),
        ([4], 4),
        ([4, 5, 6], 6),  # the newest says it all
        ([None], None),
        ([None, 4], None),  # whoever was asked to look must still look
        ([4, None], None),
    ],
)
def test_what_was_published_before_a_stream_listens_is_heard_at_once(published, heard):
    news = News()

    async def follow():
        with news.following("a") as follower:
            for sequence in published:
                news.publish("a", sequence)
            return await follower.news(0.01)

    assert asyncio.run(follow()) == heard


def test_news_is_heard_once():
    news = News()

    async def follow():
        with news.following("a") as follower:
            heard = []
            for sequence in (1, 2):
                news.publish("a", sequence)
                heard.append(await follower.news(SOON))
            return [*heard, await follower.news(0)]

    assert asyncio.run(follow()) == [1, 2, None]


def test_a_case_that_nobody_follows_takes_no_room():
    news = News()

    async def follow():
        with news.following("a"), pytest.raises(RuntimeError), news.following("b"):
            raise RuntimeError("the phone went away")

    asyncio.run(follow())
    news.publish("a")
    news.publish("never heard of", 1)

    assert not news._waiting


def test_closing_wakes_every_stream_so_that_it_can_end():
    news = News()

    async def follow():
        with news.following("a") as one, news.following("b") as two:
            news.close()
            await asyncio.wait_for(asyncio.gather(one.news(600), two.news(600)), SOON)

    asyncio.run(follow())

    assert news.closed
