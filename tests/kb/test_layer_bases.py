from __future__ import annotations

import pytest

from kb.layer_bases import BaseStanding, changed_bases, mark_of
from kb.layers import read_layers
from kb.ledger import digest
from tests.support import recorded

CITY = """
- {id: parameter/area, title: {zh: 面积, en: Area}, value: 300}
- {id: policy/grant, title: {zh: 补贴, en: Grant}, mode: apply}
"""
DISTRICT = """
- {over: parameter/area, value: 200}
- {id: policy/grant, title: {zh: 区补贴, en: District grant}}
- {id: policy/own, title: {zh: 区里的, en: Own}}
"""
AREA, GRANT = recorded(CITY)


@pytest.fixture
def look(tmp_path):
    """Return what there is to look at in folders: (layer, id, standing)."""

    def make(note="", city=CITY, **more):
        texts = {"city": {"all": city}, "district": {"all": DISTRICT, "layer": note}, **more}
        for name, files in texts.items():
            (tmp_path / name).mkdir(exist_ok=True)
            for file, content in files.items():
                (tmp_path / name / f"{file}.yaml").write_text(content, encoding="utf-8")
        found = changed_bases(read_layers([tmp_path / name for name in texts]))
        return [(one.layer, one.id, str(one.standing)) for one in found]

    return make


def noted(**changed):
    marks = {"parameter/area": mark_of(AREA), "policy/grant": mark_of(GRANT), **changed}
    return "over:\n" + "".join(f'  {one}: "{mark}"\n' for one, mark in marks.items() if mark)


def test_a_mark_is_the_beginning_of_the_digest_in_the_ledger():
    assert mark_of(AREA) == digest(AREA)[:12]


def test_nothing_is_said_where_the_marks_are_those_of_the_records_beneath(look):
    assert look(noted()) == []


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("value: 300", "value: 250", "parameter/area"),
        ("en: Area", "en: Floor area", "parameter/area"),
        ("mode: apply", "mode: automatic", "policy/grant"),
        ("补贴", "补助", "policy/grant"),
    ],
)
def test_every_word_that_changes_beneath_is_noticed(look, old, new, changed):
    assert look(noted(), CITY.replace(old, new)) == [("district", changed, "changed")]


def test_changes_without_a_mark_are_named_with_the_one_to_write(look, tmp_path):
    assert look("") == [
        ("district", "parameter/area", "not_noted"),
        ("district", "policy/grant", "not_noted"),
    ]

    found = changed_bases(read_layers([tmp_path / "city", tmp_path / "district"]))
    assert look("over:\n" + "".join(f'  {one.id}: "{one.now}"\n' for one in found)) == []


LOOK = {
    "its record is gone beneath": (
        noted(),
        "- {id: policy/grant, title: {zh: 补贴, en: Grant}, mode: apply}\n",
        BaseStanding.NOTHING_BENEATH,
    ),
    "a note about another's record": (
        noted(**{"area/misspelt": "abc"}),
        CITY,
        BaseStanding.NOT_CHANGED_HERE,
    ),
    "a removal of what is not there": (
        "removes: [service/gone]\n" + noted(),
        CITY,
        BaseStanding.NOTHING_TO_REMOVE,
    ),
}


@pytest.mark.parametrize(("note", "city", "standing"), LOOK.values(), ids=LOOK)
def test_notes_that_no_longer_fit_are_named(look, note, city, standing):
    assert [one[2] for one in look(note, city)] == [standing]


def test_the_base_of_a_third_folder_is_what_the_first_two_make(look):
    town = {"all": "{over: parameter/area, value: 100}", "layer": 'over: {parameter/area: "abc"}'}
    said = look(noted(), town=town)
    (district,) = recorded(
        "{id: parameter/area, title: {zh: 面积, en: Area}, value: 200, confirm: [value]}"
    )

    assert said == [("town", "parameter/area", "changed")]
    town["layer"] = f'over: {{parameter/area: "{mark_of(district)}"}}'
    assert look(noted(), town=town) == []
