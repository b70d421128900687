"""Which rows are one item; a row without a good id is read all the same."""

from kb.sheet_cells import Cell
from kb.sheet_columns import POLICIES
from kb.sheet_file import Row
from kb.sheet_items import items_of, proposed
from kb.text import Text


def row(number, **titles):
    said = {("title", key): titles[key] for key in ("zh", "en") if key in titles}
    said |= {("id",): titles["id"]} if "id" in titles else {}
    cells = {path: Cell(f"P!B{number}", value) for path, value in said.items()}
    letters = {column.path: letter for column, letter in zip(POLICIES.columns, "ABC", strict=False)}
    return Row(POLICIES, number, cells, letters, "P")


def read(*rows):
    told = {}

    def say(place: str, problem: Text, remedy: Text | None) -> None:
        told[place] = problem.en

    return items_of(rows, "policy", {"policy/standing": None}, say), told


def test_an_id_follows_from_the_english_title_or_is_written():
    items, told = read(row(3, zh="甲", en="First grant"), row(4, id="second", zh="乙", en="Other"))

    assert (list(items.rows), told) == (["policy/first-grant", "policy/second"], {})
    assert proposed("many words " * 20_000) == proposed("many words " * 20)
    assert proposed("x" * 61) == ""


def test_a_row_without_a_good_id_is_found_by_its_other_name_and_told_of_once():
    items, told = read(row(3, zh="甲"), row(4, id="policy/乙", zh="乙", en="B"))

    assert told == {
        "P!C3": "there is no id and no English title.",
        "P!A4": "this is no id of an item.",
    }
    assert items.unnamed == {items.own.find("甲"), items.own.find("乙")}


def test_a_row_whose_item_stands_above_is_kept_for_its_slips():
    items, told = read(row(3, zh="甲", en="A"), row(4, zh="乙", en="A"), row(5, en="Standing"))

    assert [one.number for one in items.again] == [4]
    assert told["P!A4"] == "P!A3 is policy/a too."
    assert told["P!A5"].startswith("policy/standing")
