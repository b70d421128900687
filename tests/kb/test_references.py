from __future__ import annotations

from kb.references import lacking, reachable, references
from tests.support import recorded, shipped_records

FULL = """
id: policy/new
title: {zh: 新, en: New}
organisation: organisation/bureau
document: document/notice
criteria:
  all:
    - {fact: concept/a, at_most: {times: 2, of: concept/b}, source: {document: document/other}}
    - {count: concept/c, where: {not: {fact: concept/d, within_any: [area/y, area/x]}}, at_least: 1}
    - {any: [{holds: evidence/e}, {granted: policy/g}]}
    - {fact: concept/f, between: [{parameter: parameter/p}, {by: concept/h, table: []}]}
windows: [{since: concept/i, until_months: 3}]
materials: [evidence/m]
excludes: [policy/z]
sources: [{name: 通知, document: document/seen}]
"""


def named(content):
    (record,) = recorded(content)
    found = {}
    for path, ref in references(record):
        found.setdefault(".".join(map(str, path)), []).append(ref)
    return {place: refs if len(refs) > 1 else refs[0] for place, refs in found.items()}


def test_every_id_a_policy_names_is_found_with_its_path():
    assert named(FULL) == {
        "organisation": "organisation/bureau",
        "document": "document/notice",
        "criteria.all.0.fact": "concept/a",
        "criteria.all.0.at_most.of": "concept/b",
        "criteria.all.0.source.document": "document/other",
        "criteria.all.1.count": "concept/c",
        "criteria.all.1.where.not.fact": "concept/d",
        "criteria.all.1.where.not.within_any": ["area/x", "area/y"],
        "criteria.all.2.any.0.holds": "evidence/e",
        "criteria.all.2.any.1.granted": "policy/g",
        "criteria.all.3.fact": "concept/f",
        "criteria.all.3.between.0.parameter": "parameter/p",
        "criteria.all.3.between.1.by": "concept/h",
        "windows.0.since": "concept/i",
        "materials": "evidence/m",
        "excludes": "policy/z",
        "sources.0.document": "document/seen",
    }


def test_every_id_a_service_names_is_found_with_its_path():
    content = """
id: service/new
title: {zh: 新, en: New}
requires: [[service/b, service/a]]
inputs: [[evidence/a]]
outputs: [{title: {zh: 证, en: Paper}, evidence: evidence/b}]
"""
    assert named(content) == {
        "requires.0": ["service/a", "service/b"],
        "inputs.0": "evidence/a",
        "outputs.0.evidence": "evidence/b",
    }


def test_every_id_a_derived_fact_is_worked_out_from_is_found():
    content = """
id: concept/ratio
title: {zh: 比, en: Ratio}
type: number
derive: {divide: [concept/a, concept/b]}
"""
    assert named(content) == {"derive.divide.0": "concept/a", "derive.divide.1": "concept/b"}


def test_a_scene_names_its_services_facts_and_bundles():
    content = """
id: scene/new
title: {zh: 新, en: New}
services:
  - service: service/a
    applicable_if: {fact: concept/a, is: true}
    bundles: {services: [service/b], at_least: 1}
opening_questions: [concept/b]
usual: [{fact: concept/c, is: true}]
warnings: [{text: {zh: 注意, en: Mind}, when: {fact: concept/d, is: true}}]
"""
    assert set(named(content).values()) == {
        "service/a",
        "service/b",
        "concept/a",
        "concept/b",
        "concept/c",
        "concept/d",
    }


def test_no_shipped_record_names_what_is_not_there():
    records = shipped_records()

    assert [
        (i, ref) for i, r in records.items() for _, ref in references(r) if ref not in records
    ] == []


def test_what_a_record_leads_to_is_found_through_what_it_names_and_round_in_circles():
    records = recorded(
        """
        - {id: policy/a, title: {zh: 甲, en: A}, excludes: [policy/b], document: document/gone}
        - {id: policy/b, title: {zh: 乙, en: B}, excludes: [policy/a], materials: [evidence/gone]}
        """
    )
    held = {one.id: one for one in records}

    assert reachable(records[0], held) == {
        "policy/a",
        "policy/b",
        "document/gone",
        "evidence/gone",
    }
    assert lacking(records[0], held) == ("document/gone", "evidence/gone")
