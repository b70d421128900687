"""What open pages hear: the newest event, at once if some were missed; nothing while unknown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from api.news import News
from api.streams import GONE, heard_last, stream

Heard = list[tuple[str | None, int]]


def heard(known: int, *looks: int | None, closes: bool = True) -> Heard:
    """Return what a page hears while looks give these numbers one after another."""
    news, told = News(), list[tuple[str | None, int]]()
    left: Iterator[int | None] = iter(looks)

    def look() -> int | None:
        now = next(left)
        if closes:
            news.close()
        return now

    async def follow() -> None:
        async for one in stream(news, "a", known, look):
            told.append((one.event, one.data))

    asyncio.run(follow())
    return told


@pytest.mark.parametrize(
    ("known", "now", "said"),
    [
        (3, 3, [("here", 3)]),
        (3, 5, [("moved", 5)]),
        (3, GONE, [("moved", GONE)]),
        (3, None, []),
    ],
)
def test_a_page_is_told_at_once_how_things_stand(known: int, now: int | None, said: Heard) -> None:
    assert heard(known, now) == said


def test_who_may_not_look_any_more_is_told_so_and_the_stream_ends() -> None:
    assert heard(3, GONE, closes=False) == [("moved", GONE)]


def test_news_is_told_without_another_look() -> None:
    news, told = News(), list[int]()
    looks = iter([1])

    async def follow() -> None:
        async for one in stream(news, "a", 1, lambda: next(looks)):
            told.append(one.data)
            if len(told) == 1:
                news.publish("a", 2)
            else:
                news.close()

    asyncio.run(follow())
    assert told[:2] == [1, 2]


@pytest.mark.parametrize(
    ("last", "seen", "known"),
    [("7", 3, 7), ("", 3, 3), ("", None, 9), ("-1", None, 9), ("٣", 4, 4), ("seven", None, 9)],
)
def test_what_a_page_knows_is_what_its_browser_heard_last(
    last: str, seen: int | None, known: int
) -> None:
    assert heard_last(last, seen, 9) == known
