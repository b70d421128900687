"""643 real schemes that nobody here wrote, as records of ours; and their applicants as facts.

The areas are built from what the applicants' facts say of each other (a commune, its département,
region, group of communes and postcode); the département of a commune that no applicant lives in is
the beginning of its number. Where a scheme compares an area with one code, that code is the area
of the body that pays, so it becomes `in_issuers_area` and an organisation.

    folder = write_records(tmp_path)          # then companion --data folder
    facts = read_facts(plain_facts(situation), catalogue)
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import ROOT

FOLDER = ROOT.parent / "shared" / "oracles" / "aides_jeunes"
CRITERIA = FOLDER / "criteria.json"
ON = date(2026, 8, 19)

AREA = "concept/area"
CHILDREN = "concept/children"
INCOME = ("concept/reference-income", "concept/tax-shares")

TITLES = {
    "activite": ("在做什么", "Occupation"),
    "scolarite": ("在哪里上学", "School"),
    "annee_etude": ("年级", "Year of study"),
    "contrat_alternance": ("工读合同", "Work-study contract"),
    "mention_baccalaureat": ("高中毕业评语", "Honours at the baccalaureate"),
    "groupe_specialites_formation": ("专业类别", "Group of subjects"),
    "regime_securite_sociale": ("社会保险", "Social security"),
    "statut_occupation_logement": ("住房情况", "Housing"),
    "service_civique": ("在做公民服务", "In civic service"),
    "stagiaire": ("在接受培训", "In vocational training"),
    "handicap": ("有残疾", "Disabled"),
    "boursier": ("有助学金", "Holds a scholarship"),
    "agence_travail_temporaire": ("在劳务公司", "Works for an agency"),
    "difficultes_acces_ou_frais_logement": ("住房困难", "Trouble with housing"),
    "beneficiaire_rsa": ("领取最低收入补助", "Receives the minimum income"),
}
"""The facts with a list of codes, and those that are yes or no; their codes are in domains.json."""

AREA_KINDS = ("commune", "departement", "region", "epci", "code_postal")
OPERATORS = {"min": "at_least", "max": "at_most", "lt": "less_than", "gt": "more_than"}
NUMBERS = {
    "age": "concept/age",
    "taux_incapacite": "concept/incapacity-rate",
    "quotient_familial_year": "concept/income-per-share",
    "quotient_familial_month": "concept/monthly-income-per-share",
}
FRANCE, GROUPED = "area/france", "area/grouped-communes"
ELSEWHERE = {
    "02": ["240200576"],
    "03": ["200071082"],
    "07": ["200071405"],
    "17": ["241700434"],
    "29": ["242900314"],
    "31": ["243100518"],
    "34": ["243400470"],
    "35": ["200070662"],
    "39": ["200071595"],
    "45": ["200005932"],
    "51": ["245100615"],
    "53": ["245300389"],
    "56": ["200027027"],
    "57": ["200039907", "200067486"],
    "61": ["200035814"],
    "63": ["200072080"],
    "68": ["200036465", "246800569"],
    "76": ["200069730"],
    "79": ["200041317"],
    "84": ["248400319"],
    "85": ["200071629"],
}
"""Where the groups of communes lie that schemes name and no applicant lives in, by département.

General knowledge: without it, someone of whom only the département is known would seem to live
outside them all.
"""


@cache
def schemes() -> tuple[dict[str, Any], ...]:
    """Return the schemes as they came."""
    return tuple(json.loads(CRITERIA.read_text()))


def situations() -> Iterator[dict[str, Any]]:
    """Yield the 600 applicants of whom everything is known."""
    return _lines("situations.jsonl")


def partial() -> Iterator[dict[str, Any]]:
    """Yield the applicants of whom something is missing."""
    return _lines("partial.jsonl")


def _lines(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, (FOLDER / name).read_text().splitlines())


@cache
def policy_ids() -> Mapping[str, str]:
    """Return our id of each scheme by its own; every one is told apart."""
    ids = {one["id"]: f"policy/{slug(one['id'])}" for one in schemes()}
    assert len(set(ids.values())) == len(ids)
    return ids


def slug(text: str) -> str:
    """Return a text in the letters of an id.

    >>> slug("étudiant·es_2A")
    'etudiant-es-2a'
    """
    letters = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# ---- facts ----------------------------------------------------------------------------------


def plain_facts(situation: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of an applicant as a caller of ours would send it."""
    facts = situation["facts"]
    sent = {concept_of(key): held for key, held in facts.items() if key in TITLES}
    for key in ("age", "taux_incapacite"):
        sent[NUMBERS[key]] = facts.get(key)
    for concept, key in zip(INCOME, ("revenu_fiscal_reference", "parts_fiscales"), strict=True):
        sent[concept] = facts.get(key)
    if "enfants_ages" in facts:
        sent[CHILDREN] = [{"concept/child-age": age} for age in facts["enfants_ages"]]
    sent[AREA] = home(facts)
    return {concept: held for concept, held in sent.items() if held is not None}


