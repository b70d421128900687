from __future__ import annotations

from tests.rdf_files import EX, taking, told

TITLE = "http://purl.org/dc/terms/title"
IT = f"{EX}it"


def test_the_two_languages_of_a_title_may_stand_under_different_predicates():
    held = taking('ex:it dct:title "Shop"@en ; skos:prefLabel "店"@zh .')

    assert held.title(IT, "service/it.title") == {"zh": "店", "en": "Shop"}
    assert held.problems == []


def test_a_title_that_is_missing_or_doubled_is_a_problem_and_none_is_made_up():
    held = taking('ex:it dct:title "Shop"@en, "Store"@en, "Laden"@de .')

    assert held.title(IT, "service/it.title") == {}
    assert told(held.problems) == {
        ("service/it.title.en", "has more than one English title."),
        ("service/it.title.zh", 'has no Chinese title; the file only says "Shop".'),
    }


def test_a_title_without_a_language_is_no_title():
    held = taking('ex:it dct:title "Shop" .')

    assert held.title(IT, "t") == {}
    assert [p.remedy.en for p in held.problems] == [
        'Add dct:title "…"@zh in the file.',
        'Add dct:title "…"@en in the file.',
    ]


def test_half_a_description_is_left_out_and_told():
    held = taking('ex:it dct:description "Only English."@en .')

    assert held.description(IT) is None
    assert len(list(held.left_out.problems("f"))) == 1


def test_one_value_is_taken_and_of_two_none():
    assert taking('ex:it dct:title "a" .').value(IT, TITLE) == "a"
    assert taking('ex:it dct:title "a", "b" .').value(IT, TITLE) is None


def test_a_link_to_what_nobody_knows_or_to_another_kind_is_left_out_and_told():
    held = taking("ex:it dct:requires ex:a, ex:b, ex:c .", {"a": "service/a", "b": "evidence/b"})

    assert held.ids(IT, "service", "http://purl.org/dc/terms/requires") == ["service/a"]
    assert len(list(held.left_out.problems("f"))) == 2


def test_who_points_at_a_thing_is_known_from_behind():
    held = taking("ex:a cv:isGroupedBy ex:it . ex:b cv:isGroupedBy ex:it .")

    assert held.pointing(IT, "http://data.europa.eu/m8g/isGroupedBy") == (f"{EX}a", f"{EX}b")
    assert held.pointing(f"{EX}a", "http://data.europa.eu/m8g/isGroupedBy") == ()
