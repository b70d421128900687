from __future__ import annotations

import pytest

from kb.ids import is_id
from kb.rdf_ids import proposed, slug
from tests.rdf_files import EX, graph
from tests.support import recorded

SLUGS = {
    "Tax-on-web": "tax-on-web",
    "publicService1": "public-service1",
    "BE/FIN 007": "be-fin-007",
    "-a-": "a",
    "办理": "",
    "../../etc/passwd": "etc-passwd",
    "a" * 90: "a" * 60,
}


def ids_of(turtle, base=()):
    held = graph(turtle)
    kinds = dict.fromkeys(held.held, "service")
    return proposed(kinds, held, {record.id: record for record in base})


@pytest.mark.parametrize("words", SLUGS)
def test_words_become_the_end_of_an_id(words):
    assert slug(words) == SLUGS[words]


def test_an_id_is_made_of_the_identifier_else_of_the_address_else_of_the_title():
    assert ids_of('ex:x1 dct:identifier "Tax-on-web" .') == {f"{EX}x1": "service/tax-on-web"}
    assert ids_of('ex:shopLicence dct:title "A"@en .') == {
        f"{EX}shopLicence": "service/shop-licence"
    }
    assert ids_of('ex:12 dct:title "Shop"@en .') == {f"{EX}12": "service/shop"}
    assert list(ids_of('[] dct:title "Shop"@en .').values()) == ["service/shop"]


def test_where_nothing_can_be_read_an_id_is_still_one_and_stays_the_same():
    (first,), (second,) = (ids_of('ex:12 dct:title "店"@zh .').values() for _ in range(2))

    assert first == second
    assert is_id(first)


def test_two_that_would_share_an_id_are_told_apart_by_their_addresses():
    made = ids_of('ex:a dct:identifier "x" . ex:b dct:identifier "x" .')

    assert len(set(made.values())) == 2
    assert all(one.startswith("service/x-") for one in made.values())
    assert made == ids_of('ex:b dct:identifier "x" . ex:a dct:identifier "x" .')


def test_many_blank_nodes_that_say_the_same_get_ids_of_their_own():
    made = ids_of(" ".join('[] dct:title "Shop"@en .' for _ in range(300)))

    assert len(set(made.values())) == 300
    assert all(map(is_id, made.values()))


def test_an_id_that_somebody_has_is_not_taken():
    (mine,) = recorded("{id: service/shop, title: {zh: 店, en: Shop}}")

    assert ids_of("ex:shop a cpsv:PublicService .", [mine])[f"{EX}shop"] != mine.id


def test_what_was_read_from_the_same_address_before_keeps_its_id():
    (before,) = recorded(
        "{id: service/renamed, title: {zh: 店, en: Shop},"
        f" sources: [{{name: them, link: '{EX}shop'}}]}}"
    )

    assert ids_of("ex:shop a cpsv:PublicService .", [before]) == {f"{EX}shop": before.id}
