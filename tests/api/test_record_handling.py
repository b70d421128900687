"""How a service is handled, as its record's page says it."""

from __future__ import annotations

import pytest

from api.records import record_view
from kb.text import LANGUAGES
from tests.support import recorded, world_with

SERVICE = """
id: service/a
title: {zh: 甲, en: A}
form: [name, area]
terms:
  - {evidence: evidence/business-licence, form: copy, copies: 2}
  - {evidence: evidence/id-card}
requires_when:
  - any_of: [service/registration, service/licence]
    when: {fact: concept/foreign, is: true}
days: {statutory: 20, committed: 0, unit: calendar, extension: 10}
stages:
  - {kind: inspection, title: {zh: 看店, en: a look at the shop}, days: 5}
  - {kind: wait, title: {zh: 公示, en: a notice}, at: before, source: 某法第5条}
modes:
  - {mode: commitment, usual: true, days: {statutory: 1, committed: 0},
     otherwise: {statutory: 20, committed: 5}, when: {fact: concept/credit, is: true},
     waives: [evidence/business-licence]}
  - {mode: deferred, barred: {zh: 不行, en: not here}, defers: [evidence/id-card], visits: 1}
  - {mode: one-form, group: start}
due: {days: 30, after: evidence/business-licence, source: 某法第24条}
outputs:
  - title: {zh: 证, en: Licence}
    lasts: {years: 5}
    renew: {until_days: 15, from_days: 90, unit: working, source: 某法第32条}
  - {title: {zh: 卡, en: Card}, lasts: {months: 6}, renew: {until_days: 30}}
  - {title: {zh: 单, en: Slip}, lasts: {days: 90}}
"""
PARTNER = """
id: service/b
title: {zh: 乙, en: B}
modes: [{mode: one-form, group: start}]
"""


BOTH = "".join(f"- {one.strip()}".replace("\n", "\n  ") + "\n" for one in (SERVICE, PARTNER))


def words_of(key, lang="en"):
    record, _ = recorded(BOTH)
    views = {view.key: view for view in record_view(record, world_with(BOTH))}
    return list(said(views[key].lines, lang))


def said(lines, lang, depth=0):
    for line in lines:
        yield "  " * depth + line.text.get(lang)
        yield from said(line.under, lang, depth + 1)


SHOWN = {
    "outputs": [
        "Licence",
        "  lasts: 5 years",
        "  renewal: apply to renew it from 90 working days before it ends",
        "  apply to renew it until 15 working days before it ends",
        "  source: 某法第32条",
        "Card",
        "  lasts: 6 months",
        "  renewal: apply to renew it until 30 days before it ends",
        "Slip",
        "  lasts: 90 days",
    ],
    "form": ["2 fields"],
    "terms": ["Business licence: copy, copies: 2", "ID card"],
    "requires_when": [
        "one of these",
        "  Licence",
        "  Registration",
        "  when: Foreign investor",
    ],
    "days": [
        "legal limit: 20 days",
        "committed: same day",
        "the law allows this much more: 10 days",
    ],
    "stages": [
        "inspection: a look at the shop",
        "  after acceptance, not counted in the limit, 5 working days",
        "waiting: a notice",
        "  before one can apply, nobody has fixed how long it takes",
        "  source: 某法第5条",
    ],
    "modes": [
        "by promise, the usual way",
        "  when: Clean record",
        "  time limit: 1 working day by law, same day as promised",
        "  otherwise: 20 working days by law, 5 working days as promised",
        "  papers a promise stands in for",
        "    Business licence",
        "papers later",
        "  not this way: not here",
        "  visits: 1",
        "  papers that may follow",
        "    ID card",
        "one form",
        "  together with",
        "    B",
    ],
    "due": [
        "time limit: 30 days",
        "counted from having this paper: Business licence",
        "source: 某法第24条",
    ],
}


@pytest.mark.parametrize("key", SHOWN)
def test_every_part_of_how_a_service_is_handled_reads_aloud(key):
    assert [line.lower() for line in words_of(key)] == [line.lower() for line in SHOWN[key]]


@pytest.mark.parametrize("key", SHOWN)
def test_the_same_is_said_in_chinese(key):
    zh, en = (words_of(key, lang) for lang in LANGUAGES)

    assert len(zh) == len(en)
    assert not any("None" in line or "{" in line for line in zh)


def test_what_a_service_of_a_scene_replaces_is_said():
    scene = """
id: scene/b
title: {zh: 事, en: B}
services: [{service: service/licence, replaces: [service/registration]}]
"""
    (record,) = recorded(scene)

    (view,) = [one for one in record_view(record, world_with(scene)) if one.key == "services"]

    assert list(said(view.lines, "en")) == ["Licence", "  instead of: Registration"]
