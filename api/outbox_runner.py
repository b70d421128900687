"""Sends what is due, in a thread of the house; no request waits for it.

It wakes when something was put into the outbox, and looks by itself besides, for what is tried
again and for what another worker left behind. Once a day it makes the reminders, tells of changed
rules and erases cases that have rested long enough. Several workers may each have one: no notice
is sent by two at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from api.carrying import carriers, send_due
from api.case_views import plan_now
from api.new_plan import change_of
from api.retention import erase_old
from api.wiring import House
from flowchart.case import Case
from flowchart.case_days import days_of
from flowchart.forecast import forecast
from flowchart.notices import Topic
from flowchart.outbox import NEWS_TO_SEND
from flowchart.reminders import due
from kb.errors import CompanionError, NotFound, Unavailable

_LOOK_SECONDS: Final = 15.0
_STOP_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)


def look_through(house: House) -> int:
    """Put reminders that hold today and changed rules into the outbox; return how many were new.

    Only cases are looked at whose applicant can be reached.
    """
    made = 0
    for case_id in house.outbox.reached():
        try:
            case = house.cases.get(case_id)
            made += _remind(house, case) + _tell_of_rules(house, case)
        except NotFound:
            continue  # erased meanwhile
        except CompanionError as error:
            _log.warning("A case could not be looked through: %s", error)
    return made


def _remind(house: House, case: Case) -> int:
    today, catalogue = house.today(), house.catalogue
    ahead = forecast(case, today, catalogue.calendars)
    policies = plan_now(house, case).policies
    return house.outbox.remind(case, due(days_of(case, ahead, catalogue, policies), today))


def _tell_of_rules(house: House, case: Case) -> int:
    if change_of(house, case) is None:
        return 0
    return house.outbox.announce(case, Topic.RULES, f"rules:{house.catalogue.generation}")


def once_a_day(house: House) -> None:
    """Do what is done every day: reminders, changed rules, cases that have rested long enough."""
    look_through(house)
    erase_old(house.database, house.now, house.settings.retention_days)


class Runner:
    """The thread that sends."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._carriers = carriers(house.settings, house.now)
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._done_on: date | None = None
        self._thread = threading.Thread(target=self._run, name="sending", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._house.database.signals.hear(NEWS_TO_SEND, lambda _: self._woken.set())
        self._thread.start()

    def stop(self) -> None:
        """End; what is being sent just now has a moment left."""
        self._stopped.set()
        self._woken.set()
        self._thread.join(timeout=_STOP_SECONDS)

    def turn(self) -> None:
        """Do what there is to do now."""
        send_due(self._house.outbox, self._carriers)
        today = self._house.today()
        if self._done_on != today:
            once_a_day(self._house)
            self._done_on = today

    def _run(self) -> None:
        while True:
            self._woken.wait(_LOOK_SECONDS)
            self._woken.clear()
            if self._stopped.is_set():
                return
            try:
                self.turn()
            except Unavailable:
                continue  # the pages say that the database is away
            except Exception:
                _log.exception("Notices could not be sent; trying again.")


@contextmanager
def running(house: House) -> Iterator[None]:
    """Let notices be sent while something else is done.

    Raises:
        WrongInput: a setting cannot be used.
    """
    runner = Runner(house)
    runner.start()
    try:
        yield
    finally:
        runner.stop()
