from __future__ import annotations

from xml.etree import ElementTree

import pytest

from api.plan_files import Sheet
from flowchart.changes_shown import Change
from kb.ids import ServiceId
from kb.text import LANGUAGES
from tests.planning import NEWBORN, plan_of
from tests.support import shipped_catalogue

GONE = ServiceId("service/fire-safety-check")


def sheet(language="zh", changes=None):
    return Sheet(plan_of(NEWBORN), shipped_catalogue(), language, changes or {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flowchart_is_well_formed(language):
    root = ElementTree.fromstring(sheet(language).svg())

    assert root.tag.endswith("svg")


def test_what_fell_away_is_drawn_too():
    drawn = sheet("en", {GONE: Change.DROPPED}).svg().decode()

    assert "Fire check" in drawn
    assert "Fire check" not in sheet("en").svg().decode()


def test_a_png_is_a_png_and_paper_is_a_pdf():
    assert sheet().png().startswith(b"\x89PNG")
    assert sheet().pdf().startswith(b"%PDF")
