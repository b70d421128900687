from __future__ import annotations

import pytest

from kb.catalogue import generation_of
from kb.errors import BadRecords
from kb.layers import merged, origins_of, read_folders, read_layers
from kb.record_files import write_records
from kb.validation import check
from tests.support import DATA, ROOT, WORLD, assert_said_well, new_ledger, recorded, shipped_records

DISTRICT = ROOT / "tests" / "district"
GRANT = """
id: policy/grant
title: {zh: 补贴, en: Grant}
article: "3"
criteria: {fact: concept/employees, at_most: {parameter: parameter/fire-area}}
valid: {from: 2026-01-01, to: 2027-12-31}
sources: [{name: 市里的通知}]
seen: [article, valid.from, criteria]
confirm: [mode]
checked_on: 2026-11-21
"""


@pytest.fixture
def over_world(tmp_path):
    """Return a maker of the little world with a grant, and folders over it."""

    def make(*contents):
        texts = {"city": WORLD + _listed(GRANT)}
        texts.update((f"district-{i}", content) for i, content in enumerate(contents, 1))
        for name, content in texts.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "all.yaml").write_text(content, encoding="utf-8")
        return [tmp_path / name for name in texts]

    return make


def _listed(record):
    return "- " + record.strip().replace("\n", "\n  ") + "\n"


def held(folders):
    return {one.record.id: one for one in read_folders(folders)}


def problem_of(folders):
    with pytest.raises(BadRecords) as error:
        read_folders(folders)
    (problem,) = error.value.problems
    assert_said_well(problem)
    return problem


# ---- by id and by key -----------------------------------------------------------------------


def test_a_record_with_the_same_id_takes_the_place_of_the_whole_record(over_world):
    mine = "id: policy/grant\ntitle: {zh: 区补贴, en: District grant}\n"

    grant = held(over_world(mine))["policy/grant"]

    assert (grant.record,) == recorded(mine)
    assert (grant.layer, grant.file) == ("district-1", "district-1/all.yaml")


def test_a_change_by_key_leaves_all_other_keys_as_they_were(over_world):
    grant = held(over_world("over: policy/grant\nvalid: {to: 2026-06-30}\n"))["policy/grant"].record

    (whole,) = recorded(GRANT)
    assert (grant.title, grant.article, grant.criteria) == (
        whole.title,
        whole.article,
        whole.criteria,
    )
    assert (grant.valid.from_, str(grant.valid.to)) == (None, "2026-06-30")


def test_a_key_left_empty_takes_the_value_away(over_world):
    grant = held(over_world("over: policy/grant\narticle:\n"))["policy/grant"].record

    assert grant.article is None


def test_what_a_source_said_of_the_old_value_is_not_said_of_the_new_one(over_world):
    grant = held(over_world("over: policy/grant\nvalid: {to: 2026-06-30}\n"))["policy/grant"].record

    assert grant.seen == {"article", "criteria"}
    assert grant.confirm == {"mode", "valid"}


def test_a_change_may_say_itself_where_it_was_read(over_world):
    said = (
        "{over: policy/grant, mode: apply, sources: [{name: 区里的通知}], seen: [mode],"
        " checked_on: 2026-11-22}"
    )

    grant = held(over_world(said))["policy/grant"].record

    assert [one.name for one in grant.sources] == ["区里的通知", "市里的通知"]
    assert grant.seen == {"article", "valid.from", "criteria", "mode"}
    assert grant.confirm == frozenset()
    assert str(grant.checked_on) == "2026-11-22"


def test_the_order_of_the_folders_decides(over_world):
    city, first, second = over_world(
        "{over: policy/grant, article: one}", "{over: policy/grant, article: two}"
    )

    assert held([city, first, second])["policy/grant"].record.article == "two"
    assert held([city, second, first])["policy/grant"].record.article == "one"


def test_a_district_of_a_district_changes_what_that_one_made(over_world):
    folders = over_world(
        "{over: policy/grant, article: one}", "{over: policy/grant, mode: automatic}"
    )

    grant = held(folders)["policy/grant"]

    assert (grant.record.article, grant.record.mode) == ("one", "automatic")
    assert grant.problem(("mode",), grant.record.title).file == "district-2/all.yaml"
    assert grant.problem(("article",), grant.record.title).file == "district-1/all.yaml"
    assert grant.problem(("valid", "to"), grant.record.title).file == "city/all.yaml"


def test_each_record_remembers_the_folder_that_wrote_it_last(over_world):
    folders = over_world("{over: policy/grant, article: one}")

    origins = origins_of(read_folders(folders))

    assert origins["policy/grant"] == "district-1"
    assert origins["parameter/fire-area"] == "city"


def test_folders_of_one_name_are_told_apart_by_what_stands_before(tmp_path):
    folders = [tmp_path / "city" / "records", tmp_path / "district" / "records"]
    for i, folder in enumerate(folders):
        folder.mkdir(parents=True)
        (folder / "a.yaml").write_text(
            f"{{id: area/a{i}, title: {{zh: 一, en: A}}}}", encoding="utf-8"
        )

    assert [one.name for one in read_layers(folders)] == ["city/records", "district/records"]
    assert [one.name for one in read_layers(folders[:1])] == ["records"]
    assert len({one.name for one in read_layers(folders[:1] * 2)}) == 1


