"""How a fact is worked out, read aloud: "small when …; otherwise micro", "a ÷ b"."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from kb import derivation
from kb.derivation import Derivation, Operand
from kb.ids import ConceptId
from matcher.figure_words import number_text
from matcher.sentences import sentence
from matcher.voice import NO, YES, Voice


def derivation_words(derive: Derivation, concept: ConceptId, voice: Voice) -> str:
    """Return "what it is: how it is worked out" in one language."""
    said = _DERIVED[type(derive)](derive, concept, voice)
    return f"{voice.title(concept)}{voice.pick('：', ': ')}{said}"


def operand_words(operand: Operand, voice: Voice) -> str:
    """Return a fact or a plain number as it stands in a calculation."""
    return number_text(operand) if isinstance(operand, Decimal) else voice.title(ConceptId(operand))


def _case(what: str, when: Any, voice: Voice) -> str:
    said = sentence(when, False, voice)
    return voice.pick(f"{what}，如果{said}", f"{what} when {said}")


def _otherwise(what: str, voice: Voice) -> str:
    return voice.pick(f"否则{what}", f"otherwise {what}")


def _when(derive: derivation.When, _: ConceptId, voice: Voice) -> str:
    yes, no = YES.get(voice.language), NO.get(voice.language)
    return voice.pick("；", "; ").join([_case(yes, derive.when, voice), _otherwise(no, voice)])


def _decision(derive: derivation.Decision, concept: ConceptId, voice: Voice) -> str:
    held = voice.catalogue.concepts[concept]
    rows = [_case(voice.value(row.is_, held), row.when, voice) for row in derive.first]
    if derive.otherwise is None:
        rest = voice.pick("要问", "it is asked")
    else:
        rest = voice.value(derive.otherwise, held)
    return voice.pick("；", "; ").join([*rows, _otherwise(rest, voice)])


def _points(derive: derivation.Points, concept: ConceptId, voice: Voice) -> str:
    held = voice.catalogue.concepts[concept]
    rows = [_case(voice.value(row.points, held), row.when, voice) for row in derive.points]
    said = voice.pick("；", "; ").join(rows)
    return voice.pick(f"以下各项相加：{said}", f"the sum of: {said}")


def _years(derive: derivation.YearsSince, _: ConceptId, voice: Voice) -> str:
    since = derive.years_since
    return voice.pick(
        f"从{voice.title(since)}到今天的整年数", f"full years from {voice.the(since)} to today"
    )


def _months(derive: derivation.MonthsSince, _: ConceptId, voice: Voice) -> str:
    since = derive.months_since
    return voice.pick(
        f"从{voice.title(since)}到今天的整月数", f"full months from {voice.the(since)} to today"
    )


def _calculation(derive: Any, _: ConceptId, voice: Voice) -> str:
    key, sign = SIGNS[type(derive)]
    return f" {sign} ".join(operand_words(one, voice) for one in getattr(derive, key))


SIGNS: Final[dict[type, tuple[str, str]]] = {
    derivation.Add: ("add", "+"),
    derivation.Subtract: ("subtract", "−"),
    derivation.Multiply: ("times", "×"),
    derivation.Divide: ("divide", "÷"),
}
"""Where the operands of a calculation stand, and what is written between them."""
_DERIVED: Final[dict[type, Callable[[Any, ConceptId, Voice], str]]] = {
    derivation.When: _when,
    derivation.Decision: _decision,
    derivation.Points: _points,
    derivation.YearsSince: _years,
    derivation.MonthsSince: _months,
    **dict.fromkeys(SIGNS, _calculation),
}
