from __future__ import annotations

import pytest

from bench.lighthouse import measured
from bench.measured import NotCompared
from kb.text import LANGUAGES
from tests.not_run import not_run_here


@pytest.mark.prove
def test_the_phone_page_keeps_its_budget_in_both_languages() -> None:
    try:
        found = list(measured())
    except NotCompared as missing:
        not_run_here(str(missing), remedy="install Node, npm and chromium, or set CHROMIUM")

    print(*found, sep="\n")
    assert [one.language for one in found] == list(LANGUAGES)
    assert [one.language for one in found if not one.kept] == []
