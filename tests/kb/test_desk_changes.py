"""What is published and changes: days ahead, going back, taking out, ending, suspending."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kb.desk import Desk
from kb.errors import BadRecords, Conflict, NotAllowed, NotFound, Problem, WrongInput
from kb.ledger import Ledger
from kb.record_states import RecordState
from kb.text import Text
from tests.support import NAMES, WORLD, recorded

GRANT = "{id: policy/grant, title: {zh: 补贴, en: Grant}, document: document/notice, article: '%s'}"
MONDAY, NEXT, LATER = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)


class Days:
    """A clock that is moved from day to day, and a minute later whenever somebody looks."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def on(self, day: date) -> None:
        """Let it be the morning of a day."""
        self.at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


@pytest.fixture
def clock():
    return Days()


@pytest.fixture
def ledger(database, clock):
    ledger = Ledger(database, clock)
    ledger.seed(recorded(WORLD))
    return ledger


@pytest.fixture
def desk(ledger):
    return Desk(ledger, NAMES)


def sent_in(desk, text, day=None):
    name = desk.load(text.encode(), "grant.yaml", "officer").name
    desk.send(name, "officer", day)
    return name


def published(desk, text, day=None):
    name = sent_in(desk, text, day)
    desk.publish(name, "approver")
    return name


def approved(desk, made, day=None):
    desk.send(made.name, "officer", day)
    desk.publish(made.name, "approver")
    return made.name


def article(ledger, day=None):
    """Return what the grant says on a day; None where nothing of it is in force."""
    found = ledger.published_of(["policy/grant"], day)
    return found[0].record.article if found else None


def test_a_version_for_a_day_ahead_waits_for_its_day(desk, ledger, clock):
    published(desk, GRANT % 1)
    name = published(desk, GRANT % 2, NEXT)

    assert desk.get(name).standing is RecordState.SCHEDULED
    assert [one.record.article for one in ledger.scheduled()] == ["2"]
    assert (article(ledger), ledger.next_turn(MONDAY)) == ("1", NEXT)
    clock.on(NEXT)
    assert (article(ledger), ledger.scheduled()) == ("2", ())


def test_a_version_may_reach_back(desk, ledger):
    published(desk, GRANT % 1)

    published(desk, GRANT % 2, date(2026, 11, 2))

    assert [article(ledger, day) for day in (date(2026, 11, 1), date(2026, 11, 2), MONDAY)] == [
        None,
        "2",
        "2",
    ]
    assert ledger.published(date(2026, 11, 10), known=date(2026, 11, 10)) == ()


def test_what_is_ahead_is_called_back_until_its_day(desk, ledger, clock):
    published(desk, GRANT % 1)
    name = published(desk, GRANT % 2, NEXT)

    desk.call_back(name, "approver", "the notice was withdrawn")

    clock.on(NEXT)
    assert article(ledger) == "1"
    assert ledger.history("policy/grant")[-1].standing is RecordState.WITHDRAWN


def test_what_is_in_force_is_not_called_back(desk):
    name = published(desk, GRANT % 1)

    with pytest.raises(Conflict, match="in force already"):
        desk.call_back(name, "approver", "too late")


def test_going_back_says_again_what_an_earlier_version_said(desk, ledger):
    published(desk, GRANT % 1)
    published(desk, GRANT % 2)
    first = ledger.history("policy/grant")[0]

    made = desk.roll_back(first.number, "officer")

    assert article(ledger) == "2", "a second person has to agree"
    approved(desk, made)
    assert article(ledger) == "1"
    assert len(ledger.history("policy/grant")) == 3


def test_one_person_alone_does_not_go_back(desk, ledger):
    published(desk, GRANT % 1)
    published(desk, GRANT % 2)
    made = desk.roll_back(ledger.history("policy/grant")[0].number, "approver")
    desk.send(made.name, "approver")

    with pytest.raises(NotAllowed):
        desk.publish(made.name, "approver")


