"""What the console says of the steps of a plan: dates, waiting, places, and one time line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from api.told_words import in_both, joined, mode_name, numbered, reason_line, say, span
from flowchart.agenda import Entry, Happening, agenda
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from flowchart.step_words import days_text, waiting_text, where_text
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.kinds import HandlingMode
from kb.model import PublicOrganisation
from kb.text import Language

_UNDER: Final = "     "
Numbers = Mapping[ServiceId, int]


def numbers_of(plan: Plan) -> dict[ServiceId, int]:
    """Return the steps by the number they are said with."""
    return {step.service: i for i, step in enumerate(plan.steps, 1)}


def step_lines(plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield every step: when it runs, then under it what else is to be known.

    What is refused as things stand has no dates.
    """
    numbers = numbers_of(plan)
    yield say(language, "steps")
    for step in map(_undated, plan.steps) if plan.refusals else plan.steps:
        yield _head(step, numbers, catalogue, language)
        for line in _under(step, numbers, catalogue, language):
            yield _UNDER + line


def _undated(step: Step) -> Step:
    return replace(
        step,
        starts_on=date.min,
        ends_on=date.min,
        latest_end_on=date.min,
        apply_by=None,
        due_on=None,
    )


def _head(step: Step, numbers: Numbers, catalogue: Catalogue, language: Language) -> str:
    before = numbered(step.waits_for, numbers, language)
    dated = step.starts_on != date.min
    return "  " + joined(
        [
            say(
                language,
                "step",
                n=numbers[step.service],
                title=catalogue.services[step.service].title.get(language),
                maybe=say(language, "maybe") if step.standing is Applies.POSSIBLE else "",
                days=f"{step.starts_day}"
                if step.starts_day == step.ends_day
                else f"{step.starts_day}–{step.ends_day}",
            ),
            span(step.starts_on, step.ends_on) if dated else "",
            say(language, "after", steps=before) if before else "",
        ],
        language,
    )


def _under(step: Step, numbers: Numbers, catalogue: Catalogue, language: Language) -> Iterator[str]:
    if step.wrapper:
        yield days_text(step).get(language)
        return
    takes = days_text(step).get(language)
    takes = joined([takes, in_both(waiting_text(step.waiting), language)], language)
    yield " · ".join([takes, _room(step, language), _where(step, catalogue, language)])
    for key, steps in (("perhaps", step.perhaps), ("follows", step.follows)):
        if steps:
            yield say(language, key, steps=numbered(steps, numbers, language))
    yield from _mode(step, language)
    if step.apply_by is not None:
        yield say(language, "apply_by", day=step.apply_by)
    if step.due_on is not None:
        source = say(language, "more", more=step.due_source) if step.due_source else ""
        yield say(language, "due", day=step.due_on) + source


def _room(step: Step, language: Language) -> str:
    """Say how much later a step may end."""
    if step.critical:
        return say(language, "critical")
    if step.latest_end_on == date.min:
        return say(language, "slack", days=step.slack)
    return say(language, "slack_until", days=step.slack, day=step.latest_end_on)


def _where(step: Step, catalogue: Catalogue, language: Language) -> str:
    online = catalogue.services[step.service].online
    said = "" if online is None else say(language, "online" if online else "in_person")
    return say(
        language, "where", place=joined([where_text(step, catalogue).get(language), said], language)
    )


def _mode(step: Step, language: Language) -> Iterator[str]:
    """Say in which mode a step goes, and why not in the one that was asked for."""
    if step.mode is not HandlingMode.STANDARD:
        yield say(language, "mode", mode=mode_name(step.mode, language))
    for reason in step.mode_because:
        yield f"  {reason_line(reason, language)}"


# ---- places ----------------------------------------------------------------------------------


def place_lines(plan: Plan, catalogue: Catalogue, language: Language) -> list[str]:
    """Return the offices with address, hours or phone, each once, with the steps there."""
    numbers = numbers_of(plan)
    there: dict[str, list[ServiceId]] = defaultdict(list)
    for step in plan.steps:
        if step.place is not None and not step.wrapper:
            there[step.place].append(step.service)
    lines = [_office(place, steps, numbers, catalogue, language) for place, steps in there.items()]
    told = [line for line in lines if line]
    return [say(language, "places"), *told] if told else []


def _office(
    place: str,
    steps: Sequence[ServiceId],
    numbers: Numbers,
    catalogue: Catalogue,
    language: Language,
) -> str:
    """Return an office with its steps; nothing where no more than its name is known."""
    held = catalogue.records.get(place)
    if not isinstance(held, PublicOrganisation):
        return ""
    parts = [in_both(held.address, language), in_both(held.hours, language), held.phone or ""]
    line = joined([held.title.get(language), *parts], language)
    at_steps = say(language, "at_steps", steps=numbered(steps, numbers, language))
    return f"  {line}{at_steps}" if any(parts) else ""


# ---- one time line ---------------------------------------------------------------------------

_OF_STEPS: Final = (Happening.WAITS, Happening.STARTS, Happening.ENDS, Happening.DUE)
_OF_POLICIES: Final = (Happening.POLICY_OPENS, Happening.POLICY_CLOSES)


def agenda_lines(plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield the time line, a line a day: certain steps, limits, windows of policies."""
    open_ = {str(step.service) for step in plan.steps if step.standing is not Applies.CERTAIN}
    days: dict[date, list[Entry]] = defaultdict(list)
    for one in agenda(plan, catalogue):
        promised = one.happening is not Happening.FINISH or not open_
        if one.about not in open_ and promised:
            days[one.on].append(one)
    if days:
        yield say(language, "agenda")
    numbers = {str(service): n for service, n in numbers_of(plan).items()}
    for day, entries in days.items():
        provisional = any(one.provisional for one in entries)
        said = joined(_of_day(entries, numbers, catalogue, language), language)
        yield f"  {day}  {said}" + (say(language, "provisional") if provisional else "")


def _of_day(
    entries: Sequence[Entry], numbers: Mapping[str, int], catalogue: Catalogue, language: Language
) -> Iterator[str]:
    """Yield what happens on a day: steps by number, policies by title, the whole plan."""
    for happening in Happening:
        found = [one for one in entries if one.happening is happening]
        if not found:
            continue
        if happening in _OF_STEPS:
            steps = sorted(numbers[one.about or ""] for one in found)
            about = " ".join(map(str, steps))
            yield say(language, f"happening.{happening}", about=about)
        elif happening in _OF_POLICIES:
            for one in found:
                title = catalogue.records[one.about or ""].title.get(language)
                maybe = say(language, "maybe") if one.possible else ""
                yield say(language, f"happening.{happening}", about=title + maybe)
        else:
            yield say(language, f"happening.{happening}")
