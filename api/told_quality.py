"""What `companion check` says of the examples: do they hold, and which slips would they notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.errors import BadRecords, Problem
from kb.layers import read_folders
from kb.source import Loaded
from kb.text import Language
from kb.yaml_text import place_of
from matcher.mutants import Mutant
from matcher.quality import Report, Wrong, report
from matcher.rules import Rule
from matcher.wording import number_text

_WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "run": "{rules} 条规则，{run} 个例子都对得上；{slips} 处写错中，例子能发现 {caught} 处",
        "share": "（{share}%）",
        "without": "没有例子的规则：{n} 条（companion examples 编号，可以出建议）",
        "missed": "{place}：{change}：没有例子能发现",
    },
    "en": {
        "run": "{rules} rules, {run} examples, all hold; of {slips} slips they notice {caught}",
        "share": " ({share} %)",
        "without": "rules without examples: {n} (`companion examples ID` proposes some)",
        "missed": "{place}: {change}: no example tells them apart",
    },
}


def checked(catalogue: Catalogue, folders: Sequence[Path]) -> Report:
    """Return how well all rules are tested.

    Raises:
        BadRecords: kept examples do not hold; with file and line where the record stands in a
            folder as it is published.
    """
    found = report(catalogue.records.values(), catalogue)
    if found.wrong:
        raise BadRecords(_placed(found.wrong, catalogue, folders))
    return found


def _placed(
    wrong: Iterable[Wrong], catalogue: Catalogue, folders: Sequence[Path]
) -> Iterator[Problem]:
    placed: dict[str, Loaded] = {one.record.id: one for one in read_folders(folders)}
    for one in wrong:
        held = placed.get(one.record)
        if held is not None and held.record == catalogue.records[one.record]:
            yield held.problem(one.path, one.problem, one.remedy)
        else:
            place = place_of((one.record, *one.path))
            yield Problem(place=place, problem=one.problem, remedy=one.remedy)


def shape(found: Report, missed: bool) -> dict[str, Any]:
    """Return a report as JSON; the slips that are `missed` one by one where that is asked."""
    slips: dict[str, Any] = {"mutants": found.mutants, "caught": found.caught}
    if missed:
        slips["missed"] = [
            {"place": _place(rule, one), "change": {"zh": one.change.zh, "en": one.change.en}}
            for rule, one in _missed(found)
        ]
    return {
        "rules": len(found.rules),
        "run": found.examples,
        "rules_without": [place_of((one.record, *one.path)) for one in found.without],
        **slips,
    }


def lines(found: Report, language: Language) -> list[str]:
    """Return a report in words: one line, and one more for rules without examples."""
    words = _WORDS[language]
    share = 100 * found.caught / found.mutants if found.mutants else None
    said = words["run"].format(
        rules=number_text(len(found.rules)),
        run=number_text(found.examples),
        slips=number_text(found.mutants),
        caught=number_text(found.caught),
    )
    told = [said + (words["share"].format(share=f"{share:.1f}") if share is not None else "")]
    if found.without:
        told.append(words["without"].format(n=number_text(len(found.without))))
    return told


def missed_lines(found: Report, language: Language) -> Iterator[str]:
    """Yield each slip that no example notices, in words, with its place."""
    for rule, one in _missed(found):
        change = one.change.get(language)
        yield _WORDS[language]["missed"].format(place=_place(rule, one), change=change)


def _missed(found: Report) -> Iterator[tuple[Rule, Mutant]]:
    for one in found.rules:
        yield from ((one.rule, mutant) for mutant in one.missed)


def _place(rule: Rule, mutant: Mutant) -> str:
    return place_of((rule.record, *mutant.path))