def test_a_record_ends_on_its_day_when_a_second_person_agrees(desk, ledger, clock):
    published(desk, GRANT % 1)

    made = desk.end("policy/grant", "officer", "repealed")
    assert made.ends
    name = approved(desk, made, NEXT)

    assert (article(ledger), desk.get(name).standing) == ("1", RecordState.SCHEDULED)
    clock.on(NEXT)
    assert article(ledger) is None
    assert [one.standing for one in ledger.history("policy/grant")] == [
        RecordState.WITHDRAWN,
        RecordState.WITHDRAWN,
    ]
    with pytest.raises(WrongInput, match="says nothing itself"):
        desk.roll_back(ledger.history("policy/grant")[-1].number, "officer")


def test_what_others_still_name_does_not_end(desk):
    published(desk, GRANT % 1)
    made = desk.end("document/notice", "officer", "repealed")

    with pytest.raises(BadRecords, match="still used by 2 × policy") as refused:
        desk.send(made.name, "officer")
    (first, grant, _) = refused.value.problems
    assert (first.remedy.zh, grant.place) == (
        "请先改这些记录，从里面拿掉它，再来这里。",
        "policy/grant",
    )

    assert desk.get(made.name).state is RecordState.DRAFT


def test_what_names_it_only_from_a_day_ahead_keeps_it_too(desk, ledger, clock):
    """Today nobody names the new notice; next Monday the grant will."""
    published(desk, "{id: document/new, title: {zh: 新, en: New}}")
    published(desk, GRANT.replace("document/notice", "document/new") % 1, NEXT)
    made = desk.end("document/new", "officer", "by mistake")

    with pytest.raises(BadRecords, match="policy/grant: "):
        desk.send(made.name, "officer")


def test_a_clause_is_taken_out_while_the_item_stands(desk, ledger):
    published(desk, GRANT % 1)

    approved(desk, desk.take_out("policy/grant", ("article",), "officer", "article 1 is repealed"))

    (held,) = ledger.published_of(["policy/grant"])
    assert (held.record.article, held.record.document) == (None, "document/notice")
    assert held.origin == "without article"


def test_what_does_harm_is_suspended_at_once_and_resumed(desk, ledger, clock):
    published(desk, GRANT % 1)

    desk.suspend("policy/grant", "approver", "the figure is wrong")

    assert article(ledger) is None
    assert [one.record.id for one in ledger.suspended()] == ["policy/grant"]
    clock.on(NEXT)
    with pytest.raises(NotAllowed):
        desk.resume("policy/grant", "officer", "it is right after all")
    desk.resume("policy/grant", "approver", "the figure is right")
    assert (article(ledger), ledger.suspended()) == ("1", ())
    (held,) = ledger.history("policy/grant")
    assert (held.effective_on, held.until) == (MONDAY, None), "it counts from the day it did before"
    assert article(ledger, date(2026, 11, 25)) is None, "the days between stay as they were"


NEW_FACT = "{id: concept/new, title: {zh: 新, en: New}, type: number}"
ASKS = "{id: policy/asks, title: {zh: 问, en: Asks}, criteria: {fact: concept/new, at_most: 3}}"


def test_what_something_later_needs_is_not_called_back(desk, ledger):
    """The policy comes a week after the fact that it asks; without it nobody could be matched."""
    name = published(desk, NEW_FACT, NEXT)
    published(desk, ASKS, LATER)

    with pytest.raises(BadRecords, match="still used by 1 × policy"):
        desk.call_back(name, "officer", "by mistake")

    assert {one.standing for one in ledger.history("concept/new")} == {RecordState.SCHEDULED}


