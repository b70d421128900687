"""What one word in a cell means for its concept: a plain value, or why it means nothing.

Every word is read once a column and remembered, so that a register costs what its distinct words
cost. Whatever a word is turned into goes through `matcher.applicant.read_facts`: a register and
a form mean the same by the same value.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.errors import WrongInput
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher import register_says as says
from matcher.applicant import read_facts
from matcher.register_batch import GIVEN, REFUSED, Column, Role
from matcher.register_names import RECORDS, Names
from matcher.register_says import Refusal, Refused, folded
from matcher.register_units import is_own

MOST_KEPT: Final = 200_000
"""So many words of a column are remembered; then all are forgotten, or memory would grow."""
MANY_REFUSED: Final = 1_000
"""Then it is no longer looked for what each wrong word may have meant, which is slow."""
_LARGEST: Final = (1 << 63) - 1
_LONGEST_NUMBER: Final = 60
_EXACT: Final = Context(prec=200)
ERRORS: Final = frozenset("#N/A #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL!".split())
_YES: Final = frozenset("是 true yes y 1 1.0 √ ✓ ✔ 对".split())
_NO: Final = frozenset("否 false no n 0 0.0 × ✗ ✘ 不是 错".split())
_FLAGS: Final = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_HAS: Final = dict.fromkeys("有 已 已有".split(), True) | dict.fromkeys("无 未 没有".split(), False)
"""Said of facts, not of consent, where 无 is nobody asked."""
BLANKS: Final = frozenset("无 - -- — —— – / \\ 暂无 不详 未知 不明 n/a na null none nil".split())
"""What stands in cells nobody filled, as `folded` or as it is; only of a yes or no is 无 no."""
_CONSENT: Final = {"given": GIVEN, "同意": GIVEN, "refused": REFUSED, "不同意": REFUSED, "拒绝": REFUSED}  # noqa: E501  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?")
_WITH_UNIT: Final = re.compile(rf"({_NUMBER.pattern})\s*([^\W\d_][^\d,.]*[23]?|%)")
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9.]+e[+-]?[0-9]+", re.IGNORECASE)
_DAY: Final = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)
"""Days without signs between their parts need all eight digits: 202611 may be a month."""
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means, as its Arrow column holds it; None with no refusal is an empty cell."""

    value: Any = None
    refusal: Refusal | None = None


NOTHING: Final = Meaning()


class Words:
    """The words of one column and their meanings."""

    def __init__(self, column: Column, catalogue: Catalogue) -> None:
        self.column = column
        self.catalogue = catalogue
        self.concept = catalogue.concepts[column.concept] if column.concept else None
        self._said = dict(column.values)
        self._folded = {folded(word): value for word, value in column.values}
        self._names = Names(self.concept, catalogue) if self.concept else None
        self._refused = 0
        self._kept: dict[Any, Meaning] = {}

    def meaning(self, raw: Any) -> Meaning:
        """Return what a text, or a tuple of texts, means."""
        held = self._kept.get(raw)
        if held is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            held = self._kept[raw] = self._read(raw)
        return held

    def _read(self, raw: Any) -> Meaning:
        word = raw.strip() if isinstance(raw, str) else list(raw)
        if word == "":
            return NOTHING
        try:
            return Meaning(self._value(word))
        except Refused as error:
            self._refused += 1
            return Meaning(refusal=error.refusal)

    def _value(self, word: Any) -> Any:
        if self._said and isinstance(word, str):
            name = word if word in self._said else folded(word)
            for held in (self._said, self._folded):
                if name in held:
                    return self.said(held[name])
        return self._meant(word)

    def said(self, value: Any) -> Any:
        """Return what a mapping says a word means: another word, or a plain value.

        Raises:
            Refused: the concept has no such value.
        """
        return self._meant(value) if isinstance(value, str) else self.canonical(value)

    def _meant(self, word: Any) -> Any:
        if isinstance(word, str) and word in ERRORS:
            raise Refused(says.spreadsheet_error(word))
        if self._is_blank(word):
            return None
        if self.column.role is Role.CONSENT:
            return _consent(word)
        if self.concept is None:
            return str(word)
        return self.canonical(_PLAIN[self.concept.type](self, word))

    def _is_blank(self, word: Any) -> bool:
        """Say whether a word only says that nothing is known; a name of the concept never does."""
        if not isinstance(word, str) or not is_blank(word):
            return False
        if self.concept is not None and self.concept.type is ConceptType.BOOLEAN:
            return folded(word) not in _HAS and folded(word) not in _FLAGS
        return self._names is None or word not in self._names

    def canonical(self, plain: Any) -> Any:
        """Return a plain value as the concept's Arrow column holds it; None is unknown.

        Raises:
            Refused: it does not fit its concept.
        """
        concept = self.concept
        if plain is None or concept is None:
            return plain
        key = RECORDS[concept.id][0] if concept.id in RECORDS else concept.id
        try:
            facts = read_facts({key: _listed(plain)}, self.catalogue)
        except WrongInput as error:
            first = error.problems[0]
            raise Refused(Refusal(first.problem, first.remedy)) from None
        if concept.id in RECORDS:
            return sorted(getattr(facts, key) or ())
        return canonical(facts.known[concept.id].value, concept, self.catalogue)

    # ---- words by the type of their concept ------------------------------------------------

    def flag(self, word: Any) -> bool:
        """Return yes or no."""
        held = (_FLAGS | _HAS).get(folded(word)) if isinstance(word, str) else None
        if held is None:
            raise Refused(says.is_not(word, *says.YES_OR_NO))
        return held

    def number(self, word: Any) -> Decimal:
        """Return a number in the concept's unit, however its thousands are parted."""
        plain = unicodedata.normalize("NFKC", word) if isinstance(word, str) else ""
        if _SCIENTIFIC.fullmatch(plain):
            raise Refused(says.rounded(word))
        plain = self._without_unit(plain)
        digits = any("0" <= sign <= "9" for sign in plain[:_LONGEST_NUMBER])
        if not digits or not _NUMBER.fullmatch(plain):
            raise Refused(says.is_not(word, *says.A_NUMBER))
        if len(plain) > _LONGEST_NUMBER:
            raise Refused(says.too_large(word))
        return _EXACT.multiply(Decimal(plain.replace(",", "")), self.column.times)

    def _without_unit(self, plain: str) -> str:
        """Return a number without the concept's own unit behind it; another one is refused."""
        found = _WITH_UNIT.fullmatch(plain[:_LONGEST_NUMBER])
        if found is None or self.concept is None:
            return plain
        number, unit = found.groups()
        if not number.strip("+-."):
            return plain
        if self.column.times != 1 or not is_own(unit, self.concept):
            raise Refused(says.another_unit(plain, unit, self.concept.unit))
        return str(number)

    def day(self, word: Any) -> str:
        """Return a day as year-month-day."""
        if not isinstance(word, str):
            raise Refused(says.is_not(word, *says.A_DAY))
        if self.column.form is not None:
            return _by_form(word, self.column.form)
        plain = unicodedata.normalize("NFKC", word)
        found = _DAY.fullmatch(plain)
        if found is None:
            serial = _SERIAL.fullmatch(plain) is not None
            raise Refused(says.a_serial(word) if serial else says.is_not(word, *says.A_DAY))
        return "-".join(part.zfill(2) for part in found.groups() if part)

    def code(self, word: Any) -> Any:
        """Return the code or area a word means; what is none stays, to be refused as such."""
        if not isinstance(word, str) or self._names is None:
            return word
        if self._refused > MANY_REFUSED and word not in self._names:
            raise Refused(says.is_not(word, *says.NO_NAME))
        return self._names.meant(word)

    def several(self, word: Any) -> list[Any]:
        """Return the codes or ids that a cell lists."""
        return [self.code(item) for item in self._items(word)]

    def _items(self, word: Any) -> list[Any]:
        if not isinstance(word, str):
            return list(word)
        if word.startswith("["):
            return _json_list(word, says.A_JSON_LIST)
        if self._names is not None and word in self._names:
            return [word]
        parts = [part.strip() for part in re.split(r"[;；|\n]", word) if part.strip()]
        return [item for part in parts for item in self._parted(part)]

    def _parted(self, part: str) -> list[str]:
        """Return what 、 parts, which titles hold too: 商铺、商业用房 is one."""
        if self._names is not None and part in self._names:
            return [part]
        return [one.strip() for one in part.split("、") if one.strip()]

    def text(self, word: Any) -> Any:
        """Return a text as it is."""
        return word

    def members(self, word: Any) -> list[Any]:
        """Return members that are written as JSON."""
        return _json_list(word, says.A_JSON_OF_MEMBERS) if isinstance(word, str) else list(word)


