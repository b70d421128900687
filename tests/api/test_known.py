"""How true the base is: counted once, told the same on the page and on the console."""

from __future__ import annotations

import re
from datetime import date

import pytest

from api import known
from kb import jsonld
from kb.catalogue import Catalogue
from tests.support import world, world_with
from tests.visiting import Visitor

SERVICES = """
- id: service/one
  title: {zh: 一, en: One}
  organisation: organisation/bureau
  visits: 1
  sources: [{name: 法}]
  seen: [visits, sources]
  confirm: [organisation]
  checked_on: 2026-11-20
- {id: policy/two, title: {zh: 二, en: Two}, organisation: organisation/bureau, confirm: [mode],
   checked_on: 2026-11-22}
- {id: policy/three, title: {zh: 三, en: Three}, organisation: organisation/bureau,
   selected_for: organisation/bureau}
"""


def row(rows: tuple[known.Known, ...], key: str) -> known.Known:
    (found,) = [one for one in rows if one.key == key]
    return found


def test_fields_are_counted_as_their_records_mark_them():
    bureau = row(known.by_department(world_with(SERVICES)), "organisation/bureau")

    assert (bureau.records, bureau.seen, bureau.to_confirm) == (4, 2, 2)
    assert bureau.share == 50
    assert (bureau.checked_from, bureau.checked_to) == (date(2026, 11, 20), date(2026, 11, 22))
    assert bureau.unchecked == 2, "one of ours and the registration of the little world"


def test_what_no_department_answers_for_stands_at_the_end():
    rows = known.by_department(world_with(SERVICES))

    assert [one.key for one in rows] == ["organisation/bureau", known.COMMON]
    assert rows[-1].title is None


def test_every_record_is_counted_once_either_way(catalogue: Catalogue):
    for rows in (known.by_department(catalogue), known.by_kind(catalogue)):
        whole = known.whole(catalogue)
        assert sum(one.records for one in rows) == whole.records == len(catalogue.records)
        assert sum(one.seen for one in rows) == whole.seen
        assert sum(one.to_confirm for one in rows) == whole.to_confirm


def test_kinds_come_the_most_numerous_first(catalogue: Catalogue):
    counts = [one.records for one in known.by_kind(catalogue)]

    assert counts == sorted(counts, reverse=True)


def test_nothing_known_is_no_share_at_all():
    assert known.known("none", []).share == 0
    assert known.whole(world()).checked_from is None


def test_our_own_selection_is_listed_by_department(catalogue: Catalogue):
    chosen = known.selection(world_with(SERVICES))
    assert {key: [one.id for one in held] for key, held in chosen.items()} == {
        "organisation/bureau": ["policy/three"]
    }

    shipped = known.selection(catalogue)
    assert sum(map(len, shipped.values())) == 26
    assert len(shipped) == 11


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_it_for_everybody_in_both_languages(guest: Visitor, lang: str):
    page = guest.get("/standing", lang)

    whole = known.whole(guest.house.catalogue)
    figures = [whole.records, whole.seen, whole.to_confirm]
    lead = page.partition('class="lead">')[2].partition("</p>")[0]
    assert [int(one) for one in re.findall(r"\d+", lead)][:2] == figures[:2]
    for one in known.by_department(guest.house.catalogue):
        if one.title is not None:
            assert one.title.get(lang).replace("'", "&#39;") in page


def test_every_row_leads_to_what_it_counts(guest: Visitor):
    page = guest.get("/standing")

    catalogue = guest.house.catalogue
    for one in known.by_kind(catalogue):
        assert f'href="/records?kind={one.key}"' in page
    for one in known.by_department(catalogue):
        assert one.key == known.COMMON or f'href="/record/{one.key}"' in page


def test_the_context_of_our_json_ld_is_published(guest: Visitor):
    answer = guest.client.get("/context.jsonld")

    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.json() == {"@context": jsonld.context()}
