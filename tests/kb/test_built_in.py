from __future__ import annotations

from kb.built_in import BUILT_IN, GRANTED, HOLDS, built_in, code_of
from kb.kinds import ConceptType
from tests.support import criterion_of, recorded, tree

RECORDS = {
    record.id: record
    for record in recorded(
        "- {id: policy/rent, title: {zh: 租金补贴, en: Rent support}}\n"
        "- {id: evidence/id-card, title: {zh: 身份证, en: ID card}}\n"
    )
}


def made(*texts):
    return built_in([criterion_of(text) for text in texts], RECORDS)


def codes(concept, *texts):
    return [(entry.code, entry.title.en) for entry in made(*texts)[concept].codes]


def test_there_are_two_and_both_are_lists_that_can_be_asked_in_both_languages():
    found = made()

    assert set(found) == BUILT_IN
    for concept, record in found.items():
        assert (record.id, record.type, record.codes) == (concept, ConceptType.CODES, ())
        assert record.question.ask.zh
        assert record.question.ask.en


def test_only_what_a_condition_names_is_offered_with_the_name_of_its_record():
    texts = ("{granted: policy/rent}", "{holds: evidence/id-card}")

    assert codes(GRANTED, *texts) == [("rent", "Rent support")]
    assert codes(HOLDS, *texts) == [("id-card", "ID card")]


def test_what_is_named_anywhere_inside_a_condition_is_found_and_each_once():
    text = (
        "{any: [{not: {granted: policy/rent}}, {all: [{granted: policy/rent},"
        " {count: concept/hires, where: {granted: policy/old}, at_least: 1}]}]}"
    )

    assert [code for code, _ in codes(GRANTED, text)] == ["old", "rent"]


def test_a_record_that_is_gone_is_offered_by_its_id():
    assert codes(GRANTED, "{granted: policy/gone}") == [("gone", "policy/gone")]


def test_every_shipped_condition_finds_its_code(catalogue):
    offered = {c: {e.code for e in catalogue.concepts[c].codes} for c in BUILT_IN}

    for criterion in catalogue.conditions.values():
        for part in tree(criterion):
            if hasattr(part, "granted"):
                assert code_of(part.granted) in offered[GRANTED]
            if hasattr(part, "holds"):
                assert code_of(part.holds) in offered[HOLDS]
