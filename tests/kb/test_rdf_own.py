"""Records of ours out of a graph that may hold anything: whole ones come back, slips are named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from kb import codec
from kb.echo import echo
from kb.ids import kind_of
from kb.model import KINDS
from kb.rdf_own import OwnReader
from kb.rdf_parsing import graph_of
from kb.reading import record_from
from tests.rdf_files import PREFIXES, read, refused
from tests.strategies import records
from tests.support import NAMES, recorded

TITLED = 'dct:title "新"@zh, "New"@en'
POLICY = f"<policy/new> a cs:Policy ; {TITLED} ; "
WRONG = {
    "two Chinese titles": (
        '<area/a> a cs:Area ; dct:title "新"@zh, "旧"@zh, "New"@en .',
        "area/a.title.zh",
        "is said more than once.",
    ),
    "no English title": (
        '<area/a> a cs:Area ; dct:title "新"@zh .',
        "area/a.title.en",
        "is missing.",
    ),
    "two numbers of visits": (
        f"<service/a> a cpsv:PublicService ; {TITLED} ; cs:visits 1, 2 .",
        "service/a.visits",
        "is said more than once.",
    ),
    "no number": (
        f'<service/a> a cpsv:PublicService ; {TITLED} ; cs:visits "two" .',
        "service/a.visits",
        '"two" is not a whole number.',
    ),
    "a day that is none": (
        f'<document/a> a eli:LegalResource ; {TITLED} ; dct:issued "2026-02-30"^^xsd:date .',
        "document/a.published",
        '"2026-02-30" is not a date.',
    ),
    "something else's address": (
        f"<area/a> a cs:Area ; {TITLED} ; cs:within ex:elsewhere .",
        "area/a.within",
        '"http://tax.example/id/elsewhere" is not an id of this kind.',
    ),
    "a condition of no kind": (
        POLICY + "cs:criteria <policy/new.criteria> . <policy/new.criteria> cs:at_most 3 .",
        "policy/new.criteria",
        "does not say what kind it is.",
    ),
    "a condition round in a circle": (
        POLICY + "cs:criteria ex:n . ex:n a cs:Not ; cs:not ex:n .",
        "policy/new.criteria.not",
        "this part is used in two places, or leads back to itself.",
    ),
    "facts that are no JSON": (
        POLICY + 'cs:examples ex:e . ex:e a cs:Example ; cs:gives "passes" ; cs:facts "[[[" .',
        "policy/new.examples.0.facts",
        '"[[[" is not a group of facts.',
    ),
    **{
        f"an hour such as {hour}": (
            POLICY + f'cs:windows ex:w . ex:w a cs:Window ; cs:closes_at "{hour}"^^xsd:time .',
            "policy/new.windows.0.closes_at",
            f"{hour} is not a time of day.",
        )
        for hour in ("16:00:00+08:00", "16:00:00+00:00", "16:00:30", "16:00:00.500000")
    },
    **{
        f"a fact of {number:.9}": (
            POLICY + 'cs:examples ex:e . ex:e a cs:Example ; cs:gives "passes" ; '
            f'cs:facts "{{\\"concept/a\\": {number}}}" .',
            "policy/new.examples.0.facts",
            "holds a number too long, or none at all.",
        )
        for number in ("1e9999999", "1e31", "-1e400", "NaN", "Infinity", "9" * 31, "0." + "1" * 31)
    },
}


@settings(max_examples=15)
@given(records())
def test_any_record_is_read_out_of_a_graph_as_it_would_be_out_of_yaml(record):
    quads = [t for part in (codec.triples, echo) for t in part(record, NAMES)]
    reader = OwnReader(graph_of(quads, "f"), NAMES.record_id)

    value = reader.plain(record.id, NAMES.iri(record.id), KINDS[kind_of(record.id)], "f")

    assert record_from(value, "f") == record
    assert reader.problems == []


@pytest.mark.parametrize("case", WRONG)
def test_a_slip_is_named_with_its_place(case):
    content, place, said = WRONG[case]

    (problem,) = refused(PREFIXES + content)

    assert (problem.place, problem.problem.en) == (place, said)


def test_a_bomb_of_shared_conditions_is_refused_at_once():
    levels = "".join(
        f"ex:a{i} a cs:All ; cs:all ex:a{i + 1}, ex:b{i + 1} ."
        f"ex:b{i} a cs:All ; cs:all ex:a{i + 1}, ex:b{i + 1} ."
        for i in range(50)
    )

    problems = refused(PREFIXES + POLICY + "cs:criteria ex:a0 . " + levels)

    assert len(problems) < 100


def test_parts_may_be_blank_and_lists_need_no_positions():
    content = (
        POLICY + "cs:criteria [ a cs:AtMost ; cv:constrains <concept/staff> ; cs:at_most 300 ] ."
    )
    (expected,) = recorded(
        "{id: policy/new, title: {zh: 新, en: New}, criteria: {fact: concept/staff, at_most: 300}}"
    )

    (one,) = read(PREFIXES + content).records

    assert one.record == expected
