from __future__ import annotations

import logging

import pytest

from api.accounts import Role
from api.meaning import Meaning, Stage, Standing, make_encoder, spoken_by_encoder
from api.settings import Settings
from api.wiring import open_house
from kb.database import open_database
from kb.errors import Unavailable, WrongInput
from kb.text import Text
from tests.encoding import Letters
from tests.support import WORLD
from tests.visiting import signed_in
from tests.waiting import seconds_until


@pytest.fixture
def settings(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
    return Settings(state=tmp_path / "state", data=str(folder))


@pytest.mark.parametrize(
    ("setting", "languages"),
    [("en", {"en"}), ("zh,en", {"zh", "en"}), (" en , zh ", {"zh", "en"}), ("", set())],
)
def test_the_encoder_speaks_the_languages_of_the_setting(setting, languages):
    assert spoken_by_encoder(Settings(encoder_languages=setting)) == languages


def test_a_language_that_is_not_ours_is_refused_in_plain_words():
    with pytest.raises(WrongInput, match=r"COMPANION_ENCODER_LANGUAGES.*fr.*Write one of: zh, en"):
        spoken_by_encoder(Settings(encoder_languages="en,fr"))


def test_the_encoder_that_is_made_speaks_them(tmp_path):
    with pytest.raises(Unavailable, match="COMPANION_ENCODER"):
        make_encoder(Settings(encoder=str(tmp_path / "nowhere")))

    assert make_encoder(Settings(encoder_languages="en")).languages == {"en"}


@pytest.mark.parametrize(
    ("vectors", "error", "said"),
    [
        ("chroma", WrongInput, "COMPANION_VECTORS.*Write one of: faiss, pgvector"),
        ("pgvector", Unavailable, "needs PostgreSQL"),
    ],
)
def test_vectors_that_cannot_be_kept_as_asked_stop_the_start(settings, vectors, error, said):
    with pytest.raises(error, match=said):
        open_house(settings.model_copy(update={"vectors": vectors}))


def test_without_its_model_the_house_searches_by_words_and_says_so(settings, caplog):
    house = open_house(settings.model_copy(update={"encoder": "/no/such/model"}))

    with caplog.at_level(logging.WARNING):
        house.warm()

    assert house.meaning.standing.stage is Stage.FAILED
    assert house.meaning.standing.problem is not None
    assert "COMPANION_ENCODER" in house.meaning.standing.problem.zh
    assert "Search goes by words alone" in caplog.text
    assert not house.searcher.has_vectors
    house.close()


def test_a_second_start_with_the_same_model_encodes_nothing(settings, encoder, monkeypatch):
    monkeypatch.setattr("api.meaning.make_encoder", lambda _: encoder)
    first = open_house(settings)
    first.load_encoder()
    first.meaning.close()
    seen = []

    second = open_house(settings)
    second.load_encoder(progress=lambda done, of: seen.append((done, of)))

    assert first.meaning.standing.of > 0
    assert (second.meaning.standing.stage, second.meaning.standing.of) == (Stage.READY, 0)
    assert seen == []
    assert second.searcher.has_vectors
    first.close()
    second.close()


def test_nothing_is_kept_where_everything_is_in_memory(settings, encoder, monkeypatch):
    monkeypatch.setattr("api.meaning.make_encoder", lambda _: encoder)
    house = open_house(settings, in_memory=True)

    house.load_encoder()

    assert not (settings.state / "vectors").exists()
    house.close()


def test_where_no_language_is_named_nothing_is_waited_for():
    meaning = Meaning(Settings(encoder_languages=""), open_database("sqlite://"), in_memory=True)

    assert meaning.standing.stage is Stage.OFF


@pytest.mark.parametrize(("role", "path"), [(Role.OFFICER, "/desk"), (Role.MANAGER, "/people")])
@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(Stage.LOADING), "Search by meaning is being prepared."),
        (Standing(Stage.ENCODING, 120, 560), "120 of 560 texts"),
        (Standing(Stage.FAILED, problem=Text(zh="没有。", en="No such model.")), "No such model."),
    ],
)
def test_officer_and_manager_see_how_far_search_by_meaning_is(house, role, path, standing, said):
    house.meaning.standing = standing

    assert said in signed_in(house, role).get(path, "en")


def test_where_it_works_there_is_nothing_to_say(house):
    house.meaning.standing = Standing(Stage.READY)

    assert "by meaning" not in signed_in(house, Role.OFFICER).get("/desk", "en")


def test_an_encoder_that_went_away_leaves_search_to_words_until_it_is_back(settings, monkeypatch):
    """Publishing needs it too: what is new is searched by words first."""
    letters = Letters()
    monkeypatch.setattr("api.meaning.make_encoder", lambda _: letters)
    monkeypatch.setattr("api.wiring._AGAIN_SECONDS", 0.01)
    house = open_house(settings)
    house.load_encoder()
    house.follow()
    letters.fails = True

    edited = "{id: policy/old-grant, title: {zh: 旧奖励, en: Old award}, document: document/notice}"
    name = house.desk.load(edited.encode(), "grant.yaml", "officer").name
    house.desk.send(name, "officer")
    house.desk.publish(name, "approver")

    assert [hit.title.en for hit in house.searcher.search("旧奖励", ["policy"]).results] == [
        "Old award"
    ]
    assert not house.searcher.has_vectors
    letters.fails = False
    seconds_until(lambda: house.searcher.has_vectors)
    house.close()


def test_in_postgresql_vectors_are_kept_beside_the_records_where_that_is_asked_for(
    settings, postgres, monkeypatch
):
    letters = Letters()
    monkeypatch.setattr("api.meaning.make_encoder", lambda _: letters)
    with postgres.fresh() as url:
        asked = {"database_url": url, "vectors": "pgvector"}
        house = open_house(settings.model_copy(update=asked))
        house.load_encoder()

        assert house.searcher.has_vectors
        assert len(letters.texts) > 0
        assert not (settings.state / "vectors").exists()

        letters.texts.clear()
        house.load_encoder()
        assert letters.texts == []
        house.close()
