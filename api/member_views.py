"""Lists of people as a form: for each the facts that count, any of which may stay open.

The fields of the third person are called `m.2.…`, the end being the last part of the fact's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.echo import children
from kb.errors import Problem
from kb.ids import ConceptId, PolicyId
from kb.kinds import ConceptType
from kb.model import InformationConcept, Policy
from kb.text import Text
from matcher.applicant import Facts
from matcher.form_values import form_value
from matcher.wording import NO, YES

MOST_MEMBERS: Final = 20
"""So many people are asked about one by one; whoever has more is helped by the department."""
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberField:
    """One fact of one member; `chosen` are the values of its options, or what was typed."""

    concept: InformationConcept
    name: str
    options: tuple[tuple[str, Text], ...]
    chosen: tuple[str, ...]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """One member with its place in the list, counted from 0."""

    place: int
    fields: tuple[MemberField, ...]


def member_views(
    concept: InformationConcept,
    held: object,
    count: int,
    catalogue: Catalogue,
    readers: Iterable[PolicyId] = (),
) -> tuple[MemberView, ...]:
    """Return the members that are known, and empty ones up to a count.

    Args:
        concept: of the list.
        held: the members known so far, if any.
        count: so many are shown at least; never more than twenty.
        catalogue: holds the facts of a member.
        readers: the policies it is asked for; only what they read is asked, and what is known.
    """
    if concept.type is not ConceptType.MEMBERS:
        return ()
    known = list(held) if isinstance(held, tuple) else []
    shown = max(len(known), min(count, MOST_MEMBERS))
    blank: list[Facts] = [Facts()] * (shown - len(known))
    asked = asked_of(concept, catalogue, readers)
    return tuple(
        MemberView(place=i, fields=tuple(_fields(i, facts, asked, catalogue)))
        for i, facts in enumerate([*known, *blank])
    )


def _fields(
    place: int, facts: Facts, asked: Sequence[ConceptId], catalogue: Catalogue
) -> Iterator[MemberField]:
    """Yield what is asked of a member, and what is known besides: nothing told is lost."""
    for concept in dict.fromkeys((*asked, *facts.known)):
        one = catalogue.concepts[concept]
        yield MemberField(
            concept=one,
            name=_name(place, one),
            options=options_of(one),
            chosen=_chosen(facts, one),
        )


def asked_of(
    concept: InformationConcept, catalogue: Catalogue, readers: Iterable[PolicyId] = ()
) -> tuple[ConceptId, ...]:
    """Return the facts of a member that can be asked, in the order in which policies read them.

    Args:
        concept: of the list.
        catalogue: holds facts and policies.
        readers: where given, only what these policies read.
    """
    read = [
        fact
        for policy in readers
        for part in _parts(catalogue.policies[policy], catalogue)
        for fact in _facts_in(part)
        if fact in concept.members
    ]
    found = dict.fromkeys(read) if read else dict.fromkeys(sorted(concept.members))
    return tuple(one for one in found if _is_askable(catalogue.concepts[one]))


def _parts(policy: Policy, catalogue: Catalogue) -> Iterator[Any]:
    """Yield the conditions of a policy and of what it gives."""
    yield catalogue.conditions.get(policy.id)
    yield policy.benefit.where if policy.benefit is not None else None


def _facts_in(criterion: Any) -> Iterator[ConceptId]:
    if criterion is None:
        return
    fact = getattr(criterion, "fact", None)
    if fact is not None:
        yield fact
    for _, child in children(criterion):
        yield from _facts_in(child)


def _is_askable(concept: InformationConcept) -> bool:
    return concept.type is not ConceptType.MEMBERS and concept.derive is None


def options_of(concept: InformationConcept) -> tuple[tuple[str, Text], ...]:
    """Return the answers one can choose from, in the order they are shown."""
    if concept.type is ConceptType.BOOLEAN:
        return ("true", YES), ("false", NO)
    return tuple((entry.code, entry.title) for entry in concept.codes)


def _chosen(facts: Facts, concept: InformationConcept) -> tuple[str, ...]:
    fact = facts.known.get(concept.id)
    if fact is None:
        return ()
    if isinstance(fact.value, frozenset):
        return tuple(sorted(fact.value))
    return (str(fact.value).lower() if isinstance(fact.value, bool) else str(fact.value),)


def _name(place: int, concept: InformationConcept) -> str:
    return f"m.{place}.{concept.id.partition('/')[2]}"


# ---- what a form sent ---------------------------------------------------------------------------


def sent_members(
    fields: Fields, concept: InformationConcept, catalogue: Catalogue, without: int | None = None
) -> list[dict[str, Any]]:
    """Return what a form says of each member as plain facts; what was left open is left out.

    Args:
        fields: everything that was sent, by name.
        concept: of the list.
        catalogue: holds the facts of a member.
        without: the place of a member to leave out.
    """
    asked = [catalogue.concepts[one] for one in asked_of(concept, catalogue)]
    named = {int(name.split(".")[1]) for name in fields if _is_ours(name)}
    return [
        {
            one.id: value
            for one in asked
            for value in form_value(list(fields.get(_name(place, one), ())), one)
            if value != []
        }
        for place in sorted(named)[:MOST_MEMBERS]
        if place != without
    ]


def _is_ours(name: str) -> bool:
    first, place, *rest = [*name.split("."), "", ""][:3]
    return first == "m" and place.isdecimal() and bool(rest[0])


def with_problems(
    members: Sequence[MemberView], fields: Fields, problems: Sequence[Problem]
) -> tuple[MemberView, ...]:
    """Return a form as it was sent: the fields that were in it, with what is wrong with each."""
    return tuple(
        MemberView(
            place=member.place,
            fields=tuple(
                MemberField(
                    concept=one.concept,
                    name=one.name,
                    options=one.options,
                    chosen=tuple(fields.get(one.name, ())),
                    problem=_about(problems, member.place, one.concept),
                )
                for one in member.fields
                if one.name in fields or one.concept.type is ConceptType.CODES
            ),
        )
        for member in members
    )


def _about(problems: Sequence[Problem], place: int, concept: InformationConcept) -> Problem | None:
    end = f".{place}.{concept.id}"
    return next((problem for problem in problems if problem.place.endswith(end)), None)
