from __future__ import annotations

import pytest
from hypothesis import given

from flowchart.materials import FieldCounts, MaterialStanding, counts, fields, merged
from flowchart.needs import needs
from flowchart.ways import Ways
from kb.ids import EvidenceId
from matcher.applicant import NOTHING, Facts
from matcher.criteria import Judge
from tests.planning import SCENES, STORE, applicants, plan_of, planner, some_scenes, usual
from tests.support import TODAY, shipped_catalogue, world_with

BRING, HELD, RETRIEVABLE, ISSUED, PRE_FILLED, DEFERRED, REPLACED = MaterialStanding

RECORDS = """
- {id: evidence/lease, title: {zh: 租赁合同, en: Lease}}
- {id: evidence/deed, title: {zh: 房产证, en: Title deed}}
- {id: evidence/form, title: {zh: 申请表, en: Form}, supplied_by: generated}
- {id: evidence/opinion, title: {zh: 鉴定书, en: Opinion}, supplied_by: third_party}
- id: service/tobacco
  title: {zh: 烟草证, en: Tobacco licence}
  inputs: [[evidence/business-licence], [evidence/id-card], [evidence/lease, evidence/deed]]
- id: service/books
  title: {zh: 出版物许可, en: Book licence}
  inputs: [[evidence/lease], [evidence/form], [evidence/opinion]]
- id: service/choice
  title: {zh: 任选, en: Any of several}
  inputs: [[evidence/lease, evidence/id-card, evidence/form, evidence/business-licence]]
- id: service/proof
  title: {zh: 证明, en: Proof}
  inputs: [[evidence/business-licence, evidence/deed]]
"""
WORLD = world_with(RECORDS)


def services(*names):
    return [WORLD.services[f"service/{name}"] for name in names]


def asked(chosen, facts=NOTHING):
    ways = Ways(Judge(WORLD, facts, TODAY)).of(chosen)
    return merged(needs(chosen, ways, facts, WORLD), WORLD)


def found(*names, facts=NOTHING):
    return {
        material.evidence.removeprefix("evidence/"): material
        for material in asked(services(*names), facts)
    }


def holding(*names):
    return Facts(holds=frozenset(EvidenceId(f"evidence/{name}") for name in names))


def test_a_material_is_asked_for_once_with_every_step_that_needs_it():
    materials = asked(services("tobacco", "registration"))

    (card,) = [material for material in materials if material.evidence == "evidence/id-card"]
    assert card.for_ == ("service/tobacco", "service/registration")


@pytest.mark.parametrize(
    ("names", "evidence", "standing"),
    [
        (["tobacco"], "business-licence", BRING),
        (["tobacco", "registration"], "business-licence", ISSUED),
        (["tobacco"], "id-card", RETRIEVABLE),
        (["books"], "form", PRE_FILLED),
        (["books"], "opinion", BRING),
    ],
)
def test_a_material_says_who_has_it(names, evidence, standing):
    assert found(*names)[evidence].standing is standing


def test_a_material_in_hand_is_held_whoever_else_could_give_it():
    materials = found("tobacco", "registration", facts=holding("business-licence", "id-card"))

    assert materials["business-licence"].standing is HELD
    assert materials["id-card"].standing is HELD


def test_only_what_is_issued_names_the_step_that_issues_it():
    materials = found("registration", "tobacco")

    assert materials["business-licence"].issued_by == "service/registration"
    assert materials["id-card"].issued_by is None


def test_a_paper_from_a_third_party_is_marked():
    materials = found("books")

    assert [name for name, one in materials.items() if one.from_third_party] == ["opinion"]


@pytest.mark.parametrize(
    ("names", "holds", "chosen"),
    [
        (["choice"], ["lease"], "lease"),
        (["proof", "registration"], [], "business-licence"),
        (["choice"], [], "form"),
        (["tobacco"], [], "deed"),
    ],
)
def test_of_alternatives_the_one_that_costs_least_stands_for_them(names, holds, chosen):
    materials = found(*names, facts=holding(*holds))

    assert chosen in materials
    assert f"evidence/{chosen}" not in materials[chosen].alternatives
    assert materials[chosen].alternatives


