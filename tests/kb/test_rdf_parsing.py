"""Hostile and broken RDF: every file is refused in time, with words an officer understands."""

from __future__ import annotations

import socket

import pytest

from kb.errors import BadRecords
from kb.rdf_parsing import LARGEST_BYTES, lines_of, parsed
from tests.rdf_files import graph, refused
from tests.support import NAMES

A = b"@prefix : <http://a.example/> . "
HOSTILE = {
    "a remote context": (
        b'{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "http://a.example/", "a": "b"}',
        "jsonld",
        "nothing is ever fetched",
    ),
    "triples in triples, deep enough to end a process": (
        A + b":a :b " + b"<<( :a :b " * 100_000 + b":c " + b")>>" * 100_000 + b" .",
        "ttl",
        "too long or too much memory",
    ),
    "one triple in a triple": (A + b":a :b <<( :a :b :c )>> .", "ttl", "triples inside triples"),
    "nested JSON, deep enough to end a process": (
        b'{"@id":"http://a.example/","http://a.example/b":' * 20_000 + b"{}" + b"}" * 20_000,
        "jsonld",
        "too long or too much memory",
    ),
    "too large": (b"#" * (LARGEST_BYTES + 1), "ttl", "at most 20 MB"),
    "too many triples": (
        A + b":a :b (" + b":c " * 75_001 + b") .",
        "ttl",
        "more than 150,000 triples",
    ),
    "a prefix of megabytes": (
        b"@prefix : <http://a.example/" + b"a" * 2_000_000 + b"> .\n" + b":a :b :c .\n" * 9_000,
        "ttl",
        "an address is too long",
    ),
    "GBK": ("<http://a.example/a> <http://a.example/b> '名称' .".encode("gbk"), "ttl", "not UTF-8"),
    "a direction mark in an address": (
        "<http://a.example/\u202eb> <http://a.example/> 1 .".encode(),
        "ttl",
        "characters that cannot stand in one",
    ),
    "a blank in an address": (
        b'{"@id": "http://a.example/b c", "http://a.example/d": 1}',
        "jsonld",
        "characters that cannot stand in one",
    ),
    "nothing": (b"", "ttl", "says nothing"),
    "nothing that JSON-LD knows": (b"[]", "jsonld", "says nothing"),
    "no prefix": (b"ex:a ex:b ex:c .", "ttl", "prefix ex: has not been declared"),
    "NUL": (b"\0" * 9, "ttl", "cannot be read"),
}


@pytest.fixture
def offline(monkeypatch):
    """Make every call outside fail the test."""

    def called(*_, **__):
        raise AssertionError("a call outside")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, called)
    monkeypatch.setattr(socket, "getaddrinfo", called)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_what_to_do(case):
    content, form, said = HOSTILE[case]

    (problem,) = refused(content, form)

    assert said in problem.problem.en
    assert problem.file == f"file.{form}"


def test_a_slip_is_named_with_its_line():
    (problem,) = refused(A + b'\n:a :b "x" ;\n :c ..\n')

    assert problem.line == 3
    assert "Parser error" not in problem.problem.en


def test_a_mark_at_the_beginning_and_every_form_are_read():
    forms = {
        "ttl": b'\xef\xbb\xbf@prefix : <http://a.example/> . :a :b "x" .',
        "nt": b'<http://a.example/a> <http://a.example/b> "x" .',
        "nq": b'<http://a.example/a> <http://a.example/b> "x" <http://a.example/g> .',
        "trig": b'@prefix : <http://a.example/> . :g { :a :b "x" }',
        "jsonld": b'\xef\xbb\xbf{"@id": "http://a.example/a", "http://a.example/b": "x"}',
    }

    for form, content in forms.items():
        held = parsed(content, form, "file", NAMES)
        assert [t.value for t in held.terms("http://a.example/a", "http://a.example/b")] == ["x"]


def test_of_several_graphs_the_default_one_is_read_and_the_others_counted():
    held = parsed(b"@prefix : <http://a.example/> . :a :b 1 . :g { :a :b 2 }", "trig", "f", NAMES)

    assert [t.value for t in held.terms("http://a.example/a", "http://a.example/b")] == ["1"]
    assert held.named_left_out == 1


def test_the_same_triple_twice_is_one():
    held = graph('ex:a dct:title "x"@zh . ex:a dct:title "x"@zh .')

    assert len(held.terms("http://tax.example/id/a", "http://purl.org/dc/terms/title")) == 1


def test_what_many_things_share_cannot_be_looked_at_for_ever():
    held = graph("ex:a dct:title " + ", ".join(f'"{i}"' for i in range(1_000)) + " .")

    def look():
        for _ in range(10_000):
            held.terms("http://tax.example/id/a", "http://purl.org/dc/terms/title")

    with pytest.raises(BadRecords, match="too long"):
        look()


def test_the_lines_on_which_things_begin_are_known_for_turtle_alone():
    content = (
        b"PREFIX ex: <http://a.example/>\nex:b a ex:C ;\n  ex:d 1 .\n<http://a.example/e> a ex:C ."
    )

    assert dict(lines_of(content, "ttl")) == {"http://a.example/b": 2, "http://a.example/e": 4}
    assert dict(lines_of(content, "jsonld")) == {}
