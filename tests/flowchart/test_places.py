from __future__ import annotations

from flowchart.places import centre_of
from tests.planning import facts_of


def test_a_whole_district_says_no_single_centre(catalogue):
    assert centre_of(facts_of(**{"concept/place": "area/310101"}), catalogue) is None
    assert centre_of(facts_of(), catalogue) is None
