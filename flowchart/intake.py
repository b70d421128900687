"""A conversation under way: scenes, facts and what the applicant would rather not say.

It belongs to one staff session and is gone after a day, or at once when the next client sits
down. Of the words that were typed few are kept: those that seem to say a fact wait here until the
companion has confirmed them or put them aside, and those that named no scene stand on the page of
what comes near, so that one can come back to it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, String, Table, Text, delete, select, update

from flowchart.plan import Wish
from kb.catalogue import Catalogue
from kb.database import METADATA, Database, Moment
from kb.errors import NotFound, WrongInput
from kb.ids import ConceptId, EvidenceId, SceneId
from kb.kinds import HandlingMode
from kb.text import Text as Words
from kb.writing import from_json, to_json
from matcher.applicant import NOTHING, Fact, Facts, Standing, plain_facts, read_facts
from matcher.saying import Proposal, contradicted

LIFETIME: Final = timedelta(hours=12)
LEVELS: Final = 20
"""So many changes can be taken back, one after another."""
_OVER: Final = Words(zh="这次接待已经结束。", en="This conversation is over.")
_BOTH: Final = (
    Words(zh="同一件事勾了两种说法。", en="Two answers to the same question are ticked."),
    Words(zh="请只留对的那一个。", en="Leave only the right one ticked."),
)

INTAKE = Table(
    "intake",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What had been said at one moment; a change can be taken back to it."""

    scenes: tuple[SceneId, ...]
    facts: Facts = NOTHING
    skipped: frozenset[ConceptId] = field(default_factory=frozenset)
    declined: frozenset[ConceptId] = field(default_factory=frozenset)
    heard: tuple[Proposal, ...] = ()
    wish: Wish = Wish()


_SAID: Final = tuple(one.name for one in fields(Said))


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What has been said so far.

    `skipped` are questions answered with "don't know", `declined` those with "rather not say":
    both are unknown, and neither is asked again by itself. Every change keeps what was said
    before it in `earlier`, the latest last.
    """

    id: str
    scenes: tuple[SceneId, ...]
    facts: Facts = NOTHING
    skipped: frozenset[ConceptId] = field(default_factory=frozenset)
    declined: frozenset[ConceptId] = field(default_factory=frozenset)
    heard: tuple[Proposal, ...] = ()
    """What the first words seemed to say; nothing of it counts before it is confirmed."""
    words: str = ""
    """What was searched for, while no scene is chosen."""
    wish: Wish = Wish()
    earlier: tuple[Said, ...] = ()
    case: str | None = None
    """The case for which another plan is sought, where it is not a new one."""

    @property
    def unanswered(self) -> frozenset[ConceptId]:
        """Return the questions that were put and not answered."""
        return self.skipped | self.declined

    @property
    def said(self) -> Said:
        """Return all that can be taken back."""
        return Said(**{name: getattr(self, name) for name in _SAID})

    def _changed(self, **changes: Any) -> Intake:
        """Return the intake with changes, and the way back if they change anything."""
        new = replace(self, **changes)
        if new.said == self.said:
            return self
        return replace(new, earlier=(*self.earlier, self.said)[-LEVELS:])

    def undone(self) -> Intake:
        """Return the intake as it was before the last change; itself if there was none."""
        if not self.earlier:
            return self
        *rest, last = self.earlier
        said = {name: getattr(last, name) for name in _SAID}
        return replace(self, **said, earlier=tuple(rest))

    def wishing(self, wish: Wish) -> Intake:
        """Return the intake with another mode or opening day to plan for."""
        return self._changed(wish=wish)

    def with_scene(self, scene: SceneId) -> Intake:
        """Return the intake with one more matter in the same plan."""
        return self._changed(scenes=tuple(dict.fromkeys((*self.scenes, scene))))

    def without_scene(self, scene: SceneId) -> Intake:
        """Return the intake with one matter less; facts stay, and so does the only matter."""
        left = tuple(one for one in self.scenes if one != scene)
        return self._changed(scenes=left or self.scenes)

    def holding(self, evidence: EvidenceId, held: bool = True) -> Intake:
        """Return the intake with a paper that is at hand, or is not after all."""
        one = frozenset({evidence})
        some, whole = self.facts.holds_some - one, self.facts.holds
        if held:
            return self._changed(facts=replace(self.facts, holds_some=some | one))
        whole = whole - one if whole is not None else None
        return self._changed(facts=replace(self.facts, holds_some=some, holds=whole))

    def answered(self, facts: Facts) -> Intake:
        """Return the intake with more facts; earlier ones stay."""
        told = frozenset(facts.told)
        return self._changed(
            facts=self.facts.with_facts(facts),
            skipped=self.skipped - told,
            declined=self.declined - told,
        )

    def confirmed(self, facts: Facts) -> Intake:
        """Return the intake with facts the applicant confirmed in one tap."""
        confirmed = {c: Fact(f.value, Standing.CONFIRMED) for c, f in facts.known.items()}
        return self.answered(Facts(known=confirmed))

    def unsettled(self) -> dict[int, Proposal]:
        """Return what was understood and is not known yet, by its place in `heard`."""
        known = self.facts.known
        return {i: one for i, one in enumerate(self.heard) if one.concept not in known}

    def taken(self, places: Collection[int]) -> Intake:
        """Return the intake with what was confirmed as declared facts; the rest is put aside.

        A list is never taken as a whole in one press: "cigarettes" does not mean nothing else. It
        stays in `heard`, to be ticked in its question.

        Raises:
            WrongInput: two values for one fact were confirmed.
        """
        lists = tuple(one for one in self.unsettled().values() if _is_list(one))
        chosen = [one for i, one in self.unsettled().items() if i in places and not _is_list(one)]
        if contradicted(chosen):
            raise WrongInput.at("take", *_BOTH)
        told = Facts(known={one.concept: Fact(one.value) for one in chosen})
        after = self.answered(told)
        return self._changed(
            facts=after.facts, skipped=after.skipped, declined=after.declined, heard=lists
        )

    def put_aside(self) -> Intake:
        """Return the intake without anything that was understood and not confirmed."""
        return self._changed(heard=())

    def without(self, concept: ConceptId, skip: bool = False, decline: bool = False) -> Intake:
        """Return the intake with one fact unknown again.

        Args:
            concept: of the fact.
            skip: the applicant does not know; it is not asked again.
            decline: the applicant would rather not say; it is not asked again either.
        """
        one = frozenset({concept})
        return self._changed(
            facts=self.facts.without(concept),
            skipped=self.skipped | one if skip else self.skipped - one,
            declined=self.declined | one if decline else self.declined - one,
        )


def _is_list(one: Proposal) -> bool:
    return isinstance(one.value, frozenset)


def new_id() -> str:
    """Return an id for a new conversation."""
    return secrets.token_hex(12)


class IntakeStore:
    """Keeps conversations for the session that began them, and for nobody else."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def begin(
        self,
        scenes: tuple[SceneId, ...],
        owner: str,
        heard: tuple[Proposal, ...] = (),
        words: str = "",
    ) -> Intake:
        """Begin a conversation with what was understood; long-expired ones are swept away."""
        return self.keep(Intake(id=new_id(), scenes=scenes, heard=heard, words=words), owner)

    def keep(self, intake: Intake, owner: str) -> Intake:
        """Keep a new conversation for a session and return it."""
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

    def end_for(self, case_id: str) -> None:
        """Forget every conversation about another plan for a case."""
        with self._database.write() as connection:
            connection.execute(delete(INTAKE).where(INTAKE.c.content.contains(case_id)))

    def end(self, intake_id: str, owner: str) -> None:
        """Forget a conversation."""
        mine = (INTAKE.c.id == intake_id, INTAKE.c.owner == owner)
        with self._database.write() as connection:
            connection.execute(delete(INTAKE).where(*mine))


