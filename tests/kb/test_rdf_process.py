"""What the process does that parses, asked from within; `test_rdf_parsing` asks how it ends."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from kb import rdf_process
from kb.rdf_process import UNKNOWN, Refused, counted, prepared

A = NamedNode("http://a.example/a")
LONG = NamedNode("http://a.example/" + "a" * rdf_process.LONGEST_IRI)
OURS = {"https://companion.example/context.jsonld": {"title": "http://purl.org/dc/terms/title"}}
ELSEWHERE = "https://elsewhere.example/c.jsonld"
REFUSED = {
    "a remote context": ({"@context": ELSEWHERE}, "remote", ELSEWHERE),
    "one of several": ({"@context": [{}, ELSEWHERE]}, "remote", ELSEWHERE),
    "one inside a term": (
        {"@context": {"a": {"@id": "http://a.example/", "@context": ELSEWHERE}}},
        "remote",
        ELSEWHERE,
    ),
    "an import": ({"@context": {"@import": ELSEWHERE}}, "remote", ELSEWHERE),
    "a file as context": ({"@context": "file:///etc/passwd"}, "remote", "file:///etc/passwd"),
    "an address with a blank": ({"@id": "http://a.example/b c"}, "iri", "http://a.example/b c"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_parser_would_fetch_or_pass_over_is_refused(case):
    held, reason, said = REFUSED[case]

    with pytest.raises(Refused) as error:
        prepared(json.dumps(held).encode(), OURS)

    assert error.value.told == {"reason": reason, "said": said, "line": None}


def test_our_own_context_is_put_in_where_it_is_named():
    held = json.loads(prepared(json.dumps({"@context": next(iter(OURS))}).encode(), OURS))

    assert held["@context"] == [{"@vocab": UNKNOWN}, *OURS.values()]


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(Refused, match="twice"):
        prepared(b'{"@id": "http://a.example/1", "@id": "http://a.example/2"}', {})


@pytest.mark.parametrize(
    ("depth", "reason"), [(rdf_process.DEEPEST + 1, "deep"), (100_000, "Recursion|deep")]
)
def test_deep_nesting_is_refused(depth, reason):
    with pytest.raises((Refused, RecursionError)):
        prepared(b'{"a":' * depth + b"{}" + b"}" * depth, {})


def test_as_many_levels_as_allowed_are_read():
    depth = rdf_process.DEEPEST

    assert prepared(b'{"a":' * depth + b"{}" + b"}" * depth, {})


def test_what_is_no_json_is_refused_with_its_line():
    with pytest.raises(Refused) as error:
        prepared(b'{"a": 1,\n}', {})

    assert (error.value.told["reason"], error.value.told["line"]) == ("syntax", 2)


@pytest.mark.parametrize(
    ("quad", "reason"),
    [(Quad(LONG, A, A), "long"), (Quad(A, A, Triple(A, A, A)), "nested")],
)
def test_a_term_that_no_record_could_hold_is_refused(quad, reason):
    with pytest.raises(Refused, match=reason):
        list(counted([quad]))


def test_more_triples_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(rdf_process, "MOST_TRIPLES", 3)

    assert len(list(counted([Quad(A, A, Literal(1))] * 3))) == 3
    with pytest.raises(Refused, match="many"):
        list(counted([Quad(A, A, Literal(1))] * 4))


def test_a_prefix_that_blows_a_small_file_up_is_refused(monkeypatch):
    monkeypatch.setattr(rdf_process, "LARGEST_OUT", 1_000)

    with pytest.raises(Refused, match="heavy"):
        list(counted([Quad(A, A, A)] * 100))
