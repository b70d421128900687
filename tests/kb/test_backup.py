from __future__ import annotations

import gzip
import json
import stat
import threading

import pytest

from kb.backup import LEFT_OUT, opened_backup, write_backup
from kb.database import open_database
from kb.errors import Conflict, WrongInput
from kb.ledger import Ledger
from kb.restoring import restore
from tests.keeping import AT, everything, fill, rewritten
from tests.planning import Clock
from tests.support import recorded


@pytest.fixture
def in_use(database):
    """Return a database of either kind with something in every corner."""
    fill(database)
    return database


def test_the_first_line_says_what_it_is(file):
    first = json.loads(gzip.decompress(file.read_bytes()).splitlines()[0])

    assert (first["companion_backup"], first["made_at"]) == (1, "2026-11-23T09:30:00+00:00")
    assert (first["rows"]["case_file"], first["rows"]["case_event"]) == (1, 4)
    assert first["ledger"] == first["rows"]["record_move"]
    assert not first["rows"].keys() & LEFT_OUT


def test_only_its_owner_may_read_it(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_sees_one_moment_while_people_go_on_working(in_use, tmp_path):
    path, ledger = tmp_path / "busy.backup", Ledger(in_use, Clock())
    before, written = everything(in_use), threading.Event()

    def work(_done, _of):
        if not written.is_set():
            written.set()
            ledger.propose(recorded("{id: area/later, title: {zh: 后, en: Later}}"), "officer")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.backup._MANY", 1)
        write_backup(in_use, path, AT, work)

    assert written.is_set()
    fresh = open_database(f"sqlite:///{tmp_path}/fresh.sqlite")
    restore(fresh, path)
    assert everything(fresh) == before
    fresh.close()


def test_a_backup_that_cannot_be_finished_leaves_the_one_before(kept, file, tmp_path):
    before = file.read_bytes()

    def fail(_done, _of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_backup(kept[0], file, AT, fail)

    assert file.read_bytes() == before
    assert [path for path in tmp_path.iterdir() if "house.backup" in path.name] == [file]


def test_a_folder_that_is_not_there_is_named(kept, tmp_path):
    with pytest.raises(WrongInput, match="cannot be written"):
        write_backup(kept[0], tmp_path / "nowhere" / "house.backup", AT)


def test_an_empty_database_is_not_backed_up_in_silence(database, tmp_path):
    with pytest.raises(Conflict, match="COMPANION_DATABASE_URL or COMPANION_STATE"):
        write_backup(database, tmp_path / "house.backup", AT)


def newer(lines):
    return [lines[0].replace(b'"companion_backup":1', b'"companion_backup":2'), *lines[1:]]


def row_more(lines):
    return [*lines, lines[-1]]


def row_less(lines):
    return lines[:-1]


def short_row(lines):
    return [*lines[:-1], b"[1]\n"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (newer, "made by a newer version"),
        (row_more, "damaged"),
        (row_less, "damaged"),
        (short_row, "damaged"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_unread(file, change, said):
    rewritten(file, change)

    with pytest.raises(WrongInput, match=f"{said}.*nothing was changed"), opened_backup(file):
        pytest.fail("it was taken for whole")


def cut_short(content: bytes) -> bytes:
    return content[:-9]


def one_bit(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def one_word(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content).replace("王小明".encode(), "王大明".encode()))


@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        one_bit,
        one_word,
        lambda _: b"",
        lambda _: b"SQLite format 3\x00" * 9,
        lambda _: gzip.compress(b""),
        lambda _: gzip.compress(b"[]\n"),
        lambda _: gzip.compress(b'{"companion_backup": 1}\n'),
        lambda content: content + b"something more",
        lambda content: content * 2,
    ],
)
def test_a_damaged_file_is_refused_before_anything_is_touched(file, damage):
    file.write_bytes(damage(file.read_bytes()))

    with (
        pytest.raises(WrongInput, match="damaged, cut short, or no backup"),
        opened_backup(file),
    ):
        pytest.fail("it was taken for whole")
