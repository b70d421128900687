"""Trees and leaves as sentences: "a company, and at least 1 hire: at most 24 years old".

A wording written in the record wins. Under `not` everything is said as its opposite: "more than
300 employees", "none of these: …".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from kb import criteria as form
from kb.text import Text
from matcher.comparisons import comparison
from matcher.nouns import one_of
from matcher.opened import Asked
from matcher.voice import Voice


def sentence(criterion: Any, negated: bool, voice: Voice, nested: bool = False) -> str:
    """Return a criterion in words, or what is so when it is unmet.

    Args:
        criterion: a tree or a leaf.
        negated: say its opposite.
        voice: of one language.
        nested: inside another tree, so that what has several parts stands in brackets.
    """
    if isinstance(criterion, form.Not):
        return sentence(criterion.not_, not negated, voice, nested)
    if isinstance(criterion, form.All | form.AnyOf):
        return _tree(criterion, negated, voice, nested)
    own: Text | None = getattr(criterion, "wording", None)
    if own is not None:
        said = own.get(voice.language)
        return voice.pick(f"不是：{said}", f"not: {said}") if negated else said
    said = _OTHER.get(type(criterion), comparison)(criterion, negated, voice)
    return _in_brackets(said, voice) if nested and isinstance(criterion, form.Count) else said


def _tree(criterion: form.All | form.AnyOf, negated: bool, voice: Voice, nested: bool) -> str:
    is_all = isinstance(criterion, form.All)
    children = criterion.all if isinstance(criterion, form.All) else criterion.any
    if not children:
        if is_all is not negated:
            return voice.pick("不限条件", "no condition")
        return voice.pick("无人符合", "nobody")
    if len(children) == 1:
        return sentence(children[0], negated, voice, nested)
    parts = [sentence(child, False, voice, True) for child in children]
    said = _denied(parts, is_all, voice) if negated else _joined(parts, is_all, voice)
    return _in_brackets(said, voice) if nested else said


def _joined(parts: Sequence[str], is_all: bool, voice: Voice) -> str:
    """Return parts with "and" or "or" before the last; a semicolon where commas are inside."""
    word = voice.pick("并且" if is_all else "或者", "and" if is_all else "or")
    *first, last = parts
    if voice.language == "zh":
        comma = "；" if any(sign in part for part in parts for sign in "，；") else "，"
        return f"{comma.join(first)}{comma}{word}{last}"
    if any(sign in part for part in parts for sign in (", ", "; ", " and ", " or ")):
        return f"{'; '.join(first)}; {word} {last}"
    return f"{', '.join(first)} {word} {last}"


def _denied(parts: Sequence[str], is_all: bool, voice: Voice) -> str:
    zh, en = ("没有全部符合", "not all of these") if is_all else ("都不符合", "none of these")
    return voice.pick(f"以下{zh}：{'；'.join(parts)}", f"{en}: {'; '.join(parts)}")


def _in_brackets(said: str, voice: Voice) -> str:
    return voice.pick(f"（{said}）", f"({said})")


# ---- leaves that compare no fact ------------------------------------------------------------


def _review(leaf: form.Review, negated: bool, voice: Voice) -> str:
    said = leaf.review.get(voice.language)
    return voice.pick(f"不是：{said}", f"not: {said}") if negated else said


def _holds(leaf: form.Holds, negated: bool, voice: Voice) -> str:
    name = voice.noun(leaf.holds)
    return voice.pick(
        f"{'没有' if negated else '持有'}{name}",
        f"{'does not hold' if negated else 'holds'} the {name}",
    )


def _granted(leaf: form.Granted, negated: bool, voice: Voice) -> str:
    name = voice.record(leaf.granted)
    if negated:
        return voice.pick(
            f"没有享受“{name}”（两项不能同时享受）",
            f"does not already receive “{name}” (the two cannot be had together)",
        )
    return voice.pick(f"已享受“{name}”", f"already receives “{name}”")


def _asked(leaf: Any, negated: bool, voice: Voice) -> str:
    """Say the fact that has to be asked because no row of its table applies."""
    return voice.title(leaf.fact)


def _count(count: form.Count, negated: bool, voice: Voice) -> str:
    """Return "at least 1 hire: at most 24 years old and at least 3 months insured"."""
    bounds = _bounds(count, negated)
    title, where = voice.title(count.count), ""
    if count.where is not None:
        said = sentence(count.where, False, voice, False)
        where = voice.pick(f"：{said}", f": {said}")
    if voice.language == "zh":
        inside = f"{title}里" if where else title
        return f"{inside}{'，'.join(_few_zh(*bound) for bound in bounds)}{where}"
    joint = " or " if negated else " and "
    return f"{joint.join(_few_en(*bound, title) for bound in bounds)}{where}"


def _bounds(count: form.Count, negated: bool) -> list[tuple[str, int]]:
    """Return the bounds as "≥" and "≤" of whole numbers, or what breaks them."""
    found = []
    if count.at_least is not None:
        low = -int(-count.at_least // 1)
        found.append(("≤", low - 1) if negated else ("≥", low))
    if count.at_most is not None:
        high = int(count.at_most // 1)
        found.append(("≥", high + 1) if negated else ("≤", high))
    return found


def _few_zh(sign: str, number: int) -> str:
    if sign == "≤" and number <= 0:
        return "一个也没有"
    return f"{'至少' if sign == '≥' else '至多'} {number} 个"


def _few_en(sign: str, number: int, title: str) -> str:
    if sign == "≤" and number <= 0:
        return f"no {title}"
    noun = one_of(title, "") if number == 1 else title
    return f"{'at least' if sign == '≥' else 'at most'} {number} {noun}"


_OTHER: Final[dict[type, Callable[[Any, bool, Voice], str]]] = {
    form.Review: _review,
    form.Holds: _holds,
    form.Granted: _granted,
    form.Count: _count,
    Asked: _asked,
}
