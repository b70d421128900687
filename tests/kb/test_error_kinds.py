"""The kinds of error the gates catch: a table an officer could check, through the real way in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kb.desk import Desk
from kb.errors import BadRecords
from tests.support import NAMES, WORLD, assert_said_well, new_ledger, recorded

ROWS = yaml.load((Path(__file__).parent / "error_kinds.yaml").read_bytes(), yaml.CSafeLoader)
KINDS = (
    "no materials where the output needs them",
    "prerequisite cycle",
    "self-prerequisite",
    "missing English title",
    "two Chinese titles",
    "empty title",
    "end before start",
    "duplicate identifier",
    "unlabelled material",
    "constraint without operator",
    "dangling id",
    "bad duration",
    "a condition that can never be true",
    "a condition that is always true",
    "a question no condition reads",
    "a window outside the validity",
    "two items that exclude and stack with each other",
    "an unknown unit",
    "a value outside its code list",
    "a policy that replaces another without ending it",
)
"""As the order of work names them; never true and always true are one there."""


@pytest.fixture(scope="module")
def desk():
    """Return the desk of the little world; nothing that is refused changes it."""
    ledger = new_ledger()
    ledger.seed(recorded(WORLD))
    return Desk(ledger, NAMES)


def test_every_kind_is_in_the_table():
    assert list(dict.fromkeys(row["kind"] for row in ROWS)) == list(KINDS)


@pytest.mark.parametrize("row", ROWS, ids=[row["kind"] for row in ROWS])
def test_the_desk_says_what_is_wrong_where_and_what_to_write(row, desk):
    line, place = row["at"].split(maxsplit=1)

    with pytest.raises(BadRecords) as refused:
        desk.check(row["file"].encode(), "new.yaml")

    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.place) == ("new.yaml", int(line), place)
    for language in ("zh", "en"):
        assert row["problem"][language] in problem.problem.get(language)
        assert row["remedy"][language] in problem.remedy.get(language)
    assert_said_well(problem)
