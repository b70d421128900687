"""From the bytes of a graph to records: our own export, another authority's, and both at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.codec import triples
from kb.echo import echo
from kb.ledger import digest
from kb.store import open_graph
from kb.text import Text
from kb.validation import check
from kb.vocab import Names
from tests.not_run import outside
from tests.rdf_files import AUTHORITY, EX, PREFIXES, read, refused, told
from tests.support import NAMES, ROOT, WORLD, assert_said_well, recorded, shipped_records

OFFICIAL = ROOT.parent / "shared/standards/cpsv-ap-3.2.0/example-rdf_public_service.ttl"
ENDINGS = {"turtle": "ttl", "jsonld": "jsonld", "nquads": "nq"}
CHINESE = {
    'dct:title "Tax-on-web"@en': 'dct:title "Tax-on-web"@en, "网上报税"@zh-CN',
    '"Federal Public Service FINANCE"@en': '"Federal Public Service FINANCE"@en, "财政部"@zh',
    "ex:evidenceType1 cv:": 'ex:evidenceType1 dct:title "Proof"@en, "证明"@zh ; cv:',
}
"""What the official example lacks for us, and where it is put."""


def export(records, format_name, names=NAMES):
    """Return records as `companion export` writes them."""
    graph = open_graph()
    for record in records:
        graph.load(t for part in (triples, echo) for t in part(record, names))
    return graph.dump(format_name)


def by_id(read_file):
    return {one.record.id: one.record for one in read_file.records}


@pytest.fixture(scope="module")
def authority():
    return read(AUTHORITY)


@pytest.mark.parametrize("format_name", ENDINGS)
def test_our_own_export_comes_back_word_for_word_with_nothing_left_out(format_name):
    records = {record.id: record for record in recorded(WORLD)}

    back = read(export(records.values(), format_name), ENDINGS[format_name])

    assert by_id(back) == records
    assert {i: digest(r) for i, r in by_id(back).items()} == {
        i: digest(r) for i, r in records.items()
    }
    assert back.left_out == ()


@pytest.mark.prove
@pytest.mark.parametrize("format_name", ENDINGS)
def test_all_that_is_shipped_comes_back_from_its_export(format_name):
    records = shipped_records()

    back = read(export(records.values(), format_name), ENDINGS[format_name])

    assert by_id(back) == records
    assert back.left_out == ()


def test_the_export_of_another_house_keeps_its_ids():
    (area,) = recorded("{id: area/cn, title: {zh: 中国, en: China}, phrases: {zh: [国内]}}")
    (street,) = recorded("{id: area/street, title: {zh: 街, en: Street}, within: area/cn}")
    there = Names("https://next-door.example/")

    back = read(export([area, street], "turtle", there))

    assert by_id(back) == {area.id: area, street.id: street}
    assert back.left_out == ()


def test_another_authoritys_services_become_records_that_are_all_to_be_confirmed(authority):
    for record in by_id(authority).values():
        assert record.seen == frozenset()
        assert record.checked_on is None
        assert "title" in record.confirm
        assert record.sources[0].link.startswith(EX)


def test_another_authoritys_records_pass_the_second_gate(authority):
    check(authority.records, {**{r.id: r for r in recorded(WORLD)}, **by_id(authority)})


def test_the_same_file_gives_the_same_ids_and_a_record_keeps_the_id_an_officer_gave_it(authority):
    again = read(AUTHORITY, base=by_id(authority))
    service = by_id(authority)["service/tax-on-web"]
    renamed = replace(service, id="service/income-tax")

    moved = read(AUTHORITY, base={renamed.id: renamed})

    assert by_id(again) == by_id(authority)
    assert "service/income-tax" in by_id(moved)
    assert "service/tax-on-web" not in by_id(moved)


def test_what_has_no_place_in_a_record_is_told_with_its_place(authority):
    assert told(authority.left_out) >= {
        ("service/tax-on-web", "words in fr were left out."),
        ("service/tax-on-web", "cv:hasChannel (channels) was left out."),
        ("<http://tax.example/id/web>", "cv:Channel (channels) was left out."),
    }
    for problem in authority.left_out:
        assert_said_well(problem)


def test_a_title_in_one_language_is_never_made_up():
    problems = refused(PREFIXES + '\nex:a a cpsv:PublicService ; dct:title "Permit"@en .')

    assert told(problems) == {
        ("service/a.title.zh", 'has no Chinese title; the file only says "Permit".')
    }
    assert problems[0].line == PREFIXES.count("\n") + 2
    assert problems[0].remedy.en == 'Add dct:title "…"@zh in the file.'


def test_a_slip_in_a_word_of_ours_is_refused_as_one():
    problems = refused(
        PREFIXES + '<service/new> a cpsv:PublicService ; dct:title "新"@zh, "New"@en ; cs:visit 2 .'
    )

    assert [p.place for p in problems] == ["service/new.visit"]
    assert problems[0].remedy.en == "Did you mean visits?"


def test_a_changed_echo_is_told_for_it_changes_nothing():
    (service,) = recorded(
        "{id: service/a, title: {zh: 甲, en: A}, days: {statutory: 9, committed: 5}}"
    )
    content = export([service], "turtle").replace(b"P5D", b"P3D")

    back = read(content)

    assert by_id(back) == {service.id: service}
    assert told(back.left_out) == {("service/a", "cv:processingTime (time limits) was left out.")}


def test_our_records_and_another_authoritys_may_stand_in_one_file_and_name_each_other():
    back = read(
        AUTHORITY + '<service/own> a cpsv:PublicService ; dct:title "新"@zh, "Own"@en ;'
        " cs:requires <service/own.requires.0> ; cs:organisation ex:finance ."
        " <service/own.requires.0> a cs:Alternatives ; cs:position 0 ; cs:member ex:taxOnWeb ."
    )

    own = by_id(back)["service/own"]
    assert own.organisation == "organisation/finance"
    assert own.requires == (frozenset({"service/tax-on-web"}),)


def test_a_file_about_nothing_we_know_says_what_it_could_be_about():
    (problem,) = refused('<http://a.example/x> <http://a.example/p> "x" .')

    assert "cpsv:PublicService" in problem.remedy.en


def test_words_that_a_context_does_not_say_do_not_vanish():
    content = """{"@context": {"title": {"@id": "http://purl.org/dc/terms/title",
        "@container": "@language"}}, "@id": "http://tax.example/id/card",
        "@type": "http://data.europa.eu/m8g/EvidenceType",
        "title": {"zh": "证", "en": "Card"}, "colour": "red"}"""

    back = read(content, "jsonld")

    assert list(by_id(back)) == ["evidence/card"]
    assert told(back.left_out) == {
        ("evidence/card", 'the @context does not say what "colour" is; it was left out.')
    }


def test_json_ld_that_names_our_own_context_is_read_without_fetching_it():
    content = """{"@context": "https://companion.example/context.jsonld",
        "@id": "https://companion.example/id/area/cn", "@type": "Area",
        "title": {"zh": "中国", "en": "China"}}"""

    (area,) = recorded("{id: area/cn, title: {zh: 中国, en: China}}")
    assert by_id(read(content, "jsonld")) == {area.id: area}


def test_a_place_in_a_problem_of_such_a_record_begins_with_its_id(authority):
    service = next(one for one in authority.records if one.record.id == "service/tax-on-web")

    problem = service.problem(("days", "unit"), Text(zh="错。", en="wrong."))

    assert (problem.file, problem.place) == ("file.ttl", "service/tax-on-web.days.unit")
    assert problem.line == AUTHORITY[: AUTHORITY.index("ex:taxOnWeb")].count("\n") + 1


@outside(OFFICIAL)
def test_the_official_example_wants_chinese_titles_and_is_read_once_it_has_them():
    text = OFFICIAL.read_text("utf-8")
    lacking = refused(text)
    for old, new in CHINESE.items():
        text = text.replace(old, new)

    back = read(text)

    assert {p.place for p in lacking} >= {
        "service/tax-on-web.title.zh",
        "organisation/public-organisation1.title.zh",
        "evidence/evt-123.title.en",
    }
    assert set(by_id(back)) == {
        "service/tax-on-web",
        "organisation/public-organisation1",
        "evidence/evt-123",
    }
    assert ("service/tax-on-web", "cv:hasChannel (channels) was left out.") in told(back.left_out)
