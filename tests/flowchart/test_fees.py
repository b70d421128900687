from __future__ import annotations

from flowchart import fees
from tests.planning import STORE, plan_of


def test_a_fee_that_nobody_read_in_a_source_is_to_be_confirmed(catalogue):
    plan = plan_of(STORE)
    steps = [catalogue.services[step.service] for step in plan.steps if not step.wrapper]

    read = [one for one in steps if one.fee is not None and "fee" in one.seen]

    assert fees.to_confirm(plan, catalogue) == len(steps) - len(read) > 0
