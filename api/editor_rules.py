"""Conditions in the editor: groups and rows → the plain values of criteria.

A row is a fact, a comparison and what it is compared with; which comparisons fit hangs on the
type of the fact. Rarer forms stand in a small box of YAML, so that nothing is lost.
"""

from __future__ import annotations

from typing import Any, Final

from api.editor_names import Labels
from api.editor_read import Reader, figure_of, limit_of
from api.editor_state import branch, is_blank, rows, value, values
from api.editor_typed import LIMITED, LISTED, NAMING
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import LANGUAGES, Text
from kb.yaml_text import Path

OPS: Final[dict[ConceptType, tuple[str, ...]]] = {
    ConceptType.BOOLEAN: ("is",),
    ConceptType.NUMBER: (
        "at_most",
        "at_least",
        "less_than",
        "more_than",
        "between",
        "is",
        "is_not",
    ),
    ConceptType.DATE: ("within_months", "within_days", "on_or_after", "before", "between"),
    ConceptType.CODE: ("in", "not_in", "is", "is_not"),
    ConceptType.CODES: ("has_any", "has_all", "has"),
    ConceptType.AREA: ("within", "within_any", "in_issuers_area"),
    ConceptType.TEXT: ("is", "is_not"),
    ConceptType.MEMBERS: (),
}
"""The comparisons that fit each type of fact, the commonest first."""

_NO_FACT: Final = (
    Text(zh="没有选信息项。", en="names no fact."),
    Text(zh="请选一个信息项，或者删掉这一行。", en="Choose a fact, or take the row out."),
)
_NO_OP: Final = (
    Text(zh="没有选怎么比。", en="says not how the fact is compared."),
    Text(zh="请选一种比法。", en="Choose a comparison."),
)
_NO_VALUE: Final = (
    Text(zh="没有写和什么比。", en="is compared with nothing."),
    Text(zh="请写上数、日期，或者勾选。", en="Write a figure or a date, or tick something."),
)


def reader(labels: Labels) -> Reader:
    """Return what reads a record out of a form, with its conditions."""
    return Reader(labels, rule_of)


def concept_of(labels: Labels, said: str) -> InformationConcept | None:
    """Return the fact that a row names, if it names one."""
    held = labels.records.get(labels.id_of("concept", said) or "")
    return held if isinstance(held, InformationConcept) else None


def rule_of(read: Reader, held: Any, _: Any, name: str, at: Path) -> Any:
    """Return the plain value of a condition; None for an empty group or row."""
    if is_blank(held):
        return None
    read.names[at] = name
    sort = value(held, "sort") or "all"
    if sort in ("all", "any", "not"):
        return _group(read, held, sort, name, at)
    if sort == "yaml":
        read.names[at] = f"{name}.yaml"
        return read.yaml(value(held, "yaml"), f"{name}.yaml", at)
    making = {"fact": _fact, "review": _review}.get(sort, _naming)
    return making(read, held, name, at) | _beside(read, held, name, at)


def _group(read: Reader, held: Any, sort: str, name: str, at: Path) -> Any:
    out: list[Any] = []
    filled = [(number, row) for number, row in rows(branch(held, "items")) if not is_blank(row)]
    single = sort == "not" and len(filled) == 1
    inner = (*at, "not") if sort == "not" else (*at, sort)
    for number, row in filled:
        path = inner if single else (*inner, *(("all",) if sort == "not" else ()), len(out))
        got = rule_of(read, row, None, f"{name}.items.{number}", path)
        if got is not None:
            out.append(got)
    if not out:
        return None
    if sort == "not":
        return {"not": out[0] if len(out) == 1 else {"all": out}}
    return {sort: out}


def _beside(read: Reader, held: Any, name: str, at: Path) -> dict[str, Any]:
    """Return the wording and the source of a row."""
    out: dict[str, Any] = {}
    words = {lang: value(held, "wording", lang).strip() for lang in LANGUAGES}
    for lang in LANGUAGES:
        read.names[(*at, "wording", lang)] = f"{name}.wording.{lang}"
    if any(words.values()):
        out["wording"] = {lang: said for lang, said in words.items() if said}
    document, article = value(held, "source", "document"), value(held, "source", "article")
    read.names[(*at, "source")] = f"{name}.source.document"
    read.names[(*at, "source", "article")] = f"{name}.source.article"
    if document.strip():
        place = f"{name}.source.document"
        out["source"] = {"document": read.named(document, "document", place)}
    if article.strip():
        out.setdefault("source", {})["article"] = article.strip()
    return out


