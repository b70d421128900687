"""What a draft would change, as the desk shows it."""

from __future__ import annotations

import pytest

from api.changes import changed, with_drafts
from kb.catalogue import Catalogue
from kb.model import AnyRecord
from tests.support import recorded, world, world_with

GRANT = "{id: policy/grant, title: {zh: 补贴, en: Grant}, mode: apply, sources: [{name: 通知}]}"


def one(content: str) -> AnyRecord:
    (record,) = recorded(content)
    return record


def seen(draft: str, now: Catalogue):
    record = one(draft)
    return changed(record, now, with_drafts(now, [record]))


def words(lines) -> list[str]:
    return [line.text.en for line in lines]


def test_a_new_record_has_nothing_it_said_before():
    change = seen(GRANT, world())

    assert change.published is None
    assert (change.title, change.description) == (None, None)
    assert [(field.key, field.was, words(field.becomes)) for field in change.fields] == [
        ("valid", (), ["to be confirmed"]),
        ("mode", (), ["on application"]),
    ]


def test_a_field_that_says_the_same_is_left_out():
    change = seen(GRANT, world_with(GRANT))

    assert change.published is not None
    assert (change.title, change.description, change.fields) == (None, None, ())
    assert not change.sources


@pytest.mark.parametrize(
    ("edit", "was", "becomes"),
    [
        (("mode: apply", "mode: automatic"), ["on application"], ["automatic (免申即享)"]),
        ((", mode: apply", ""), ["on application"], []),
    ],
)
def test_a_field_that_changes_or_goes_says_both(edit, was, becomes):
    change = seen(GRANT.replace(*edit), world_with(GRANT))

    (field,) = change.fields
    assert (field.key, words(field.was), words(field.becomes)) == ("mode", was, becomes)


def test_a_new_name_and_a_first_description_are_told_apart_from_fields():
    draft = GRANT.replace("en: Grant}", "en: Award}, description: {zh: 给小店, en: For shops}")

    change = seen(draft, world_with(GRANT))

    assert change.title is not None
    assert [title.en for title in change.title] == ["Grant", "Award"]
    assert change.description is not None
    assert change.description[0] is None
    assert change.description[1].en == "For shops"
    assert change.fields == ()


@pytest.mark.parametrize(
    "edit",
    [
        ("name: 通知", "name: 公告"),
        ("mode: apply,", "mode: apply, seen: [mode],"),
        ("mode: apply,", "mode: apply, confirm: [mode],"),
        ("mode: apply,", "mode: apply, checked_on: 2026-11-20,"),
    ],
)
def test_sources_and_standing_are_a_change_of_their_own(edit):
    change = seen(GRANT.replace(*edit), world_with(GRANT))

    assert change.fields == ()
    assert change.sources


def test_a_record_that_comes_in_the_same_file_is_called_by_its_name():
    drafts = recorded(
        """
        - {id: document/new, title: {zh: 新文件, en: New paper}}
        - {id: policy/new, title: {zh: 新, en: New}, document: document/new}
        """
    )
    then = with_drafts(world(), drafts)

    change = changed(drafts[1], world(), then)

    assert words(change.fields[0].becomes) == ["New paper"]


def test_the_catalogue_of_today_is_left_alone():
    before = dict(world().records)

    then = with_drafts(world(), [one(GRANT)])

    assert "policy/grant" in then.policies
    assert world().records == before