def test_an_end_that_lets_others_go_first_is_not_called_back_alone(desk):
    published(desk, NEW_FACT)
    published(desk, ASKS)
    name = published(desk, ASKS.replace("concept/new", "concept/employees"), NEXT)
    approved(desk, desk.end("concept/new", "officer", "asked no more"), LATER)

    with pytest.raises(BadRecords, match="there is no concept/new"):
        desk.call_back(name, "officer", "by mistake")


def test_of_several_suspended_versions_only_the_last_comes_back(desk, ledger):
    """Whoever wrote the later one cannot resume it in the name of the earlier one's author."""
    published(desk, GRANT % 1)
    desk.suspend("policy/grant", "approver", "wrong")
    made = desk.keep(recorded(GRANT % 2), "second officer")
    approved(desk, made)
    desk.suspend("policy/grant", "approver", "wrong again")

    assert [one.record.article for one in ledger.suspended()] == ["2"]
    with pytest.raises(NotAllowed):
        desk.resume("policy/grant", "second officer", "mended")


def test_what_ended_after_a_pause_stays_ended(desk, ledger):
    published(desk, GRANT % 1)
    desk.suspend("policy/grant", "approver", "wrong")
    approved(desk, desk.end("policy/grant", "officer", "over"))

    assert ledger.suspended() == ()
    with pytest.raises(NotFound):
        desk.resume("policy/grant", "approver", "by mistake")
    desk.archive("policy/grant", "approver", "over for good")


def test_an_end_that_falls_due_during_a_pause_holds(desk, ledger, clock):
    published(desk, GRANT % 1)
    approved(desk, desk.end("policy/grant", "officer", "over"), NEXT)
    desk.suspend("policy/grant", "approver", "wrong")

    clock.on(LATER)

    assert ledger.suspended() == ()


def test_a_mending_of_today_fits_though_another_version_stands_later(desk):
    """Fact and policy change together next week; the policy's words are mended for this one."""
    code = "{id: concept/of-kind, title: {zh: 类, en: Kind}, type: code, codes: [%s]}"
    word = "{code: %s, title: {zh: 一, en: One}}, {code: other, title: {zh: 别的, en: Other}}"
    rule = "{id: policy/rule, title: {zh: 规, en: %s}, criteria: {fact: concept/of-kind, in: [%s]}}"
    published(desk, f"[{code % (word % 'a')}, {rule % ('Rule', 'a')}]")
    published(desk, f"[{code % (word % 'b')}, {rule % ('Rule', 'b')}]", NEXT)

    published(desk, rule % ("Mended", "a"))


def test_what_was_given_back_and_is_sent_without_a_day_is_looked_at_as_of_today(desk):
    """On the day it was first meant for it would fit; today it does not."""
    published(desk, NEW_FACT, NEXT)
    made = desk.keep(recorded(ASKS), "officer")
    desk.send(made.name, "officer", LATER)
    desk.give_back(made.name, "approver", "from when?")

    with pytest.raises(BadRecords, match="there is no concept/new"):
        desk.send(made.name, "officer")


def test_in_an_emergency_the_policies_that_name_a_record_are_suspended_with_it(desk, ledger):
    published(desk, GRANT % 1)
    for name, needs in (("second", "grant"), ("third", "second")):
        title = f"{{zh: 二, en: {name}}}"
        published(desk, f"{{id: policy/{name}, title: {title}, requires: [policy/{needs}]}}")
    with pytest.raises(BadRecords, match="still used by 1 × policy"):
        desk.suspend("policy/grant", "officer", "it does harm")

    desk.suspend("policy/grant", "officer", "it does harm", along=True)

    found = [one.record.id for one in ledger.suspended()]
    assert sorted(found) == ["policy/grant", "policy/second", "policy/third"]
    with pytest.raises(BadRecords, match="there is no policy/second"):
        desk.resume("policy/third", "approver", "mended")
    for name in ("grant", "second", "third"):
        desk.resume(f"policy/{name}", "approver", "mended")
    assert ledger.suspended() == ()


