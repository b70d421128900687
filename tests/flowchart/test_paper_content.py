"""What a plan says on paper, before it is set on pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from flowchart import diagram
from flowchart.changes_shown import Change
from flowchart.materials import Material
from flowchart.needs import MaterialStanding
from flowchart.paper_content import (
    COLUMNS,
    headline,
    refused,
    step_lines,
    to_bring,
    to_claim,
    to_note,
)
from kb.ids import EvidenceId, PolicyId, SceneId, ServiceId
from kb.kinds import PaperForm
from kb.text import Text
from matcher.inputs import Inputs
from matcher.match import Eligibility, Match
from matcher.windows import NO_DATES, OpenWindow, WindowState
from tests.flowchart.drawn import listed, plan
from tests.planning import plan_of, usual

LEASE = EvidenceId("evidence/lease-contract")


def material(**changed):
    first = plan().steps[0].service
    return replace(
        Material(evidence=LEASE, standing=MaterialStanding.BRING, for_=(first,)), **changed
    )


def lines(blocks):
    return [line.en for block in blocks for line in block.lines]


def test_several_scenes_are_named_together(catalogue):
    both = plan_of(SceneId("scene/cafe-bakery"), SceneId("scene/bookstore"))

    assert headline(both, catalogue).zh == "开咖啡店、烘焙店、奶茶店；开书店"


def test_what_to_bring_comes_first_with_a_box_to_tick_and_the_steps_that_need_it(catalogue):
    first, *_ = to_bring(plan(), listed(), catalogue)

    assert first.boxed
    assert first.title.en == "Bring"
    assert first.lines[1].zh.startswith("租房合同*（第 1、6、9–11 步）")
    assert first.lines[1].en.startswith("Lease contract* (step 1, 6, 9–11)")


@pytest.mark.parametrize("standing", ["bring", "retrievable", "held"])
def test_the_id_card_is_brought_every_time_and_said_once(standing, catalogue):
    card = material(evidence=EvidenceId("evidence/id-card"), standing=MaterialStanding(standing))

    said = lines(to_bring(replace(plan(), materials=(card, material())), listed(), catalogue))

    assert said[0] == "Bring your ID card (the original) every time"
    assert not any("identity" in line.lower() or "ID card" in line for line in said[1:])


@pytest.mark.parametrize(("visits", "every_time"), [(0, False), (1, True), (None, True)])
def test_the_id_card_is_brought_every_time_where_there_is_a_trip(visits, every_time, catalogue):
    """Where there is none it is a paper like the others, and not forgotten."""
    card = material(evidence=EvidenceId("evidence/id-card"))
    steps = tuple(replace(step, visits=visits) for step in plan().steps)

    said = lines(to_bring(replace(plan(), steps=steps, materials=(card,)), listed(), catalogue))

    assert ("Bring your ID card (the original) every time" in said) is every_time
    assert any(line.startswith("ID card") for line in said) is not every_time


def test_form_and_copies_are_said_where_a_source_says_them(catalogue):
    told = replace(plan(), materials=(material(form=PaperForm.ORIGINAL, copies=2),))

    (block,) = to_bring(told, listed(), catalogue)

    assert block.lines[1] == Text(
        zh="租房合同*（原件，2 份，第 1 步）", en="Lease contract* (original, × 2, step 1)"
    )


@pytest.mark.parametrize(
    "standing", [s for s in MaterialStanding if s is not MaterialStanding.BRING]
)
def test_materials_nobody_has_to_bring_stand_under_a_heading_of_their_own(standing, catalogue):
    told = replace(plan(), materials=(material(standing=standing),))

    nothing, other = to_bring(told, listed(), catalogue)

    assert lines([nothing])[1:] == ["There is nothing for you to prepare."]
    assert other.title.en not in {"", nothing.title.en}


def test_before_anything_is_certain_nobody_is_told_to_bring_nothing(catalogue):
    (block, *_) = to_bring(plan(known=False), listed(known=False), catalogue)

    assert block.lines[1].en.startswith("What to bring is not known yet")


def test_a_refusal_stands_apart_from_the_warnings():
    near_school = plan_of(SceneId("scene/internet-cafe"), facts=usual(school_m=100), on=plan().on)

    assert len(refused(near_school)) == 1
    told = {line.en for line in refused(near_school)[0].lines}
    assert not told & set(lines(to_note(near_school)))
    assert refused(plan()) == ()


def test_every_step_has_a_cell_for_every_column_and_one_that_was_dropped_has_no_line(catalogue):
    gone = {ServiceId("service/drainage-permit"): Change.DROPPED}
    rows = diagram.rows(plan(), catalogue, None, gone)

    found = step_lines(plan(), rows, catalogue)

    assert len(found) == len(rows) - 1 == 16
    assert all(len(cells) == len(COLUMNS) for cells in found)
    number, title, where, how_long, days, waits, done = (cell.en for cell in found[12])
    assert (number, title, waits, done) == ("13", "Invoices", "1, 3", "□")
    assert where
    assert how_long.startswith("1 working day")
    assert days == "24 Nov – 25 Nov"


def test_days_that_nobody_has_confirmed_carry_a_star(catalogue):
    found = step_lines(plan(), listed(), catalogue)

    starred = {
        row.service for row, cells in zip(listed(), found, strict=True) if "*" in cells[3].zh
    }
    unsure = {
        row.service
        for row in listed()
        if {"days", "days.committed"} & catalogue.services[row.service].confirm and not row.wrapper
    }
    assert starred == unsure


def match(policy, window=NO_DATES, verdict=Eligibility.ELIGIBLE):
    return Match(policy=PolicyId(policy), verdict=verdict, because=(), missing=(), window=window)


def some_policies(catalogue, sensitive):
    """Return policies that read a sensitive fact, or such that do not."""
    inputs = Inputs(catalogue)
    return [
        policy
        for policy, condition in catalogue.conditions.items()
        if any(catalogue.concepts[c].sensitive for c in inputs.of(condition)) is sensitive
    ]


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (NO_DATES, "when to apply is to be confirmed*"),
        (OpenWindow(state=WindowState.OPEN), "open now"),
        (OpenWindow(state=WindowState.OPEN, closes=date(2026, 12, 31)), "until 31 December 2026"),
        (
            OpenWindow(state=WindowState.OPEN, closes=date(2026, 12, 31), closes_at=time(16)),
            "open now, until 31 December 2026, 16:00",
        ),
        (
            OpenWindow(
                state=WindowState.OPEN,
                closes=date(2026, 11, 23),
                closes_at=time(16),
                is_last_day=True,
            ),
            "last day, until 23 November 2026, 16:00",
        ),
        (OpenWindow(state=WindowState.UPCOMING, opens=date(2027, 3, 1)), "from 1 March 2027"),
        (OpenWindow(state=WindowState.CLOSED), "closed"),
    ],
)
def test_a_policy_is_named_with_its_window(catalogue, window, said):
    policy = some_policies(catalogue, sensitive=False)[0]

    (block,) = to_claim([match(policy, window)], catalogue)

    assert block.lines[0].en.startswith(catalogue.policies[policy].title.en)
    assert block.lines[0].en.endswith(said)


def test_a_policy_that_reads_a_sensitive_fact_or_is_not_certain_is_left_out(catalogue):
    personal = [match(policy) for policy in some_policies(catalogue, sensitive=True)]
    others = some_policies(catalogue, sensitive=False)
    open_ = match(others[0], verdict=Eligibility.NEEDS_INFORMATION)

    assert personal
    assert to_claim([*personal, open_], catalogue) == ()
