"""What `companion check` says of folders laid over each other."""

from __future__ import annotations

import pytest

from kb.generation import seed
from kb.layer_bases import BaseStanding, mark_of
from kb.record_files import write_records
from kb.record_states import RecordState
from kb.yaml_text import stays_text
from tests.console import shapes
from tests.support import NAMES, recorded

OVER = (
    "- {over: parameter/fire-area, value: 60, dated: }\n- {id: area/own, title: {zh: 一, en: A}}\n"
)
(AREA,) = recorded("""
- id: parameter/fire-area
  title: {zh: 消防面积, en: Fire area}
  value: 300
  dated: [{from: 2027-01-01, value: 200}, {from: 2026-06-01, value: 250}]
""")
MARK = mark_of(AREA)


@pytest.fixture
def checked(little, written, tmp_path):
    """Return a checker of the little world under a district: lines, and the same as JSON."""

    def check(note="", lang="en"):
        written(OVER, "district/all.yaml")
        written(note, "district/layer.yaml")
        ask = ["check", "--data", *little.records, "--data", str(tmp_path / "district")]
        (report,) = shapes(little(*ask, "--json"))
        return little(*ask, "--lang", lang).output.splitlines(), report

    return check


def test_a_mark_that_is_missing_is_written_out_to_be_pasted(checked):
    said, report = checked()

    assert report["bases"] == [
        {
            "layer": "district",
            "id": "parameter/fire-area",
            "standing": "not_noted",
            "noted": None,
            "now": MARK,
        }
    ]
    pasted = said[-1].partition("write ")[2].removesuffix(" in district/layer.yaml")
    assert pasted == f"over: {{parameter/fire-area: {MARK}}}"
    again, report = checked(pasted)
    assert report["bases"] == []
    assert not any("parameter/fire-area:" in line for line in again)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "from the lowest up: records, district (A district)"),
        ("zh", "从下到上：records、district（某区）"),
    ],
)
def test_the_folders_are_named_from_the_lowest_up(checked, lang, said):
    lines, report = checked("title: {zh: 某区, en: A district}", lang)

    assert said in lines
    assert [one["name"] for one in report["layers"]] == ["records", "district"]


def test_the_mark_of_these_tests_needs_no_quotes():
    assert stays_text(MARK)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "district changes parameter/fire-area, and the record beneath has changed since."),
        ("zh", "district 改动了 parameter/fire-area，原来的那条后来也变了。"),
    ],
)
def test_a_base_that_has_changed_is_said_with_the_new_mark(checked, lang, said):
    lines, report = checked("over: {parameter/fire-area: abc}", lang)

    assert lines[-1].startswith(said)
    assert f"parameter/fire-area: {MARK}" in lines[-1]
    assert [one["standing"] for one in report["bases"]] == [BaseStanding.CHANGED]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_district_removes_is_said(checked, lang):
    note = f"removes: [policy/old-grant, policy/none]\nover: {{parameter/fire-area: {MARK}}}"

    lines, report = checked(note, lang)

    assert "policy/old-grant" in lines[-2]
    assert "policy/none" in lines[-1]
    assert report["removed"] == [
        {"id": "policy/old-grant", "layer": "district", "published": False}
    ]
    assert [one["standing"] for one in report["bases"]] == [BaseStanding.NOTHING_TO_REMOVE]


def test_what_is_removed_but_still_published_is_said(little, written, tmp_path):
    little("check", state=tmp_path / "state")
    note = f"removes: [policy/old-grant]\nover: {{parameter/fire-area: {MARK}}}"
    written(OVER, "district/all.yaml")
    written(note, "district/layer.yaml")
    layers = [str(tmp_path / "district")]

    said = little("check", "--lang", "en", state=tmp_path / "state", layers=layers).output

    assert said.endswith("it is published. Take it back: companion withdraw policy/old-grant\n")


# ---- written as one folder ------------------------------------------------------------------


def test_layers_are_exported_as_one_folder_and_it_is_said(little, written, tmp_path):
    written(OVER, "district/all.yaml")
    ask = ["export", "--data", *little.records, "--data", str(tmp_path / "district"), "--records"]

    said = little(*ask, str(tmp_path / "told")).output
    (report,) = shapes(little(*ask, str(tmp_path / "one"), "--json"))

    assert report["origins"]["district"] == 2
    assert "laid over each other into one folder" in said
    (again,) = shapes(little("check", "--data", str(tmp_path / "one"), "--json"))
    assert again["generation"] == report["generation"]


def test_what_was_published_at_the_desk_is_no_draft_when_its_export_is_started_with(
    small_house, tmp_path
):
    """Git and desk never drift: the desk's word goes out as files and comes back as the same."""
    ledger = small_house.ledger
    (grant,) = recorded("{id: policy/desk, title: {zh: 新, en: New}, mode: apply}")
    name = ledger.propose([grant], "officer", "form")
    for state in (RecordState.IN_REVIEW, RecordState.APPROVED, RecordState.PUBLISHED):
        ledger.move(ledger.submission(name), state, "approver", "right")
    folder = tmp_path / "exported"

    write_records((one.record for one in ledger.published()), folder)

    assert "policy/desk" in {one.record.id for one in ledger.published()}
    assert seed([folder], ledger, NAMES) == ()
    assert ledger.drafts() == ()
