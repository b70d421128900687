from __future__ import annotations

import pytest

from flowchart.places import Places, centre_of
from kb.ids import OrganisationId
from matcher.applicant import NOTHING
from tests.judging import facts_of as told
from tests.little_plans import service, shop
from tests.planning import facts_of

HALL = OrganisationId("organisation/city-hall")
IN_STREET = told(district="area/310101002")


def test_a_whole_district_says_no_single_centre(catalogue):
    assert centre_of(facts_of(**{"concept/place": "area/310101"}), catalogue) is None
    assert centre_of(facts_of(), catalogue) is None


def test_the_sub_district_of_the_applicant_is_where_personal_matters_are_handled():
    assert centre_of(IN_STREET, shop()).id == "organisation/street"


@pytest.mark.parametrize(
    ("name", "facts", "place"),
    [
        ("permit", NOTHING, "organisation/city-hall"),
        ("opening", NOTHING, None),  # nobody has said where the applicant lives
        ("opening", IN_STREET, "organisation/street"),
        ("insurance", NOTHING, "organisation/bureau"),
        ("registration", NOTHING, None),  # the record does not say
    ],
)
def test_each_service_is_handled_at_its_kind_of_place(name, facts, place):
    assert Places(shop(), facts, HALL).of(shop().services[service(name)]) == place


@pytest.mark.parametrize("centre", [None, OrganisationId("organisation/gone")])
def test_a_centre_that_is_not_on_record_is_not_named(centre):
    assert Places(shop(), NOTHING, centre).of(shop().services[service("permit")]) is None
