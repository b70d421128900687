"""What an officer chose is what is read: units, words, and what is the same in every row."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from api.register_folder import Told
from api.register_jobs import Registers
from api.register_runner import plain_problem
from api.register_told import mapping_keys, opened
from kb.errors import WrongInput
from matcher.register import Register
from tests.desk_registers import SHEET, brought, done, nobody, register_house
from tests.judged_registers import catalogue
from tests.visiting import Clock

NOT_USED = tuple(Told(header=one) for one in ("有外资", "信用良好", "编号", "备忘"))


@pytest.fixture
def house(tmp_path, clock):
    """Return a house with no register yet."""
    made = register_house(tmp_path, clock)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Told(header="a", tells="id"), {"id": "a", "columns": {}}),
        (Told(header="a"), {"columns": {"a": None}}),
        (Told(header="a", tells="concept/x"), {"columns": {"a": "concept/x"}}),
        (
            Told(header="a", tells="concept/x", values=(("many", "big"), ("hm", "?"))),
            {"columns": {"a": {"concept": "concept/x", "values": {"many": "big", "hm": None}}}},
        ),
    ],
)
def test_choices_are_what_a_mapping_file_says(told, said):
    assert mapping_keys([told]) == said


@pytest.mark.parametrize("times", ["0", "-3", "x", "NaN", "Infinity", "1e13", "1,5"])
def test_a_factor_is_a_number_above_zero(times):
    with pytest.raises(WrongInput) as error:
        mapping_keys([Told(header=" a ", tells="concept/x", times=times)])

    assert plain_problem(error.value.problems[0])["place"] == "a"


def test_what_is_the_same_for_every_row_is_read_beside_the_file(tmp_path):
    folder = Registers(tmp_path, Clock(), nobody).add("one", "x", "a.csv", ".csv")
    folder.upload.write_text(SHEET, encoding="utf-8")
    columns = (Told(header="用工人数", tells="concept/employees"), *NOT_USED)
    held = replace(folder.held, columns=columns, same=(("concept/foreign", "true"),))

    register = opened(folder, held, catalogue(), Register)
    (batch,) = register.batches(2)

    assert batch.facts.to_pydict() == {
        "concept/employees": [400, None, None],
        "concept/foreign": [True, True, True],
    }
    other = opened(
        folder, replace(held, same=(("concept/foreign", "false"),)), catalogue(), Register
    )
    assert repr(other.columns) != repr(register.columns), "half a run cannot go on with another"


def test_a_column_that_tells_it_comes_before_what_is_said_for_all(tmp_path):
    folder = Registers(tmp_path, Clock(), nobody).add("one", "x", "a.csv", ".csv")
    folder.upload.write_text(SHEET, encoding="utf-8")
    columns = (Told(header="有外资", tells="concept/foreign"), *NOT_USED[1:])
    columns += (Told(header="用工人数"),)
    held = replace(folder.held, columns=columns, same=(("concept/foreign", "true"),))

    (batch,) = opened(folder, held, catalogue(), Register).batches()

    assert batch.facts.to_pydict() == {"concept/foreign": [False, False, True, False]}


def test_what_is_the_same_for_every_row_is_said_once(officer, house):
    path = brought(officer)
    officer.send(f"{path}/check", **{"tells.4": ""})
    assert 'name="same.concept/foreign"' in officer.get(path, "en")

    page = html.unescape(done(house, officer, path, **{"same.concept/foreign": "true"}))

    (row,) = re.findall(r"Small firms' grant</a>.*?</tr>", page, re.DOTALL)
    assert re.findall(r'<td class="figure">(\d+)</td>', row) == ["0", "0", "0", "0", "4"]


def test_a_register_without_numbers_and_consent_is_told_so(officer):
    path = brought(officer)
    assert "No column" not in officer.get(path, "en")

    officer.send(f"{path}/check", **{"tells.1": "", "tells.2": ""})
    page = html.unescape(officer.get(path, "en"))

    assert "No column says who agreed" in page
    assert "No column is the applicants’ own number" in page
