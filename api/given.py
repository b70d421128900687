"""What was given on the console: days, files, facts and scenes, read into our own types."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from api.wiring import House
from kb.errors import CHECK_THE_PATH, WrongInput, unwritable, write_one_of
from kb.ids import SceneId, ServiceId
from kb.text import Language, Text
from matcher.analyser import is_chinese
from matcher.applicant import NOTHING, Facts, read_facts
from matcher.search import Found, Outcome
from matcher.unfit import WRITE_FACTS, quoted, there_is_no
from matcher.vectors import Progress, nobody_watches


def day_of(house: House, on: str | None, place: str = "--on") -> date:
    """Return the day that counts: the one given, else today.

    Args:
        house: knows what day it is.
        on: year-month-day, or None.
        place: named in every problem.

    Raises:
        WrongInput: it is no day, or one no plan is made for.
    """
    if on is None:
        return house.today()
    try:
        day = datetime.strptime(on, "%Y-%m-%d").date()
    except ValueError:
        raise WrongInput.at(place, _no_date(on), _A_DAY) from None
    if not 1900 <= day.year <= 2200:
        said = Text(zh=f"{day.year} 年排不了方案。", en=f"{day.year} is no year for a plan.")
        raise WrongInput.at(place, said, _A_DAY)
    return day


def house_on(house: House, on: str | None, place: str = "--on") -> tuple[House, date]:
    """Return the house by the rules of a day, and the day: the one given, else today.

    Raises:
        WrongInput: it is no day, or one no plan is made for.
    """
    day = day_of(house, on, place)
    return (house if on is None else house.as_of(day)), day


_A_DAY: Final = Text(zh="请写成 2026-03-01 的样子。", en="Write 2026-03-01.")


def _no_date(on: str) -> Text:
    held = quoted(on)
    return Text(zh=f"{held.zh}不是日期。", en=f"{held.en} is not a date.")


def read(file: str) -> str:
    """Return the text of a file; `-` is what was typed.

    Raises:
        WrongInput: it cannot be read.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongInput.at(file, *_NOT_UTF_8) from None
    except OSError as error:
        said = Text(zh="读不出来。", en=f"cannot be read ({error.strerror}).")
        raise WrongInput.at(file, said, CHECK_THE_PATH) from None


_NOT_UTF_8: Final = (
    Text(zh="不是 UTF-8 编码。", en="is not UTF-8."),
    Text(zh="请另存为 UTF-8 编码。", en="Save it with the encoding UTF-8."),
)


def write(file: str, content: bytes) -> None:
    """Write a file.

    Raises:
        WrongInput: it cannot be written.
    """
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        raise unwritable(file, error) from None


def facts_in(house: House, file: str | None) -> Iterator[Facts]:
    """Yield one set of facts a JSON object; a file of lines gives one a line, in order."""
    if file is None:
        yield NOTHING
        return
    for place, data in _values(read(file), file):
        yield read_facts(data, house.catalogue, place)


def _values(text: str, file: str) -> list[tuple[str, object]]:
    """Return what a file of JSON or JSON lines holds, each value with its place."""
    lines = [(f"{file}:{i}", line) for i, line in enumerate(text.split("\n"), 1) if line.strip()]
    try:
        return [(file, _parsed(text, file))]
    except WrongInput:
        if len(lines) < 2:
            raise
    return [(place, _parsed(line, place)) for place, line in lines]


def _parsed(text: str, place: str) -> object:
    """Return a JSON value; NaN becomes a number that no fact accepts, so its place is named."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, ArithmeticError, RecursionError):  # also what no fact can be: 5000 digits
        raise WrongInput.at(place, NOT_JSON, WRITE_FACTS) from None


NOT_JSON: Final = Text(zh="不是 JSON。", en="is not JSON.")


def scene_of(house: House, said: str) -> SceneId:
    """Return the scene an id or free words mean.

    Raises:
        WrongInput: no scene, or several that are as likely.
    """
    found = house.catalogue.resolve("scene", said)
    if found is not None:
        return SceneId(found)
    hits = find(house, said, ("scene",))
    if hits.outcome is Outcome.FOUND:
        return SceneId(hits.results[0].id)
    raise _unclear(said, "SCENE", [hit.id for hit in hits.results] or house.catalogue.scenes)


def named_scene(house: House, said: str, place: str) -> SceneId:
    """Return the scene that is named by id, or as the fact sheet spells it.

    Raises:
        WrongInput: there is none.
    """
    found = house.catalogue.resolve("scene", said)
    if found is None:
        raise _unclear(said, place, house.catalogue.scenes)
    return SceneId(found)


def named_service(house: House, said: str, place: str) -> ServiceId:
    """Return the service that is named by id, or as the fact sheet spells it.

    Raises:
        WrongInput: there is none.
    """
    found = house.catalogue.resolve("service", said)
    if found is None:
        services = write_one_of(sorted(house.catalogue.services))
        raise WrongInput.at(place, there_is_no(said), services)
    return ServiceId(found)


def service_of(house: House, said: str, place: str) -> ServiceId:
    """Return the service an id or free words mean.

    Raises:
        WrongInput: no service, or several that are as likely.
    """
    found = house.catalogue.resolve("service", said)
    if found is not None:
        return ServiceId(found)
    hits = find(house, said, ("service",))
    if hits.outcome is Outcome.FOUND:
        return ServiceId(hits.results[0].id)
    near = [hit.id for hit in hits.results] or sorted(house.catalogue.services)
    raise WrongInput.at(place, there_is_no(said), write_one_of(near))


def _unclear(said: str, place: str, likely: Iterable[str]) -> WrongInput:
    held, good = quoted(said), list(likely)
    problem = Text(zh=f"{held.zh}对不上一个场景。", en=f"{held.en} does not name one scene.")
    return WrongInput.at(place, problem, write_one_of(good) if good else _NO_SCENE)


_NO_SCENE: Final = Text(
    zh="这些记录里没有场景，请先加一个。", en="These records hold no scene; add one."
)


def named(house: House, said: Iterable[str]) -> frozenset[str]:
    """Return the scenes that were named by id, or as the fact sheets spell it."""
    found = (house.catalogue.resolve("scene", one) for one in said)
    return frozenset(scene for scene in found if scene is not None)


def find(
    house: House, text: str, kinds: tuple[str, ...], progress: Progress = nobody_watches
) -> Found:
    """Return what words find; the encoder is loaded only where words alone do not decide."""
    found = house.searcher.search(text, kinds)
    undecided = found.outcome is not Outcome.FOUND and bool(text.strip())
    language: Language = "zh" if is_chinese(text) else "en"
    if undecided and language in house.meaning.languages and not house.searcher.has_vectors:
        house.join_encoder(progress=progress)
        found = house.searcher.search(text, kinds)
    return found