def _naming(read: Reader, held: Any, name: str, at: Path) -> dict[str, Any]:
    sort = value(held, "sort")
    kind = "policy" if sort == NAMING[1] else "evidence"
    subject = sort if sort in NAMING else NAMING[0]
    read.names[(*at, subject)] = f"{name}.named"
    return {subject: read.named(value(held, "named"), kind, f"{name}.named")}


def _review(read: Reader, held: Any, name: str, at: Path) -> dict[str, Any]:
    words = {lang: value(held, "review", lang).strip() for lang in LANGUAGES}
    for lang in LANGUAGES:
        read.names[(*at, "review", lang)] = f"{name}.review.{lang}"
    return {"review": {lang: said for lang, said in words.items() if said}}


def _fact(read: Reader, held: Any, name: str, at: Path) -> dict[str, Any]:
    """Return a comparison of a fact; what is missing is a problem of its control."""
    said = value(held, "fact")
    read.names[(*at, "fact")] = f"{name}.fact"
    if not said.strip():
        read.refuse(f"{name}.fact", *_NO_FACT)
        return {}
    out: dict[str, Any] = {"fact": read.named(said, "concept", f"{name}.fact")}
    concept = concept_of(read.labels, said)
    op = op_of(held, concept)
    if not op:
        if concept is not None:
            read.refuse(f"{name}.op", *_NO_OP)
        return out
    read.names[(*at, op)] = f"{name}.{place_of_value(op)}"
    limit = _limit(read, held, op, name, (*at, op), concept)
    if limit is None:
        read.refuse(f"{name}.{place_of_value(op)}", *_NO_VALUE)
        return out
    return {**out, op: limit}


def op_of(held: Any, concept: InformationConcept | None) -> str:
    """Return the comparison of a row: the one chosen if it fits its fact, or the only one."""
    op = value(held, "op")
    if concept is None:
        return op
    fitting = OPS[concept.type]
    return op if op in fitting else fitting[0] if len(fitting) == 1 else ""


def place_of_value(op: str) -> str:
    """Return the name, below its row, of the first control of what a comparison compares with."""
    if op in LIMITED:
        return "limit.figure"
    if op == "between":
        return "low.figure"
    if op in LISTED:
        return "codes"
    return "areas" if op in ("within", "within_any") else "value"


def _limit(
    read: Reader, held: Any, op: str, name: str, at: Path, concept: InformationConcept | None
) -> Any:
    if op in LIMITED:
        dated = op in ("on_or_after", "before")
        return limit_of(read, branch(held, "limit"), f"{name}.limit", at, dated)
    if op == "between":
        return _between(read, held, name, at, concept)
    if op in LISTED:
        return [one for one in values(held, "codes") if one] or None
    if op in ("within", "within_any"):
        return _areas(read, held, op, name)
    return _single(value(held, "value").strip(), op, concept)


def _between(
    read: Reader, held: Any, name: str, at: Path, concept: InformationConcept | None
) -> list[Any] | None:
    dated = concept is not None and concept.type is ConceptType.DATE
    ends = [
        limit_of(read, branch(held, key), f"{name}.{key}", (*at, i), dated)
        for i, key in enumerate(("low", "high"))
    ]
    for key, end in zip(("low", "high"), ends, strict=True):
        if end is None and any(one is not None for one in ends):
            read.refuse(f"{name}.{key}.figure", *_NO_VALUE)
    return None if None in ends else ends


def _areas(read: Reader, held: Any, op: str, name: str) -> Any:
    said = dict.fromkeys(one.strip() for one in values(held, "areas") if one.strip())
    ids = [read.named(one, "area", f"{name}.areas") for one in said]
    if op == "within":
        return ids[-1] if ids else None
    return ids or None


_TRUTH: Final = {"true": True, "false": False}


def _single(said: str, op: str, concept: InformationConcept | None) -> Any:
    """Return one value as its fact wants it: a flag, a number, a day or a code."""
    if not said:
        return None
    if op == "in_issuers_area":
        return _TRUTH.get(said, said)
    if op in ("within_months", "within_days"):
        return figure_of(said)
    if concept is None:
        return _TRUTH.get(said, figure_of(said))
    if concept.type is ConceptType.BOOLEAN:
        return _TRUTH.get(said, said)
    return figure_of(said) if concept.type is ConceptType.NUMBER else said
