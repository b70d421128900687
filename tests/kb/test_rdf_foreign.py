"""What becomes of each class of CPSV-AP, CCCEV and ELI."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kb.kinds import DayUnit, SceneKind
from kb.model import Period
from kb.rdf_foreign import CLASSES
from kb.text import Phrases, Text
from tests.rdf_files import AUTHORITY, EX, PREFIXES, read, told


@pytest.fixture(scope="module")
def records():
    return {one.record.id: one.record for one in read(AUTHORITY).records}


def test_every_class_becomes_a_record(records):
    assert {one.partition("/")[0] for one in records} == set(CLASSES.values())


def test_a_service_keeps_what_it_needs_gives_takes_and_costs(records):
    service = records["service/tax-on-web"]

    assert service.title == Text(zh="网上报税", en="Tax on the web")
    assert service.description == Text(zh="申报。", en="File a return.")
    assert service.notation == "Tax-on-web"
    assert service.organisation == "organisation/finance"
    assert service.phrases == Phrases(en=frozenset({"tax"}))
    assert service.requires == (frozenset({"service/account"}),)
    assert service.inputs == (
        frozenset({"evidence/card", "evidence/passport"}),
        frozenset({"evidence/form", "evidence/passport"}),
        frozenset({"evidence/receipt"}),
    )
    assert [output.title.en for output in service.outputs] == ["Assessment"]
    assert (service.days.committed, service.days.unit) == (20, DayUnit.CALENDAR)
    assert service.fee == Decimal("12.5")


def test_the_address_it_was_read_from_is_its_source_beside_the_laws_it_stands_on(records):
    address, law = records["service/tax-on-web"].sources

    assert (address.name, address.link) == ("tax.example", f"{EX}taxOnWeb")
    assert (law.name, law.document) == ("税法", "document/code")


def test_everything_that_was_read_is_to_be_confirmed(records):
    service = records["service/tax-on-web"]

    assert service.confirm >= {"title", "inputs", "days", "fee", "requires", "organisation"}
    assert not service.confirm & {"id", "sources", "notation"}


def test_an_event_knows_its_services_from_either_side(records):
    scene = records["scene/start"]

    assert scene.kind is SceneKind.LIFE
    assert [one.service for one in scene.services] == ["service/tax-on-web", "service/account"]


def test_a_law_keeps_its_number_and_its_days(records):
    law = records["document/code"]

    assert (law.number, law.published) == ("2020/1", date(2020, 1, 31))
    assert law.in_force == Period(from_=date(2020, 3, 1))


def test_an_organisation_keeps_its_one_telephone(records):
    assert records["organisation/finance"].phone == "+32 1"


def test_a_fact_whose_type_nobody_says_is_text_until_somebody_confirms_another(records):
    concept = records["concept/income"]

    assert (concept.type, "type" in concept.confirm) == ("text", True)


def test_of_several_authorities_none_is_chosen():
    body = 'a cv:PublicOrganisation ; skos:prefLabel "x"@en, "甲"@zh .'
    back = read(
        PREFIXES
        + f"ex:a {body} ex:b {body}"
        + 'ex:s a cpsv:PublicService ; dct:title "x"@en, "甲"@zh ;'
        + " cv:hasCompetentAuthority ex:a, ex:b ."
    )

    service = next(one.record for one in back.records if one.record.id == "service/s")
    assert service.organisation is None
    assert told(back.left_out) == {
        ("service/s", "has several competent authorities; they were left out.")
    }