_PLAIN: Final[dict[ConceptType, Callable[[Words, Any], Any]]] = {
    ConceptType.BOOLEAN: Words.flag,
    ConceptType.NUMBER: Words.number,
    ConceptType.DATE: Words.day,
    ConceptType.CODE: Words.code,
    ConceptType.CODES: Words.several,
    ConceptType.AREA: Words.code,
    ConceptType.TEXT: Words.text,
    ConceptType.MEMBERS: Words.members,
}


def is_blank(word: str) -> bool:
    """Say whether a word is one of those that stand in cells nobody filled.

    >>> is_blank("暂无"), is_blank("N/A"), is_blank("——"), is_blank("餐饮")
    (True, True, True, False)
    """
    return word in BLANKS or folded(word) in BLANKS


def canonical(value: Any, concept: InformationConcept, catalogue: Catalogue) -> Any:
    """Return the value of a fact as an Arrow column of its concept holds it.

    Raises:
        Refused: a number that 64 bits cannot hold.
    """
    if concept.type is ConceptType.NUMBER:
        above, below = value.as_integer_ratio()
        scaled = above * 10**concept.decimals // below
        if abs(scaled) > _LARGEST:
            raise Refused(says.too_large(value))
        return scaled
    if concept.type is ConceptType.CODES:
        return sorted(value)
    if concept.type is ConceptType.MEMBERS:
        return [_member(one.known, concept, catalogue) for one in value]
    return value


def _member(
    known: Mapping[ConceptId, Any], concept: InformationConcept, catalogue: Catalogue
) -> dict[ConceptId, Any]:
    told = sorted(concept.members & known.keys())
    return {
        part: canonical(known[part].value, catalogue.concepts[part], catalogue) for part in told
    }


def _consent(word: Any) -> str:
    name = folded(word) if isinstance(word, str) else ""
    if name in _FLAGS:
        return GIVEN if _FLAGS[name] else REFUSED
    if name not in _CONSENT:
        raise Refused(says.is_not(word, *says.CONSENT))
    return _CONSENT[name]


def _by_form(word: str, form: str) -> str:
    try:
        return datetime.strptime(word, form).date().isoformat()
    except ValueError:
        raise Refused(says.is_not(word, *says.A_DAY)) from None


def _json_list(word: str, says_so: tuple[Any, Any]) -> list[Any]:
    try:
        held = json.loads(word, parse_float=Decimal)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, list):
        raise Refused(says.is_not(word, *says_so))
    return held


def _listed(plain: Any) -> Any:
    """Return a value of a mapping, whose lists are tuples, as plain facts have it."""
    return list(plain) if isinstance(plain, tuple) else plain
