from __future__ import annotations

import pytest

from kb.errors import BadRecords
from kb.layers import read_layers
from kb.read_before import key_of
from kb.source import files_of, read_content
from tests.support import assert_said_well

AREA = "{id: area/a, title: {zh: 区, en: A}}\n"


@pytest.fixture
def folder(tmp_path):
    """Return a maker of a folder with one record and a note."""

    def make(note, records=AREA):
        made = tmp_path / "district"
        made.mkdir(exist_ok=True)
        (made / "layer.yaml").write_text(note, encoding="utf-8")
        if records:
            (made / "a.yaml").write_text(records, encoding="utf-8")
        return made

    return make


def test_a_note_gives_title_removals_and_marks(folder):
    note = """
title: {zh: 某区, en: A district}
removes: [service/licence]
over: {area/a: "123456789012"}
"""

    (layer,) = read_layers([folder(note)])

    assert (layer.name, layer.ids) == ("district", ("area/a",))
    assert layer.note.title.en == "A district"
    assert layer.note.removes == ("service/licence",)
    assert layer.note.over == {"area/a": "123456789012"}


def test_without_a_note_a_folder_is_a_layer_too(folder):
    made = folder("")
    (made / "layer.yaml").unlink()

    (layer,) = read_layers([made])

    assert (layer.note.title, layer.note.removes, layer.note.over) == (None, (), {})


def test_an_empty_note_says_nothing(folder):
    (layer,) = read_layers([folder("# nothing yet\n")])

    assert layer.note.removes == ()


def test_a_folder_may_hold_a_note_alone(folder):
    (layer,) = read_layers([folder("removes: [service/licence]\n", records="")])

    assert layer.ids == ()


def test_a_file_of_that_name_further_down_holds_records(folder):
    made = folder("removes: []\n")
    (made / "deep").mkdir()
    (made / "deep" / "layer.yaml").write_text("{id: area/b, title: {zh: 区, en: B}}\n", "utf-8")

    (layer,) = read_layers([made])

    assert set(layer.ids) == {"area/a", "area/b"}


WRONG = {
    "unknown key": ("remove: [area/b]\n", 1, "remove", "no such key", "Did you mean removes"),
    "no list": ("removes: area/b\n", 1, "removes", "not a list", "[one, two]"),
    "no id": ("removes: [area/b, B]\n", 1, "removes.1", '"B" is not an id', "Write one of"),
    "no such kind": ("removes:\n  - rule/a\n", 2, "removes.0", "is not an id", "policy/…"),
    "kept and removed": ("removes: [area/a]\n", 1, "removes.0", "also stands", "keep one"),
    "mark of no id": ("over:\n  A: abc\n", 2, "over.A", "is not an id", "Write one of"),
    "number for mark": (
        "over: {area/a: 123456789012}\n",
        1,
        "over.area/a",
        "not text",
        "quotes",
    ),
    "one language": ("title: {zh: 区}\n", 1, "title.en", "is missing", "Add it"),
    "no group": ("- removes\n", 1, "", "not a group of keys", "key: value"),
    "no YAML": ("removes: [a\n", 2, "", "not YAML", "indentation"),
}


@pytest.mark.parametrize(("note", "line", "place", "said", "remedy"), WRONG.values(), ids=WRONG)
def test_a_wrong_note_is_said_with_file_line_place_and_remedy(
    folder, note, line, place, said, remedy
):
    with pytest.raises(BadRecords) as error:
        read_layers([folder(note)])

    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.place) == ("district/layer.yaml", line, place)
    assert said in problem.problem.en
    assert remedy in problem.remedy.en
    assert_said_well(problem)


def test_what_is_wrong_in_note_and_records_is_said_at_once(folder):
    with pytest.raises(BadRecords) as error:
        read_layers([folder("removes: [B]\n", "id: area/a\n")])

    assert {one.file for one in error.value.problems} == {
        "district/layer.yaml",
        "district/a.yaml",
    }


def test_a_changed_note_is_another_reading(folder):
    before = key_of([folder("removes: []\n")])

    assert key_of([folder("removes: [service/licence]\n")]) != before
    assert "layer.yaml" in {path.name for path in files_of(folder(""))[0]}


def test_a_change_by_key_cannot_be_loaded_by_itself():
    with pytest.raises(BadRecords) as error:
        read_content(b"- {over: area/a, within: area/b}\n", "new.yaml")

    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.place) == ("new.yaml", 1, "over")
    assert_said_well(problem)
