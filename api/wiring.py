"""Everything that touches the world, made once and passed in."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from api.auth import Staff
from api.handover import Handover
from api.news import News
from api.settings import Settings, shipped_data
from api.throttle import Throttle
from flowchart import calendar, drawing
from flowchart.case_store import CaseStore
from flowchart.intake import IntakeStore
from flowchart.plan import Plan, Planner
from flowchart.tracking import Tracking
from kb.catalogue import Catalogue
from kb.database import Database, open_database
from kb.errors import BadRecords, Problem
from kb.generation import Generation, build, seed
from kb.ids import SceneId
from kb.ledger import Ledger
from kb.store import GraphStore
from kb.text import LANGUAGES, Language
from kb.vocab import Names
from matcher.applicant import Facts
from matcher.embedding import Encoder, SentenceEncoder
from matcher.match import Match, Matcher
from matcher.search import Searcher

SHANGHAI = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """The objects a running product is made of."""

    settings: Settings
    now: Clock
    names: Names
    database: Database
    ledger: Ledger
    generation: Generation
    searcher: Searcher
    matcher: Matcher
    planner: Planner
    cases: CaseStore
    intakes: IntakeStore
    tracking: Tracking
    staff: Staff
    handover: Handover
    problems: tuple[Problem, ...] = ()
    """What is wrong with edited files; what was published before stays in force."""
    news: News = field(default_factory=News)
    wrong_codes: Throttle = field(default_factory=Throttle)

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue that is served now."""
        return self.generation.catalogue

    @property
    def store(self) -> GraphStore:
        """Return the graph that is served now."""
        return self.generation.store

    def today(self) -> date:
        """Return the day it is in Shanghai."""
        return self.now().astimezone(SHANGHAI).date()

    def applying_on(self) -> date:
        """Return the day a plan made now is counted from: today, or the next working day."""
        return calendar.next_working_day(self.today(), self.catalogue.calendars)

    def matches(self, facts: Facts, on: date) -> tuple[Match, ...]:
        """Return every policy for these facts, ranked with the vectors where they are there."""
        return self.matcher.matches(facts, on, self.searcher.policy_scores(facts, self.catalogue))

    def plan(self, scenes: Sequence[SceneId], facts: Facts, on: date) -> Plan:
        """Return the plan for these scenes and facts, with its policies."""
        return self.planner.plan(scenes, facts, on, self.matches(facts, on))

    def load_encoder(self) -> None:
        """Load the encoder and let it join the search; takes seconds, pages go on meanwhile."""
        self.searcher = Searcher(self.catalogue, make_encoder(self.settings))

    def warm(self) -> None:
        """Do what the first visitor would wait for: start Graphviz, then load the encoder."""
        drawing.start()
        self.load_encoder()

    def warm_behind(self) -> None:
        """Warm up in a thread of its own; pages are served meanwhile."""
        threading.Thread(target=self.warm, name="warming", daemon=True).start()

    def close(self) -> None:
        """Let the database go."""
        self.database.close()


def make_encoder(settings: Settings) -> Encoder:
    """Return the encoder the settings name."""
    spoken = settings.encoder_languages.split(",")
    languages: frozenset[Language] = frozenset(one for one in LANGUAGES if one in spoken)
    return SentenceEncoder(settings.encoder, languages)


def folders_of(settings: Settings, named: Sequence[str] = ()) -> tuple[Path, ...]:
    """Return the folders of records: those named, else the setting's, else the shipped one."""
    listed = list(named) or [part for part in settings.data.split(os.pathsep) if part]
    return tuple(Path(part) for part in listed) or (shipped_data(),)


def open_house(
    settings: Settings,
    data: Sequence[str] = (),
    now: Clock = utc_now,
    in_memory: bool = False,
    keep_published: bool = False,
) -> House:
    """Return a house whose ledger holds its records.

    Args:
        settings: the environment's.
        data: folders named on the command line; then nothing is written to the database.
        now: the clock.
        in_memory: keep everything in memory.
        keep_published: with bad files, go on with what the ledger has published, if anything.

    Raises:
        Unavailable: the database cannot be opened.
        BadRecords: a record does not pass a gate.
    """
    apart = bool(data) or in_memory
    url = "sqlite://" if apart else settings.resolved_database_url()
    database = open_database(url)
    names = Names(settings.iri_base)
    ledger = Ledger(database, now)
    problems: tuple[Problem, ...] = ()
    try:
        seed(folders_of(settings, data), ledger, names)
    except BadRecords as error:
        if not keep_published or not ledger.published():
            raise
        problems = error.problems
    generation = build(ledger, names, settings.graph_url)
    catalogue = generation.catalogue
    return House(
        settings=settings,
        now=now,
        names=names,
        database=database,
        ledger=ledger,
        generation=generation,
        searcher=Searcher(catalogue),
        matcher=Matcher(catalogue),
        planner=Planner(catalogue),
        cases=CaseStore(database, now),
        intakes=IntakeStore(database, now),
        tracking=Tracking(database, now),
        staff=Staff(database, now),
        handover=Handover(now),
        problems=problems,
    )