def home(facts: Mapping[str, Any]) -> str:
    """Return where someone lives: the part of a commune with a postcode, or a département."""
    if "commune" in facts:
        return area("place", f"{facts['commune']}-{facts['code_postal']}")
    return area("departement", facts["departement"])


def concept_of(attribute: str) -> str:
    """Return the fact that an attribute of theirs is."""
    return NUMBERS.get(attribute, f"concept/{slug(attribute)}")


def area(kind: str, code: str) -> str:
    """Return the id of an area: numbers of different kinds are told apart."""
    return f"area/{slug(kind)}-{slug(code)}"


# ---- records --------------------------------------------------------------------------------


def write_records(folder: Path) -> Path:
    """Write everything as files of records and return their folder."""
    policies = list(_policies())
    files: dict[str, Iterable[dict[str, Any]]] = {
        "areas": _areas(),
        "concepts": _concepts(),
        "organisations": _organisations(policies),
        "policies": policies,
    }
    for name, records in files.items():
        text = json.dumps(list(records), ensure_ascii=False, indent=1)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _record(id: str, zh: str, en: str = "", **fields: Any) -> dict[str, Any]:
    return {"id": id, "title": {"zh": zh, "en": en or zh}, **fields}


def _areas() -> Iterator[dict[str, Any]]:
    yield _record(FRANCE, "法国", "France")
    yield _record(GROUPED, "加入市镇联合体的地方", "Communes that belong to a group", within=FRANCE)
    homes = [one["facts"] for one in (*situations(), *partial())]
    named = {kind: set(_named(kind)) for kind in AREA_KINDS}
    for kind in AREA_KINDS:
        named[kind] |= {facts[kind] for facts in homes if kind in facts}
    named["departement"] |= {_departement(commune) for commune in named["commune"]}
    lies_in = {facts["departement"]: facts["region"] for facts in homes}
    for kind, parent in (("region", FRANCE), ("epci", GROUPED), ("code_postal", FRANCE)):
        for code in sorted(named[kind]):
            yield _record(area(kind, code), code, within=parent)
    for code in sorted(named["departement"]):
        parent = area("region", lies_in[code]) if code in lies_in else FRANCE
        yield _record(area("departement", code), code, within=parent)
    yield from _communes(named["commune"], [facts for facts in homes if "commune" in facts])
    for departement, epcis in ELSEWHERE.items():
        for code in epcis:
            part, parent = area("part", code), area("departement", departement)
            yield _record(
                part, f"{code} {departement}", within=parent, also_within=[area("epci", code)]
            )


