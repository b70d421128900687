"""The JSON shapes of the console and of HTTP: searches, matches, what both are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from kb.benefit import Benefit
from kb.catalogue import Catalogue
from kb.text import Text
from matcher.amounts import Amount
from matcher.applicant import Fact, Facts, plain_facts
from matcher.match import Match
from matcher.question import NextQuestion
from matcher.reasons import Reason
from matcher.saying import Proposal
from matcher.search import Found
from matcher.windows import OpenWindow

Shape = dict[str, Any]


def json_line(shape: object) -> str:
    """Return a shape as one line of JSON; numbers stand digit for digit, dates as ISO.

    >>> json_line({"fee": Decimal("80.00"), "rate": Decimal("0.1234567890123456789")})
    '{"fee": 80, "rate": 0.1234567890123456789}'
    """
    if isinstance(shape, Mapping):
        pairs = (f"{json_line(str(key))}: {json_line(value)}" for key, value in shape.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(shape, list | tuple):
        return f"[{', '.join(map(json_line, shape))}]"
    if isinstance(shape, Decimal):
        return number_text(shape)
    return _ENCODER.encode(shape)


def number_text(number: Decimal) -> str:
    """Return a number as JSON writes it, whole ones without a point."""
    whole = number == number.to_integral_value()
    return str(int(number)) if whole else format(number, "f")


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    raise TypeError(f"{type(value).__name__} has no JSON shape")


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=_as_text)


def text_shape(text: Text | None) -> Shape | None:
    """Return a text in both languages."""
    return {"zh": text.zh, "en": text.en} if text is not None else None


def reason_shape(reason: Reason) -> Shape:
    """Return one reason; what does not apply is null, and steps stand where there are any."""
    return {
        "text": text_shape(reason.text),
        "verdict": reason.verdict,
        "fact": reason.fact,
        "value": text_shape(reason.value),
        "standing": text_shape(reason.standing),
        "limit": text_shape(reason.limit),
        "distance": text_shape(reason.distance),
        "source": text_shape(reason.source),
        **({"steps": [text_shape(step) for step in reason.steps]} if reason.steps else {}),
    }


def benefit_shape(benefit: Benefit | None, amount: Amount | None = None) -> Shape | None:
    """Return a benefit with its figure: worked out where it can be, else as the record shows it.

    `at_most` where it is a ceiling; `from` and `to` while facts are open, which `missing` names.
    """
    if benefit is None:
        return None
    is_known = amount is not None and amount.known
    return {
        "kind": benefit.kind,
        "text": text_shape(benefit.text),
        "unit": text_shape(amount.unit if amount is not None and is_known else benefit.unit),
        **(_worked_out(amount) if amount is not None and is_known else _shown(benefit)),
        "missing": sorted(amount.missing) if amount is not None else [],
        "steps": [text_shape(step) for step in amount.steps] if amount is not None else [],
    }


def _shown(benefit: Benefit) -> Shape:
    return {"at_most" if benefit.ceiling else "amount": benefit.amount} if benefit.amount else {}


def _worked_out(amount: Amount) -> Shape:
    if amount.ceiling:
        return {"at_most": amount.high}
    if amount.exact:
        return {"amount": amount.high}
    ends = {"from": amount.low, "to": amount.high}
    return {key: end for key, end in ends.items() if end is not None}


def match_shape(match: Match) -> Shape:
    """Return one policy with its verdict and reasons."""
    return {
        "policy": match.policy,
        "verdict": match.verdict,
        "missing": list(match.missing),
        "because": [reason_shape(reason) for reason in match.because],
        "benefit": benefit_shape(match.benefit, match.amount),
        "window": _window(match.window),
        "materials": [
            {"evidence": one.evidence, "issued_by": sorted(one.issued_by)}
            for one in match.materials
        ],
        "score": match.score,
    }


def _window(window: OpenWindow) -> Shape:
    return {key: getattr(window, key) for key in ("state", "opens", "closes", "closes_at")}


def question_shape(question: NextQuestion, catalogue: Catalogue) -> Shape:
    """Return a question: the fact, how it is asked, and why."""
    asked = catalogue.concepts[question.concept].question
    return {
        "concept": question.concept,
        "ask": text_shape(asked.ask) if asked else None,
        "why": text_shape(asked.why) if asked else None,
        "settles": question.settles,
    }


def matches_shape(
    matches: tuple[Match, ...], question: NextQuestion | None, catalogue: Catalogue
) -> Shape:
    """Return every policy and the next question, or null."""
    return {
        "policies": [match_shape(match) for match in matches],
        "next_question": question_shape(question, catalogue) if question else None,
    }


def search_shape(found: Found, heard: Sequence[Proposal] = ()) -> Shape:
    """Return what a search found, and the facts its words seem to say, if any."""
    shape: Shape = {
        "outcome": found.outcome,
        "results": [
            {"id": hit.id, "kind": hit.kind, "title": text_shape(hit.title), "score": hit.score}
            for hit in found.results
        ],
    }
    return {**shape, "facts": [_heard_shape(one) for one in heard]} if heard else shape


def _heard_shape(one: Proposal) -> Shape:
    """Return a fact that words seem to say; its value as facts are written."""
    value = plain_facts(Facts(known={one.concept: Fact(one.value)}))[one.concept]
    return {"concept": one.concept, "value": value, "words": one.words}
