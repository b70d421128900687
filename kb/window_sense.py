"""What makes no sense in when one can apply: days outside the policy, months that run back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kb.errors import below_zero
from kb.model import Policy, Window
from kb.references import Path
from kb.text import Text

Found = tuple[Path, Text, Text]
A_DATE_TO_CORRECT: Final = Text(zh="请改正其中一个日期。", en="Correct one of the dates.")
MOST_MONTHS: Final = 1_200
"""A hundred years: a longer time is a slip."""


def unfit_window(policy: Policy, window: Window, place: int) -> Iterator[Found]:
    """Yield (path, problem, remedy) for what is wrong with one window of a policy.

    Args:
        policy: says from when to when it is in force.
        window: one of its windows.
        place: its position among them.
    """
    at: Path = ("windows", place)
    if window.opens and window.closes and window.closes < window.opens:
        said = Text(zh="截止早于开始。", en="closes before it opens.")
        yield (*at, "closes"), said, A_DATE_TO_CORRECT
    yield from _outside(policy, window, at)
    yield from _months(window, at)


def _outside(policy: Policy, window: Window, at: Path) -> Iterator[Found]:
    """Yield the first day of a window that lies outside the days the policy is in force."""
    first, last = policy.valid.from_, policy.valid.to
    for key in ("opens", "closes"):
        day = getattr(window, key)
        if day is None:
            continue
        if last is not None and day > last:
            said = Text(
                zh=f"{day} 在政策到期（{last}）之后。",
                en=f"{day} lies after the policy's last day ({last}).",
            )
        elif first is not None and day < first:
            said = Text(
                zh=f"{day} 在政策开始（{first}）之前。",
                en=f"{day} lies before the policy's first day ({first}).",
            )
        else:
            continue
        yield (*at, key), said, A_DATE_TO_CORRECT
        return


def _months(window: Window, at: Path) -> Iterator[Found]:
    """Yield months that are below zero, for ages, or end before they begin."""
    after, until = window.after_months, window.until_months
    for key, months in (("after_months", after), ("until_months", until)):
        if months is not None and months < 0:
            yield (*at, key), *below_zero(months)
        elif months is not None and months > MOST_MONTHS:
            said = Text(zh=f"{months} 个月太长了。", en=f"{months} months is too long.")
            remedy = Text(zh=f"最多写 {MOST_MONTHS}。", en=f"Write at most {MOST_MONTHS}.")
            yield (*at, key), said, remedy
    if after is not None and until is not None and 0 <= until < after:
        said = Text(
            zh=f"{after} 个月后才开始，{until} 个月就截止了。",
            en=f"opens after {after} months but closes after {until}.",
        )
        remedy = Text(zh="请改正其中一个，可能写反了。", en="Correct one; they may be swapped.")
        yield (*at, "until_months"), said, remedy
