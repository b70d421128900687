"""What waits for somebody, as the list of cases says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.case_rows import next_of, number_in, to_do
from flowchart.case_reading import CaseInShort
from kb.ids import OrganisationId
from tests.support import TODAY

CASE = CaseInShort(
    id="a",
    number="261101-001",
    opened_on=date(2026, 11, 1),
    centre=OrganisationId("organisation/huangpu-government-service-centre"),
    scenes=(),
    companion=None,
    sequence=1,
    done=0,
    total=3,
    moved_at=datetime(2026, 11, 1, tzinfo=UTC),
    grade=None,
    to_follow_up=False,
)
SUNDAY, TUESDAY = date(2026, 11, 22), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("held", "zh", "en", "late"),
    [
        (
            {"supplement_by": SUNDAY},
            "补材料，2026年11月22日已过",
            "papers wanted: 22 November 2026 is past",
            True,
        ),
        (
            {"supplement_by": TODAY},
            "补材料，今天到期",
            "papers wanted: today is the last day",
            False,
        ),
        (
            {"promised_by": SUNDAY},
            "部门承诺，2026年11月22日已过",
            "promised by the department: 22 November 2026 is past",
            True,
        ),
        (
            {"restart_by": TODAY},
            "停着的时限应继续，今天到期",
            "the stopped clock should go on: today is the last day",
            False,
        ),
        ({"to_collect": 2}, "有 2 个结果可以领", "2 ready to collect", False),
        ({"to_follow_up": True}, "差评要回访", "a bad rating to follow up", False),
        ({"to_answer": True}, "专家的意见还没回", "an expert's comment to answer", False),
    ],
)
def test_what_waits_is_said_in_words(held: dict[str, Any], zh: str, en: str, late: bool) -> None:
    ((said, is_late),) = to_do(replace(CASE, **held), TODAY)

    assert (said.zh, said.en, is_late) == (zh, en, late)


@pytest.mark.parametrize(
    "held", [{}, {"supplement_by": TUESDAY, "promised_by": TUESDAY, "restart_by": TUESDAY}]
)
def test_what_is_due_later_does_not_wait_today(held: dict[str, Any]) -> None:
    assert list(to_do(replace(CASE, **held), TODAY)) == []


def test_what_ends_next_is_said_with_its_day() -> None:
    held = replace(CASE, supplement_by=SUNDAY, promised_by=TUESDAY)
    said, day = next_of(held, TODAY) or (None, None)

    assert said is not None
    assert (said.zh, day) == ("部门承诺：2026年11月24日", TUESDAY)
    assert next_of(CASE, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("261122-003", "261122-003"),
        ("261122003", "261122-003"),
        ("２６１１２２—００３", "261122-003"),
        ("261122 003", "261122-003"),
        ("003", "003"),
        ("shop", ""),
        ("-", ""),
    ],
)
def test_a_number_is_found_in_whatever_signs_it_was_typed(typed: str, number: str) -> None:
    assert number_in(typed) == number