# ---- what cannot be laid over -----------------------------------------------------------------

WRONG = {
    "nothing beneath": ("over: policy/grand\nmode: apply\n", 1, "over", "no policy/grand beneath"),
    "no id": ("over: Grant\nmode: apply\n", 1, "over", '"Grant" is not an id'),
    "a number": ("over: 3\nmode: apply\n", 1, "over", '"3" is not an id'),
    "no such kind": ("over: rule/a\nmode: apply\n", 1, "over", '"rule/a" is not an id'),
    "id too": ("id: policy/grant\nover: policy/grant\n", 2, "over", "stands beside id"),
    "nothing to change": ("over: policy/grant\n", 1, "over", "nothing to change"),
    "a wrong key": ("over: policy/grant\nmood: apply\n", 2, "mood", "no such key"),
    "a wrong value": ("over: policy/grant\nvalid: {to: 2026-13-01}\n", 2, "valid.to", "not a date"),
    "a title away": ("over: policy/grant\ntitle:\n", 2, "title", "is missing"),
    "marks of no list": ("over: policy/grant\nseen: mode\n", 2, "seen", "not a list"),
    "twice": (
        "- {over: policy/grant, mode: apply}\n- {over: policy/grant, article: one}\n",
        2,
        "over",
        "also stands in district-1/all.yaml:1",
    ),
    "whole and by key": (
        "- {id: policy/grant, title: {zh: 一, en: A}}\n- {over: policy/grant, article: one}\n",
        2,
        "over",
        "also stands in district-1/all.yaml:1",
    ),
    "dated values beneath": (
        "over: parameter/fire-area\nvalue: 200\n",
        2,
        "value",
        "dated values beneath still stand",
    ),
}


@pytest.mark.parametrize(("content", "line", "place", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_laid_over_is_said_with_file_and_line(
    over_world, content, line, place, said
):
    problem = problem_of(over_world(content))

    assert (problem.file, problem.line, problem.place) == ("district-1/all.yaml", line, place)
    assert said in problem.problem.en


def test_dated_values_beneath_go_where_the_change_says_so(over_world):
    area = held(over_world("over: parameter/fire-area\nvalue: 200\ndated:\n"))
    parameter = area["parameter/fire-area"].record

    assert (parameter.value, parameter.dated) == (200, ())


def test_the_second_gate_says_the_file_that_wrote_the_wrong_part(over_world):
    folders = over_world("over: policy/grant\nmode: apply\nexcludes: [policy/grant]\n")
    loaded = read_folders(folders)

    with pytest.raises(BadRecords) as error:
        check(
            [one for one in loaded if one.layer == "district-1"],
            {one.record.id: one.record for one in loaded},
        )

    (problem,) = error.value.problems
    assert (problem.file, problem.line) == ("district-1/all.yaml", 3)


# ---- a whole district -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def district():
    """Return the shipped records with the district of the tests over them."""
    return held([DATA, DISTRICT])


def test_the_district_of_the_tests_changes_adds_and_removes(district):
    shipped = shipped_records()

    assert shipped.keys() - district.keys() == {"service/shop-sign-filing"}
    assert district.keys() - shipped.keys() == {
        "parameter/small-shop-area",
        "policy/small-shop-grant",
    }
    both = shipped.keys() & district.keys()
    changed = {one for one in both if district[one].record != shipped[one]}
    assert changed == {one for one in both if district[one].layer == "district"}
    assert {one for one in changed if not one.startswith("scene/")} == {
        "parameter/fire-check-area",
        "policy/start-up-rent-subsidy",
    }


LAYERS = (
    "- {over: policy/grant, article: one}\n- {id: area/new, title: {zh: 新区, en: New}}\n",
    "{over: parameter/fire-area, value: 200, dated: }",
)


def written_as_one(layers, folder):
    """Return a ledger of layers, and the folder its records were written to."""
    ledger, loaded = new_ledger(), merged(read_layers(layers))
    ledger.seed([one.record for one in loaded], origins_of(loaded))
    write_records((version.record for version in ledger.published()), folder)
    return ledger, folder


def assert_that_nothing_drifts(layers, folder):
    ledger, written = written_as_one(layers, folder)
    back = {key: one.record for key, one in held([written]).items()}

    assert generation_of(back) == generation_of(
        {key: one.record for key, one in held(layers).items()}
    )
    assert ledger.seed(back.values()) == ()
    assert ledger.drafts() == ()


def test_layers_written_as_one_folder_are_the_same_generation_and_make_no_drafts(
    over_world, tmp_path
):
    assert_that_nothing_drifts(over_world(*LAYERS), tmp_path / "written")


@pytest.mark.prove
def test_the_shipped_records_under_a_district_are_too(tmp_path):
    assert_that_nothing_drifts([DATA, DISTRICT], tmp_path / "written")
