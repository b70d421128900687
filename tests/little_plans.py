"""A shop of five services, small enough to keep in mind, and how plans of it are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from flowchart.calendar import Timeline
from flowchart.laid import Laid
from flowchart.plan import Plan, Wish
from flowchart.planner import Planner
from flowchart.scene import Applicable, Applies
from flowchart.ways import Ways
from kb.catalogue import Catalogue
from kb.ids import SceneId, ServiceId
from kb.kinds import HandlingMode
from matcher.applicant import Facts
from matcher.criteria import Judge
from tests.judging import facts_of
from tests.support import TODAY, world_with

SHOP = SceneId("scene/shop")
RECORDS = """
- {id: parameter/joint-handling-limit, title: {zh: 合并办理, en: Joint handling}, value: 8}
- {id: evidence/lease, title: {zh: 租赁合同, en: Lease}}
- {id: evidence/drawing, title: {zh: 图纸, en: Drawing}}
- {id: evidence/permit, title: {zh: 许可证, en: Permit}, supplied_by: library}
- {id: organisation/city-hall, title: {zh: 区中心, en: City hall}, area: area/310101}
- {id: organisation/street, title: {zh: 街道中心, en: Street office}, area: area/310101002}
- id: service/permit
  title: {zh: 许可, en: Permit}
  organisation: organisation/bureau
  inputs: [[evidence/business-licence], [evidence/drawing], [evidence/lease]]
  terms: [{evidence: evidence/lease, copies: 2, form: copy}]
  form: [name, address, area]
  outputs: [{title: {zh: 许可证, en: Permit}, evidence: evidence/permit}]
  days: {statutory: 20, committed: 5}
  stages:
    - {kind: inspection, title: {zh: 上门看, en: Visit}, days: 2}
  modes:
    - {mode: deferred, defers: [evidence/drawing], source: 条例第5条}
    - mode: commitment
      days: {statutory: 1, committed: 0}
      waives: [evidence/drawing]
      when: {fact: concept/credit, is: true}
      source: 条例第8条
    - {mode: joint-inspection, group: premises, visits: 1}
    - {mode: one-form, group: shop}
  visits: 2
  fee: 30
  where: district-centre
- id: service/sign
  title: {zh: 招牌, en: Sign}
  inputs: [[evidence/business-licence], [evidence/lease]]
  terms: [{evidence: evidence/lease, copies: 1, form: original}]
  form: [name, address]
  days: {statutory: 10, committed: 3, unit: calendar}
  stages:
    - {kind: inspection, title: {zh: 上门看, en: Visit}, days: 0}
  modes:
    - {mode: commitment, barred: {zh: 要量尺寸, en: it is measured first}, source: 条例第9条}
    - {mode: joint-inspection, group: premises}
    - {mode: one-form, group: shop}
  due: {days: 30, unit: calendar, after: evidence/permit, source: 条例第12条}
  visits: 1
  fee: 0
  where: district-centre
- id: service/opening
  title: {zh: 开业, en: Opening}
  requires: [[service/permit, service/sign]]
  requires_when: [{any_of: [service/sign], when: {fact: concept/foreign, is: true}}]
  stages: [{kind: wait, title: {zh: 公示, en: Notice}, at: before, days: 7, unit: calendar}]
  days: {statutory: 0, committed: 0}
  due: {days: 5, unit: working, since: concept/lease-from}
  where: sub-district-centre
- id: service/insurance
  title: {zh: 保险, en: Insurance}
  requires: [[service/permit]]
  where: elsewhere
  organisation: organisation/bureau
- id: service/together
  title: {zh: 一业一证, en: Together}
  days: {statutory: 9, committed: 9}
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - service: service/together
      bundles: {services: [service/permit, service/sign], at_least: 2}
    - {service: service/registration}
    - {service: service/permit}
    - {service: service/sign, applicable_if: {fact: concept/credit, is: true}}
    - {service: service/opening}
    - {service: service/insurance, applicable_if: {fact: concept/employees, more_than: 0}}
- id: scene/stall
  title: {zh: 摆摊, en: Set up a stall}
  services: [{service: service/sign}]
"""


@cache
def shop() -> Catalogue:
    """Return the little world with the shop."""
    return world_with(RECORDS)


def service(name: str) -> ServiceId:
    """Return the id of a service."""
    return ServiceId(f"service/{name}")


def shop_plan(wish: Wish | None = None, catalogue: Catalogue | None = None, **known: Any) -> Plan:
    """Return the plan for opening the shop: three employees, nothing foreign, clean record."""
    told = {"employees": 3, "foreign": False, "credit": True, **known}
    facts = facts_of(**{key: value for key, value in told.items() if value is not None})
    return Planner(catalogue or shop()).plan([SHOP], facts, TODAY, wish=wish)


def laid_out(
    names: Sequence[str],
    mode: HandlingMode = HandlingMode.STANDARD,
    possible: Collection[str] = (),
    facts: Facts | None = None,
    catalogue: Catalogue | None = None,
) -> Laid:
    """Return some services laid out from the Monday of `TODAY`; those not possible are certain."""
    held = catalogue or shop()
    judge = Judge(held, facts_of() if facts is None else facts, TODAY)
    items = [
        Applicable(
            service=service(name),
            standing=Applies.POSSIBLE if name in possible else Applies.CERTAIN,
            wrapper=name == "together",
        )
        for name in names
    ]
    ways = Ways(judge, mode).of(held.services[item.service] for item in items)
    return Laid(items, ways, judge, Timeline(TODAY, held.calendars), {})


def days_of(laid: Laid) -> dict[str, tuple[int, int]]:
    """Return the first and the last day of each step."""
    return {
        step.removeprefix("service/"): (slot.starts_day, slot.ends_day)
        for step, slot in laid.slots.items()
    }
