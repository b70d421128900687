"""How a bad file is refused: through both gates, with nothing changed."""

from __future__ import annotations

import pytest

from kb.errors import BadRecords, Problem
from kb.ledger import Ledger
from kb.source import read_content
from kb.validation import check
from tests.support import WORLD, assert_said_well, new_ledger, recorded

BASE = {record.id: record for record in recorded(WORLD)}
POLICY = "id: policy/new\ntitle: {zh: 新, en: New}\n"
CONCEPT = "id: concept/new\ntitle: {zh: 新, en: New}\n"
SERVICE = "id: service/new\ntitle: {zh: 新, en: New}\n"


def load(content: bytes, ledger: Ledger) -> None:
    """Take a file through both gates and into the ledger, as loading does."""
    loaded = read_content(content, "new.yaml")
    check(loaded, {**BASE, **{one.record.id: one.record for one in loaded}})
    ledger.seed(one.record for one in loaded)


def refused(content: bytes | str) -> tuple[Problem, ...]:
    """Return the problems of a bad file, all said in both languages; nothing was changed."""
    ledger = new_ledger()
    ledger.seed(BASE.values())
    before = (ledger.published(), ledger.drafts())
    with pytest.raises(BadRecords) as error:
        load(content.encode() if isinstance(content, str) else content, ledger)
    assert (ledger.published(), ledger.drafts()) == before
    for problem in error.value.problems:
        assert_said_well(problem)
    return error.value.problems
