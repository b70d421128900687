"""A conversation under way: scenes, facts and what the applicant would rather not say.

It belongs to one staff session and is gone after a day, or at once when the next client sits
down. The words that were typed are not kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, String, Table, Text, delete, select, update

from kb.catalogue import Catalogue
from kb.database import METADATA, Database, Moment
from kb.errors import NotFound
from kb.ids import ConceptId, SceneId
from kb.text import Text as Words
from kb.writing import from_json, to_json
from matcher.applicant import NOTHING, Fact, Facts, Standing, plain_facts, read_facts

LIFETIME: Final = timedelta(hours=12)
_OVER: Final = Words(zh="这次接待已经结束。", en="This conversation is over.")

INTAKE = Table(
    "intake",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What has been said so far; `skipped` are questions answered with "don't know"."""

    id: str
    scenes: tuple[SceneId, ...]
    facts: Facts = NOTHING
    skipped: frozenset[ConceptId] = field(default_factory=frozenset)

    def answered(self, facts: Facts) -> Intake:
        """Return the intake with more facts; earlier ones stay."""
        known = {**self.facts.known, **facts.known}
        held = replace(self.facts, known=known)
        return replace(self, facts=held, skipped=self.skipped - facts.known.keys())

    def confirmed(self, facts: Facts) -> Intake:
        """Return the intake with facts the applicant confirmed in one tap."""
        confirmed = {c: Fact(f.value, Standing.CONFIRMED) for c, f in facts.known.items()}
        return self.answered(Facts(known=confirmed))

    def without(self, concept: ConceptId, skip: bool) -> Intake:
        """Return the intake with one fact unknown again; skipped ones are not asked again."""
        skipped = self.skipped | {concept} if skip else self.skipped - {concept}
        return replace(self, facts=self.facts.without(concept), skipped=skipped)


class IntakeStore:
    """Keeps conversations for the session that began them, and for nobody else."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def begin(self, scenes: tuple[SceneId, ...], owner: str) -> Intake:
        """Begin a conversation; long-expired ones are swept away."""
        intake = Intake(id=secrets.token_hex(12), scenes=scenes)
        with self._database.write() as connection:
            connection.execute(delete(INTAKE).where(INTAKE.c.expires_at < self._now()))
            connection.execute(
                INTAKE.insert().values(
                    id=intake.id,
                    owner=owner,
                    content=_written(intake),
                    expires_at=self._now() + LIFETIME,
                )
            )
        return intake

    def get(self, intake_id: str, owner: str, catalogue: Catalogue) -> Intake:
        """Return a conversation of this session.

        Raises:
            NotFound: there is none, it has expired, or it belongs to another session.
        """
        query = select(INTAKE.c.content).where(
            INTAKE.c.id == intake_id, INTAKE.c.owner == owner, INTAKE.c.expires_at > self._now()
        )
        with self._database.read() as connection:
            content = connection.scalar(query)
        if content is None:
            raise NotFound(_OVER)
        return _read(intake_id, from_json(content), catalogue)

    def save(self, intake: Intake) -> None:
        """Keep the conversation as it is now."""
        row = update(INTAKE).where(INTAKE.c.id == intake.id).values(content=_written(intake))
        with self._database.write() as connection:
            connection.execute(row)

    def end_all(self, owner: str) -> None:
        """Forget every conversation of a session."""
        with self._database.write() as connection:
            connection.execute(delete(INTAKE).where(INTAKE.c.owner == owner))

    def end(self, intake_id: str, owner: str) -> None:
        """Forget a conversation."""
        mine = (INTAKE.c.id == intake_id, INTAKE.c.owner == owner)
        with self._database.write() as connection:
            connection.execute(delete(INTAKE).where(*mine))


def _written(intake: Intake) -> str:
    standings = {c: f.standing for c, f in intake.facts.known.items()}
    return to_json(
        {
            "scenes": intake.scenes,
            "facts": plain_facts(intake.facts),
            "standings": standings,
            "skipped": sorted(intake.skipped),
        }
    )


def _read(intake_id: str, held: dict[str, Any], catalogue: Catalogue) -> Intake:
    facts = read_facts(held["facts"], catalogue)
    known = {
        concept: Fact(fact.value, Standing(held["standings"].get(concept, Standing.DECLARED)))
        for concept, fact in facts.known.items()
    }
    return Intake(
        id=intake_id,
        scenes=tuple(SceneId(scene) for scene in held["scenes"]),
        facts=replace(facts, known=known),
        skipped=frozenset(ConceptId(concept) for concept in held["skipped"]),
    )
