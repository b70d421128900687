from __future__ import annotations

import pytest

from kb.errors import BadRecords
from kb.layers import read_folders
from tests.support import assert_said_well

CITY = """
- {id: service/registration, title: {zh: 登记, en: Registration}}
- {id: service/filing, title: {zh: 备案, en: Filing}}
- {id: service/licence, title: {zh: 许可, en: Licence}}
- {id: service/sign, title: {zh: 招牌, en: Sign}}
- {id: service/wrapper, title: {zh: 一业一证, en: One permit}}
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - service: service/registration
    - service: service/filing
    - {service: service/licence, replaces: [service/filing]}
    - service: service/sign
    - service: service/wrapper
      bundles: {services: [service/filing, service/licence, service/sign], at_least: 2}
- {id: policy/old, title: {zh: 旧, en: Old}}
- {id: policy/new, title: {zh: 新, en: New}, excludes: [policy/old]}
"""


@pytest.fixture
def over_city(tmp_path):
    """Return a maker of a city's folder and a district's over it, which removes something."""

    def make(*removed, records="", note=""):
        for name, files in {
            "city": {"all": CITY},
            "district": {"layer": f"removes: [{', '.join(removed)}]\n{note}", "all": records},
        }.items():
            (tmp_path / name).mkdir()
            for file, content in files.items():
                if content:
                    (tmp_path / name / f"{file}.yaml").write_text(content, encoding="utf-8")
        return [tmp_path / "city", tmp_path / "district"]

    return make


def held(folders):
    return {one.record.id: one for one in read_folders(folders)}


def steps(records):
    """Return the services of the scene, each with what it bundles and replaces."""
    return {
        item.service: (item.bundles and sorted(item.bundles.services), sorted(item.replaces))
        for item in records["scene/shop"].record.services
    }


def test_a_removed_service_leaves_the_scene_and_what_it_bundles(over_city):
    records = held(over_city("service/sign"))

    assert "service/sign" not in records
    assert steps(records) == {
        "service/registration": (None, []),
        "service/filing": (None, []),
        "service/licence": (None, ["service/filing"]),
        "service/wrapper": (["service/filing", "service/licence"], []),
    }


def test_a_removed_service_is_replaced_by_nothing(over_city):
    assert steps(held(over_city("service/filing")))["service/licence"] == (None, [])


def test_a_wrapper_leaves_where_too_few_are_left_to_wrap(over_city):
    assert steps(held(over_city("service/filing", "service/sign"))).keys() == {
        "service/registration",
        "service/licence",
    }


def test_a_scene_that_lost_a_service_comes_from_the_layer_that_took_it(over_city):
    records = held(over_city("service/sign"))

    assert records["scene/shop"].layer == "district"
    assert records["service/filing"].layer == "city"


def test_a_change_of_the_scene_itself_counts_after_the_removal(over_city):
    change = "{over: scene/shop, title: {zh: 开个店, en: Open one}}"

    records = held(over_city("service/sign", records=change))

    assert records["scene/shop"].record.title.en == "Open one"
    assert "service/sign" not in steps(records)


@pytest.mark.parametrize(
    ("removed", "record", "place"),
    [
        ("policy/old", "policy/new", "excludes"),
        ("service/sign", "scene/shop", "services.0.service"),
    ],
)
def test_whoever_still_names_what_was_removed_is_said(over_city, removed, record, place):
    own = "{over: scene/shop, services: [{service: service/sign}]}"
    folders = over_city(removed, records=own if record == "scene/shop" else "")

    with pytest.raises(BadRecords) as error:
        read_folders(folders)

    (problem,) = error.value.problems
    assert problem.place == place
    assert (
        problem.problem.en == f"{record} still names {removed}, which district/layer.yaml removes."
    )
    assert f"over: {record}" in problem.remedy.en
    assert_said_well(problem)


def test_the_problem_stands_where_the_record_is_written(over_city):
    with pytest.raises(BadRecords, match=r"^city/all.yaml:17: excludes: policy/new still names"):
        read_folders(over_city("policy/old"))


def test_a_district_may_mend_what_named_it(over_city):
    records = held(over_city("policy/old", records="{over: policy/new, excludes: }"))

    assert records["policy/new"].record.excludes == frozenset()


def test_a_removal_of_what_is_not_there_changes_nothing(over_city):
    records = held(over_city("service/gone"))

    assert {one.layer for one in records.values()} == {"city"}
