"""The same policies for publicodes, a rule language of the French state, run by Node.

Publicodes too keeps what is not known apart (its value is `undefined`), so the verdicts must agree:
true is eligible, false is not, undefined needs information. It knows no containment of areas and no
sets: a place is told as its city, district and street, a set as one flag for each code. Its dates
are plain, so a day "within 30 days" is given by the day that comes to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from bench.measured import NotCompared, Times
from bench.told import SIGNS
from kb import criteria as form
from kb.areas import chain
from kb.catalogue import Catalogue
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType
from matcher.applicant import Facts, Value
from matcher.match import Eligibility

FOLDER: Final = Path(__file__).with_name("publicodes")
_LEVELS: Final = ("city", "district", "street")
_OF_VALUE: Final = {
    True: Eligibility.ELIGIBLE,
    False: Eligibility.NOT_ELIGIBLE,
    None: Eligibility.NEEDS_INFORMATION,
}


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What publicodes made of all policies, and how long it took each time, once parsed."""

    times: Times
    parsed_in: float
    verdicts: dict[str, Eligibility]


def evaluated(catalogue: Catalogue, facts: Facts, on: date, runs: int) -> Evaluated:
    """Return the verdicts of publicodes on every policy.

    Raises:
        NotCompared: Node or npm is missing, or npm cannot reach a registry.
    """
    _install()
    names = {policy: _name(policy) for policy in catalogue.policies}
    asked = {
        "rules": {**_facts(catalogue), **_policies(catalogue, on)},
        "situation": _situation(catalogue, facts),
        "names": list(names.values()),
        "runs": runs,
    }
    # Room for what it throws away: with the usual 16 MB, collecting garbage is half its time.
    command = ["node", "--max-old-space-size=4096", "--max-semi-space-size=128", "evaluate.mjs"]
    done = subprocess.run(
        command, cwd=FOLDER, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    verdicts = {
        policy: _OF_VALUE[value] for policy, value in zip(names, told["verdicts"], strict=True)
    }
    return Evaluated(Times(tuple(sorted(told["seconds"]))), told["parsedIn"], verdicts)


def _install() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotCompared("Node is not installed, not compared")
    if not (FOLDER / "node_modules" / "publicodes").is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=FOLDER, capture_output=True, check=False).returncode:
            raise NotCompared("npm could not install publicodes, not compared")


# ---- rules ----------------------------------------------------------------------------------


def _facts(catalogue: Catalogue) -> dict[str, Any]:
    """Return a rule without a value for every fact, and for every code of a set."""
    return {
        name: {}
        for concept in catalogue.concepts.values()
        for name in _names(concept.id, concept.type, (entry.code for entry in concept.codes))
    }


def _names(concept: ConceptId, kind: ConceptType, codes: Iterable[str]) -> list[str]:
    parts = {ConceptType.CODES: codes, ConceptType.AREA: _LEVELS}.get(kind)
    return [_name(concept)] if parts is None else [_part(concept, part) for part in parts]


def _policies(catalogue: Catalogue, on: date) -> dict[str, Any]:
    writer = _Writer(catalogue, on)
    return {_name(policy): writer.rule(held) for policy, held in catalogue.conditions.items()}


