from __future__ import annotations

import pytest

from kb.database import open_database
from kb.generation import seed
from kb.ledger import Ledger
from kb.read_before import ReadBefore, key_of
from tests.planning import Clock
from tests.support import NAMES, WORLD

EDITED = WORLD.replace("{zh: 黄浦区, en: Huangpu}", "{zh: 黄浦, en: Huangpu}")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
    return folder


@pytest.fixture
def before(tmp_path):
    return ReadBefore(tmp_path / "state" / "read.json")


@pytest.fixture
def ledger():
    database = open_database("sqlite://")
    yield Ledger(database, Clock())
    database.close()


@pytest.fixture
def reads(monkeypatch):
    """Return the folders that are read from now on."""
    from kb import generation

    seen, read = [], generation.read_folders
    monkeypatch.setattr(generation, "read_folders", lambda some: seen.append(some) or read(some))
    return seen


def test_the_same_files_are_read_once(folder, before, ledger, reads):
    for _ in range(3):
        assert seed([folder], ledger, NAMES, before) == ()

    assert len(reads) == 1


def test_an_edited_file_is_read_and_becomes_a_draft(folder, before, ledger, reads):
    seed([folder], ledger, NAMES, before)
    (folder / "world.yaml").write_text(EDITED, encoding="utf-8")

    assert seed([folder], ledger, NAMES, before) == ("area/310101",)
    assert seed([folder], ledger, NAMES, before) == ()
    assert len(reads) == 2


def test_beside_another_database_they_are_read_again(folder, before, ledger, reads):
    seed([folder], ledger, NAMES, before)
    other = open_database("sqlite://")

    seed([folder], Ledger(other, Clock()), NAMES, before)

    assert len(Ledger(other, Clock()).published()) == len(ledger.published())
    assert len(reads) == 2
    other.close()


@pytest.mark.parametrize("damage", ["cut", "nothing", "a record less", "another digest"])
def test_a_damaged_note_is_no_note(folder, before, ledger, reads, tmp_path, damage):
    seed([folder], ledger, NAMES, before)
    note = tmp_path / "state" / "read.json"
    held = note.read_text()
    note.write_text(
        {
            "cut": held[:-20],
            "nothing": "",
            "a record less": held.replace('"area/cn"', '"area/xx"', 1),
            "another digest": held.replace('"area/cn": "', '"area/cn": "0', 1),
        }[damage]
    )

    seed([folder], ledger, NAMES, before)

    assert len(reads) == 2


def test_without_room_for_the_note_files_are_read(folder, ledger, reads, tmp_path):
    (tmp_path / "taken").write_text("a file")
    before = ReadBefore(tmp_path / "taken" / "read.json")

    for _ in range(2):
        seed([folder], ledger, NAMES, before)

    assert len(reads) == 2


def test_every_byte_name_and_folder_counts(folder, tmp_path):
    first = key_of([folder])
    (folder / "notes.md").write_text("not a record")
    same = key_of([folder])
    (folder / "world.yaml").rename(folder / "other.yaml")
    renamed = key_of([folder])
    (folder / "other.yaml").write_text(WORLD + "\n", encoding="utf-8")
    longer = key_of([folder])

    assert first == same
    assert len({first, renamed, longer, key_of([folder, folder])}) == 4
    assert key_of([tmp_path / "nowhere"]) == ""
