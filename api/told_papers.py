"""What the console says of papers, form fields, trips and fees of a plan, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from api.told_steps import numbers_of
from api.told_words import joined, numbered, say, titled
from flowchart.materials import Material
from flowchart.needs import MaterialStanding
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.text import Language
from matcher.wording import number_text


def paper_lines(plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield the papers by who has them, what to bring first, with form, copies and steps."""
    counts = plan.material_counts
    figures = {"bring": counts.bring, "raw": counts.raw, "distinct": counts.distinct}
    yield say(language, "papers", **figures)
    held: dict[MaterialStanding, list[Material]] = defaultdict(list)
    for one in plan.materials:
        held[one.standing].append(one)
    numbers = numbers_of(plan)
    for standing in MaterialStanding:
        if held[standing]:
            yield "  " + say(language, f"standing.{standing}")
        for one in held[standing]:
            yield f"    - {_paper(one, numbers, catalogue, language)}"


def _paper(
    one: Material, numbers: Mapping[ServiceId, int], catalogue: Catalogue, language: Language
) -> str:
    issuer = numbers.get(one.issued_by) if one.issued_by is not None else None
    return joined(
        [
            catalogue.evidence[one.evidence].title.get(language),
            say(language, f"form.{one.form}") if one.form is not None else "",
            say(language, "copies", n=one.copies) if one.copies is not None else "",
            say(language, "third_party") if one.from_third_party else "",
            say(language, "issued_by", step=issuer) if issuer is not None else "",
            say(language, "for", steps=numbered(one.for_, numbers, language)),
            say(language, "or", papers=titled(one.alternatives, catalogue, language))
            if one.alternatives
            else "",
        ],
        language,
    )


def effort_lines(plan: Plan, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield form fields, trips and fees: one by one, and as the plan has them."""
    if plan.fields is not None and plan.fields.single:
        figures = plan.fields
        unread = say(language, "forms_unread", n=figures.forms_unread)
        yield joined(
            [
                say(language, "fields", single=figures.single, merged=figures.merged),
                unread if figures.forms_unread else "",
            ],
            language,
        )
    yield _trips(plan, language)
    fees = say(language, "fee", yuan=number_text(plan.fee))
    unknown = titled(plan.fees_unknown, catalogue, language)
    yield fees + (say(language, "fees_unknown", steps=unknown) if unknown else "")


def _trips(plan: Plan, language: Language) -> str:
    trips = plan.trips
    if trips is None:
        return say(language, "visits", n=plan.visits)
    sure = not trips.unread and plan.settled
    once = {0: "no_trip", 1: "once"}.get(trips.together) if sure else None
    return joined(
        [
            say(language, "trips", single=trips.single, together=trips.together),
            say(language, once) if once else "",
            say(language, "inspections", n=trips.inspections) if trips.inspections else "",
            say(language, "trips_unread", n=trips.unread) if trips.unread else "",
        ],
        language,
    )
