"""Criteria and values read aloud in both languages ("at most 300 employees")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.criteria import Bound, Criterion
from kb.ids import ConceptId
from kb.model import InformationConcept
from kb.text import LANGUAGES, Language, Text

YES: Final = Text(zh="是", en="yes")
NO: Final = Text(zh="否", en="no")
_MYRIADS: Final = "× 10,000 "
"""How a unit in 万 is written in English; read aloud the number itself is multiplied."""


def number_text(number: Decimal | Fraction | int) -> str:
    """Return a number as people write it: thousands parted, no needless zeros.

    >>> number_text(Decimal("3000000")), number_text(Decimal("0.055"))
    ('3,000,000', '0.055')
    """
    if isinstance(number, Fraction):
        number = Decimal(f"{round(number * 10_000)}e-4")  # whole numbers know no largest one
    number = Decimal(number)
    whole = number.to_integral_value()
    return f"{int(whole):,}" if number == whole else f"{number:,f}".rstrip("0")


def with_unit(
    number: Decimal | Fraction | int, concept: InformationConcept | None, language: Language
) -> str:
    """Return a number with the unit of its concept, if it has one."""
    if concept is None or concept.unit is None:
        return number_text(number)
    unit = concept.unit.get(language)
    if unit.startswith(_MYRIADS):
        return f"{number_text(number * 10_000)} {unit.removeprefix(_MYRIADS)}"
    return f"{number_text(number)} {unit}"


def day_text(day: date, language: Language) -> str:
    """Return a date as people read it.

    >>> day_text(date(2026, 3, 1), "zh"), day_text(date(2026, 3, 1), "en")
    ('2026年3月1日', '1 March 2026')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January February March April May June July August September October November December"
).split()


class Wording:
    """Words for criteria and values, by the labels of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def concept(self, concept: ConceptId) -> Text:
        """Return a concept's label."""
        return self._catalogue.concepts[concept].title

    def value(self, value: Any, concept: InformationConcept | None) -> Text:
        """Return a value in words: codes by their labels, numbers with their unit."""
        return Text(**{lang: self._value(value, concept, lang) for lang in LANGUAGES})

    def _value(self, value: Any, concept: InformationConcept | None, language: Language) -> str:
        if isinstance(value, bool):
            return (YES if value else NO).get(language)
        if isinstance(value, Decimal | Fraction | int):
            return with_unit(value, concept, language)
        if isinstance(value, date):
            return day_text(value, language)
        if isinstance(value, frozenset):
            return self._listed(sorted(value), concept, language)
        if isinstance(value, tuple):
            return {"zh": f"{len(value)} 项", "en": f"{len(value)} entries"}[language]
        return self._named(value, concept, language)

    def _listed(
        self, values: Iterable[str], concept: InformationConcept | None, language: Language
    ) -> str:
        words = [self._named(value, concept, language) for value in values]
        none = {"zh": "没有", "en": "none"}[language]
        return {"zh": "、", "en": ", "}[language].join(words) or none

    def _named(self, value: str, concept: InformationConcept | None, language: Language) -> str:
        if concept is not None:
            for entry in concept.codes:
                if entry.code == value:
                    return entry.title.get(language)
        record = self._catalogue.records.get(value)
        return record.title.get(language) if record is not None else str(value)

    def limit(self, limit: Bound, concept: InformationConcept | None, language: Language) -> str:
        """Return a limit in words, its parts by their labels."""
        if isinstance(limit, Decimal | date):
            return self._value(limit, concept, language)
        if isinstance(limit, form.Times):
            of = self.concept(limit.of).get(language)
            return f"{number_text(limit.times)} × {of}"
        if isinstance(limit, form.FactLimit):
            return self.concept(limit.fact).get(language)
        if isinstance(limit, form.ParameterLimit):
            held = self._catalogue.parameters[limit.parameter]
            return with_unit(held.value, concept, language)
        if isinstance(limit, form.TableLimit):
            by = self.concept(limit.by).get(language)
            return {"zh": f"按{by}对应的标准", "en": f"the figure for {by}"}[language]
        return {"zh": "当时的标准", "en": "the figure in force"}[language]

    def criterion(self, criterion: Criterion) -> Text:
        """Return a whole tree read aloud; a wording of its own wins."""
        said: Text | None = getattr(criterion, "wording", None)
        if said is not None:
            return said
        return Text(**{lang: self._said(criterion, lang) for lang in LANGUAGES})

    def _said(self, criterion: Any, language: Language) -> str:
        if isinstance(criterion, form.All | form.AnyOf | form.Not):
            return self._tree(criterion, language)
        if isinstance(criterion, form.Review):
            return criterion.review.get(language)
        if isinstance(criterion, form.Holds | form.Granted):
            return self._held(criterion, language)
        if isinstance(criterion, form.Count):
            return self._count(criterion, language)
        concept = self._catalogue.concepts[criterion.fact]
        template, key = _SAID[type(criterion)]
        said = self._operand(getattr(criterion, key), concept, language)
        return template.get(language).format(fact=concept.title.get(language), limit=said)

    def _operand(self, operand: Any, concept: InformationConcept, language: Language) -> str:
        if isinstance(operand, tuple):
            joint = {"zh": " 至 ", "en": " to "}[language]
            return joint.join(self.limit(bound, concept, language) for bound in operand)
        if isinstance(operand, int) and not isinstance(operand, bool):
            return str(operand)
        if isinstance(operand, bool | str | frozenset):
            return self._value(operand, concept, language)
        return self.limit(operand, concept, language)

    def _tree(self, criterion: form.All | form.AnyOf | form.Not, language: Language) -> str:
        if isinstance(criterion, form.Not):
            inner = self.criterion(criterion.not_).get(language)
            return {"zh": f"不是：{inner}", "en": f"not: {inner}"}[language]
        is_all = isinstance(criterion, form.All)
        children = criterion.all if isinstance(criterion, form.All) else criterion.any
        words = [self.criterion(child).get(language) for child in children]
        joints = {"zh": ("，并且", "，或者"), "en": (" and ", " or ")}[language]
        said = joints[0 if is_all else 1].join(words)
        return f"（{said}）" if language == "zh" else f"({said})"

    def _held(self, criterion: form.Holds | form.Granted, language: Language) -> str:
        if isinstance(criterion, form.Holds):
            name = self._named(criterion.holds, None, language)
            return {"zh": f"持有{name}", "en": f"holds {name}"}[language]
        name = self._named(criterion.granted, None, language)
        return {"zh": f"已享受{name}", "en": f"already receives {name}"}[language]

    def _count(self, criterion: form.Count, language: Language) -> str:
        name = self.concept(criterion.count).get(language)
        where = self.criterion(criterion.where).get(language) if criterion.where else ""
        bounds = [
            template[language].format(number_text(bound))
            for template, bound in (
                ({"zh": "至少 {} 个", "en": "at least {}"}, criterion.at_least),
                ({"zh": "至多 {} 个", "en": "at most {}"}, criterion.at_most),
            )
            if bound is not None
        ]
        said = {"zh": "，", "en": ", "}[language].join(bounds)
        if language == "zh":
            return f"{name}中{said}符合{where}" if where else f"{name}{said}"
        return f"{name}: {said} with {where}" if where else f"{name}: {said}"


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


