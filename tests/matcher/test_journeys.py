"""The tables a policy officer could check, run line by line.

Each table is read with plain YAML, so that applicants who differ in one thing may share the rest.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
import yaml

from kb.text import LANGUAGES
from matcher.applicant import read_facts
from matcher.match import Eligibility, Matcher
from tests.support import ROOT, TODAY

FILES = sorted((ROOT / "tests" / "journeys").glob("policies-*.yaml"))
JOURNEYS = [row for file in FILES for row in yaml.safe_load(file.read_text("utf-8"))]


def called(journey):
    return f"{journey['policy'].removeprefix('policy/')}: {journey['name']['en']}"


@pytest.mark.parametrize("journey", JOURNEYS, ids=called)
def test_the_verdict_is_the_one_in_the_table(journey, catalogue):
    facts = read_facts(journey["facts"], catalogue)
    day = journey.get("day", TODAY)
    matches = {match.policy: match for match in Matcher(catalogue).matches(facts, day)}

    match = matches[journey["policy"]]

    assert match.verdict == journey["verdict"]
    if "because" in journey:
        failed = [reason.text.en for reason in match.because if reason.verdict == "unmet"]
        assert any(journey["because"] in text for text in failed), failed


def test_every_shipped_policy_has_someone_who_qualifies_someone_who_does_not_and_an_open_case(
    catalogue,
):
    told = defaultdict(set)
    for journey in JOURNEYS:
        told[journey["policy"]].add(journey["verdict"])

    wanted = {Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE, Eligibility.NEEDS_INFORMATION}
    assert {
        policy: wanted - told[policy] for policy in catalogue.policies if wanted - told[policy]
    } == {}


def test_every_line_of_the_table_has_a_name_of_its_own_in_both_languages():
    for language in LANGUAGES:
        names = [journey["name"][language] for journey in JOURNEYS]
        assert all(names)
        assert len({(j["policy"], j["name"][language]) for j in JOURNEYS}) == len(JOURNEYS)


def test_every_failed_reason_of_the_table_names_value_and_limit_in_both_languages(catalogue):
    """Whoever is refused can read what was compared with what."""
    matcher = Matcher(catalogue)
    for journey in JOURNEYS:
        facts = read_facts(journey["facts"], catalogue)
        day = journey.get("day", TODAY)
        match = next(m for m in matcher.matches(facts, day) if m.policy == journey["policy"])
        for reason in match.because:
            assert all((reason.text.zh, reason.text.en))
            if reason.verdict == "unmet" and reason.fact is not None:
                assert reason.value is not None, called(journey)
