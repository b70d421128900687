"""The tables a policy officer could check, run line by line.

Each table is read with plain YAML, so that applicants who differ in one thing may share the rest.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from kb.criteria import Review
from kb.echo import children
from kb.kinds import ConceptType
from kb.text import LANGUAGES
from matcher.applicant import read_facts
from matcher.criteria import Judge
from matcher.match import Eligibility, Matcher
from tests.support import ROOT, TODAY, rows_of

FILES = sorted((ROOT / "tests" / "journeys").glob("policies-*.yaml"))
JOURNEYS = [row for file in FILES for row in rows_of(file.name)]
STALE = rows_of("stale-policies.yaml")
LINES = (*JOURNEYS, *STALE)


@pytest.fixture(scope="module")
def match_of(catalogue):
    """Return the match of a line's policy; each line is judged once, whoever asks.

    Decided twice, with all policies at once and by itself with its reasons.
    """
    matcher = Matcher(catalogue)

    @cache
    def judged(place):
        journey = LINES[place]
        facts, day = read_facts(journey["facts"], catalogue), journey.get("day", TODAY)
        policy = catalogue.policies[journey["policy"]]
        match = matcher.match(policy, Judge(catalogue, facts, day))
        assert matcher.judged(facts, day).verdicts[policy.id] is match.verdict
        return match

    return lambda journey: judged(LINES.index(journey))


def called(journey):
    return f"{journey['policy'].removeprefix('policy/')}: {journey['name']['en']}"


@pytest.mark.parametrize("journey", JOURNEYS, ids=called)
def test_the_verdict_is_the_one_in_the_table(journey, match_of):
    match = match_of(journey)

    assert match.verdict == journey["verdict"]
    if "because" in journey:
        failed = [reason.text.en for reason in match.because if reason.verdict == "unmet"]
        assert any(journey["because"] in text for text in failed), failed


def test_every_shipped_policy_has_someone_who_qualifies_someone_who_does_not_and_an_open_case(
    catalogue,
):
    """What people decide in the end passes as far as a machine can say: needs judgement."""
    told = defaultdict(set)
    for journey in JOURNEYS:
        told[journey["policy"]].add(journey["verdict"])

    lacking = {
        policy: lacks(told[policy], catalogue.policies[policy]) for policy in catalogue.policies
    }
    assert {policy: missing for policy, missing in lacking.items() if missing} == {}


def lacks(verdicts, policy):
    passing = {Eligibility.ELIGIBLE}
    if reviewed(policy.criteria):
        passing.add(Eligibility.NEEDS_JUDGEMENT)
    missing = {Eligibility.NOT_ELIGIBLE, Eligibility.NEEDS_INFORMATION} - verdicts
    return missing if passing & verdicts else missing | passing


def reviewed(criterion):
    """Say whether people have a part in a decision."""
    return isinstance(criterion, Review) or any(reviewed(child) for _, child in children(criterion))


@pytest.mark.parametrize(
    "row", STALE, ids=lambda row: f"{row['trap']['en']}, {row['day']}: {row['policy']}"
)
def test_a_policy_is_never_stale_on_the_day_before_and_after_a_change_of_law(row, match_of):
    assert match_of(row).verdict == row["verdict"]


def test_every_line_of_the_table_has_a_name_of_its_own_in_both_languages():
    for language in LANGUAGES:
        names = [journey["name"][language] for journey in JOURNEYS]
        assert all(names)
        assert len({(j["policy"], j["name"][language]) for j in JOURNEYS}) == len(JOURNEYS)


def test_every_failed_reason_of_the_table_names_value_limit_and_distance(match_of, catalogue):
    """Whoever is refused can read what was compared with what, and by how much it fails."""
    for journey in JOURNEYS:
        for reason in match_of(journey).because:
            assert all((reason.text.zh, reason.text.en))
            if reason.verdict == "unmet" and reason.fact is not None:
                assert reason.value is not None, called(journey)
                assert reason.limit is not None, called(journey)
                concept = catalogue.concepts.get(reason.fact)
                if concept is not None and concept.type is ConceptType.NUMBER:
                    assert reason.distance is not None, called(journey)