def facts_written(facts: Facts) -> dict[str, Any]:
    """Return facts with where each came from as plain values that `facts_read` reads back."""
    standings = {c: f.standing for c, f in facts.known.items()}
    return {"facts": plain_facts(facts), "standings": standings}


def facts_read(held: Mapping[str, Any], catalogue: Catalogue) -> Facts:
    """Return facts that were kept; those kept without their standings were declared.

    Raises:
        WrongInput: the catalogue does not know a fact or a code any more.
    """
    facts = read_facts(held.get("facts", held), catalogue)
    standings = held["standings"] if "facts" in held else {}
    known = {
        concept: Fact(fact.value, Standing(standings.get(concept, Standing.DECLARED)))
        for concept, fact in facts.known.items()
    }
    return replace(facts, known=known)


def _written(intake: Intake) -> str:
    earlier = [_said_written(one) for one in intake.earlier]
    more = {"words": intake.words, "earlier": earlier, "case": intake.case}
    return to_json({**_said_written(intake.said), **more})


def _said_written(said: Said) -> dict[str, Any]:
    return {
        **facts_written(said.facts),
        "scenes": said.scenes,
        "skipped": sorted(said.skipped),
        "declined": sorted(said.declined),
        "heard": [_plain(one) for one in said.heard],
        "mode": said.wish.mode,
        "open_on": said.wish.open_on.isoformat() if said.wish.open_on else None,
    }


def _plain(one: Proposal) -> dict[str, Any]:
    facts = Facts(known={one.concept: Fact(one.value)})
    place = {"words": one.words, "start": one.start, "end": one.end}
    return {"facts": plain_facts(facts), **place}


def _proposals(held: list[dict[str, Any]], catalogue: Catalogue) -> Iterator[Proposal]:
    for one in held:
        for concept, fact in read_facts(one["facts"], catalogue).known.items():
            yield Proposal(
                concept=concept,
                value=fact.value,
                words=one["words"],
                start=one["start"],
                end=one["end"],
            )


def _read(intake_id: str, held: dict[str, Any], catalogue: Catalogue) -> Intake:
    said = _said_read(held, catalogue)
    return Intake(
        id=intake_id,
        words=held.get("words", ""),
        case=held.get("case"),
        earlier=tuple(_said_read(one, catalogue) for one in held.get("earlier", ())),
        **{name: getattr(said, name) for name in _SAID},
    )


def _said_read(held: dict[str, Any], catalogue: Catalogue) -> Said:
    open_on = held.get("open_on")
    return Said(
        scenes=tuple(SceneId(scene) for scene in held["scenes"]),
        facts=facts_read(held, catalogue),
        skipped=frozenset(ConceptId(concept) for concept in held["skipped"]),
        declined=frozenset(ConceptId(concept) for concept in held.get("declined", ())),
        heard=tuple(_proposals(held.get("heard", []), catalogue)),
        wish=Wish(
            mode=HandlingMode(held.get("mode", HandlingMode.STANDARD)),
            open_on=date.fromisoformat(open_on) if open_on else None,
        ),
    )
