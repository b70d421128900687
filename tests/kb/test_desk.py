from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from kb.database import open_database
from kb.desk import Desk
from kb.errors import BadRecords, Conflict, NotAllowed, NotFound, WrongInput
from kb.ledger import Ledger
from kb.ledger_tables import SEEDER
from kb.record_states import RecordState
from kb.text import Text
from tests.support import NAMES, WORLD, recorded
from tests.waiting import all_at_once

TWO = """
- {id: policy/new-grant, title: {zh: 新补贴, en: New grant}, document: document/new}
- {id: document/new, title: {zh: 新文件, en: New paper}}
""".encode()
"""Two records that belong together: neither is sound without the other."""


def service(name, requires):
    """Return the file of a service that waits for another."""
    return (
        f"{{id: service/{name}, title: {{zh: 事, en: {name}}}, requires: [[{requires}]]}}".encode()
    )


def sent_in(desk, content):
    name = desk.load(content, "service.yaml", "officer").name
    desk.send(name, "officer")
    return name


@dataclass
class Ticking:
    """A clock that is a minute later whenever somebody looks."""

    at: datetime = field(default=datetime(2026, 11, 23, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def ledger(database):
    ledger = Ledger(database, Ticking())
    ledger.seed(recorded(WORLD))
    return ledger


@pytest.fixture
def desk(ledger):
    return Desk(ledger, NAMES)


@pytest.fixture
def sent(desk):
    """Return the name of a submission that waits for approval."""
    return sent_in(desk, TWO)


def published(ledger):
    return {version.record.id for version in ledger.published()}


def test_records_of_one_file_are_loaded_together_and_wait_as_drafts(desk, ledger):
    made = desk.load(TWO, "new.yaml", "officer")

    assert [version.record.id for version in made.versions] == ["document/new", "policy/new-grant"]
    assert (made.state, made.author) == (RecordState.DRAFT, "officer")
    assert desk.waiting() == (made,)
    assert "policy/new-grant" not in published(ledger)


def test_what_one_sends_another_publishes(desk, ledger, sent):
    desk.publish(sent, "approver")

    assert {"policy/new-grant", "document/new"} <= published(ledger)
    assert desk.waiting() == ()
    assert [(move.to, move.by) for move in desk.get(sent).moves] == [
        (RecordState.DRAFT, "officer"),
        (RecordState.IN_REVIEW, "officer"),
        (RecordState.APPROVED, "approver"),
        (RecordState.PUBLISHED, "approver"),
    ]


def test_a_newer_version_takes_the_place_of_the_one_before(desk, ledger):
    edited = "{id: document/notice, title: {zh: 公告, en: Announcement}}".encode()

    desk.publish(sent_in(desk, edited), "approver")

    states = [version.standing for version in ledger.history("document/notice")]
    assert states == [RecordState.SUPERSEDED, RecordState.PUBLISHED]


@pytest.mark.parametrize("by", ["officer", "helper"])
def test_whoever_wrote_or_sent_it_cannot_approve_it(desk, ledger, by):
    name = desk.load(TWO, "new.yaml", "officer").name
    desk.send(name, "helper")

    with pytest.raises(NotAllowed, match="Ask a colleague"):
        desk.publish(name, by)

    assert "policy/new-grant" not in published(ledger)


def test_a_file_that_was_edited_beside_the_product_can_be_published_by_anyone(desk, ledger):
    ledger.seed(recorded("{id: document/notice, title: {zh: 公告, en: Notice}}"))
    (waiting,) = desk.waiting()
    assert (waiting.author, waiting.by) == (SEEDER, frozenset())

    desk.send(waiting.name, "officer")

    assert desk.get(waiting.name).by == {"officer"}


def test_a_draft_is_not_published_unsent(desk, sent, ledger):
    desk.give_back(sent, "approver", "Article 4 says 60 m².")

    with pytest.raises(Conflict, match="Send it for approval first"):
        desk.publish(sent, "approver")
    assert desk.get(sent).said == "Article 4 says 60 m²."


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_giving_back_and_withdrawing_need_a_reason(desk, sent, reason):
    with pytest.raises(WrongInput, match="Write one sentence"):
        desk.give_back(sent, "approver", reason)
    with pytest.raises(WrongInput, match="Write one sentence"):
        desk.withdraw(sent, "officer", reason)


def test_what_is_withdrawn_waits_no_more_and_stays_in_the_ledger(desk, ledger):
    name = desk.load(TWO, "new.yaml", "officer").name

    desk.withdraw(name, "officer", "It was a mistake.")

    assert desk.waiting() == ()
    assert desk.get(name).state is RecordState.WITHDRAWN
    assert len(ledger.history("policy/new-grant")) == 1


def test_a_bad_file_leaves_nothing_behind(desk):
    with pytest.raises(BadRecords, match=r"new\.yaml:1: .*document/none"):
        desk.load(
            b"{id: policy/x, title: {zh: a, en: b}, document: document/none}", "new.yaml", "officer"
        )

    assert desk.waiting() == ()


def test_a_file_that_says_nothing_new_is_refused(desk):
    desk.load(TWO, "new.yaml", "officer")

    with pytest.raises(WrongInput, match="word for word"):
        desk.load(TWO, "new.yaml", "another")


def test_one_bad_record_keeps_the_good_ones_of_its_file_out(desk):
    bad = "- {id: policy/bad, title: {zh: 坏, en: Bad}, document: document/none}\n".encode()

    with pytest.raises(BadRecords):
        desk.load(TWO + bad, "three.yaml", "officer")

    assert desk.waiting() == ()


def test_where_one_record_no_longer_fits_none_of_its_submission_is_published(desk, ledger):
    desk.publish(sent_in(desk, service("one", "service/registration")), "approver")
    turned = sent_in(desk, service("one", "service/licence"))
    both = b"\n".join(
        b"- " + one
        for one in (
            "{id: policy/good, title: {zh: 好, en: Good}}".encode(),
            service("licence", "service/one"),
        )
    )
    together = sent_in(desk, both)
    desk.publish(turned, "approver")

    with pytest.raises(BadRecords):
        desk.publish(together, "approver")

    assert "policy/good" not in published(ledger)
    assert {version.state for version in desk.get(together).versions} == {RecordState.IN_REVIEW}


def test_a_file_edited_beside_the_product_is_sent_by_one_and_published_by_another(desk, ledger):
    ledger.seed(recorded("{id: document/notice, title: {zh: 公告, en: Notice}}"))
    (waiting,) = desk.waiting()
    desk.send(waiting.name, "officer")

    with pytest.raises(NotAllowed):
        desk.publish(waiting.name, "officer")
    desk.publish(waiting.name, "approver")

    assert [version.record.title.zh for version in ledger.published_of(["document/notice"])] == [
        "公告"
    ]


def test_there_is_no_submission_behind_a_guess(desk):
    with pytest.raises(NotFound):
        desk.get("guess")


def test_what_no_longer_fits_what_was_published_meanwhile_is_not_published(desk, ledger):
    """Each waits for the other: either is sound alone, both together are a cycle."""
    desk.publish(sent_in(desk, service("one", "service/registration")), "approver")
    turned = sent_in(desk, service("one", "service/licence"))
    back = sent_in(desk, service("licence", "service/one"))
    desk.publish(turned, "approver")

    with pytest.raises(BadRecords):
        desk.publish(back, "approver")

    assert desk.get(back).state is RecordState.IN_REVIEW


@pytest.fixture
def elsewhere(desk, database_url):
    """Return the desk of another worker; SQLite has but one."""
    if not database_url.startswith("postgresql"):
        yield desk
        return
    other = open_database(database_url)
    yield Desk(Ledger(other, Ticking()), NAMES)
    other.close()


def test_of_two_that_contradict_each_other_at_the_same_moment_one_is_published(desk, elsewhere):
    """The gates and the publication are one turn, for all workers."""
    desk.publish(sent_in(desk, service("one", "service/registration")), "approver")
    names = [
        sent_in(desk, service("one", "service/licence")),
        sent_in(desk, service("licence", "service/one")),
    ]

    said = all_at_once(
        [
            lambda: desk.publish(names[0], "approver"),
            lambda: elsewhere.publish(names[1], "approver"),
        ]
    )

    assert sorted(type(one).__name__ for one in said) == ["BadRecords", "NoneType"]


def test_what_was_dropped_may_be_loaded_again(desk):
    """Whoever dropped a draft by mistake, or wants an older version back, is not sent away."""
    first = desk.load(TWO, "new.yaml", "officer")
    desk.withdraw(first.name, "officer", "by mistake")

    again = desk.load(TWO, "new.yaml", "officer")

    assert [one.name for one in desk.waiting()] == [again.name]


def test_what_the_rooms_upstairs_find_wrong_is_refused_with_its_line(ledger):
    def examine(changed, base):
        assert all(base[record.id] is record for record in changed)
        return [
            (record.id, ("title",), Text(zh="不好。", en="is no good."), None) for record in changed
        ]

    with pytest.raises(BadRecords) as refused:
        Desk(ledger, NAMES, examine).check(TWO, "two.yaml")

    assert [(one.line, one.place) for one in refused.value.problems] == [(2, "title"), (3, "title")]


def test_they_look_again_before_publication_where_there_is_no_file(ledger):
    name = sent_in(Desk(ledger, NAMES), TWO)

    def examine(changed, _):
        return [(changed[0].id, ("title",), Text(zh="不好。", en="is no good."), None)]

    with pytest.raises(BadRecords) as refused:
        Desk(ledger, NAMES, examine).publish(name, "approver")

    assert refused.value.problems[0].place == "document/new.title"
