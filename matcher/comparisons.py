"""One comparison of one fact as a sentence, and under `not` as the opposite comparison.

"at most 300 employees" where the number counts what the title names, "at most 24 years old" for an
age, "floor area at most 300 m²" otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb.model import InformationConcept
from matcher.limit_words import limit_words
from matcher.nouns import age_of, counts_itself, one_of
from matcher.statements import statement
from matcher.voice import Voice

OPERATORS: Final[dict[type, tuple[str, str, str]]] = {
    form.AtLeast: ("at_least", "≥", "<"),
    form.MoreThan: ("more_than", ">", "≤"),
    form.AtMost: ("at_most", "≤", ">"),
    form.LessThan: ("less_than", "<", "≥"),
}
"""Where the limit of a number stands, its comparison, and the one it becomes under `not`."""
_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "≥": ("至少 {}", "at least {}"),
    ">": ("超过 {}", "more than {}"),
    "≤": ("不超过 {}", "at most {}"),
    "<": ("少于 {}", "less than {}"),
    "=": ("正好 {}", "exactly {}"),
    "≠": ("不是 {}", "not exactly {}"),
    "0": ("为 {}", "exactly {}"),
}
_AGES: Final[dict[str, tuple[str, str]]] = {
    **_PHRASES,
    "≥": ("年满 {}", "at least {}"),
    "<": ("不满 {}", "under {}"),
}
_HOW_MANY: Final = re.compile(r"几\w|多少|多远|多久|多大")
"""What a Chinese title asks for, in the place where the number then stands: 离学校多远."""
_IDEOGRAPH: Final = re.compile(r"[\u4e00-\u9fff（]")


def comparison(leaf: Any, negated: bool, voice: Voice) -> str:
    """Return a comparison of one fact in words, or its opposite."""
    return _SAID[type(leaf)](leaf, negated, voice)


def number_said(sign: str, limit: Any, concept: InformationConcept, voice: Voice) -> str:
    """Return a number compared with a limit (`≥`, `>`, `≤`, `<`, `=`, `≠`) in words."""
    if isinstance(limit, Decimal):
        sign, limit = _plain(sign, limit, concept)
        if age_of(concept) is not None:
            return _age(_phrase(_AGES, sign, limit, concept, voice), concept, voice)
        if voice.language == "en" and counts_itself(concept):
            return _counted(sign, limit, concept, voice)
    return _measured(_phrase(_PHRASES, sign, limit, concept, voice), concept, voice)


def _plain(sign: str, limit: Decimal, concept: InformationConcept) -> tuple[str, Decimal]:
    """Return a comparison with nothing as people say it: "at least 1", not "more than 0"."""
    if concept.decimals == 0 and sign == ">" and limit == 0:
        return "≥", Decimal(1)
    if concept.decimals == 0 and sign == "<" and limit == 1:
        return "0", Decimal(0)
    return sign, limit


def _phrase(
    phrases: dict[str, tuple[str, str]],
    sign: str,
    limit: Any,
    concept: InformationConcept,
    voice: Voice,
) -> str:
    phrase, said = voice.pick(*phrases[sign]), limit_words(limit, concept, voice)
    return phrase.replace(" {}", "{}" if _IDEOGRAPH.match(said) else " {}").format(said)


def _measured(phrase: str, concept: InformationConcept, voice: Voice) -> str:
    if voice.language == "zh":
        title = voice.title(concept.id)
        said, found = _HOW_MANY.subn(lambda _: phrase, title, count=1)
        return said if found else f"{title}{phrase}"
    return f"{voice.topic(concept.id)}{phrase}"


def _age(phrase: str, concept: InformationConcept, voice: Voice) -> str:
    whose_zh, whose_en = age_of(concept) or ("", "")
    whose = f"{whose_en.lower()} " if whose_en else ""
    return voice.pick(f"{whose_zh}{phrase}", f"{whose}{phrase} old")


def _counted(sign: str, limit: Decimal, concept: InformationConcept, voice: Voice) -> str:
    """Return "at least 1 employee", "fewer than 10 employees", "no employees"."""
    noun = voice.title(concept.id)
    if limit == 0 and sign in ("≤", "=", "0"):
        return f"no {noun}"
    phrase = "fewer than {}" if sign == "<" else _PHRASES[sign][1]
    return phrase.format(f"{voice.value(limit, None)} {_noun(limit, noun, concept)}")


def _noun(number: Decimal, noun: str, concept: InformationConcept) -> str:
    return one_of(noun, concept.unit.en.lower() if concept.unit else "") if number == 1 else noun


# ---- numbers and dates ----------------------------------------------------------------------


def _number(leaf: Any, negated: bool, voice: Voice) -> str:
    key, sign, opposite = OPERATORS[type(leaf)]
    concept = voice.catalogue.concepts[leaf.fact]
    return number_said(opposite if negated else sign, getattr(leaf, key), concept, voice)


def _between(leaf: form.Between, negated: bool, voice: Voice) -> str:
    concept = voice.catalogue.concepts[leaf.fact]
    low, high = (limit_words(bound, concept, voice) for bound in leaf.between)
    if all(isinstance(bound, Decimal) for bound in leaf.between):
        return _range(*_same_unit(low, high), negated, concept, voice)
    title = voice.topic(leaf.fact)
    return voice.pick(
        f"{title}{'不' if negated else ''}在{low}到{high}之间",
        f"{title}{'not ' if negated else ''}between {low} and {high}",
    )


def _same_unit(low: str, high: str) -> tuple[str, str]:
    """Return two figures, the first without the unit that the second has too."""
    number, _, unit = low.rpartition(" ")
    return (number, high) if number and high.endswith(f" {unit}") else (low, high)


def _range(low: str, high: str, negated: bool, concept: InformationConcept, voice: Voice) -> str:
    """Return "16 to 35 years old", "50 to 100 employees", "floor area from 50 to 100 m²"."""
    if voice.language == "zh":
        if age_of(concept) is not None:
            return _age(f"{'不在' if negated else ''} {low} 到 {high}".strip(), concept, voice)
        return _measured(f"{'不' if negated else ''}在 {low} 到 {high}之间", concept, voice)
    before = "not " if negated else ""
    if age_of(concept) is not None:
        return _age(f"{before}{low} to {high}", concept, voice)
    if counts_itself(concept):
        return f"{before}{low} to {high.split(maxsplit=1)[0]} {voice.title(concept.id)}"
    return _measured(f"{before}from {low} to {high}", concept, voice)


def _day(leaf: Any, negated: bool, voice: Voice) -> str:
    after = isinstance(leaf, form.OnOrAfter)
    limit = leaf.on_or_after if isinstance(leaf, form.OnOrAfter) else leaf.before
    said = limit_words(limit, voice.catalogue.concepts[leaf.fact], voice)
    zh, en = ("不早于", "on or after ") if after is not negated else ("早于", "before ")
    return f"{voice.topic(leaf.fact)}{voice.pick(zh, en)}{said}"


def _window(leaf: Any, negated: bool, voice: Voice) -> str:
    months = isinstance(leaf, form.WithinMonths)
    number = leaf.within_months if isinstance(leaf, form.WithinMonths) else leaf.within_days
    zh, en = ("个月", "month") if months else ("天", "day")
    plural = "" if number == 1 else "s"
    return voice.pick(
        f"{'不在' if negated else ''}{voice.title(leaf.fact)}起 {number} {zh}内",
        f"{'not ' if negated else ''}within {number} {en}{plural} of {voice.the(leaf.fact)}",
    )


# ---- flags, codes, areas --------------------------------------------------------------------


def _is(leaf: Any, negated: bool, voice: Voice) -> str:
    concept = voice.catalogue.concepts[leaf.fact]
    is_so = isinstance(leaf, form.Is) is not negated
    value = leaf.is_ if isinstance(leaf, form.Is) else leaf.is_not
    if isinstance(value, bool):
        return statement(concept.title, value is is_so, voice.names, voice.language)
    if isinstance(value, Decimal):
        return number_said("=" if is_so else "≠", value, concept, voice)
    return _coded(concept, frozenset({value}), is_so, voice)


def _in(leaf: Any, negated: bool, voice: Voice) -> str:
    is_so = isinstance(leaf, form.In) is not negated
    codes = leaf.in_ if isinstance(leaf, form.In) else leaf.not_in
    return _coded(voice.catalogue.concepts[leaf.fact], codes, is_so, voice)


def _coded(concept: InformationConcept, codes: frozenset[Any], is_so: bool, voice: Voice) -> str:
    """Return "legal form: company or cooperative", or that it is neither."""
    title, several = voice.title(concept.id), len(codes) > 1
    said = voice.codes(codes, concept, voice.pick("或", "or" if is_so else "nor"))
    if not is_so:
        quoted = said if several else f"“{said}”"
        said = voice.pick(f"不是{quoted}", f"{'neither' if several else 'not'} {quoted}")
    return f"{title}{voice.pick('：', ': ')}{said}"


def _has(leaf: Any, negated: bool, voice: Voice) -> str:
    """Return what a set must contain: one code, any of some, or all of some."""
    concept = voice.catalogue.concepts[leaf.fact]
    key, joint = _SETS[type(leaf)]
    verbs = ("不包括", "no ") if negated else ("包括", "including ")
    held = getattr(leaf, key)
    codes = held if isinstance(held, frozenset) else frozenset({held})
    said = voice.codes(codes, concept, voice.pick(*joint))
    if negated and key == "has_all" and len(codes) > 1:
        verbs = ("没有全部包括", "not all of ")
    return voice.pick(
        f"{voice.title(leaf.fact)}：{verbs[0]}{said}", f"{voice.title(leaf.fact)}: {verbs[1]}{said}"
    )


_SETS: Final = {
    form.Has: ("has", ("或", "or")),
    form.HasAny: ("has_any", ("或", "or")),
    form.HasAll: ("has_all", ("和", "and")),
}


def _area(leaf: Any, negated: bool, voice: Voice) -> str:
    inside = isinstance(leaf, form.Within)
    areas = frozenset({leaf.within}) if inside else leaf.within_any
    said = voice.codes(areas, None, voice.pick("或", "or"))
    return _placed(leaf, said, negated, voice)


def _issuers(leaf: form.InIssuersArea, negated: bool, voice: Voice) -> str:
    said = voice.pick("发文部门的辖区", "the area of the issuing body")
    return _placed(leaf, said, leaf.in_issuers_area is negated, voice)


def _placed(leaf: Any, where: str, negated: bool, voice: Voice) -> str:
    topic = voice.topic(leaf.fact)
    return voice.pick(
        f"{topic}{'不' if negated else ''}在{where}",
        f"{topic}{'not ' if negated else ''}in {where}",
    )


def wanted(leaf: Any, negated: bool, voice: Voice) -> str:
    """Return what a flag, a code, a set or an area must be; "" for any other comparison."""
    named = _NAMED.get(type(leaf))
    if named is None:
        return ""
    key, joint, denies = named
    held, concept = getattr(leaf, key), voice.catalogue.concepts[leaf.fact]
    is_so = denies is negated
    if isinstance(held, bool):
        return voice.value(held is is_so, concept)
    if isinstance(held, Decimal):
        said = voice.value(held, concept)
    else:
        codes = held if isinstance(held, frozenset) else frozenset({held})
        areas = isinstance(leaf, form.Within | form.WithinAny)
        said = voice.codes(codes, None if areas else concept, voice.pick(*joint))
    return said if is_so else voice.pick(f"不是“{said}”", f"not “{said}”")


_OR: Final = ("或", "or")
_NAMED: Final[dict[type, tuple[str, tuple[str, str], bool]]] = {
    form.Is: ("is_", _OR, False),
    form.IsNot: ("is_not", _OR, True),
    form.In: ("in_", _OR, False),
    form.NotIn: ("not_in", _OR, True),
    form.Has: ("has", _OR, False),
    form.HasAny: ("has_any", _OR, False),
    form.HasAll: ("has_all", ("和", "and"), False),
    form.Within: ("within", _OR, False),
    form.WithinAny: ("within_any", _OR, False),
}
"""Where a comparison names its values, how they are joined, and whether it denies them."""
_SAID: Final[dict[type, Callable[[Any, bool, Voice], str]]] = {
    **dict.fromkeys(OPERATORS, _number),
    **dict.fromkeys((form.Is, form.IsNot), _is),
    **dict.fromkeys((form.In, form.NotIn), _in),
    **dict.fromkeys(_SETS, _has),
    **dict.fromkeys((form.OnOrAfter, form.Before), _day),
    **dict.fromkeys((form.WithinMonths, form.WithinDays), _window),
    **dict.fromkeys((form.Within, form.WithinAny), _area),
    form.Between: _between,
    form.InIssuersArea: _issuers,
}
