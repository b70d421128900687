from __future__ import annotations

import pytest
from hypothesis import given, settings
from pyoxigraph import BlankNode

from kb import codec, criteria
from kb.echo import echo
from kb.errors import WrongInput
from kb.model import KINDS, Policy
from kb.store import open_graph, query_text
from kb.text import Text
from kb.vocab import Names
from tests.strategies import LEAF_FORMS, records, whole
from tests.strategies import criteria as criterion_trees
from tests.support import NAMES, recorded, shipped_records

LIMITS = (
    criteria.Times,
    criteria.FactLimit,
    criteria.ParameterLimit,
    criteria.TableLimit,
    criteria.DatedLimit,
)


def through_the_graph(record, names=NAMES):
    graph = open_graph()
    graph.load(t for part in (codec.triples, echo) for t in part(record, names))
    rows = graph.select(query_text("triples"))
    held = codec.by_subject((r["subject"], r["predicate"], r["object"]) for r in rows)
    return codec.record(record.id, held, names)


def policy_with(criterion):
    return Policy(id="policy/any", title=Text(zh="任意", en="Any"), criteria=criterion)


def vars_of(value):
    return [getattr(value, shape.name) for shape in codec.shapes(type(value))]


def test_every_shipped_record_comes_back_from_the_graph_as_it_went_in():
    for record_id, record in shipped_records().items():
        assert through_the_graph(record) == record, record_id


@given(records())
def test_any_record_comes_back_from_the_graph_as_it_went_in(record):
    back = through_the_graph(record)

    assert back == record
    assert [type(v) for v in vars_of(back)] == [type(v) for v in vars_of(record)]


@given(whole(Policy, criteria=criterion_trees()))
def test_any_tree_of_conditions_comes_back_from_the_graph_as_it_went_in(policy):
    assert through_the_graph(policy) == policy


@pytest.mark.parametrize("form", LEAF_FORMS, ids=lambda form: form.__name__)
def test_every_form_of_leaf_survives_the_graph(form):
    @settings(max_examples=25)
    @given(whole(form))
    def survives(leaf):
        assert through_the_graph(policy_with(leaf)).criteria == leaf

    survives()


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.__name__)
def test_every_form_of_limit_survives_the_graph(limit):
    @settings(max_examples=25)
    @given(whole(criteria.AtMost, at_most=whole(limit)))
    def survives(leaf):
        assert through_the_graph(policy_with(leaf)).criteria == leaf

    survives()


@given(records())
def test_no_blank_node_leaves_the_system(record):
    triples = [t for part in (codec.triples, echo) for t in part(record, NAMES)]

    assert not [t for t in triples if BlankNode in (type(t.subject), type(t.object))]


def test_a_part_is_its_records_iri_a_dot_and_its_path():
    (policy,) = recorded(
        "{id: policy/rent, title: {zh: 房租, en: Rent},"
        " criteria: {all: [{fact: concept/employees, at_most: 300}]}}"
    )

    subjects = {t.subject.value for t in codec.triples(policy, NAMES)}

    assert f"{NAMES.root}policy/rent.criteria.all.0" in subjects


def test_another_base_makes_other_iris_and_the_same_record():
    (area,) = recorded("{id: area/cn, title: {zh: 中国, en: China}}")
    elsewhere = Names("https://data.example.org/")

    assert through_the_graph(area, elsewhere) == area
    assert (
        next(codec.triples(area, elsewhere)).subject.value == "https://data.example.org/id/area/cn"
    )


def test_a_record_that_is_not_whole_in_the_graph_is_named():
    with pytest.raises(WrongInput, match="policy/gone: is not whole in the graph"):
        codec.record("policy/gone", {}, NAMES)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_two_fields_of_a_record_share_a_predicate(kind):
    predicates = [shape.predicate for shape in codec.shapes(kind)]

    assert len(set(predicates)) == len(predicates)
