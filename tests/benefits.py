"""A little world of grants for people who open a shop: one policy for every kind of answer."""

from __future__ import annotations

import re
from pathlib import Path

from api.settings import Settings
from api.wiring import House, open_house
from tests.support import WORLD
from tests.visiting import Clock, Visitor, signed_in

SCENE = "scene/shop"
GRANTS = """
- id: concept/disabled
  title: {zh: 残疾情况, en: Disability}
  type: boolean
  sensitive: true
  question:
    ask: {zh: 有残疾证吗？, en: Do you have a disability card?}
    why: {zh: 有补贴, en: There is a grant}
- id: concept/turnover
  title: {zh: 销售额, en: Sales}
  type: number
  unit: {zh: 元, en: yuan}
  question:
    ask: {zh: 一年卖多少钱？, en: What do you sell in a year?}
    why: {zh: 算补贴, en: For the grant}
- id: concept/staff
  title: {zh: 员工人数, en: Staff}
  type: number
  unit: {zh: 人, en: people}
  question:
    ask: {zh: 店里几个人？, en: How many people work there?}
    why: {zh: 看规模, en: For the size}
- id: concept/opened-on
  title: {zh: 开业日期, en: Opening day}
  type: date
  question:
    ask: {zh: 哪天开业？, en: When did you open?}
    why: {zh: 看年头, en: For the age of the shop}
- id: concept/tiny
  title: {zh: 是小店, en: Tiny shop}
  type: boolean
  derive:
    when: {all: [{fact: concept/staff, at_most: 5}, {fact: concept/turnover, at_most: 900000}]}
- id: concept/new-people
  title: {zh: 新招的人, en: New people}
  type: members
  members: [concept/person-age, concept/person-insured, concept/person-from, concept/person-shoe]
  question:
    ask: {zh: 新招了哪些人？, en: Whom have you hired?}
    why: {zh: 有补贴, en: There is a grant}
- {id: concept/person-age, title: {zh: 年龄, en: Age}, type: number, unit: {zh: 岁, en: years}}
- {id: concept/person-insured, title: {zh: 交了保险, en: Insured}, type: boolean}
- {id: concept/person-from, title: {zh: 入职日期, en: First day}, type: date}
- {id: concept/person-shoe, title: {zh: 鞋码, en: Size of shoe}, type: number}
- {id: document/rules, title: {zh: 开店办法, en: Rules for shops}, number: 沪〔2026〕8号}
- id: scene/shop
  title: {zh: 开小店, en: Open a little shop}
  services: [{service: service/registration}]
- id: policy/little-shop-grant
  title: {zh: 开小店补贴, en: Grant for a little shop}
  criteria:
    all:
      - {fact: concept/staff, at_most: 3, source: {document: document/rules, article: "4"}}
      - {fact: concept/turnover, at_least: 1000}
  benefit:
    kind: percentage
    text: {zh: 销售额的一成, en: A tenth of sales}
    rate: 10
    of: concept/turnover
    at_most: 5000
  materials: [evidence/business-licence, evidence/id-card]
  channel: {zh: 开小店窗口, en: The window for shops}
  sources: [{name: 开店办法原文}]
  seen: [criteria, materials]
  confirm: [benefit]
  choose_one: [policy/little-shop-prize]
- id: policy/little-shop-prize
  title: {zh: 开小店奖励, en: Prize for a little shop}
  criteria: {fact: concept/staff, at_most: 9}
  benefit:
    {kind: fixed, text: {zh: 一次 800 元, en: 800 yuan once}, amount: 800, unit: {zh: 元, en: yuan}}
- id: policy/little-shop-tea
  title: {zh: 开小店茶歇费, en: Tea money for a little shop}
  criteria: {fact: concept/staff, at_most: 9}
  benefit:
    {kind: fixed, text: {zh: 一次 30 元, en: 30 yuan once}, amount: 30, unit: {zh: 元, en: yuan}}
  windows: [{opens: 2026-11-01, closes: 2026-11-23, closes_at: "16:00"}]
- id: policy/little-shop-sign
  title: {zh: 开小店招牌费, en: Sign money for a little shop}
  benefit:
    {kind: fixed, text: {zh: 一次 70 元, en: 70 yuan once}, amount: 70, unit: {zh: 元, en: yuan}}
  windows: [{opens: 2026-11-01, closes: 2026-12-31, closes_at: "16:00"}]
- id: policy/little-shop-later
  title: {zh: 开小店满年奖, en: Anniversary of a little shop}
  criteria: {fact: concept/staff, at_least: 1}
  valid: {from: 2027-03-23}
- id: policy/little-shop-care
  title: {zh: 开小店助残补贴, en: Care for a little shop}
  criteria: {fact: concept/disabled, is: true}
- id: policy/little-shop-tiny
  title: {zh: 开小店微型补贴, en: Grant for a tiny little shop}
  criteria: {fact: concept/tiny, is: true}
- id: policy/little-shop-hiring
  title: {zh: 开小店招人补贴, en: Hiring for a little shop}
  criteria:
    count: concept/new-people
    where:
      all:
        - {fact: concept/person-age, at_most: 24}
        - {fact: concept/person-insured, is: true}
        - {fact: concept/person-from, on_or_after: 2026-01-01}
    at_least: 1
- id: policy/little-shop-second
  title: {zh: 开小店追加补贴, en: Second grant for a little shop}
  requires: [policy/little-shop-grant]
- id: policy/little-shop-paper
  title: {zh: 开小店持照补贴, en: Grant for a licensed little shop}
  criteria: {holds: evidence/business-licence}
- id: policy/little-shop-opened
  title: {zh: 开小店开业补贴, en: Opening of a little shop}
  criteria: {fact: concept/opened-on, on_or_after: 2026-01-01}
"""


def house_of_grants(folder: Path, clock: Clock | None = None) -> House:
    """Return a house in memory over the little world."""
    (folder / "world.yaml").write_text(WORLD + GRANTS, encoding="utf-8")
    return open_house(
        Settings(base_url="https://hp.example.cn"), [str(folder)], now=clock or Clock()
    )


def shopkeeper(house: House, **facts: object) -> tuple[Visitor, str]:
    """Return a companion in a conversation with a shop-keeper, and its path.

    `staff=4` answers `concept/staff`.
    """
    companion = signed_in(house)
    path = companion.begin(SCENE)
    for name, value in facts.items():
        companion.send(f"{path}/answer", concept=f"concept/{name.replace('_', '-')}", value=value)
    return companion, path


def case_of(house: House, **facts: object) -> tuple[Visitor, str]:
    """Return a companion and the path of a case opened for a shop-keeper."""
    companion, path = shopkeeper(house, **facts)
    return companion, companion.send(f"{path}/case", name="王小明").removesuffix("/code")


def words(page: str) -> str:
    """Return what a page says, without its tags."""
    main = re.search(r"<main.*</main>", page, re.S)
    assert main is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))