_SAID: Final[dict[type, tuple[Text, str]]] = {
    form.Is: (_text("{fact}：{limit}", "{fact}: {limit}"), "is_"),
    form.IsNot: (_text("{fact}不是{limit}", "{fact} is not {limit}"), "is_not"),
    form.In: (_text("{fact}为{limit}之一", "{fact} is one of {limit}"), "in_"),
    form.NotIn: (_text("{fact}不属于{limit}", "{fact} is none of {limit}"), "not_in"),
    form.AtLeast: (_text("{fact}至少 {limit}", "{fact} at least {limit}"), "at_least"),
    form.MoreThan: (_text("{fact}超过 {limit}", "{fact} more than {limit}"), "more_than"),
    form.AtMost: (_text("{fact}不超过 {limit}", "{fact} at most {limit}"), "at_most"),
    form.LessThan: (_text("{fact}少于 {limit}", "{fact} less than {limit}"), "less_than"),
    form.Between: (_text("{fact}在 {limit} 之间", "{fact} from {limit}"), "between"),
    form.OnOrAfter: (_text("{fact}不早于{limit}", "{fact} on or after {limit}"), "on_or_after"),
    form.Before: (_text("{fact}早于{limit}", "{fact} before {limit}"), "before"),
    form.WithinMonths: (
        _text("{fact}起 {limit} 个月内", "within {limit} months of {fact}"),
        "within_months",
    ),
    form.WithinDays: (
        _text("{fact}起 {limit} 天内", "within {limit} days of {fact}"),
        "within_days",
    ),
    form.Has: (_text("{fact}包括{limit}", "{fact} include {limit}"), "has"),
    form.HasAny: (_text("{fact}包括{limit}中的任一项", "{fact} include any of {limit}"), "has_any"),
    form.HasAll: (_text("{fact}包括{limit}全部", "{fact} include all of {limit}"), "has_all"),
    form.Within: (_text("{fact}在{limit}范围内", "{fact} lies in {limit}"), "within"),
    form.WithinAny: (
        _text("{fact}在{limit}之一范围内", "{fact} lies in one of {limit}"),
        "within_any",
    ),
}
