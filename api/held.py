"""What is held about a person, in words: for the desk to read, and for the copy they are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.case_views import facts_of
from api.flag_views import answer_text
from api.wiring import House
from flowchart.case import Case
from flowchart.case_kinds import Purpose
from flowchart.case_told import agreed, ticks
from flowchart.event_words import ACTOR_TEXT, BASIS_TEXT, PURPOSE_TEXT, event_text, title_of
from flowchart.forecast import forecast
from flowchart.states import STATE_TEXT
from kb.catalogue import Catalogue
from kb.text import Text
from matcher.wording import Wording

ON_CONSENT: Final = (Purpose.SENSITIVE, Purpose.MINOR)
"""Purposes on whose consent facts rest, as against addresses."""


def facts_in_words(house: House, case: Case) -> list[tuple[Text, Text]] | None:
    """Return what was said, in words; None where today's rules do not know all of it any more."""
    facts = facts_of(house, case)
    if facts is None:
        return None
    catalogue: Catalogue = house.catalogue
    wording = Wording(catalogue)
    return [
        (catalogue.concepts[one].title, wording.value(fact.value, catalogue.concepts[one]))
        for one in facts.told
        if (fact := facts.fact(one)) is not None and one in catalogue.concepts
    ]


def rests_on(house: House, case: Case) -> dict[Purpose, list[Text]]:
    """Return which facts go when a consent is taken back, by their titles."""
    facts = facts_of(house, case)
    if facts is None:
        return {}
    held = [house.catalogue.concepts[one] for one in facts.told if one in house.catalogue.concepts]
    inner = [house.catalogue.concepts[member] for one in held for member in one.members]
    every = dict.fromkeys([*held, *inner])
    return {
        Purpose.SENSITIVE: [one.title for one in every if one.sensitive],
        Purpose.MINOR: [one.title for one in every if one.of_child],
    }


def views(house: House, case: Case) -> dict[str, Any]:
    """Return what pages show of what is held."""
    catalogue = house.catalogue
    dates = forecast(case, house.today(), catalogue.calendars).steps
    states = case.states()
    held = house.private.held(case.id)
    return {
        "held": held,
        "held_pointed": [
            (title_of(one["about"], catalogue), one, answer_text(one["answer"]))
            for one in held["pointed_out"]
        ],
        "codes": house.tracking.codes(case.id),
        "held_facts": facts_in_words(house, case),
        "held_steps": [
            (title_of(one, catalogue), STATE_TEXT[states[one]], dates[one]) for one in states
        ],
        "held_ticks": [(title_of(one, catalogue), said) for one, said in ticks(case).items()],
        "held_events": [
            (event_text(event, catalogue, case.events), ACTOR_TEXT[event.by.actor], event.at)
            for event in case.events
        ],
        "catalogue": catalogue,
    }


def in_words(house: House, case: Case) -> dict[str, Any]:
    """Return the same for a file: texts in both languages, days as they are written."""
    shown = views(house, case)
    facts = shown["held_facts"] or []
    return {
        "matters": [_both(title_of(one, house.catalogue)) for one in case.plan.scenes],
        "centre": _both(title_of(case.centre, house.catalogue)),
        "facts": [{"what": _both(title), "said": _both(said)} for title, said in facts],
        "steps": [
            {"what": _both(title), "state": _both(state), **_days(told)}
            for title, state, told in shown["held_steps"]
        ],
        "ticks": [_both(title) for title, _ in shown["held_ticks"]],
        "consents": [
            {"what": _both(PURPOSE_TEXT[purpose]), "basis": _both(BASIS_TEXT[one.basis])}
            for purpose, one in agreed(case).items()
        ],
        "events": [
            {"what": _both(what), "by": _both(who), "at": at.isoformat()}
            for what, who, at in shown["held_events"]
        ],
    }


def _both(text: Text) -> Mapping[str, str]:
    return {"zh": text.zh, "en": text.en}


def _days(told: Any) -> dict[str, str]:
    days = {
        "handed_in_on": told.handed_in_on,
        "accepted_on": told.accepted_on,
        "ended_on": told.ended_on,
        "promised_by": told.promised_by,
        "supplement_by": told.supplement_by,
        "expected_on": told.expected_on,
    }
    return {key: day.isoformat() for key, day in days.items() if day is not None}
