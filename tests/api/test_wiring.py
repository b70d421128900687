from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy
import pytest

from api.preparing import folders_of
from api.settings import Settings, shipped_data
from api.wiring import open_house
from kb.errors import BadRecords
from kb.generation import renewed
from tests.planning import NEWBORN, Clock, usual
from tests.support import DATA, TODAY, WORLD

BROKEN = "{id: area/x, title: {zh: 甲}}"


@pytest.fixture
def settings(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
    return Settings(state=tmp_path / "state", data=str(folder))


@pytest.mark.parametrize(
    ("setting", "named", "folders"),
    [
        ("", [], [DATA]),
        (os.pathsep.join(["data", "district"]), [], [Path("data"), Path("district")]),
        ("data", ["mine"], [Path("mine")]),
        (os.pathsep, [], [DATA]),
    ],
)
def test_folders_are_those_named_else_the_settings_else_the_shipped(setting, named, folders):
    assert folders_of(Settings(data=setting), named) == tuple(folders)
    assert shipped_data() == DATA


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("COMPANION_CENTRE", "organisation/another")

    assert Settings().centre == "organisation/another"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), TODAY),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_today_is_the_day_in_shanghai(settings, moment, day):
    house = open_house(settings, now=Clock(moment), in_memory=True)

    assert house.today() == day
    house.close()


def test_a_second_start_serves_the_same_generation(settings):
    first = open_house(settings)
    first.close()
    second = open_house(settings)

    assert second.catalogue.generation == first.catalogue.generation
    assert second.ledger.drafts() == ()
    second.close()


def test_of_many_requests_on_the_day_of_a_change_one_makes_the_generation(settings, monkeypatch):
    clock, made = Clock(), []
    house = open_house(settings, now=clock, in_memory=True)
    name = house.desk.load(
        "{id: policy/next, title: {zh: 新, en: New}}".encode(), "new.yaml", "officer"
    ).name
    house.desk.send(name, "officer", date(2026, 11, 30))
    house.desk.publish(name, "approver")
    house.renew()
    clock.move(days=7)
    monkeypatch.setattr("api.wiring.renewed", lambda *now: made.append(now) or renewed(*now))

    for _ in range(3):
        house.renew(if_due=True)

    assert len(made) == 1
    assert "policy/next" in house.catalogue.records
    house.close()


def test_with_a_bad_file_what_was_published_stays_in_force(settings):
    open_house(settings).close()
    Path(settings.data, "broken.yaml").write_text(BROKEN, encoding="utf-8")

    house = open_house(settings, keep_published=True)

    assert house.problems
    assert "area/310101" in house.catalogue.areas
    house.close()


@pytest.mark.parametrize("keep", [True, False])
def test_with_nothing_published_a_bad_file_stops_the_start(settings, keep):
    Path(settings.data, "broken.yaml").write_text(BROKEN, encoding="utf-8")

    with pytest.raises(BadRecords, match=r"broken\.yaml"):
        open_house(settings, keep_published=keep)


def test_a_plan_comes_with_its_policies():
    house = open_house(Settings(), in_memory=True)

    plan = house.plan([NEWBORN], usual(), TODAY)

    assert {match.policy for match in plan.policies} == set(house.catalogue.policies)
    house.close()


def test_an_encoder_that_speaks_none_of_our_languages_is_not_loaded(settings, monkeypatch):
    """Each worker would hold half a gigabyte for nothing."""
    monkeypatch.setattr("api.meaning.make_encoder", lambda _: pytest.fail("it was loaded"))
    quiet = settings.model_copy(update={"encoder_languages": ""})
    house = open_house(quiet, in_memory=True)

    house.load_encoder()

    house.close()


def test_what_is_published_while_the_encoder_loads_is_served_at_once_and_stays(
    settings, monkeypatch
):
    """It takes seconds; a publication is served within two."""
    house = open_house(settings, in_memory=True)
    house.follow()
    before = house.catalogue.generation

    class Slow:
        languages = frozenset({"en"})
        fingerprint = "f" * 64

        def encode(self, texts):
            if house.catalogue.generation == before:
                publish(house)
                assert house.catalogue.generation != before, "served while it loads"
            return numpy.ones((len(texts), 2), dtype=numpy.float32) / numpy.sqrt(2)

    monkeypatch.setattr("api.meaning.make_encoder", lambda _: Slow())

    house.load_encoder()

    assert house.catalogue.records["document/notice"].title.en == "Announcement"
    assert house.searcher.has_vectors
    house.close()


def publish(house):
    """Publish another title of the notice, as two people would."""
    edited = "{id: document/notice, title: {zh: 公告, en: Announcement}}"
    name = house.desk.load(edited.encode(), "notice.yaml", "officer").name
    house.desk.send(name, "officer")
    house.desk.publish(name, "approver")