def test_what_is_over_is_archived_and_its_days_stay_as_they_were(desk, ledger, clock):
    published(desk, GRANT % 1)
    approved(desk, desk.end("policy/grant", "officer", "repealed"), NEXT)
    clock.on(LATER)

    desk.archive("policy/grant", "approver", "over for good")

    assert {one.standing for one in ledger.history("policy/grant")} == {RecordState.ARCHIVED}
    assert (article(ledger, MONDAY), article(ledger, NEXT)) == ("1", None)
    first = ledger.history("policy/grant")[0]
    approved(desk, desk.roll_back(first.number, "officer"))
    assert article(ledger) == "1", "what was archived can come back as a new version"


def test_what_outlived_its_own_last_day_is_archived_and_no_longer_served(desk, ledger, clock):
    published(desk, GRANT.replace("article: '%s'", "article: '1', valid: {to: 2026-11-29}"))
    clock.on(NEXT)
    assert article(ledger) == "1"

    desk.archive("policy/grant", "approver", "over for good")

    assert article(ledger) is None
    assert article(ledger, MONDAY) == "1"


@pytest.mark.parametrize("still", ["in force", "ahead", "suspended", "waiting"])
def test_what_is_not_over_is_not_archived(desk, still):
    day = NEXT if still == "ahead" else None
    published(desk, GRANT % 1, day)
    if still == "suspended":
        desk.suspend("policy/grant", "approver", "the figure is wrong")
    if still == "waiting":
        approved(desk, desk.end("policy/grant", "officer", "repealed"))
        sent_in(desk, GRANT % 2)

    with pytest.raises(Conflict, match="cannot be archived"):
        desk.archive("policy/grant", "approver", "over")


def test_what_others_need_is_not_suspended(desk):
    published(desk, GRANT % 1)

    with pytest.raises(BadRecords):
        desk.suspend("document/notice", "approver", "wrong")


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.end("policy/none", "officer", "why"),
        lambda desk: desk.suspend("policy/none", "approver", "why"),
        lambda desk: desk.resume("policy/old-grant", "approver", "why"),
        lambda desk: desk.take_out("policy/none", ("article",), "officer", "why"),
        lambda desk: desk.roll_back(99_999, "officer"),
        lambda desk: desk.archive("policy/none", "approver", "why"),
    ],
)
def test_what_is_not_in_force_is_not_changed(desk, change):
    with pytest.raises(NotFound):
        change(desk)


def test_other_drafts_of_the_same_record_are_known(desk):
    mine, other = sent_in(desk, GRANT % 1), sent_in(desk, GRANT % 2)
    sent_in(desk, "{id: document/other, title: {zh: 别的, en: Other}}")

    assert [one.name for one in desk.rivals(desk.get(mine))] == [other]


def test_what_was_published_since_a_draft_was_written_is_known(desk):
    published(desk, GRANT % 1)
    mine = sent_in(desk, GRANT % 2)
    assert desk.overtaken(desk.get(mine)) == ()

    published(desk, GRANT % 3)

    assert [one.record.article for one in desk.overtaken(desk.get(mine))] == ["3"]
    with pytest.raises(Conflict, match="published since this was written"):
        desk.publish(mine, "approver")
    desk.publish(mine, "approver", over=True)
    assert article(desk._ledger) == "2"


def test_it_is_known_by_when_it_was_published_not_by_when_it_was_written(desk):
    """The older draft is published over the newer version; a draft of that one has to be told."""
    published(desk, GRANT % 0)
    older = sent_in(desk, GRANT % 1)
    published(desk, GRANT % 2)
    mine = sent_in(desk, GRANT % 3)
    desk.publish(older, "approver", over=True)

    assert [one.record.article for one in desk.overtaken(desk.get(mine))] == ["1"]


