"""The base as files: laid out like `data/`, and the same base when it is loaded again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalogue import generation_of
from kb.errors import WrongInput
from kb.layers import read_folders
from kb.record_files import laid_out, write_records
from kb.source import files_of, read_content
from tests.strategies import records
from tests.support import DATA, WORLD, recorded, shipped_records


def read_back(files):
    loaded = (one for path, text in files.items() for one in read_content(text.encode(), str(path)))
    return {one.record.id: one.record for one in loaded}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a folder that the shipped records were written to."""
    folder = tmp_path_factory.mktemp("written") / "records"
    write_records(shipped_records().values(), folder)
    return folder


def relative(folder):
    return [path.relative_to(folder).as_posix() for path in files_of(folder)[0]]


def test_the_shipped_base_is_written_to_the_same_files_as_it_stands_in(written):
    assert relative(written) == relative(DATA)


def test_the_shipped_base_is_the_same_generation_when_it_is_read_back(written):
    back = {one.record.id: one.record for one in read_folders([written])}

    assert back == shipped_records()
    assert generation_of(back) == generation_of(shipped_records())


@given(st.lists(records(), max_size=4, unique_by=lambda record: record.id))
def test_any_records_are_the_same_when_they_are_read_back(held):
    files = laid_out(held)

    assert read_back(files) == {record.id: record for record in held}
    assert list(files) == sorted(files)


@pytest.mark.parametrize("text", ["0\n\x85", "x\n\x85y\n", "a\n\u2028b", "a\x85b", "a\u2029"])
def test_a_text_with_an_odd_end_of_line_is_the_same_when_it_is_read_back(text):
    """A reader of YAML takes U+0085 for an end of line unless it stands in quotes."""
    (area,) = recorded("{id: area/cn, title: {zh: 中国, en: China}}")
    odd = replace(area, notation=text)

    assert read_back(laid_out([odd])) == {odd.id: odd}


def test_the_order_records_come_in_changes_no_file():
    held = recorded(WORLD)

    assert laid_out(held) == laid_out(reversed(held))


def test_it_says_how_many_files_it_wrote_and_an_empty_folder_will_do(tmp_path):
    (tmp_path / "empty").mkdir()

    assert write_records(recorded(WORLD), tmp_path / "empty") == 9
    assert write_records(recorded(WORLD), tmp_path / "new" / "deep") == 9


@pytest.mark.parametrize("stands_there", ["folder/notes.md", "folder"])
def test_nothing_that_stands_there_is_written_over(tmp_path, stands_there):
    file = tmp_path / stands_there
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine", encoding="utf-8")

    with pytest.raises(WrongInput, match="new or empty"):
        write_records(recorded(WORLD), tmp_path / "folder")

    assert file.read_text(encoding="utf-8") == "mine"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [file]


def test_a_folder_that_cannot_be_made_is_said_to_be(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(WrongInput, match="cannot be written"):
        write_records(recorded(WORLD), tmp_path / "file" / "below")
