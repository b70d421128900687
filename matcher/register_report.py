"""The summary of a judged register: as a table, for programs, and in one file each beside OUT."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from kb.catalogue import Catalogue
from kb.ids import ConceptId, PolicyId
from matcher.register_disk import whole_file
from matcher.register_output import write_table
from matcher.register_picture import picture
from matcher.register_summary import PolicyTally, Tally

_COUNTS = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")
_UNREAD = pa.schema(
    [("row", pa.int64())]
    + [(name, pa.string()) for name in ("column", "shown", "problem_zh", "problem_en")]
    + [(name, pa.string()) for name in ("remedy_zh", "remedy_en")]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The counts over a register and what they are of.

    Attributes:
        register: the name of the file.
        on: the day that counts.
        tally: the counts.
        catalogue: titles, and the generation of the rules.
    """

    register: str
    on: date
    tally: Tally
    catalogue: Catalogue

    @property
    def policies(self) -> list[tuple[PolicyId, PolicyTally]]:
        """Return the policies, the one most are eligible for first."""
        found = self.tally.policies.items()
        return sorted(found, key=lambda one: (-one[1].eligible, -one[1].near, one[0]))


def summary_shape(summary: Summary) -> dict[str, Any]:
    """Return the summary as JSON has it."""
    tally = summary.tally
    return {
        "register": summary.register,
        "on": summary.on.isoformat(),
        "generation": summary.catalogue.generation,
        "rows": tally.rows,
        "unread": {"cells": sum(tally.unread.values()), "columns": dict(tally.unread)},
        "policies": [_policy_shape(*one, summary.catalogue) for one in summary.policies],
    }


def summary_rows(summary: Summary) -> list[dict[str, Any]]:
    """Return a row a policy: counts, and the fact that would settle it for most."""
    return [_row(*one, summary.catalogue) for one in summary.policies]


def save_summary(summary: Summary, stem: Path) -> tuple[Path, ...]:
    """Write the summary as a table, for programs and as a picture; return the three files.

    Args:
        summary: the counts.
        stem: the files' path without their ending.

    Raises:
        WrongInput: one cannot be written.
    """
    table, plain, drawn = (ended(stem, f".{end}") for end in ("csv", "json", "svg"))
    rows = pa.RecordBatch.from_pylist(summary_rows(summary), schema=_schema())
    write_table(table, rows.schema, [rows])
    with whole_file(plain) as file:
        file.write(json.dumps(summary_shape(summary), ensure_ascii=False, indent=1).encode())
    with whole_file(drawn) as file:
        file.write(picture(summary.policies, summary.tally.rows, summary.catalogue).encode())
    return table, plain, drawn


def save_unread(unread: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write cells that could not be used: row, column, what stands there, why, what to write.

    Raises:
        WrongInput: it cannot be written.
    """
    rows = [_unread_row(one) for one in unread]
    write_table(path, _UNREAD, [pa.RecordBatch.from_pylist(rows, schema=_UNREAD)])


def ended(stem: Path, end: str) -> Path:
    """Return a path with an ending; dots in its name stay."""
    return stem.with_name(stem.name + end)


def _schema() -> pa.Schema:
    names = ("policy", "title_zh", "title_en"), ("settling_fact", "fact_zh", "fact_en")
    return pa.schema(
        [(name, pa.string()) for name in names[0]]
        + [(name, pa.int64()) for name in _COUNTS]
        + [(name, pa.string()) for name in names[1]]
        + [(name, pa.int64()) for name in ("settles", "keeps_open")]
    )


def _row(policy: PolicyId, tally: PolicyTally, catalogue: Catalogue) -> dict[str, Any]:
    title, fact = catalogue.policies[policy].title, tally.settles_most
    asked = catalogue.concepts[fact].title if fact else None
    return {
        "policy": policy,
        "title_zh": title.zh,
        "title_en": title.en,
        **{name: getattr(tally, name) for name in _COUNTS},
        "settling_fact": fact,
        "fact_zh": asked.zh if asked else None,
        "fact_en": asked.en if asked else None,
        "settles": tally.alone.get(fact, 0) if fact else None,
        "keeps_open": tally.missing[fact] if fact else None,
    }


def _policy_shape(policy: PolicyId, tally: PolicyTally, catalogue: Catalogue) -> dict[str, Any]:
    title = catalogue.policies[policy].title
    facts = sorted(tally.missing, key=lambda one: (-tally.alone.get(one, 0), -tally.missing[one]))
    return {
        "policy": policy,
        "title": {"zh": title.zh, "en": title.en},
        **{name: getattr(tally, name) for name in _COUNTS},
        "settling_fact": tally.settles_most,
        "missing": [_fact_shape(fact, tally, catalogue) for fact in facts],
    }


def _fact_shape(fact: ConceptId, tally: PolicyTally, catalogue: Catalogue) -> dict[str, Any]:
    title = catalogue.concepts[fact].title
    return {
        "fact": fact,
        "title": {"zh": title.zh, "en": title.en},
        "settles": tally.alone.get(fact, 0),
        "keeps_open": tally.missing[fact],
    }


def _unread_row(one: Mapping[str, Any]) -> dict[str, Any]:
    remedy = one["remedy"] or {}
    return {
        "row": one["row"],
        "column": one["column"],
        "shown": one["shown"],
        "problem_zh": one["problem"]["zh"],
        "problem_en": one["problem"]["en"],
        "remedy_zh": remedy.get("zh"),
        "remedy_en": remedy.get("en"),
    }