def test_what_was_open_in_an_editor_meanwhile_counts_as_written_from_what_was_seen(desk, ledger):
    published(desk, GRANT % 1)
    seen = ledger.published_of(["policy/grant"])[0].number
    published(desk, GRANT % 2)

    made = desk.keep(recorded(GRANT % 3), "officer", based_on={"policy/grant": seen})

    assert [one.record.article for one in desk.overtaken(made)] == ["2"]


def test_what_is_ahead_overtakes_only_what_counts_from_its_day_on(desk):
    published(desk, GRANT % 1)
    published(desk, GRANT % 2, NEXT)

    for day, found in ((None, []), (LATER, ["2"])):
        made = desk.keep(recorded(GRANT % 3), "officer")
        desk.send(made.name, "officer", day)
        assert [one.record.article for one in desk.overtaken(desk.get(made.name))] == found


def test_a_draft_is_looked_at_beside_what_is_in_force_from_its_day(desk):
    """On Monday the other is gone, so what is to count from later cannot name it."""
    published(desk, GRANT % 1)
    needs = "{id: policy/second, title: {zh: 二, en: Second}, requires: [policy/grant]}"
    approved(desk, desk.end("policy/grant", "officer", "repealed"), NEXT)

    with pytest.raises(BadRecords, match="there is no policy/grant"):
        sent_in(desk, needs, LATER)


def test_what_is_sent_is_looked_at_again_when_it_is_published(desk):
    """The other ended after the draft was sent in, and on the day itself nothing may name it."""
    published(desk, GRANT % 1)
    needs = "{id: policy/second, title: {zh: 二, en: Second}, requires: [policy/grant]}"
    ends = desk.end("policy/grant", "officer", "repealed")
    name = sent_in(desk, needs, LATER)
    approved(desk, ends, NEXT)

    with pytest.raises(BadRecords, match="there is no policy/grant"):
        desk.publish(name, "approver")


def test_what_has_to_be_said_first_is_told_with_what_is_wrong_and_the_draft_stays(desk):
    published(desk, GRANT % 1)
    made = desk.end("document/notice", "officer", "repealed")
    asked = Problem(place="organisation", problem=Text(zh="没有写", en="is not said"))

    with pytest.raises(WrongInput) as refused:
        desk.send(made.name, "officer", open_yet=[asked])
    with pytest.raises(WrongInput, match="is not said"):
        desk.send(desk.end("policy/grant", "officer", "x").name, "officer", open_yet=[asked])

    assert refused.value.problems[0] == asked
    assert len(refused.value.problems) > 1
    assert {one.state for one in desk.waiting()} == {RecordState.DRAFT}


def test_what_was_mended_while_it_was_suspended_is_not_resumed_over_the_new_version(desk, ledger):
    published(desk, GRANT % 1)
    desk.suspend("policy/grant", "approver", "the figure is wrong")

    published(desk, GRANT % 2)

    assert ledger.suspended() == ()
    with pytest.raises(NotFound):
        desk.resume("policy/grant", "approver", "by mistake")
    assert article(ledger) == "2"


def test_what_was_only_replaced_is_left_as_it_is_and_not_taken_out_of_its_successor(desk):
    old = "{id: policy/old, title: {zh: 旧, en: Old}, valid: {to: 2026-12-31}}"
    new = "{id: policy/new, title: {zh: 新, en: New}, valid: {from: 2027-01-01}, SUPERSEDES}"
    published(desk, f"[{old}, {new.replace('SUPERSEDES', 'supersedes: [policy/old]')}]")

    with pytest.raises(BadRecords, match="has taken its place") as refused:
        approved(desk, desk.end("policy/old", "officer", "repealed"))

    assert [one.place for one in refused.value.problems] == ["", "policy/new"]


def test_what_is_given_back_keeps_the_day_it_was_meant_for(desk):
    name = sent_in(desk, GRANT % 1, NEXT)

    desk.give_back(name, "approver", "Article 4 says 60 m².")

    assert desk.get(name).effective_on == NEXT
