"""What the console says of modes side by side, of why a service is there, and of what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.told_steps import numbers_of
from api.told_words import joined, listed, mode_name, reason_line, say, table, titled
from flowchart.changes_shown import CHANGE_SIGN, CHANGE_TEXT, Change
from flowchart.difference import Difference, StepChange
from flowchart.plan import OfferedMode, Plan
from flowchart.schedule import Spell
from flowchart.step_words import spell_text
from flowchart.what_if import Option
from flowchart.why import Presence, Why
from kb.catalogue import Catalogue
from kb.kinds import HandlingMode
from kb.text import Language
from matcher.reasons import Reason

# ---- modes side by side ----------------------------------------------------------------------

_COLUMNS = ("mode", "may", "finish", "latest", "days", "sooner", "trips", "inspections", "bring")


def what_if_text(options: Sequence[Option], catalogue: Catalogue, language: Language) -> str:
    """Return the modes as a table, and under it for each what it works for, needs, and what bars.

    Args:
        options: the standard mode first.
        catalogue: gives the titles.
        language: of the words.
    """
    head = [say(language, f"column.{name}") for name in _COLUMNS]
    lines = table([head, *(_row(one, language) for one in options)])
    if any(one.finish_provisional for one in options):
        lines.append(say(language, "star"))
    for one in options:
        under = [f"  {line}" for line in _notes(one, catalogue, language)]
        lines += [mode_name(one.mode, language), *under] if under else []
    return "\n".join(lines)


def _row(one: Option, language: Language) -> list[str]:
    usual = one.mode is HandlingMode.STANDARD
    verdict = "usual" if usual else str(one.verdict or "not_told")
    trips = one.trips
    return [
        mode_name(one.mode, language),
        say(language, f"may.{verdict}"),
        f"{one.finish_on}{'*' if one.finish_provisional else ''}",
        f"{one.latest_on}",
        str(one.parallel),
        "" if usual else str(one.sooner),
        "" if trips is None else f"{trips.single} → {trips.together}",
        "" if trips is None else str(trips.inspections),
        str(one.bring),
    ]


def _notes(one: Option, catalogue: Catalogue, language: Language) -> Iterator[str]:
    for key, ids in (
        ("used_at", one.used),
        ("may_follow", one.later),
        ("promise", one.promised),
        ("ask", one.ask),
    ):
        if ids:
            yield say(language, key, what=titled(ids, catalogue, language))
    for key, offered in (("depends", one.open_), ("barred", one.barred)):
        for reason, steps in _by_reason(offered).items():
            yield say(language, key, what=titled(steps, catalogue, language))
            yield f"  {reason_line(reason, language)}"


def _by_reason(offered: Sequence[OfferedMode]) -> dict[Reason, list[str]]:
    """Return every reason once, with the steps that give it."""
    held: dict[Reason, list[str]] = {}
    for one in offered:
        for reason in one.because:
            held.setdefault(reason, []).append(one.service)
    return held


# ---- why, and why not ------------------------------------------------------------------------


def why_text(found: Sequence[Why], plan: Plan, catalogue: Catalogue, language: Language) -> str:
    """Return why services are in a plan, or why not, with the conditions that decided it."""
    return "\n".join(line for one in found for line in _why(one, plan, catalogue, language))


def _why(one: Why, plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    numbers = numbers_of(plan)
    title = catalogue.services[one.service].title.get(language)
    number = numbers.get(one.service, 0)
    yield say(language, f"presence.{one.presence}", title=title, n=number)
    yield from (f"  {reason_line(reason, language)}" for reason in one.because)
    scenes = titled(one.scenes, catalogue, language)
    if one.presence is Presence.ELSEWHERE and scenes:
        yield "  " + say(language, "would_be", scenes=scenes)
    elif one.presence is not Presence.ELSEWHERE and not one.because:
        yield "  " + say(language, "always", scenes=scenes)
    for service, paper in one.needed_by:
        name = catalogue.services[service].title.get(language)
        key = "needed" if paper is None else "needed_paper"
        held = titled([paper], catalogue, language) if paper is not None else ""
        yield "  " + say(language, key, n=numbers[service], title=name, paper=held)
    if one.waits_for:
        named = (_named(service, plan, catalogue, language) for service in one.waits_for)
        yield "  " + say(language, "waits", steps=listed(named, language))


def _named(service: str, plan: Plan, catalogue: Catalogue, language: Language) -> str:
    step = next(n for one, n in numbers_of(plan).items() if one == service)
    return f"{step} {titled([service], catalogue, language)}"


# ---- what changed ----------------------------------------------------------------------------


def changes_text(found: Difference, catalogue: Catalogue, language: Language) -> str:
    """Return what distinguishes a plan from the one before, a line for each thing."""
    if not found:
        return say(language, "unchanged")
    lines: list[str] = []
    for key, (before, after) in _figures(found).items():
        if before != after:
            lines.append(say(language, "figure", what=say(language, key), a=before, b=after))
    for one in found.steps:
        lines += _step_change(one, catalogue, language)
    for sign, key, services in (
        ("✓", "settled", found.settled),
        ("?", "reopened", found.reopened),
    ):
        lines += [
            f"{sign} {titled([s], catalogue, language)}{say(language, key)}" for s in services
        ]
    lines += _materials(found, catalogue, language)
    for policy in found.policies:
        a, b = (say(language, f"verdict.{verdict}") for verdict in (policy.before, policy.after))
        title = titled([policy.policy], catalogue, language)
        lines.append(say(language, "figure", what=title, a=a, b=b))
    return "\n".join(lines)


def _figures(found: Difference) -> dict[str, tuple[object, object]]:
    return {
        "figure.finish": found.finish_on,
        "figure.days": found.working_days,
        "figure.bring": found.bring,
        "figure.visits": found.visits,
    }


def _step_change(one: StepChange, catalogue: Catalogue, language: Language) -> list[str]:
    """Say what became of a step; of one that came or went also why."""
    days = spell_text(Spell(abs(one.days))).get(language) if one.days else ""
    parts = [
        CHANGE_TEXT[one.change].get(language) + (say(language, "by", days=days) if days else ""),
        say(language, "now_waits", steps=titled(one.waits, catalogue, language))
        if one.waits
        else "",
        say(language, "freed", steps=titled(one.freed, catalogue, language)) if one.freed else "",
    ]
    title = titled([one.service], catalogue, language)
    head = say(language, "changed", title=title, what=joined(parts, language))
    told = one.because if one.change in (Change.ADDED, Change.DROPPED) else ()
    return [f"{CHANGE_SIGN[one.change]} {head}", *(f"    {reason_line(r, language)}" for r in told)]


def _materials(found: Difference, catalogue: Catalogue, language: Language) -> Iterator[str]:
    for one in found.materials:
        a, b = (
            say(language, f"paper.{standing}" if standing is not None else "paper.gone")
            for standing in (one.before, one.after)
        )
        title = titled([one.evidence], catalogue, language)
        yield say(language, "figure", what=title, a=a, b=b)
