"""What `companion plan` says in words: dates, steps, papers, trips and a time line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from api.told_papers import effort_lines, paper_lines
from api.told_steps import agenda_lines, place_lines, step_lines
from api.told_words import mode_name, say, titled
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.ids import SceneId
from kb.kinds import HandlingMode
from kb.text import Language
from matcher.match import Eligibility
from matcher.verdict import Verdict


def plan_text(
    plan: Plan, catalogue: Catalogue, language: Language, guessed: Sequence[SceneId] = ()
) -> str:
    """Return a plan in words, for a person at a terminal.

    Args:
        plan: what to say.
        catalogue: gives the titles.
        language: of the words.
        guessed: the scenes that were not named by id but found from free words.
    """
    titles = [f"{catalogue.scenes[one].title.get(language)} ({one})" for one in guessed]
    lines = [
        *([say(language, "understood", scenes=", ".join(titles))] if titles else []),
        " + ".join(catalogue.scenes[scene].title.get(language) for scene in plan.scenes),
        *_mode_lines(plan, language),
        *(_refused_lines(plan, language) or _time_lines(plan, catalogue, language)),
        *_warning_lines(plan, language),
        *step_lines(plan, catalogue, language),
        *paper_lines(plan, catalogue, language),
        *effort_lines(plan, catalogue, language),
        *place_lines(plan, catalogue, language),
        *(() if plan.refusals else agenda_lines(plan, catalogue, language)),
        *_policy_lines(plan, language),
        *_open_lines(plan, catalogue, language),
    ]
    return "\n".join(lines)


def _mode_lines(plan: Plan, language: Language) -> Iterator[str]:
    """Say which mode was asked for, and at how many steps it works, depends or is barred."""
    mode = plan.wish.mode
    if mode is HandlingMode.STANDARD:
        return
    found = Counter(one.verdict for one in plan.offered)
    waits = found[Verdict.NEEDS_INFORMATION] + found[Verdict.NEEDS_JUDGEMENT]
    yield say(language, "mode", mode=mode_name(mode, language))
    if plan.offered:
        met, unmet = found[Verdict.MET], found[Verdict.UNMET]
        yield say(language, "mode_at", met=met, open=waits, unmet=unmet)
    else:
        yield say(language, "mode_nowhere")


def _refused_lines(plan: Plan, language: Language) -> list[str]:
    said = [say(language, "refused", why=one.warning.text.get(language)) for one in plan.refusals]
    return [*said, say(language, "first")] if said else []


def _time_lines(plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield how long it takes; while steps are open, from what to what and no day of its end."""
    days, most = plan.working_days, plan.working_days_at_most
    figures = {name: getattr(days, name) for name in days.__dataclass_fields__}
    finish = say(language, "finish", on=plan.on, day=plan.finish_on)
    if most is not None and most.parallel > days.parallel:
        yield say(language, "spread", least=days.parallel, most=most.parallel)
    else:
        yield say(language, "days", **figures)
        yield finish + (say(language, "provisional") if plan.finish_provisional else "")
    latest = say(language, "latest", day=plan.latest_on)
    yield latest + (say(language, "provisional") if plan.unannounced else "")
    if plan.open_ended:
        steps = titled(plan.open_ended, catalogue, language)
        yield say(language, "open_ended", steps=steps)
    for year in plan.unannounced:
        yield say(language, "unannounced", year=year)
    yield from _opening_lines(plan, language)


def _opening_lines(plan: Plan, language: Language) -> Iterator[str]:
    opening = plan.opening
    if opening is None:
        return
    if opening.apply_by is None:
        yield say(language, "too_late", on=opening.on)
        return
    yield say(language, "opening", on=opening.on, day=opening.apply_by)
    if opening.safe_by is None:
        yield say(language, "not_safe")
    else:
        yield say(language, "safe", day=opening.safe_by)


def _warning_lines(plan: Plan, language: Language) -> Iterator[str]:
    shown = [one for one in plan.warnings if not one.refuses]
    if shown:
        yield say(language, "warnings")
    for one in shown:
        text = one.warning.text.get(language)
        yield f"  ! {text}" + ("" if one.certain else say(language, "maybe"))


def _policy_lines(plan: Plan, language: Language) -> Iterator[str]:
    """Say how many policies there are by verdict; `companion match` says which and why."""
    found = Counter(match.verdict for match in plan.policies)
    if found:
        yield say(language, "policies", **{verdict: found[verdict] for verdict in _VERDICTS})


_VERDICTS: Final = (
    Eligibility.ELIGIBLE,
    Eligibility.NEEDS_INFORMATION,
    Eligibility.NEEDS_JUDGEMENT,
)


def _open_lines(plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Say what is not known yet."""
    if plan.questions:
        concepts = (question.concept for question in plan.questions)
        yield say(language, "open", facts=titled(concepts, catalogue, language))
