"""Records that use every form the language has, each at least once, over the little world."""

from __future__ import annotations

EVERYTHING = """
- {id: organisation/district, title: {zh: 区政府, en: District}, area: area/310101}
- {id: evidence/plan, title: {zh: 商业计划书, en: Business plan}}
- id: policy/other
  title: {zh: 另一项补贴, en: Another grant}
- id: policy/either
  title: {zh: 二选一的补贴, en: Grant of two}
- id: policy/first
  title: {zh: 前一项补贴, en: First grant}

- id: concept/total
  title: {zh: 收支合计, en: Sum of both}
  type: number
  unit: {zh: 元, en: yuan}
  decimals: 2
  derive: {add: [concept/revenue, concept/rd-expense, 5]}
- id: concept/rest
  title: {zh: 结余, en: What is left}
  type: number
  unit: {zh: 元, en: yuan}
  decimals: 2
  derive: {subtract: [concept/revenue, concept/rd-expense]}
- id: concept/half
  title: {zh: 一半收入, en: Half the revenue}
  type: number
  unit: {zh: 元, en: yuan}
  decimals: 2
  derive: {times: [concept/revenue, 0.5]}
- id: concept/score
  title: {zh: 得分, en: Score}
  type: number
  unit: {zh: 分, en: points}
  derive:
    points:
      - {when: {fact: concept/foreign, is: true}, points: 60}
      - {when: {fact: concept/employees, at_least: 5}, points: 40}
  examples:
    - {facts: {concept/foreign: true, concept/employees: 3}, gives: passes, is: 60}
    - {facts: {}, gives: unknown, title: {zh: 什么都没说, en: nothing said}}
- id: concept/stage
  title: {zh: 阶段, en: Stage}
  type: code
  codes: [{code: new, title: {zh: 初创, en: new}}, {code: old, title: {zh: 成熟, en: settled}}]
  question:
    ask: {zh: 开了多久？, en: How long has it been open?}
    why: {zh: 看阶段, en: The stage counts}
    effort: look-up
  derive: {first: [{when: {fact: concept/years-open, at_most: 2}, is: new}]}

- id: policy/everything
  title: {zh: 什么都有的补贴, en: Grant with everything}
  organisation: organisation/district
  document: document/notice
  requires: [policy/first]
  excludes: [policy/other]
  choose_one: [policy/either]
  materials: [evidence/plan]
  quota: {text: {zh: 先到先得, en: first come first served}, places: 200, used_up_on: 2026-10-31}
  criteria:
    all:
      - {fact: concept/foreign, is: true, source: {document: document/notice, article: '3'}}
      - {fact: concept/legal-form, is_not: sole-trader}
      - {fact: concept/legal-form, in: [company, cooperative]}
      - {fact: concept/stage, not_in: [old]}
      - {fact: concept/employees, at_least: 1}
      - {fact: concept/revenue, more_than: {times: 0.5, of: concept/rd-expense}}
      - {fact: concept/employees, at_most: {parameter: parameter/fire-area}}
      - {fact: concept/rd-expense, less_than: {fact: concept/revenue}}
      - fact: concept/total
        at_most:
          {by: concept/household-size, table: [{for: 1, value: 10}, {for: 2, value: 20.5}]}
      - fact: concept/rest
        at_least:
          by: concept/per-head
          table: [{up_to: 0.5, value: 1}, {up_to: 9, value: 2}]
          beyond: 3
      - fact: concept/half
        at_least: {by: concept/legal-form, table: [{for: company, value: 7}], beyond: 8}
      - fact: concept/household-size
        at_most: {dated: [{from: 2026-01-01, value: 300}, {from: 2027-01-01, value: 500}]}
      - fact: concept/employees
        between: [{parameter: parameter/fire-area}, {times: 9, of: concept/household-size}]
      - {fact: concept/registered-on, between: [2020-01-01, {fact: concept/lease-from}]}
      - {fact: concept/lease-from, on_or_after: {fact: concept/registered-on}}
      - {fact: concept/registered-on, before: 2027-01-01}
      - {fact: concept/registered-on, within_months: 18}
      - {fact: concept/lease-from, within_days: 900}
      - {fact: concept/goods, has: books}
      - {fact: concept/goods, has_any: [books, bulk-food]}
      - {fact: concept/goods, has_all: [books]}
      - {fact: concept/district, within: area/310000}
      - {fact: concept/district, within_any: [area/310101, area/310104]}
      - {fact: concept/district, in_issuers_area: true}
      - {fact: concept/score, at_least: 60}
      - count: concept/hires
        where:
          all:
            - {fact: concept/member-age, at_most: 24}
            - {fact: concept/insured-months, at_least: 3}
        at_least: 1
      - any: [{holds: evidence/business-licence}, {not: {granted: policy/old-grant}}]
      - {review: {zh: 经专家评审, en: decided by expert review}}
  benefit:
    kind: tiered
    text: {zh: 按人数给, en: by headcount}
    unit: {zh: 元, en: yuan}
    sum_unit: {zh: 元, en: yuan}
    ceiling: true
    of: concept/rd-expense
    of_at_most: 100000
    tiers:
      - {when: {fact: concept/employees, at_least: 10}, rate: 30}
      - {text: {zh: 其他, en: others}, amount: 5000, once: true}
    per: concept/hires
    where: {fact: concept/member-age, at_most: 24}
    units_at_most: 20
    at_most: {dated: [{from: 2026-01-01, value: 50000}]}
  examples:
    - title: {zh: 小公司, en: A small company}
      day: 2026-11-23
      facts:
        concept/employees: 3
        concept/foreign: true
        concept/legal-form: company
        concept/goods: [books, bulk-food]
        concept/registered-on: 2026-01-01
        concept/district: area/310101
        concept/hires: [{concept/member-age: 20, concept/insured-months: 4}, {}]
        holds: [evidence/business-licence]
        granted: []
        parameter/fire-area: 400
      gives: fails
    - {facts: {concept/foreign: false}, gives: fails}

- id: scene/everything
  title: {zh: 什么都有的场景, en: Scene with everything}
  services:
    - service: service/licence
      applicable_if: {fact: concept/employees, at_least: 3}
      examples: [{facts: {concept/employees: 3}, gives: passes}]
  warnings:
    - text: {zh: 小心, en: Beware}
      when: {fact: concept/score, less_than: 60}
      examples: [{facts: {}, gives: unknown}]
"""
