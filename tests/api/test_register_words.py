"""Words of the page: what may be chosen, titles instead of ids, remedies that can be followed."""

from __future__ import annotations

import html

import pytest

from api.register_words import can_be_chosen, choices, concept_of, remedy_here, without_ids
from kb.text import Text
from tests.desk_registers import SHEET, brought, register_house
from tests.support import world


@pytest.fixture
def house(tmp_path, clock):
    """Return a house with no register yet."""
    made = register_house(tmp_path, clock)
    yield made
    made.close()


def fact(name):
    """Return a fact of the little world."""
    return concept_of(f"concept/{name}", world())


def test_the_most_frequent_words_come_first_and_what_was_cut_short_is_left_out():
    words = [("b", 2), ("a", 2), ("c", 9), ("x" * 40, 99), ("two\nlines", 5)]

    assert can_be_chosen(words) == [("c", 9), ("a", 2), ("b", 2)]
    assert len(can_be_chosen((str(n), 1) for n in range(99))) == 60


def test_a_flag_is_yes_or_no_and_an_area_goes_by_its_title():
    assert [value for value, _ in choices(fact("foreign"), world())] == ["true", "false"]
    code = next(one for one in world().concepts.values() if one.codes)
    assert choices(code, world())[0] == (code.codes[0].code, code.codes[0].title)


def test_ids_are_said_as_titles():
    text = Text(zh="几列说的是 concept/employees。", en="two tell concept/employees, x/y.")

    said = without_ids(text, None, world())

    assert said.zh == "几列说的是“用工人数”。"
    assert said.en == "two tell Employees, x/y."


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("foreign", "values", "Choose below this column"),
        ("foreign", "", "Choose below this column"),
        ("employees", "times", "under “Times”"),
        (None, "times", "under “Times”"),
        ("registered-on", "form", "year-month-day"),
        (None, "null", "Keep one column"),
        (None, "", "Choose in the table below"),
    ],
)
def test_no_remedy_speaks_of_a_file(name, key, said):
    remedy = Text(zh=f"请在对照文件里写 {key}。", en="Say it in the mapping file.")

    found = remedy_here(remedy, fact(name) if name else None, world())

    assert found is not None
    assert said in found.en
    assert "文件" not in found.zh


def test_other_remedies_stay_and_none_stays_none():
    remedy = Text(zh="请检查数字和单位。", en="Check the number and its unit.")

    assert remedy_here(remedy, fact("employees"), world()) == remedy
    assert remedy_here(None, None, world()) is None


def test_words_that_are_not_understood_are_chosen_on_the_page(officer):
    sheet = SHEET.replace(",否,是,x", ",嗯嗯,是,x").replace(",是,是,x", ",哦哦,是,x")
    path = brought(officer, sheet)
    page = html.unescape(officer.get(path, "en"))
    assert "1 thing to fix before it can start" in page
    assert "Choose below this column" in page
    assert "mapping file" not in page

    words = {"means.4.嗯嗯": "false", "means.4.哦哦": "?"}
    officer.send(f"{path}/check", **words)
    page = html.unescape(officer.get(path, "en"))

    assert "before it can start" not in page
    assert 'name="means.4.嗯嗯"' in page, "it can be changed again"
