"""What somebody typed about a case: read for the log, and shown again when it could not be taken.

Days and choices are taken as words and read here, so that a slip is told on the page of the case
and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import Form

from flowchart.case import Told
from flowchart.case_kinds import Audience
from kb.errors import WrongInput
from kb.ids import EvidenceId
from kb.kinds import StageKind
from kb.text import Text
from matcher.unfit import there_is_no

LONGEST_WORDS: Final = 1000
_A_DAY: Final = Text(
    zh="请写成 年-月-日，例如 2026-12-07。", en="Write year-month-day, such as 2026-12-07."
)
_A_REASON: Final = Text(
    zh="请从列表里选：上门检查、听证、检测评审，或等候。",
    en="Choose one of the list: inspection, hearing, tests or waiting.",
)
_A_PAPER: Final = Text(zh="请勾选这一步的材料。", en="Tick papers that this step asks for.")
_TOO_LONG: Final = Text(
    zh=f"请写 {LONGEST_WORDS} 个字以内。", en=f"Write {LONGEST_WORDS} characters at most."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a form about a case held, as it was typed; `to` is what was to be done.

    Attributes:
        form: which form of the page it was, such as `move`, `note` or `hand`.
        step: what it was about, if about one step.
        audience: for whom the words are: `applicant`, or `inside` for colleagues only.
        missing: the papers that were ticked.
    """

    form: str
    step: str = ""
    to: str = ""
    words: str = ""
    audience: str = ""
    on: str = ""
    until: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()

    def is_of(self, form: str, step: str = "", to: str = "") -> bool:
        """Say whether it was typed into this form."""
        return (self.form, self.step) == (form, step) and to in ("", self.to)


def said_of_move(
    on: Annotated[str, Form(max_length=40)] = "",
    until: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=40)] = "",
    words: Annotated[str, Form(max_length=4 * LONGEST_WORDS)] = "",
    audience: Annotated[str, Form(max_length=40)] = "",
    missing: Annotated[list[str] | None, Form()] = None,
) -> Typed:
    """Return what a form says of a move besides which it is."""
    return Typed(
        form="move",
        on=on.strip(),
        until=until.strip(),
        reason=reason.strip(),
        words=words.strip(),
        audience=audience.strip(),
        missing=tuple(missing or ()),
    )


def told_of(typed: Typed, papers: Container[str]) -> Told:
    """Return what a form says of a move, for the log.

    Args:
        typed: the form.
        papers: those that may be missing.

    Raises:
        WrongInput: a day or a choice cannot be read, or the words are too many.
    """
    return Told(
        on=day_of(typed.on, "on"),
        missing=missing_of(typed.missing, papers),
        until=day_of(typed.until, "until"),
        reason=_reason(typed.reason),
        words=words_of(typed),
        audience=audience_of(typed),
    )


def missing_of(named: Iterable[str], papers: Container[str]) -> frozenset[EvidenceId]:
    """Return the papers that are missing; the log takes no other words for them.

    Raises:
        WrongInput: one of them is not asked for.
    """
    found = tuple(named)
    for one in found:
        if one not in papers:
            raise WrongInput.at("missing", there_is_no(one[:60]), _A_PAPER)
    return frozenset(map(EvidenceId, found))


def words_of(typed: Typed) -> str:
    """Return the words that were typed; empty if none.

    Raises:
        WrongInput: they are too many.
    """
    if len(typed.words) > LONGEST_WORDS:
        n = len(typed.words)
        raise WrongInput.at(
            "words", Text(zh=f"有 {n} 个字。", en=f"has {n} characters."), _TOO_LONG
        )
    return typed.words


def audience_of(typed: Typed) -> Audience:
    """Return for whom the words are: the applicant only where that was said."""
    return Audience.APPLICANT if typed.audience == Audience.APPLICANT else Audience.INSIDE


def day_of(typed: str, place: str) -> date | None:
    """Return the day that was typed; None where none was.

    Raises:
        WrongInput: it is no day.
    """
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        said = typed[:20]
        problem = Text(zh=f"“{said}”不是日期。", en=f'"{said}" is not a date.')
        raise WrongInput.at(place, problem, _A_DAY) from None


def _reason(typed: str) -> StageKind | None:
    if not typed:
        return None
    try:
        return StageKind(typed)
    except ValueError:
        problem = Text(zh="没有这个原因。", en="is no reason we know.")
        raise WrongInput.at("reason", problem, _A_REASON) from None
