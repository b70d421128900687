from __future__ import annotations

import pytest

from kb.catalogue import Catalogue
from kb.yaml_text import read_yaml
from matcher.applicant import NOTHING, read_facts
from matcher.embedding import SentenceEncoder
from matcher.match import Matcher
from matcher.search import KINDS, RECALLED, Outcome, Searcher
from tests.support import ROOT, TODAY, catalogue_of, recorded

EVERY_KIND = tuple(KINDS)
FILES = sorted((ROOT / "tests" / "journeys").glob("utterances*.yaml"))
ROWS = {file.stem: read_yaml(file.read_bytes(), file.name).value for file in FILES}
PAPERS = ROWS.pop("utterances-services")
UTTERANCES = [row for rows in ROWS.values() for row in rows]
SCENES = [row for row in UTTERANCES if "scene" in row]


def said(row):
    return row["say"]


def wanted(row):
    return row.get("service") or row.get("policy")


@pytest.fixture(scope="module")
def words(catalogue: Catalogue) -> Searcher:
    return Searcher(catalogue)


@pytest.fixture(scope="module")
def with_vectors(catalogue: Catalogue, encoder: SentenceEncoder) -> Searcher:
    return Searcher(catalogue, encoder)


@pytest.mark.parametrize("row", UTTERANCES, ids=said)
def test_what_people_say_finds_what_they_mean(words, row):
    found = words.search(row["say"])

    if "scene" in row:
        assert (found.outcome, found.results[0].id) == (Outcome.FOUND, row["scene"])
    else:
        assert found.outcome is (Outcome.ASK if "ask" in row else Outcome.OUTSIDE)


@pytest.mark.parametrize("row", SCENES, ids=said)
def test_a_scene_that_is_meant_is_found_among_services_and_policies_too(words, row):
    found = words.search(row["say"], EVERY_KIND)

    assert (found.outcome, found.results[0].id) == (Outcome.FOUND, row["scene"])


@pytest.mark.parametrize("row", PAPERS, ids=said)
def test_a_paper_or_a_rule_that_is_meant_is_found_among_scenes(words, row):
    found = words.search(row["say"], EVERY_KIND)
    ids = [hit.id for hit in found.results]

    if wanted(row):
        assert (found.outcome, ids[0]) == (Outcome.FOUND, wanted(row))
    elif "among" in row:
        assert found.outcome is Outcome.ASK
        assert row["among"] in ids
    else:
        assert found.outcome is (Outcome.ASK if "ask" in row else Outcome.OUTSIDE)


@pytest.mark.parametrize("row", SCENES, ids=said)
def test_the_vectors_take_no_right_answer_away(with_vectors, row):
    for kinds in (("scene",), EVERY_KIND):
        assert with_vectors.search(row["say"], kinds).results[0].id == row["scene"]


@pytest.mark.parametrize("row", [row for row in PAPERS if wanted(row)], ids=said)
def test_the_vectors_keep_the_right_paper_among_the_first_two(with_vectors, row):
    found = with_vectors.search(row["say"], EVERY_KIND)

    assert wanted(row) in [hit.id for hit in found.results[:2]]


@pytest.mark.parametrize(
    "text", ["烟草证", "tobacco licence", "tobacco", "香烟许可证", "cigar permit"]
)
@pytest.mark.parametrize("searcher", ["words", "with_vectors"])
def test_a_question_about_tobacco_never_finds_the_food_licence(request, searcher, text):
    """What both are called, a licence, says nothing about which is meant."""
    found = request.getfixturevalue(searcher).search(text, EVERY_KIND)

    assert found.results[0].id == "service/tobacco-retail-licence"
    assert "service/food-business-licence" not in {hit.id for hit in found.results}


@pytest.mark.parametrize(
    "suffix", ["许可证", "备案", "登记", " licence", " permit", " registration"]
)
def test_a_suffix_alone_leads_from_a_thing_nobody_knows_to_nothing(words, with_vectors, suffix):
    thing = "zeppelin" if suffix.startswith(" ") else "麒麟"

    for searcher in (words, with_vectors):
        assert searcher.search(thing + suffix, EVERY_KIND).outcome is Outcome.OUTSIDE


@pytest.mark.parametrize(
    ("text", "record_id"),
    [
        ("kai bianlidian", "scene/convenience-store"),
        ("开便利点", "scene/convenience-store"),
        ("開便利店", "scene/convenience-store"),
        ("ｏｐｅｎ　ａ　ｂａｋｅｒｙ", "scene/cafe-bakery"),
        ("开个 coffee shop", "scene/cafe-bakery"),
        ("coffe shop permits", "scene/cafe-bakery"),
        ("yancao zhuanmai", "service/tobacco-retail-licence"),
        ("烟草专卖零售许可政", "service/tobacco-retail-licence"),
        ("网店", "scene/company-set-up"),
        ("水果店", "scene/convenience-store"),
    ],
)
def test_however_it_is_typed_it_is_found(words, text, record_id):
    found = words.search(text, EVERY_KIND)

    assert (found.outcome, found.results[0].id) == (Outcome.FOUND, record_id)


@pytest.mark.parametrize(
    "text", ["哪家火锅好吃", "护照", "renew my driving licence", "tell me a joke"]
)
def test_what_is_not_ours_is_said_to_be_outside(words, with_vectors, text):
    for searcher in (words, with_vectors):
        assert searcher.search(text, EVERY_KIND).outcome is Outcome.OUTSIDE


