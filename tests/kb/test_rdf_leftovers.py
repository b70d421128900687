from __future__ import annotations

from types import SimpleNamespace

from kb import codec
from kb.echo import echo
from kb.rdf_left_out import LeftOut
from kb.rdf_leftovers import leftovers
from kb.rdf_parsing import RdfGraph, graph_of
from tests.rdf_files import EX, graph, told
from tests.support import NAMES, recorded

TYPE = codec.TYPE.value


def left_of(held, used=(), records=()):
    left_out = LeftOut()
    places = {subject: "service/it" for subject, _ in used}
    wrapped = [SimpleNamespace(record=record) for record in records]
    leftovers(held, set(used), places, wrapped, NAMES, left_out)
    return told(list(left_out.problems("a.ttl")))


def test_what_was_read_is_not_told():
    held = graph('ex:it a cpsv:PublicService ; dct:title "x"@zh .')

    assert left_of(held, {(f"{EX}it", verb) for verb in held.held[f"{EX}it"]}) == set()


def test_what_stands_beside_it_is():
    held = graph('ex:it a cpsv:PublicService ; dct:type "x" .')

    assert left_of(held, {(f"{EX}it", TYPE)}) == {("service/it", "dct:type (types) was left out.")}


def test_a_thing_that_nobody_took_is_told_once_by_its_title():
    held = graph('ex:r a cv:Requirement ; dct:title "Be 18"@en ; dct:type "x" .')

    assert left_of(held) == {("Be 18", "cv:Requirement (conditions) was left out.")}


def test_a_thing_that_does_not_say_what_it_is_is_told_by_its_address():
    assert left_of(graph('ex:r dct:type "x" .')) == {
        (f"<{EX}r>", "does not say what it is and was left out.")
    }


def test_words_in_other_languages_are_told():
    held = graph('ex:it a cpsv:PublicService ; dct:title "x"@zh, "x"@fr .')
    used = {(f"{EX}it", verb) for verb in held.held[f"{EX}it"]}

    assert left_of(held, used) == {("service/it", "words in fr were left out.")}


def test_what_repeats_a_record_in_other_words_is_not_told_however_no_time_is_written():
    (record,) = recorded(
        "{id: service/a, title: {zh: 甲, en: A}, days: {statutory: 0, committed: 0}}"
    )
    own = list(codec.triples(record, NAMES))
    used = {(t.subject.value, t.predicate.value) for t in own}
    whole = graph_of([*own, *echo(record, NAMES)], "a.ttl")

    assert left_of(whole, used, [record]) == set()


def test_named_graphs_are_counted():
    assert left_of(RdfGraph("a.trig", {}, 2)) == {("", "2 more named graphs were left out.")}
