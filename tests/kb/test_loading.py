"""One door for every kind of file: what is read, and what is told of a name that is wrong."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from kb.errors import WrongInput
from kb.loading import MOST_PROBLEMS, read_any
from tests.rdf_files import AUTHORITY, PREFIXES
from tests.support import NAMES, ROOT, assert_said_well

YAML = b"{id: area/cn, title: {zh: \xe4\xb8\xad\xe5\x9b\xbd, en: China}}"
BLOCK = b"# a note\nid: area/cn\ntitle: {zh: a, en: b}\n"
TURTLE = (PREFIXES + '<area/cn> a cs:Area ; dct:title "中国"@zh, "China"@en .').encode()
TRIPLES = (
    "<https://companion.example/id/area/cn> a <https://companion.example/ns#Area> ;"
    ' <http://purl.org/dc/terms/title> "中国"@zh, "China"@en .'
).encode()
JSON_LD = """{"@context": "https://companion.example/context.jsonld", "@type": "Area",
    "@id": "area/cn", "title": {"zh": "中国", "en": "China"}}""".encode()
READ = {
    "area.yaml": YAML,
    "area.YML": BLOCK,
    "area.ttl": TURTLE,
    "AREA.TTL": TRIPLES,
    "area.jsonld": JSON_LD,
    "area.json": JSON_LD,
    "typed": BLOCK,
    "typed.txt": TURTLE,
    "flowing.txt": YAML,
    "block.csv": BLOCK,
    "": JSON_LD,
}
MISNAMED = {
    "Turtle as JSON-LD": ("a.jsonld", TURTLE, "a.ttl"),
    "Turtle as YAML": ("a.yaml", TURTLE, "a.ttl"),
    "Turtle as a workbook": ("a.xlsx", TURTLE, "a.ttl"),
    "JSON-LD as Turtle": ("a.ttl", JSON_LD, "a.jsonld"),
    "JSON-LD as YAML": ("a.yaml", JSON_LD, "a.jsonld"),
    "YAML as Turtle": ("a.ttl", BLOCK, "a.yaml"),
    "YAML as JSON-LD": ("a.json", BLOCK, "a.yaml"),
    "a workbook as YAML": ("a.yaml", b"PK\x03\x04" + bytes(99), "a.xlsx"),
    "a workbook as Turtle": ("a.ttl", b"PK\x03\x04" + bytes(99), "a.xlsx"),
}
XXE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rdf:RDF>&x;</rdf:RDF>"
)
REFUSED = {
    "RDF/XML": ("a.rdf", XXE, "is XML"),
    "RDF/XML as Turtle": ("a.ttl", XXE, "is XML"),
    "RDF/XML as YAML": ("a.yaml", XXE, "is XML"),
    "a web page": ("a.yaml", b"<!DOCTYPE html><html>", "is XML"),
    "PDF": ("a.yaml", b"%PDF-1.7", "is no table"),
    "an old workbook": ("a.yaml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
    "no workbook": ("a.xlsx", b"hello", "text file"),
    "a table as text": ("a.csv", "名称,金额\n补贴,8000\n".encode(), "is a text file."),
    "a table as text in GBK": ("a.csv", "名称,金额\n补贴,8000\n".encode("gbk"), "file in GBK"),
    "a table as text in UTF-16": ("a.txt", "名称\t金额".encode("utf-16"), "no .xlsx workbook"),
    "a table between tabs": ("a.TSV", b"title\tamount\n", "is a text file."),
    "a web page as a table": ("a.xls", b"<html><table><tr><td>", "is a web page"),
    "an old workbook by its name": (
        "a.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "old .xls",
    ),
    "UTF-16": ("a.ttl", TURTLE.decode().encode("utf-16"), "not UTF-8"),
    "GBK": ("a.yaml", "id: area/cn\ntitle: {zh: 中国, en: China}".encode("gbk"), "not UTF-8"),
    "50 MB of YAML": ("a.yaml", b"id: area/cn\n" * 4_200_000, "at most 2 MB"),
    "50 MB of Turtle": ("a.ttl", b"# nothing\n" * 5_000_000, "at most 20 MB"),
    "50 MB of JSON-LD": ("a.jsonld", b'{"@id": 1}' + b" " * 50_000_000, "at most 20 MB"),
    "billion laughs": (
        "a.yaml",
        b"a: &a [x, x]\n"
        + b"".join(b"%c: &%c [*%c, *%c]\n" % (i + 1, i + 1, i, i) for i in range(97, 121)),
        "alias",
    ),
    "a million values": ("a.yaml", b"[" + b"a," * 900_000 + b"a]", "too many values"),
    "deep YAML": ("a.yaml", b"[" * 900_000, "nested too deeply"),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_by_its_name_and_where_that_says_nothing_by_its_content(name):
    (one,) = read_any(READ[name], name, NAMES, {}).records

    assert one.record.id == "area/cn"


@pytest.mark.parametrize("case", [one for one in REFUSED if "table" in one])
def test_the_rows_of_another_table_go_into_the_template(case):
    name, content, _ = REFUSED[case]

    with pytest.raises(WrongInput) as error:
        read_any(content, name, NAMES, {})

    assert "抄到我们的模板里" in error.value.problems[0].remedy.zh


@pytest.mark.parametrize("case", MISNAMED)
def test_a_name_that_says_another_thing_is_told_with_the_right_one(case):
    name, content, better = MISNAMED[case]

    with pytest.raises(WrongInput) as error:
        read_any(content, name, NAMES, {})

    (problem,) = error.value.problems
    assert_said_well(problem)
    assert problem.remedy.en == f"Rename it to {better}."


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_time(case):
    name, content, said = REFUSED[case]
    before = time.monotonic()

    with pytest.raises(WrongInput) as error:
        read_any(content, name, NAMES, {})

    assert time.monotonic() - before < 10
    assert said in error.value.problems[0].problem.en
    for problem in error.value.problems:
        assert_said_well(problem)


HEAVY = {
    "nested blank nodes": (
        "a.ttl",
        "P + b':a :b ' + b'[ :b ' * 10**6 + b':c' + b']' * 10**6 + b'.'",
    ),
    "as many triples as allowed": (
        "a.nt",
        "b''.join(b'<h:%d> <h:b> <h:c> .\\n' % i for i in range(149_999))",
    ),
    "millions of empty objects": ("a.json", "b'{\"@graph\": [' + b'{},' * 6_000_000 + b'{}]}'"),
    "a context repeated": (
        "a.jsonld",
        "b'{\"@context\": {' + b','.join(b'\"t%d\": \"h:%d\"' % (i, i) for i in range(90_000))"
        ' + b\'}, "@graph": [\' + b\',\'.join([b\'{"@context": {"x": "h:x"}, "t1": 1}\'] * 2_000)'
        " + b']}'",
    ),
    "titles that thousands share": (
        "a.ttl",
        "P + b':o t: ' + b','.join(b'\"%d\"' % i for i in range(130_000)) + b'.'"
        " + b''.join(b':s%d a s: ; p: :o .' % i for i in range(4_900))",
    ),
    "two million bytes of YAML": ("a.yaml", "b'[' + b'{},' * 660_000 + b'{}]'"),
}
RUN = """
import re, resource, sys, time
from kb.errors import WrongInput
from kb.loading import read_any
from kb.vocab import Names
P = (b'@prefix : <http://a.example/> . @prefix t: <http://purl.org/dc/terms/title> .'
     b'@prefix s: <http://purl.org/vocab/cpsv#PublicService> .'
     b'@prefix p: <http://purl.org/vocab/cpsv#produces> .')
content = eval(sys.argv[2])
before = time.monotonic()
try:
    read_any(content, sys.argv[1], Names(), {})
except WrongInput as error:
    assert error.problems[0].remedy
else:
    sys.exit('it was read')
assert time.monotonic() - before <= 10
own = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])
parser = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
assert max(own, parser) <= 300_000, (own, parser)
"""


@pytest.mark.prove
@pytest.mark.parametrize("case", HEAVY)
def test_the_heaviest_files_are_refused_within_ten_seconds_and_300_mb(case):
    done = subprocess.run(
        [sys.executable, "-c", RUN, *HEAVY[case]],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_what_was_left_out_comes_beside_the_records():
    assert read_any(AUTHORITY.encode(), "a.ttl", NAMES, {}).left_out
    assert read_any(YAML, "a.yaml", NAMES, {}).left_out == ()


def test_of_thousands_of_problems_the_first_are_told_and_how_many_more_there_are():
    with pytest.raises(WrongInput) as error:
        read_any(b"- {}\n" * 5_000, "a.yaml", NAMES, {})

    assert len(error.value.problems) == MOST_PROBLEMS + 1
    assert error.value.problems[-1].problem.en == "there are 4900 more problems."
