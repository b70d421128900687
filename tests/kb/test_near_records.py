"""Standing items that a draft is nearly the same as: real policies and edited copies of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import near_records
from kb.criteria import All, AtLeast, AtMost, Not
from kb.model import Policy, PublicService, Scene
from kb.near_records import Alike, alike, leaves, shared_leaves
from kb.text import Text
from tests.support import criterion_of, recorded, shipped_records

BASE = shipped_records()
ITEMS = sorted(one.id for one in BASE.values() if isinstance(one, Policy | PublicService | Scene))
WITH_CONDITIONS = sorted(
    one.id for one in BASE.values() if isinstance(one, Policy) and leaves(one).total() >= 2
)


def near(draft):
    return {(one.record_id, one.by): one.share for one in alike(draft, BASE)}


@given(st.sampled_from(ITEMS))
def test_the_same_record_under_another_id_is_found(record_id):
    copy = replace(BASE[record_id], id=f"{record_id}-again")

    assert near(copy)[record_id, "text"] == 1
    assert alike(copy, BASE)[0].share == 1


@given(st.sampled_from(WITH_CONDITIONS))
def test_the_same_conditions_under_other_words_are_found(record_id):
    words = Text(zh="完全不同的名称", en="Quite another name")
    copy = replace(BASE[record_id], id="policy/again", title=words, description=None)

    assert near(copy)[record_id, "criteria"] == 1
    assert (record_id, "text") not in near(copy)


def test_an_edited_copy_is_found_by_its_words_and_by_its_conditions():
    """A copy with a new year in its title, and one threshold moved."""
    old = BASE["policy/first-start-up-grant"]
    moved = tuple(
        replace(leaf, at_most=Decimal(7)) if isinstance(leaf, AtMost) else leaf
        for leaf in old.criteria.all
    )
    title = Text(zh=f"2027 年{old.title.zh}", en=f"{old.title.en} 2027")
    copy = replace(old, id="policy/grant-2027", title=title, criteria=All(all=moved))

    found = near(copy)

    assert found[old.id, "text"] > Decimal("0.8")
    assert found[old.id, "criteria"] > Decimal("0.75")


def test_the_version_a_draft_replaces_is_known_already():
    old = BASE["policy/first-start-up-grant"]
    new = replace(old, id="policy/new", supersedes=frozenset({old.id}))

    assert old.id not in {record for record, _ in near(new)}


def test_a_draft_is_not_like_its_own_earlier_version():
    old = BASE["policy/first-start-up-grant"]

    assert old.id not in {record for record, _ in near(old)}


def test_few_of_the_shipped_policies_are_like_each_other():
    pairs = {
        frozenset({one.id, found.record_id})
        for one in BASE.values()
        if isinstance(one, Policy)
        for found in alike(one, BASE)
    }

    assert len(pairs) <= 3


def policy(text):
    (made,) = recorded("{id: policy/a, title: {zh: 一, en: A}}")
    return replace(made, criteria=criterion_of(text))


A = "{fact: concept/employees, at_most: 300}"
B = "{fact: concept/foreign, is: false}"
C = "{fact: concept/revenue, at_least: 5}"


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (f"{{all: [{A}, {B}]}}", f"{{all: [{B}, {A}]}}", "1"),
        (f"{{all: [{A}, {B}]}}", f"{{all: [{{all: [{B}]}}, {A}]}}", "1"),
        (f"{{all: [{A}, {B}]}}", f"{{all: [{A.replace('300', '500')}, {B}]}}", "0.75"),
        (f"{{all: [{A}, {B}]}}", f"{{all: [{A}, {B}, {C}]}}", "0.66"),
        (f"{{all: [{A}, {B}]}}", f"{{all: [{C}]}}", "0"),
        (
            A,
            "{fact: concept/employees, at_most: 300, wording: {zh: 小, en: small}}",
            "1",
        ),
    ],
)
def test_order_and_wording_do_not_count_and_another_limit_counts_half(one, other, share):
    found = shared_leaves(leaves(policy(one)), leaves(policy(other)))

    assert found.quantize(Decimal("0.01"), "ROUND_DOWN") == Decimal(share)


def test_what_stands_under_not_is_turned_round():
    limit = Decimal(3)
    fewer = AtMost(fact="concept/employees", at_most=limit)
    more = Not(not_=AtLeast(fact="concept/employees", at_least=limit))
    made = policy(A)

    assert leaves(replace(made, criteria=fewer)) != leaves(replace(made, criteria=more))
    assert leaves(replace(made, criteria=Not(not_=Not(not_=fewer)))) == leaves(
        replace(made, criteria=fewer)
    )


def test_years_divisions_and_bodies_are_not_compared():
    records = recorded(
        "- {id: calendar/cn-2031, title: {zh: 2031 年, en: The year}, year: 2031}\n"
        "- {id: organisation/new-centre, title: {zh: 社区事务受理服务中心, en: Centre}}"
    )

    assert [alike(one, BASE) for one in records] == [(), ()]


def test_the_nearest_come_first_and_ten_at_most():
    draft = BASE["concept/child-age"]

    found = alike(
        draft, {**BASE, **{f"x{i}": replace(draft, id=f"concept/x{i}") for i in range(20)}}
    )

    assert len(found) == 10
    assert found[0] == Alike(record_id="concept/x0", by="text", share=Decimal("1.00"))


@pytest.fixture
def printed(monkeypatch):
    """Return the ids of the records of which a print was made since, in order."""
    made = []
    of = near_records._printed
    monkeypatch.setattr(near_records, "_printed", lambda one: made.append(one.id) or of(one))
    monkeypatch.setattr(near_records, "_REMEMBERED", {})
    return made


def test_of_a_standing_record_the_words_and_conditions_are_worked_out_once(printed):
    base = {one: BASE[one] for one in WITH_CONDITIONS}
    drafts = [replace(BASE[one], id=f"{one}-again") for one in WITH_CONDITIONS[:3]]

    for draft in drafts:
        alike(draft, base)
    old = base[WITH_CONDITIONS[0]]
    base[old.id] = replace(old, title=Text(zh="改了名", en="Under another name"))
    alike(drafts[1], base)

    of_base = [one for one in printed if one in base]
    assert sorted(of_base) == sorted([*WITH_CONDITIONS, old.id]), "the changed one once more"


def test_what_is_remembered_does_not_grow_far_beyond_the_base(printed, monkeypatch):
    monkeypatch.setattr(near_records, "_SPARE", 5)
    old = BASE[WITH_CONDITIONS[0]]
    draft = replace(old, id="policy/again")

    for start in range(0, 200, 10):
        ids = [f"policy/x{i}" for i in range(start, start + 10)]
        alike(draft, {one: replace(old, id=one) for one in ids})

    assert len(near_records._REMEMBERED) <= 2 * 10 + 5 + 10


@pytest.mark.parametrize("start", range(0, len(ITEMS), 40))
def test_the_print_rules_out_only_what_is_not_alike(monkeypatch, start):
    drafts = [replace(BASE[one], id=f"{one}-again") for one in ITEMS[start : start + 4]]
    found = [alike(draft, BASE) for draft in drafts]

    monkeypatch.setattr(near_records, "_both", lambda *_: 10**9)

    assert [alike(draft, BASE) for draft in drafts] == found