def _communes(communes: set[str], homes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield communes, and of each the part that has a postcode: Paris has twenty."""
    epci = {facts["commune"]: facts["epci"] for facts in homes if facts["epci"]}
    for code in sorted(communes):
        group = [area("epci", epci[code])] if code in epci else []
        departement = area("departement", _departement(code))
        yield _record(area("commune", code), code, within=departement, also_within=group)
    for code, post in sorted({(facts["commune"], facts["code_postal"]) for facts in homes}):
        yield _record(
            area("place", f"{code}-{post}"),
            f"{code} {post}",
            within=area("commune", code),
            also_within=[area("code_postal", post)],
        )


def _departement(commune: str) -> str:
    """Return the département a commune's number begins with; overseas it has three digits."""
    return commune[:3] if commune.startswith("97") else commune[:2]


def _named(kind: str) -> Iterator[str]:
    """Yield the codes of one kind of area that schemes name."""
    for leaf in (leaf for one in schemes() for leaf in _leaves(one["criteria"])):
        if leaf.get("attr") == kind and leaf["value"] is not None:
            yield from [leaf["value"]] if isinstance(leaf["value"], str) else leaf["value"]


def _leaves(tree: Any) -> Iterator[dict[str, Any]]:
    inner = tree.get("all", tree.get("any", [tree["not"]] if "not" in tree else None))
    if inner is None:
        yield tree
    else:
        for child in inner:
            yield from _leaves(child)


def _concepts() -> Iterator[dict[str, Any]]:
    codes = json.loads((FOLDER / "domains.json").read_text())["categorical"]
    for key, (zh, en) in TITLES.items():
        if True in codes[key]:
            yield _record(concept_of(key), zh, en, type="boolean")
            continue
        listed = [{"code": slug(code), "title": {"zh": code, "en": code}} for code in codes[key]]
        yield _record(concept_of(key), zh, en, type="code", codes=listed)
    yield _record(AREA, "住在哪里", "Home", type="area")
    yield _number("concept/age", "年龄", "Age")
    yield _number("concept/incapacity-rate", "伤残率", "Rate of incapacity", decimals=2)
    yield _number(INCOME[0], "应税收入", "Reference income", decimals=2)
    yield _number(INCOME[1], "家庭份数", "Tax shares", decimals=2)
    yearly, monthly = NUMBERS["quotient_familial_year"], NUMBERS["quotient_familial_month"]
    yield _number(yearly, "每份年收入", "Income per share", derive={"divide": list(INCOME)})
    each = {"divide": [yearly, 12]}
    yield _number(monthly, "每份月收入", "Monthly income per share", derive=each)
    yield _record(CHILDREN, "孩子", "Children", type="members", members=["concept/child-age"])
    yield _number("concept/child-age", "孩子的年龄", "Age of the child")


def _number(id: str, zh: str, en: str, **fields: Any) -> dict[str, Any]:
    return _record(id, zh, en, type="number", **fields)


def _organisations(policies: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for id in sorted({one["organisation"] for one in policies if "organisation" in one}):
        place = id.removeprefix("organisation/")
        yield _record(id, place, area=f"area/{place}")


def _policies() -> Iterator[dict[str, Any]]:
    for one in schemes():
        issuers = {
            area(leaf["attr"], leaf["value"])
            for leaf in _leaves(one["criteria"])
            if _is_issuers(leaf)
        }
        record = _record(policy_ids()[one["id"]], one["id"], notation=one["id"])
        if issuers:
            (issuer,) = issuers
            record["organisation"] = issuer.replace("area/", "organisation/")
        if one["criteria"] != {"all": []}:
            record["criteria"] = _criterion(one["criteria"])
        yield record


# ---- criteria -------------------------------------------------------------------------------


def _is_issuers(leaf: Mapping[str, Any]) -> bool:
    return leaf.get("attr") in AREA_KINDS and leaf["op"] == "eq" and leaf["value"] is not None


def _criterion(tree: Mapping[str, Any]) -> dict[str, Any]:
    for key in ("all", "any"):
        if key in tree:
            return {key: [_criterion(child) for child in tree[key]]}
    if "not" in tree:
        return {"not": _criterion(tree["not"])}
    return _count(tree) if "count" in tree else _leaf(tree)


def _count(leaf: Mapping[str, Any]) -> dict[str, Any]:
    counted = {"count": CHILDREN, OPERATORS[leaf["op"]]: leaf["value"]}
    where = [
        {"fact": "concept/child-age", OPERATORS[key]: limit} for key, limit in leaf["where"].items()
    ]
    return {**counted, "where": {"all": where}} if where else counted


def _leaf(leaf: Mapping[str, Any]) -> dict[str, Any]:
    attribute, operator, value = leaf["attr"], leaf["op"], leaf["value"]
    if attribute in AREA_KINDS:
        return _place(leaf)
    if operator in OPERATORS:
        return {"fact": concept_of(attribute), OPERATORS[operator]: _exact(value)}
    if operator == "in":
        return {"fact": concept_of(attribute), "in": sorted({slug(code) for code in value})}
    spelt = slug(value) if isinstance(value, str) else _exact(value)
    return {"fact": concept_of(attribute), "is": spelt}


def _place(leaf: Mapping[str, Any]) -> dict[str, Any]:
    """Return the condition on the area; one that lies in no group of communes has no group."""
    kind, value = leaf["attr"], leaf["value"]
    if value is None:
        return {"not": {"fact": AREA, "within": GROUPED}}
    if _is_issuers(leaf):
        return {"fact": AREA, "in_issuers_area": True}
    return {"fact": AREA, "within_any": sorted({area(kind, code) for code in value})}


def _exact(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
