from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import WrongInput
from matcher.register_targets import refuse_nowhere, refuse_taken, targets_of
from tests.judged_registers import GRANT, columns
from tests.support import assert_said_well

OUT = Path("somewhere/out.v2.csv")


def names(targets):
    return [path.name for path in targets.files]


def test_everything_stands_beside_out_under_its_name():
    targets = targets_of(OUT, columns(), [GRANT], Path("lists"))

    assert names(targets) == [
        "out.v2.grant.csv",
        "refund.csv",
        "out.v2.csv",
        "out.v2.unread.csv",
        "out.v2.summary.csv",
        "out.v2.summary.json",
        "out.v2.summary.svg",
    ]
    assert targets.parts == Path("somewhere/out.v2.csv.partial")


@pytest.mark.parametrize("summary", ["else/all", "else/all.json", "else/all.csv"])
def test_the_summary_may_go_elsewhere(summary):
    assert targets_of(OUT, columns(), summary=Path(summary)).summary == Path("else/all")


def refused(tmp_path, path, overwrite=False, begun=False):
    register = tmp_path / "register.csv"
    register.write_text("a")
    targets = targets_of(path, columns())
    with pytest.raises(WrongInput) as error:
        refuse_taken(targets, register, overwrite, begun)
    assert_said_well(error.value.problems[0])
    return error.value.problems[0].problem.en


def test_what_is_there_is_not_replaced_unasked(tmp_path):
    out, beside = tmp_path / "out.csv", tmp_path / "out.summary.csv"
    beside.write_text("mine")
    assert refused(tmp_path, out) == "is there already."

    refuse_taken(targets_of(out, columns()), tmp_path / "register.csv", True, False)
    refuse_taken(targets_of(out, columns()), tmp_path / "register.csv", False, begun=True)
    out.write_text("mine")
    assert refused(tmp_path, out, begun=True) == "is there already."


def test_the_register_itself_is_never_replaced(tmp_path):
    (tmp_path / "same.csv").symlink_to(tmp_path / "register.csv")

    for name in ("register.csv", "same.csv"):
        assert refused(tmp_path, tmp_path / name, overwrite=True) == "is the register itself."


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "out.csv").mkdir()

    assert refused(tmp_path, tmp_path / "out.csv", overwrite=True) == "is a folder."


def test_a_folder_that_is_missing_is_named_and_the_one_for_lists_is_made(tmp_path):
    lists = tmp_path / "lists" / "of-today"
    refuse_nowhere(targets_of(tmp_path / "out.csv", columns(), lists=lists))
    assert lists.is_dir()

    with pytest.raises(WrongInput) as error:
        refuse_nowhere(targets_of(tmp_path / "no" / "out.csv", columns()))
    assert error.value.problems[0].place == str(tmp_path / "no")
    assert_said_well(error.value.problems[0])
