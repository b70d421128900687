"""What `companion match` says in words: verdict, amount, window, and every condition."""

from __future__ import annotations

from collections.abc import Iterator

from api.record_words import article_text
from api.told_words import reason_line
from kb.benefit import Benefit
from kb.catalogue import Catalogue
from kb.model import Policy
from kb.text import Language
from matcher.amounts import Amount
from matcher.match import Eligibility, Match
from matcher.verdict import Verdict
from matcher.windows import OpenWindow, WindowState
from matcher.wording import day_text, number_text

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "none": "这些记录里没有政策。",
        "eligible": "符合：{title}",
        "not_eligible": "不符合：{title}",
        "needs_information": "还不能确定：{title}",
        "needs_judgement": "由部门评定：{title}",
        "amount": "    {text}（{amount}）",
        "text": "    {text}",
        "step": "      {step}",
        "at_most": "最多 {figure}",
        "window": "    申请时间：{days}",
        "open": "现在可以申请",
        "upcoming": "还没有开始",
        "closed": "已经截止",
        "unknown": "日期不详",
        "source": "    依据：{source}",
        "missing": "    还要问：{facts}",
        "confirm": "【待确认】",
        "between": "{opens}至{closes}",
        "from": "{opens}起",
        "until": "{closes}止",
        "join": "，",
    },
    "en": {
        "none": "These records hold no policy.",
        "eligible": "eligible: {title}",
        "not_eligible": "not eligible: {title}",
        "needs_information": "not known yet: {title}",
        "needs_judgement": "decided by the department: {title}",
        "amount": "    {text} ({amount})",
        "text": "    {text}",
        "step": "      {step}",
        "at_most": "at most {figure}",
        "window": "    apply: {days}",
        "open": "open now",
        "upcoming": "not open yet",
        "closed": "closed",
        "unknown": "dates unknown",
        "source": "    source: {source}",
        "missing": "    still to ask: {facts}",
        "confirm": " [to be confirmed]",
        "between": "{opens} to {closes}",
        "from": "from {opens}",
        "until": "until {closes}",
        "join": ", ",
    },
}


def matches_text(matches: tuple[Match, ...], catalogue: Catalogue, language: Language) -> str:
    """Return every policy with its verdict and what speaks for and against it."""
    lines = (line for match in matches for line in _lines(match, catalogue, language))
    return "\n".join(lines) or _WORDS[language]["none"]


def _lines(match: Match, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield the lines of one policy; where it is out, only what keeps it out."""
    words = _WORDS[language]
    policy = catalogue.policies[match.policy]
    yield words[match.verdict].format(title=policy.title.get(language))
    out = match.verdict is Eligibility.NOT_ELIGIBLE
    if not out and match.benefit is not None:
        yield _benefit(match.benefit, match.amount, language) + _mark(policy, "benefit", words)
    if not out and match.amount is not None:
        yield from (words["step"].format(step=one.get(language)) for one in match.amount.steps)
    if not out:
        days = _window(match.window, language)
        yield words["window"].format(days=days) + _mark(policy, "windows", words)
    for reason in match.because:
        if not out or reason.verdict is Verdict.UNMET:
            yield f"    {reason_line(reason, language)}"
            yield from (words["step"].format(step=one.get(language)) for one in reason.steps)
    if match.missing:
        named = [catalogue.concepts[one].title.get(language) for one in match.missing]
        yield words["missing"].format(facts=words["join"].join(named))
    source = _source(policy, catalogue, language)
    if source:
        yield words["source"].format(source=source) + _mark(policy, "criteria", words)


def _mark(policy: Policy, key: str, words: dict[str, str]) -> str:
    """Return the mark of a field that was not read in a source, or is in doubt."""
    doubted = any(name.split(".")[0] == key for name in policy.confirm)
    return "" if key in policy.seen and not doubted else words["confirm"]


def _benefit(benefit: Benefit, worked_out: Amount | None, language: Language) -> str:
    """Return what one gets, with the figure worked out, else the one the record shows."""
    words = _WORDS[language]
    text = benefit.text.get(language)
    known = worked_out.text if worked_out is not None else None
    amount = known.get(language) if known is not None else _shown(benefit, language)
    return words["amount" if amount else "text"].format(text=text, amount=amount)


def _shown(benefit: Benefit, language: Language) -> str:
    if not benefit.amount:
        return ""
    unit = f" {benefit.unit.get(language)}" if benefit.unit else ""
    figure = number_text(benefit.amount) + unit
    return _WORDS[language]["at_most"].format(figure=figure) if benefit.ceiling else figure


def _window(window: OpenWindow, language: Language) -> str:
    words = _WORDS[language]
    days = {}
    if window.opens is not None:
        days["opens"] = day_text(window.opens, language)
    if window.closing is not None:
        days["closes"] = window.closing.get(language)
    form = {2: "between", 0: ""}.get(len(days), "from" if window.opens else "until")
    said = [words[form].format(**days)] if form else []
    if window.state is not WindowState.UNKNOWN or not said:
        said.append(words[window.state])
    return words["join"].join(said)


def _source(policy: Policy, catalogue: Catalogue, language: Language) -> str:
    """Return the document a policy stands in, else the first source it names."""
    document = catalogue.records.get(policy.document) if policy.document else None
    if document is None:
        return policy.sources[0].name if policy.sources else ""
    article = article_text(policy.article).get(language) if policy.article else None
    parts = (document.title.get(language), getattr(document, "number", None), article)
    return " ".join(part for part in parts if part)
