"""Papers that an answer tells of are at hand."""

from __future__ import annotations

import pytest

from flowchart.at_hand import with_papers_told
from kb.ids import SceneId
from tests.planning import facts_of, names, plan_of

CERTIFICATE = "concept/disability-certificate"
DISABILITY = SceneId("scene/disability")


@pytest.mark.parametrize(("answer", "held"), [(True, True), (False, False), (None, False)])
def test_only_a_yes_puts_the_paper_into_the_hand(answer, held, catalogue):
    facts = with_papers_told(facts_of(**{CERTIFICATE: answer}), catalogue)

    assert ("evidence/disability-cert" in facts.held) is held
    assert facts.holds is None, "nothing was said of other papers"


def test_who_has_a_disability_certificate_is_not_told_to_get_one():
    plan = plan_of(DISABILITY, facts=facts_of(**{CERTIFICATE: True}))

    (out,) = [one for one in plan.excluded if one.service == "service/disability-certificate"]
    assert "disability-certificate" not in names(step.service for step in plan.steps)
    assert "already in hand" in out.because[0].text.en
