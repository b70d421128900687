"""Examples as an officer reads them: what each rule says, its examples, and those proposed."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.lines import Line
from api.record_parts import Parts
from api.records import nested
from kb.catalogue import Catalogue
from kb.examples import Example
from kb.model import AnyRecord
from kb.record_yaml import examples_yaml
from kb.references import lacking
from kb.text import Text
from matcher.mutants import mutants
from matcher.proposing import Proposal, proposed
from matcher.rules import Rule, rules_of
from matcher.wording import Wording

AT_ONCE: Final = 20
"""So many slips are tried while a page is waited for, in some tens of milliseconds."""
MOST_SLIPS: Final = 80
"""For a larger rule the page would be waited for; the console proposes examples for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule with its kept and proposed examples; each is a line with its facts under it.

    `yaml` holds both, to paste in their place. `is_large` says that nothing was proposed. Where a
    record `lacks` others, for they were never kept, its rules cannot be tried: then one view of it
    names them, and no rule.
    """

    record: AnyRecord
    title: Text
    says: Text | None
    kept: tuple[Line, ...]
    new: tuple[Line, ...]
    yaml: str
    missed: tuple[Text, ...]
    is_large: bool
    lacks: tuple[str, ...] = ()


def rule_views(
    records: Iterable[AnyRecord], catalogue: Catalogue, most: int | None = None
) -> Iterator[RuleView]:
    """Yield every rule of some records with its examples; takes up to some seconds.

    Args:
        records: whose rules.
        catalogue: what they name.
        most: for a rule with more possible slips nothing is proposed; `MOST_SLIPS` without it.
    """
    held = ChainMap[Any, Any](catalogue.records, catalogue.concepts)  # type: ignore[arg-type]
    for record in records:
        rules = rules_of(record, catalogue)
        lacks = lacking(record, held) if rules else ()
        if lacks:
            yield _lacking(record, lacks)
            continue
        for rule in rules:
            yield _view(record, rule, catalogue, MOST_SLIPS if most is None else most)


def _lacking(record: AnyRecord, lacks: tuple[str, ...]) -> RuleView:
    return RuleView(
        record=record,
        title=record.title,
        says=None,
        kept=(),
        new=(),
        yaml="",
        missed=(),
        is_large=False,
        lacks=lacks,
    )


def _view(record: AnyRecord, rule: Rule, catalogue: Catalogue, most: int) -> RuleView:
    is_large = len(mutants(rule, catalogue)) > most
    nothing = Proposal(kept=(), new=(), missed=(), total=0)
    found = nothing if is_large else proposed(rule, catalogue)
    condition = rule.subject if rule.fact is None else None
    return RuleView(
        record=record,
        title=rule.title,
        says=Wording(catalogue).criterion(condition) if condition is not None else None,  # type: ignore[arg-type]
        kept=_lines(rule.examples, record, catalogue),
        new=_lines(found.new, record, catalogue),
        yaml=examples_yaml(found.examples) if found.new else "",
        missed=tuple(one.change for one in found.missed),
        is_large=is_large,
    )


def _lines(
    examples: Sequence[Example], record: AnyRecord, catalogue: Catalogue
) -> tuple[Line, ...]:
    parts = Parts(record, catalogue)
    return tuple(one for example in examples for one in nested(list(parts.example(example, 0))))
