from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from threading import enumerate as enumerate_threads

import pytest

from api.desk_jobs import SILENT, DeskJobs, Stage
from kb.errors import NotFound
from kb.text import Text
from tests.visiting import Clock
from tests.waiting import seconds_until


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(people_database, clock):
    """Return the jobs of either kind of database; each test has a subject of its own."""
    return DeskJobs(people_database, clock)


def test_what_came_of_work_is_kept_for_every_worker(jobs, people_database, clock, request):
    jobs.do("sum", request.node.name, "officer", lambda tell: {"sum": 3})

    job = DeskJobs(people_database, clock).newest("sum", request.node.name)

    assert (job.stage, job.result, job.by) == (Stage.DONE, {"sum": 3}, "officer")


def test_work_under_way_says_how_far_it_is_and_is_begun_once(jobs, request):
    name, half, go_on = request.node.name, Event(), Event()

    def work(tell):
        tell(5, 10)
        half.set()
        go_on.wait(20)
        return "over"

    first = jobs.begin("slow", name, "officer", work)
    assert half.wait(20)
    job = jobs.newest("slow", name)
    again = jobs.begin("slow", name, "approver", work)
    under_way = [one.id for one in jobs.under_way()]
    go_on.set()

    assert (job.stage, job.percent, again) == (Stage.RUNNING, 50, first)
    assert first in under_way
    seconds_until(lambda: jobs.newest("slow", name).stage is Stage.DONE, 20)
    assert jobs.newest("slow", name).result == "over"


def test_work_that_was_killed_is_said_to_have_stopped_and_can_be_begun_again(jobs, clock, request):
    name, go_on = request.node.name, Event()
    jobs.begin("killed", name, "officer", lambda tell: go_on.wait(20))

    clock.move(seconds=SILENT.total_seconds() + 1)
    stopped = jobs.newest("killed", name).stage
    again = jobs.do("killed", name, "officer", lambda tell: 1)
    go_on.set()

    assert stopped is Stage.STOPPED
    assert jobs.newest("killed", name).id == again
    assert jobs.newest("killed", name).stage is Stage.DONE


def test_work_that_was_killed_is_told_until_the_same_is_begun_again(jobs, clock, request):
    name, go_on = request.node.name, Event()
    killed = jobs.begin("again", name, "officer", lambda tell: go_on.wait(20))
    other = jobs.begin("again", f"{name}-other", "officer", lambda tell: go_on.wait(20))
    clock.move(seconds=SILENT.total_seconds() + 1)
    before = {one.id: one.stage for one in jobs.under_way()}

    jobs.do("again", name, "officer", lambda tell: 1)
    after = {one.id for one in jobs.under_way()}
    go_on.set()

    assert (before[killed], before[other]) == (Stage.STOPPED, Stage.STOPPED)
    assert killed not in after
    assert other in after


def test_work_that_many_begin_at_once_is_begun_once(jobs, request):
    name, go_on, ready = request.node.name, Event(), Barrier(8)

    def click(_):
        ready.wait(20)
        return jobs.begin("clicked", name, "officer", lambda tell: go_on.wait(20))

    with ThreadPoolExecutor(8) as pool:
        begun = set(pool.map(click, range(8)))
    go_on.set()

    assert len(begun) == 1


def test_work_with_nothing_to_tell_is_said_to_live_until_it_ends(people_database, clock, request):
    name, go_on = request.node.name, Event()
    jobs = DeskJobs(people_database, clock, lives_seconds=0.02)
    jobs.begin("quiet", name, "officer", lambda tell: go_on.wait(20))

    clock.move(seconds=10 * SILENT.total_seconds())
    seconds_until(lambda: jobs.newest("quiet", name).stage is Stage.RUNNING, 20)
    go_on.set()
    seconds_until(lambda: jobs.newest("quiet", name).stage is Stage.DONE, 20)

    assert f"{jobs.newest('quiet', name).id} lives" not in {one.name for one in enumerate_threads()}


def test_what_went_wrong_is_said_in_both_languages(jobs, request):
    def fails(_):
        raise NotFound(Text(zh="没有。", en="There is none."))

    jobs.do("wrong", request.node.name, "officer", fails)

    job = jobs.newest("wrong", request.node.name)
    assert (job.stage, job.problem) == (Stage.FAILED, {"zh": "没有。", "en": "There is none."})


def test_work_nobody_asked_for_is_not_there(jobs, request):
    assert jobs.newest("none", request.node.name) is None