def _situation(catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    """Return what is known of the applicant, as publicodes writes it."""
    told: dict[str, Any] = {}
    for concept, fact in facts.known.items():
        held = catalogue.concepts[concept]
        value: Any = fact.value
        if held.type is ConceptType.CODES:
            told |= {_part(concept, e.code): _plain(e.code in value) for e in held.codes}
        elif held.type is ConceptType.AREA:
            levels = _levels(AreaId(value), catalogue)
            told |= {_part(concept, level): _plain(area) for level, area in levels}
        else:
            told[_name(concept)] = _plain(value)
    return told


class _Writer:
    """Writes conditions as rules of publicodes."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        self._catalogue = catalogue
        self._on = on

    def rule(self, criterion: Any) -> Any:
        """Return a condition as publicodes reads it."""
        return _RULES[type(criterion)](self, criterion)

    def all(self, criterion: form.All) -> Any:
        """Return `toutes ces conditions`: every one of these."""
        return _every(self.rule(part) for part in criterion.all)

    def any(self, criterion: form.AnyOf) -> Any:
        """Return `une de ces conditions`: one of these."""
        return _one(self.rule(part) for part in criterion.any)

    def compared(self, criterion: Any) -> str:
        """Return a comparison with a figure, or with a multiple of another fact."""
        key, sign = SIGNS[type(criterion)]
        limit = getattr(criterion, key)
        if isinstance(limit, form.Times):
            return f"{_name(criterion.fact)} {sign} {_plain(limit.times)} * {_name(limit.of)}"
        return f"{_name(criterion.fact)} {sign} {_plain(limit)}"

    def between(self, criterion: form.Between) -> Any:
        """Return two comparisons."""
        name, (low, high) = _name(criterion.fact), criterion.between
        return _every([f"{name} >= {_plain(low)}", f"{name} <= {_plain(high)}"])

    def recent(self, criterion: form.WithinDays) -> Any:
        """Return the days that count, from the first to today."""
        name = _name(criterion.fact)
        first = self._on - timedelta(days=criterion.within_days)
        return _every([f"{name} >= {_plain(first)}", f"{name} <= {_plain(self._on)}"])

    def flag(self, criterion: form.Is) -> str:
        """Return a yes or a no."""
        return f"{_name(criterion.fact)} = {_plain(criterion.is_)}"

    def named(self, criterion: form.In) -> Any:
        """Return one of several codes."""
        return _one(f"{_name(criterion.fact)} = {_plain(code)}" for code in sorted(criterion.in_))

    def not_named(self, criterion: form.NotIn) -> Any:
        """Return none of several codes."""
        name = _name(criterion.fact)
        return _every(f"{name} != {_plain(code)}" for code in sorted(criterion.not_in))

    def has_any(self, criterion: form.HasAny) -> Any:
        """Return one of the flags of a set."""
        return _one(_part(criterion.fact, code) for code in sorted(criterion.has_any))

    def has_all(self, criterion: form.HasAll) -> Any:
        """Return all of some flags of a set."""
        return _every(_part(criterion.fact, code) for code in sorted(criterion.has_all))

    def within(self, criterion: form.Within) -> Any:
        """Return which levels of the place must be what; the street of another district is no."""
        return self._place(criterion.fact, criterion.within)

    def within_any(self, criterion: form.WithinAny) -> Any:
        """Return one of several areas."""
        return _one(self._place(criterion.fact, area) for area in sorted(criterion.within_any))

    def _place(self, fact: ConceptId, area: AreaId) -> Any:
        levels = _levels(area, self._catalogue)
        return _every(f"{_part(fact, level)} = {_plain(outer)}" for level, outer in levels)


def _levels(area: AreaId, catalogue: Catalogue) -> list[tuple[str, AreaId]]:
    """Return the city, the district and the street of an area, as far as it goes."""
    return list(zip(_LEVELS, reversed(list(chain(area, catalogue.areas))), strict=False))


def _every(parts: Iterable[Any]) -> dict[str, Any]:
    return {"toutes ces conditions": list(parts)}


def _one(parts: Iterable[Any]) -> dict[str, Any]:
    return {"une de ces conditions": list(parts)}


def _name(record_id: str) -> str:
    return record_id.partition("/")[2]


def _part(concept: ConceptId, part: str) -> str:
    return f"{_name(concept)} {part}"


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return f"{value:f}" if isinstance(value, Decimal) else f"'{value}'"


_RULES: Final[dict[type, Callable[[_Writer, Any], Any]]] = {
    **dict.fromkeys(SIGNS, _Writer.compared),
    form.All: _Writer.all,
    form.AnyOf: _Writer.any,
    form.Between: _Writer.between,
    form.WithinDays: _Writer.recent,
    form.Is: _Writer.flag,
    form.In: _Writer.named,
    form.NotIn: _Writer.not_named,
    form.HasAny: _Writer.has_any,
    form.HasAll: _Writer.has_all,
    form.Within: _Writer.within,
    form.WithinAny: _Writer.within_any,
}
