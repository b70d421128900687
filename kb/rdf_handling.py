"""How a service of CPSV-AP is handled → the keys our records have for it.

Evidence: one list of a requirement must be met, within a list all of it (CCCEV 2.1.0,
EvidenceTypeList); our `inputs` say the same the other way round, all of several choices.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, Final

from rdflib import DCTERMS

from kb.rdf_parsing import key
from kb.rdf_taking import Taking
from kb.text import Text
from kb.vocab import CPSV, CS, CV

_REQUIREMENTS: Final = str(CV.holdsRequirement)
_LISTS: Final = str(CV.hasEvidenceTypeList)
_SPECIFIES: Final = str(CV.specifiesEvidenceType)
_ISSUES: Final = str(CS.issuesEvidenceType)
_NAMED: Final = (str(DCTERMS.identifier), str(DCTERMS.title))
_COST: Final = "http://data.europa.eu/m8g/hasCost"
_VALUES: Final = ("http://data.europa.eu/m8g/hasValue", "http://data.europa.eu/m8g/value")
_CURRENCY: Final = "http://data.europa.eu/m8g/currency"
_MOST_CHOICES: Final = 200
_DAYS: Final = re.compile(r"P(?P<days>\d{1,4})D(T0+[HMS])?|PT(?P<hours>\d{1,5})H")
_MONEY: Final = re.compile(r"\d{1,12}(\.\d{1,4})?")
_NO_DAYS: Final = (
    Text(
        zh="时限（cv:processingTime）不是整天数，没有读进来。",
        en="the time limit (cv:processingTime) is no whole number of days and was left out.",
    ),
    Text(zh="请写成 P20D 的样子，或在记录里写 days。", en="Write it like P20D, or write days."),
)
_TOO_MANY: Final = (
    Text(zh="可以互换的材料太多，没有读进来。", en="it has too many alternatives; left out."),
    Text(zh="请在记录里另外写 inputs。", en="Write the inputs into the record by hand."),
)
_CALENDAR: Final = (
    Text(
        zh="办理时限按自然日读入，同时当作法定和承诺时限。",
        en="the time limit was read as calendar days, both as the legal and the promised limit.",
    ),
    Text(zh="请核对 days，尤其是 unit。", en="Check days, above all the unit."),
)


def requires(taking: Taking, subject: str) -> list[list[str]]:
    """Return what must come first, each by itself."""
    return [[one] for one in taking.ids(subject, "service", str(DCTERMS.requires))]


def inputs(taking: Taking, subject: str) -> list[list[str]]:
    """Return the materials: of every inner list one."""
    choices: list[list[str]] = []
    for term in taking.graph.terms(subject, _REQUIREMENTS):
        choices.extend(_of_requirement(taking, subject, key(term)))
    named = {one for choice in choices for one in choice}
    alone = taking.ids(subject, "evidence", str(CV.hasInputType))
    return choices + [[one] for one in alone if one not in named]


def _of_requirement(taking: Taking, subject: str, requirement: str) -> list[list[str]]:
    terms = taking.graph.terms(requirement, _LISTS)
    if not terms:
        return []
    place = taking.places[subject]
    if len(terms) > _MOST_CHOICES:
        taking.left_out.add(place, *_TOO_MANY)
        return []
    taking.take(subject, _REQUIREMENTS)
    for one in (requirement, *map(key, terms)):
        taking.visit(one, place)
        taking.take(one, *_NAMED, _LISTS)
    lists = [taking.ids(key(term), "evidence", _SPECIFIES) for term in terms]
    sides = (len(set(taking.graph.terms(key(term), _SPECIFIES))) for term in terms)
    if any(side > len(held) for side, held in zip(sides, lists, strict=True)) or not all(
        lists
    ):  # a choice that lost one of its sides would ask for more than the file does
        return []
    if prod(map(len, lists)) > _MOST_CHOICES:
        taking.left_out.add(place, *_TOO_MANY)
        return []
    return [list(one) for one in sorted({tuple(sorted(set(c))) for c in product(*lists)})]


def outputs(taking: Taking, subject: str) -> list[dict[str, Any]]:
    """Return what a service hands over."""
    out = []
    for i, term in enumerate(taking.take(subject, str(CPSV.produces))):
        place = f"{taking.places[subject]}.outputs.{i}"
        taking.visit(key(term), place)
        taking.take(key(term), _NAMED[0])
        held: dict[str, Any] = {"title": taking.title(key(term), f"{place}.title")}
        issued = taking.ids(key(term), "evidence", _ISSUES)
        out.append({**held, "evidence": issued[0]} if len(issued) == 1 else held)
    return out


def days(taking: Taking, subject: str) -> dict[str, Any] | None:
    """Return the time limit, where it is whole days; xsd:duration knows no working days."""
    if not taking.graph.terms(subject, str(CV.processingTime)):
        return None
    said = _DAYS.fullmatch(taking.value(subject, str(CV.processingTime)) or "")
    hours = int(said["hours"] or 0) if said else 1
    if said is None or hours % 24:
        taking.take(subject, str(CV.processingTime))
        taking.left_out.add(taking.places[subject], *_NO_DAYS)
        return None
    taking.left_out.add(taking.places[subject], *_CALENDAR)
    number = int(said["days"] or hours // 24)
    return {"statutory": number, "committed": number, "unit": "calendar"}


def fee(taking: Taking, subject: str) -> Decimal | None:
    """Return the one fee that is said in yuan, or that is nothing; any other is left out."""
    costs = taking.graph.terms(subject, _COST)
    if len(costs) != 1:
        return None
    cost = key(costs[0])
    value = _MONEY.fullmatch("".join(t.value for t in taking.graph.terms(cost, *_VALUES)))
    currency = "".join(t.value for t in taking.graph.terms(cost, _CURRENCY))
    if value is None or not (currency.endswith("CNY") or not Decimal(value[0])):
        return None
    taking.take(subject, _COST)
    taking.visit(cost, taking.places[subject])
    taking.take(cost, *_VALUES, _CURRENCY, _NAMED[0])
    return Decimal(value[0])
