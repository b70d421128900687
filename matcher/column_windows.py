"""What dates alone come to for a whole register: out of force, closed, or not known yet.

Agrees with `matcher.windows`.
"""

from __future__ import annotations

from datetime import timedelta

from kb.kinds import ConceptType
from kb.model import Policy, Window
from matcher.applicant import NOTHING
from matcher.banks import INFORMATION, MET, UNMET
from matcher.column_days import first_day_reaching
from matcher.column_leaves import ColumnLeaves
from matcher.criteria import Judge
from matcher.fact_columns import day_number
from matcher.one_column import Whole
from matcher.planes import Planes, any_of, chosen, constant, packed
from matcher.windows import WindowState, barred, is_fixed, window_now, window_state


def bars(policy: Policy, judge: ColumnLeaves) -> Planes | None:
    """Return who is barred from a policy by dates, whatever else; None where nobody is.

    A policy out of force bars everybody; one of which every window has closed bars those for whom
    it has; one that counts from a day nobody told is not known.
    """
    nobody = Judge(judge.catalogue, NOTHING, judge.on)
    if barred(policy, judge.on, window_now(policy, nobody)):
        return constant(UNMET, judge.rows)
    if is_fixed(policy):
        return None
    return any_of([_over(window, judge, nobody) for window in policy.windows])


def _over(window: Window, judge: ColumnLeaves, nobody: Judge) -> Planes:
    """Return for whom a window is not over; unknown where its day is and it may be."""
    if window.since is None:
        is_over = window_state(window, nobody).state is WindowState.CLOSED
        return constant(UNMET if is_over else MET, judge.rows)
    is_day = judge.catalogue.concepts[window.since].type is ConceptType.DATE
    if window.until_months is None or not is_day:
        return constant(MET, judge.rows)
    if window.since not in judge.facts:
        return constant(INFORMATION, judge.rows)
    column: Whole = judge.facts[window.since]
    has_closed = column.values < first_day_reaching(judge.on, window.until_months)
    has_opened = column.values < _opened_from(window, judge)
    over = packed(has_closed & has_opened)
    settled = Planes(~over, ~over)
    return chosen(judge.facts.told(window.since), settled, constant(INFORMATION, judge.rows))


def _opened_from(window: Window, judge: ColumnLeaves) -> int:
    """Return the first day to count from whose window has not opened yet."""
    tomorrow = judge.on + timedelta(days=1)
    if window.after_months is None:
        return day_number(tomorrow)
    return first_day_reaching(tomorrow, window.after_months)
