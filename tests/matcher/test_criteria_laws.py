"""What holds of every condition and every applicant, whatever they are."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb import sense
from kb.catalogue import snapshot
from kb.fitting import Issuer, unfit
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.applicant import Facts
from matcher.criteria import Judge, judge
from matcher.values import Unknown
from matcher.verdict import Verdict, opposite
from matcher.wording import Wording
from tests.judging import (
    SETTLED,
    applicants,
    conditions,
    fitting_leaves,
    found,
    loose_conditions,
    loose_derivations,
    verdict,
)
from tests.strategies import LEAF_FORMS
from tests.support import TODAY, WORLD, recorded, tree, world

INFORMATION, JUDGEMENT = Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT


@given(conditions(), applicants(), st.data())
def test_hiding_a_known_fact_never_turns_a_verdict_round(criterion, facts, data):
    """Read from the other side: a fact added to the unknown only narrows it."""
    before = verdict(criterion, facts)
    hidden = data.draw(st.sampled_from(["holds", "granted", *sorted(facts.known)]))
    fewer = (
        replace(facts, **{hidden: None})
        if hidden in ("holds", "granted")
        else facts.without(hidden)
    )

    after = verdict(criterion, fewer)

    assert after is before or after not in SETTLED


@given(conditions(), applicants())
def test_not_is_the_opposite_and_the_opposite_of_unknown_is_unknown(criterion, facts):
    assert verdict(form.Not(not_=criterion), facts) is opposite(verdict(criterion, facts))


@given(
    st.lists(fitting_leaves(), min_size=2, max_size=5),
    applicants(),
    st.randoms(use_true_random=False),
)
def test_the_order_of_conditions_never_matters(leaves, facts, random):
    shuffled = random.sample(leaves, len(leaves))

    for kind, key in ((form.All, "all"), (form.AnyOf, "any")):
        one, other = (found(kind(**{key: tuple(parts)}), facts) for parts in (leaves, shuffled))
        assert (one.verdict, one.missing) == (other.verdict, other.missing)


@given(conditions(), applicants())
def test_a_settled_verdict_lacks_nothing_and_an_open_one_names_only_facts_that_are_not_whole(
    criterion, facts
):
    finding = found(criterion, facts)

    coarse = {"concept/district", "concept/hires"}
    assert not (finding.settled and finding.missing)
    assert not (finding.missing - coarse) & facts.known.keys()


@given(conditions(), applicants())
def test_what_needs_information_says_which(criterion, facts):
    finding = found(criterion, facts)

    asks_papers = any(isinstance(part, form.Holds | form.Granted) for part in tree(criterion))
    if finding.verdict is INFORMATION and not asks_papers:
        assert finding.missing
    if finding.verdict is JUDGEMENT:
        assert not finding.missing


@given(conditions(), applicants())
def test_judging_again_finds_the_same(criterion, facts):
    one = Judge(world(), facts, TODAY)

    assert one.judge(criterion) is one.judge(criterion)
    assert judge(criterion, facts, world(), TODAY) == one.judge(criterion)


# ---- what passes the gates can be judged --------------------------------------------------------

RECORDS = {record.id: record for record in recorded(WORLD)}
NEW = ConceptId("concept/new")


@given(conditions() | loose_conditions(), applicants())
def test_whatever_passes_the_gates_is_judged_and_read_aloud_without_a_crash(criterion, facts):
    if list(unfit(criterion, RECORDS, Issuer.KNOWN)):
        return

    finding = Judge(world(), facts, TODAY).judge(criterion)

    said = Wording(world()).criterion(criterion)
    assert finding.verdict in Verdict
    assert said.zh
    assert said.en


@given(loose_derivations(), st.sampled_from(["boolean", "number", "code"]), applicants())
def test_whatever_fact_passes_the_gates_is_worked_out_without_a_crash(derive, kind, facts):
    codes = RECORDS["concept/legal-form"].codes if kind == "code" else ()
    concept = InformationConcept(
        id=NEW, title=Text(zh="新", en="New"), type=ConceptType(kind), codes=codes, derive=derive
    )
    records = {**RECORDS, NEW: concept}
    if list(sense.problems([concept], records)):
        return

    value = Judge(snapshot(records, {}), facts, TODAY).value(NEW)

    wanted = {"boolean": bool, "number": Decimal | Fraction, "code": str}[kind]
    assert isinstance(value, Unknown | wanted)


def test_every_shipped_criterion_can_be_judged_of_nobody(catalogue):
    judged = Judge(catalogue, Facts(), TODAY)

    for policy in catalogue.policies.values():
        if policy.criteria is not None:
            assert not judged.judge(policy.criteria).settled, policy.id


def test_every_form_of_condition_has_a_class_of_its_own_key():
    """The key tells the forms apart in YAML, so no two may share theirs."""
    shared = {"fact", "wording", "source", "where"}
    keys = [
        f.name
        for kind in LEAF_FORMS
        for f in fields(kind)
        if f.name not in shared and kind is not form.Count
    ]

    assert len(keys) == len(set(keys))