def test_a_scene_is_meant_before_a_service_of_the_same_name(words):
    found = words.search("结婚登记", EVERY_KIND)

    ids = [hit.id for hit in found.results]
    assert ids == ["scene/marriage-and-home", "service/marriage-registration"]
    assert found.outcome is Outcome.FOUND


NUMBERED = """
- {id: document/one, title: {zh: 通知, en: Notice}, number: 沪人社规〔2023〕1号}
- {id: document/ten, title: {zh: 通知, en: Notice}, number: 沪人社规〔2023〕11号}
- {id: policy/grant, title: {zh: 甲, en: A}, document: document/one, notation: T02}
- {id: policy/other, title: {zh: 乙, en: B}, document: document/ten, notation: T02-1}
- id: policy/citing
  title: {zh: 丙, en: C}
  sources: [{name: 市里的通知, document: document/one}, {name: 国办发〔2021〕5 号（公开网页）}]
"""


@pytest.fixture(scope="module")
def numbered():
    return Searcher(catalogue_of(recorded(NUMBERED)))


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("沪人社规〔2023〕1号", "grant"),
        ("沪人社规[2023] 1 号文是什么", "grant"),
        ("沪人社规（2023）11号", "other"),
        ("国办发〔2021〕5号", "citing"),
        ("T02", "grant"),
        ("t02-1", "other"),
        ("T02_1", "other"),
        ("policy/citing", "citing"),
        ("citing", "citing"),
    ],
)
def test_a_number_or_a_key_finds_what_bears_it_before_what_cites_it(numbered, text, policy):
    found = numbered.search(text, EVERY_KIND)

    assert (found.outcome, [hit.id for hit in found.results]) == (
        Outcome.FOUND,
        [f"policy/{policy}"],
    )


def test_asking_back_names_the_likely_ones_and_never_nothing(words):
    found = words.search("开店")

    assert found.results
    assert all(hit.kind == "scene" for hit in found.results)


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_title_finds_its_own_record(words, catalogue, kind, language):
    for record in catalogue.of_kind(KINDS[kind]):
        found = words.search(record.title.get(language), (kind,))
        assert found.results[0].id == record.id


def test_only_the_kinds_that_were_asked_for_are_found(words):
    found = words.search("烟草专卖零售许可", kinds=("service",))

    assert {hit.kind for hit in found.results} == {"service"}
    assert found.results[0].id == "service/tobacco-retail-licence"


def test_scores_rank_policies_and_never_decide(with_vectors, catalogue):
    facts = read_facts({"entity": "new_company", "staff": 4}, catalogue)
    scores = with_vectors.policy_scores(facts, catalogue)
    matcher = Matcher(catalogue)

    plain = {m.policy: m.verdict for m in matcher.matches(facts, TODAY)}
    ranked = {m.policy: m.verdict for m in matcher.matches(facts, TODAY, scores)}

    assert scores.keys() == catalogue.policies.keys()
    assert ranked == plain


def test_nothing_known_or_no_encoder_ranks_nothing(words, with_vectors, catalogue):
    facts = read_facts({"staff": 4}, catalogue)

    assert with_vectors.policy_scores(NOTHING, catalogue) == {}
    assert words.policy_scores(facts, catalogue) == {}


def test_an_empty_catalogue_finds_nothing_and_does_not_fail():
    found = Searcher(catalogue_of(())).search("便利店")

    assert (found.outcome, found.results) == (Outcome.OUTSIDE, ())


# ---- what lies near a scene ---------------------------------------------------------------------

NEAR = """
- {id: scene/book-shop, title: {zh: 开书店, en: Open a bookshop}}
- {id: scene/gym, title: {zh: 开健身房, en: Open a gym}}
- {id: policy/books, title: {zh: 书店补贴, en: Grant for bookshops}}
- {id: policy/sport, title: {zh: 健身房补贴, en: Grant for a gym}}
- {id: policy/ships, title: {zh: 船舶, en: Ships}}
"""


@pytest.fixture(scope="module")
def near():
    return Searcher(catalogue_of(recorded(NEAR)))


def test_policies_that_share_words_with_a_scene_are_recalled_and_others_are_not(near):
    assert "policy/books" in near.recalled(["scene/book-shop"])
    assert "policy/ships" not in near.recalled(["scene/book-shop"])


def test_of_two_scenes_what_lies_near_either_is_recalled(near):
    assert {"policy/books", "policy/sport"} <= near.recalled(["scene/book-shop", "scene/gym"])


def test_what_is_recalled_of_the_shipped_scenes_is_policies_and_never_many(words, catalogue):
    for scene in catalogue.scenes:
        recalled = words.recalled([scene])
        assert recalled <= catalogue.policies.keys()
        assert 0 < len(recalled) <= RECALLED


def test_the_encoder_changes_nothing_about_what_is_recalled(words, with_vectors):
    scenes = ["scene/restaurant", "scene/hire-staff"]

    assert with_vectors.recalled(scenes) == words.recalled(scenes)


def test_what_lies_nearest_is_recalled_first(words):
    assert next(iter(words.recalled(["scene/disability"]))) == "policy/disability-subsidies"


def test_without_a_scene_nothing_is_recalled(words):
    assert words.recalled([]) == frozenset()
