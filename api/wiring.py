"""Everything that touches the world, made once and passed in."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from api.accounts import Accounts
from api.auth import Staff
from api.desk_jobs import DeskJobs
from api.generations import OtherDays, Serving
from api.handover import Handover
from api.keys import Keys
from api.meaning import Meaning, Stage
from api.news import News
from api.preparing import folders_of, prepare
from api.register_jobs import Registers
from api.settings import Settings
from api.throttle import SIGN_INS, Throttle
from api.unfound import Unfound
from flowchart import calendar, drawing
from flowchart.case_log import CASE_MOVED
from flowchart.case_store import CaseStore
from flowchart.intake import IntakeStore
from flowchart.invitations import Invitations
from flowchart.outbox import Outbox
from flowchart.plan import Plan, Wish
from flowchart.planner import Planner
from flowchart.private import Channel, PrivateRows
from flowchart.rule_change import RuleChanges
from flowchart.tracking import Tracking
from kb.catalogue import Catalogue
from kb.database import Database, open_database
from kb.days import day_of
from kb.desk import Desk
from kb.errors import CompanionError, Problem
from kb.generation import build, renewed
from kb.ids import OrganisationId, SceneId
from kb.ledger import Ledger
from kb.ledger_tables import PUBLISHED
from kb.store import GraphStore
from kb.vocab import Names
from matcher import quality
from matcher.applicant import Facts
from matcher.match import Match, Matcher
from matcher.search import Searcher
from matcher.vectors import Progress, nobody_watches

Clock = Callable[[], datetime]
_AGAIN_SECONDS: Final = 15.0
_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """The objects a running product is made of.

    A request works on a copy of its own (`for_request`), so that it sees one generation from
    beginning to end while another is put in its place.
    """

    settings: Settings
    now: Clock
    names: Names
    database: Database
    ledger: Ledger
    desk: Desk
    serving: Serving
    cases: CaseStore
    private: PrivateRows
    outbox: Outbox
    invitations: Invitations
    intakes: IntakeStore
    tracking: Tracking
    accounts: Accounts
    staff: Staff
    handover: Handover
    keys: Keys
    calls: Throttle
    meaning: Meaning
    unfound: Unfound
    registers: Registers
    jobs: DeskJobs
    problems: tuple[Problem, ...] = ()
    """What is wrong with edited files; what was published before stays in force."""
    news: News = field(default_factory=News)
    wrong_codes: Throttle = field(default_factory=Throttle)
    wrong_sign_ins: Throttle = field(default_factory=lambda: Throttle(SIGN_INS))
    rule_changes: RuleChanges = field(default_factory=RuleChanges)
    _renewing: threading.Lock = field(default_factory=threading.Lock)
    _other_days: OtherDays = field(default_factory=OtherDays)
    _closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Let cases count by the working days that are served now."""
        self.cases.calendars = lambda: self.catalogue.calendars
        self.cases.tells = self.outbox.tell

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue that is served now."""
        return self.serving.generation.catalogue

    @property
    def store(self) -> GraphStore:
        """Return the graph that is served now."""
        return self.serving.generation.store

    @property
    def searcher(self) -> Searcher:
        """Return the search over what is served now."""
        return self.serving.searcher

    @property
    def matcher(self) -> Matcher:
        """Return the matcher over what is served now."""
        return self.serving.matcher

    @property
    def planner(self) -> Planner:
        """Return the planner over what is served now."""
        return self.serving.planner

    @property
    def centre(self) -> OrganisationId:
        """Return the centre that new accounts belong to where none is named."""
        return OrganisationId(self.settings.centre)

    def for_request(self) -> House:
        """Return a copy whose generation stays as it is now."""
        return copy(self)

    @property
    def is_due(self) -> bool:
        """Say whether something comes into force today, or has, that is not served yet."""
        return (self.serving.generation.until or date.max) <= self.today()

    def as_of(self, day: date, known: date | None = None) -> House:
        """Return a house that serves what is in force on a day, itself where that is the same.

        With `known` by what was known at the end of that day.
        """
        digests = self.ledger.published_digests(day, known)
        if digests == self.serving.generation.digests:
            return self
        then = copy(self)
        key = (self.ledger.head().number, day, known)
        then.serving = self._other_days.get(key, lambda: self._made_for(day, known))
        return then

    def _made_for(self, day: date, known: date | None) -> Serving:
        generation = build(self.ledger, self.names, day=day, known=known)
        return Serving.of(generation, self.searcher, self.centre)

    def follow(self) -> None:
        """Hear what other workers and we ourselves do: moved cases, published records."""
        self.database.signals.hear(CASE_MOVED, self.news.heard)
        self.database.signals.hear_slowly(PUBLISHED, self.renew)
        self.database.signals.listen()
        self.renew()
        self._do_behind(self._watch_the_days, "days")
        self.registers.forget_old(self.settings.register_days)

    def renew(self, if_due: bool = False) -> None:
        """Serve what is in force now; requests under way keep what they began with.

        With `if_due` only where that is not served yet: of many who ask at once, one does it.
        """
        with self._renewing:
            if if_due and not self.is_due:
                return
            old = self.serving
            new = renewed(old.generation, self.ledger, self.names)
            if new.catalogue is old.generation.catalogue:
                self.serving = replace(old, generation=new)
            else:
                self.serving = Serving.of(new, old.searcher, self.centre)
                self.serving.warm()  # half of the work; pages need not wait for it
                if old.searcher.has_vectors and not self.searcher.has_vectors:
                    self._do_behind(self._join_again, "joining")

    def _watch_the_days(self) -> None:
        """Put in force what is due, though nobody asks for a page at midnight."""
        while not self._closed.wait(_AGAIN_SECONDS):
            if self.is_due or self.serving.generation.is_behind:
                try:
                    self.renew()
                except Exception:  # the next look, or the next request, tries again
                    _log.exception("What is in force today could not be served.")

    def _join_again(self) -> None:
        """Wait until an encoder that was away when something was published is back."""
        while not self.searcher.has_vectors:
            time.sleep(_AGAIN_SECONDS)
            with self._renewing:
                searcher = Searcher(self.catalogue, earlier=self.searcher)
                self.serving = replace(self.serving, searcher=searcher)

    def today(self) -> date:
        """Return the day it is in Shanghai."""
        return day_of(self.now())

    def applying_on(self) -> date:
        """Return the day a plan made now is counted from: today, or the next working day."""
        return calendar.next_working_day(self.today(), self.catalogue.calendars)

    def matches(self, facts: Facts, on: date, rank: bool = True) -> tuple[Match, ...]:
        """Return every policy for these facts, ranked with the vectors where they are there."""
        scores = self.searcher.policy_scores(facts, self.catalogue) if rank else {}
        return self.matcher.matches(facts, on, scores)

    def plan(
        self,
        scenes: Sequence[SceneId],
        facts: Facts,
        on: date,
        rank: bool = True,
        wish: Wish | None = None,
    ) -> Plan:
        """Return the plan for these scenes and facts, with its policies."""
        near, matches = self.searcher.recalled(scenes), self.matches(facts, on, rank)
        return self.planner.plan(scenes, facts, on, matches, recalled=near, wish=wish)

    def load_encoder(self, apart: bool = False, progress: Progress = nobody_watches) -> None:
        """Load the encoder and let it join the search; takes seconds, pages go on meanwhile.

        An encoder that speaks none of our languages is left alone.

        Args:
            apart: in a process of its own.
            progress: told how many texts are encoded, where some have to be.

        Raises:
            Unavailable: there is no such model, or nowhere to keep its vectors.
        """
        if not self.meaning.languages:
            return
        with self.meaning.joining():
            encoder = self.meaning.encoder(apart)
            at_first = self.serving
            indexed = self.meaning.indexed(progress)
            searcher = Searcher(at_first.generation.catalogue, encoder, indexed=indexed)
            with self._renewing:
                if self.serving is not at_first:
                    searcher = Searcher(self.catalogue, earlier=searcher)
                self.serving = replace(self.serving, searcher=searcher)

    def join_encoder(self, apart: bool = False, progress: Progress = nobody_watches) -> None:
        """Load the encoder if it can be loaded; else search goes by words, as log and desk say."""
        if self.meaning.standing.stage is not Stage.FAILED:
            try:
                self.load_encoder(apart, progress)
            except CompanionError as error:
                _log.warning("Search goes by words alone: %s", error)

    def warm(self) -> None:
        """Do what the first visitor would wait for: start Graphviz, then load the encoder."""
        drawing.start()
        self.serving.warm()
        self.join_encoder(apart=True)

    def warm_behind(self) -> None:
        """Warm up in a thread of its own; pages are served meanwhile."""
        self._do_behind(self.warm, "warming")

    @staticmethod
    def _do_behind(work: Callable[[], None], name: str) -> None:
        threading.Thread(target=work, name=name, daemon=True).start()

    def close(self) -> None:
        """Let the encoder and the database go."""
        self._closed.set()
        self.jobs.close()
        self.meaning.close()
        self.store.close()
        self.database.close()


def open_house(
    settings: Settings,
    data: Sequence[str] = (),
    now: Clock = utc_now,
    in_memory: bool = False,
    keep_published: bool = False,
    prepared: tuple[Problem, ...] | None = None,
) -> House:
    """Return a house whose ledger holds its records.

    Args:
        settings: the environment's.
        data: folders named on the command line; then nothing is written to database or graph.
        now: the clock.
        in_memory: keep everything in memory.
        keep_published: with bad files, go on with what the ledger has published, if anything.
        prepared: somebody else brought the records in and found these problems in them.

    Raises:
        Unavailable: the database cannot be opened, or cannot keep vectors as it is told to.
        WrongInput: a setting cannot be used.
        BadRecords: a record does not pass a gate.
    """
    apart = bool(data) or in_memory
    url = "sqlite://" if apart else settings.resolved_database_url()
    graph = "memory:" if apart else settings.graph_url
    database = open_database(url)
    names = Names(settings.iri_base)
    ledger = Ledger(database, now)
    if prepared is None:
        kept = None if apart else settings.state
        prepared = prepare(ledger, folders_of(settings, data), names, keep_published, kept)
    accounts = Accounts(database, now)
    return House(
        settings=settings,
        now=now,
        names=names,
        database=database,
        ledger=ledger,
        desk=Desk(ledger, names, quality.examine),
        serving=Serving.of(build(ledger, names, graph), None, settings.centre),
        cases=CaseStore(database, now),
        private=PrivateRows(database, now),
        outbox=Outbox(database, now, map(Channel, settings.channels)),
        invitations=Invitations(database, now),
        intakes=IntakeStore(database, now),
        tracking=Tracking(database, now),
        accounts=accounts,
        staff=Staff(database, now, accounts),
        handover=Handover(database, now),
        keys=Keys(database, now),
        calls=Throttle(settings.rate),
        meaning=Meaning(settings, database, in_memory=apart),
        unfound=Unfound(database, now),
        registers=Registers(settings.state / "registers", now),
        jobs=DeskJobs(database, now),
        problems=prepared,
    )