@pytest.mark.parametrize("names", [("tobacco", "books"), ("books", "tobacco")])
def test_a_paper_that_is_needed_anyway_stands_for_its_alternatives(names):
    """One takes lease or deed, the other the lease only: the lease alone is brought."""
    materials = found(*names)

    assert "deed" not in materials
    assert materials["lease"].for_ == tuple(f"service/{name}" for name in names)
    assert materials["lease"].alternatives == ()


def test_what_to_bring_stands_first():
    standings = [one.standing for one in found("tobacco", "books", "registration").values()]

    assert standings == sorted(standings, key=list(MaterialStanding).index)
    assert standings[0] is BRING


def test_counts_say_what_merging_saves():
    chosen = services("tobacco", "books", "registration")
    materials = asked(chosen)

    saved = counts(chosen, materials)

    assert saved.raw == (3 + 1) + (3 + 1) + (1 + 1)
    assert (saved.distinct, saved.bring) == (len(materials), 2)


TERMS = world_with("""
- {id: evidence/lease, title: {zh: 租赁合同, en: Lease}}
- {id: evidence/deed, title: {zh: 房产证, en: Deed}}
- {id: service/a, title: {zh: 一, en: A}, inputs: [[evidence/lease]], form: [name, area],
   terms: [{evidence: evidence/lease, form: copy, copies: 2}]}
- {id: service/b, title: {zh: 二, en: B}, inputs: [[evidence/lease]], form: [name],
   terms: [{evidence: evidence/lease, form: original, copies: 1}]}
- {id: service/c, title: {zh: 三, en: C}, inputs: [[evidence/lease]]}
- {id: service/twice, title: {zh: 四, en: Twice},
   inputs: [[evidence/lease], [evidence/lease, evidence/deed]],
   terms: [{evidence: evidence/lease, copies: 2}]}
""")


def with_terms(*names):
    chosen = [TERMS.services[f"service/{name}"] for name in names]
    ways = Ways(Judge(TERMS, NOTHING, TODAY)).of(chosen)
    (found,) = merged(needs(chosen, ways, NOTHING, TERMS), TERMS)
    return found


@pytest.mark.parametrize(
    ("names", "form", "copies"),
    [
        (["a"], "copy", 2),
        (["a", "b"], "original", 3),
        (["a", "b", "c"], "original", 3),
        (["c"], None, None),
        (["twice"], None, 2),  # the same two copies stand for both of its materials
    ],
)
def test_copies_add_up_over_steps_and_the_strictest_form_wins(names, form, copies):
    assert (with_terms(*names).form, with_terms(*names).copies) == (form, copies)


def test_a_field_that_several_forms_ask_for_is_filled_in_once():
    chosen = [TERMS.services[f"service/{name}"] for name in "abc"]

    assert fields(chosen) == FieldCounts(single=3, merged=2, forms_unread=1)


def test_no_services_need_no_materials():
    assert asked([]) == ()
    assert counts([], ()).raw == 0


@pytest.mark.parametrize("scene", SCENES)
def test_holding_everything_leaves_nothing_to_bring(scene):
    first = plan_of(scene)
    in_hand = [material.evidence for material in first.materials]

    plan = plan_of(scene, facts=usual(holds=in_hand))

    assert plan.material_counts.bring == 0
    assert {material.standing for material in plan.materials} == {HELD}


def test_the_convenience_store_asks_for_the_lease_once(catalogue):
    lease = [m for m in plan_of(STORE).materials if m.evidence == "evidence/lease-contract"]

    (only,) = lease
    assert len(only.for_) > 1


@given(some_scenes, applicants())
def test_no_material_stands_twice_and_none_is_asked_without_a_step(scenes, facts):
    plan = planner().plan(scenes, facts, TODAY, with_questions=False)
    steps = {step.service for step in plan.steps}

    evidence = [material.evidence for material in plan.materials]

    assert len(evidence) == len(set(evidence))
    for material in plan.materials:
        assert material.for_
        assert set(material.for_) <= steps
        assert material.issued_by is None or material.issued_by in steps
        assert material.evidence in shipped_catalogue().evidence
