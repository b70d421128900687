from __future__ import annotations

import pytest

from kb.dependents import reached
from tests.support import WORLD, recorded

MORE = """
- {id: policy/grant, title: {zh: 补贴, en: Grant}, criteria: {fact: concept/is-small, is: true},
   document: document/notice}
- {id: policy/next, title: {zh: 再补, en: Next}, requires: [policy/grant]}
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services: [{service: service/registration}]
"""
RECORDS = (*recorded(WORLD), *recorded(MORE))


@pytest.mark.parametrize(
    ("changed", "also"),
    [
        ("policy/grant", {"policy/next"}),
        ("policy/next", set()),
        ("service/registration", {"scene/shop"}),
        ("concept/employees", {"concept/is-small", "policy/grant", "policy/next"}),
        ("document/notice", set()),
    ],
)
def test_a_change_reaches_what_names_it_and_what_names_that(changed, also):
    found = reached([changed], RECORDS)

    assert {one for one in found if one.startswith(("policy/", "scene/"))} - {changed} == {
        one for one in also if one.startswith(("policy/", "scene/"))
    }
    assert found >= {changed, *also}


def test_a_record_that_is_new_reaches_itself():
    assert reached(["policy/new"], RECORDS) == {"policy/new"}
