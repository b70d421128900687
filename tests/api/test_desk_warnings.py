"""What the base itself asks for: told in the inbox from dates and addresses alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from api.accounts import Role
from api.desk_warnings import looked_at, warning_groups
from api.wiring import House
from kb.days import day_of
from kb.link_answers import Answer, LinkAnswers
from tests.at_policy_desk import GRANT, ID, PolicyDesk
from tests.visiting import Clock, Visitor, signed_in

CITED = GRANT + "sources: [{name: 通知, link: 'https://gov.example.cn/notice'}]\n"


def rows(house: House, key: str) -> list[str]:
    (group,) = [one for one in warning_groups(house) if one.key == key]
    return [f"{row.title.en}: {row.why.en}" for row in group.rows]


def test_an_address_that_does_not_answer_is_told_with_the_record(
    small_house: House, clock: Clock
) -> None:
    signed = PolicyDesk(*_at(small_house))
    signed.published(CITED)
    answer = Answer(
        address="https://gov.example.cn/notice", asked_at=clock(), status=404, problem=None
    )

    LinkAnswers(small_house.database).keep([answer])

    house = small_house.for_request()
    (said,) = rows(house, "links")
    assert said == ("Rent support for small shops: https://gov.example.cn/notice: it answers 404")


def _at(house: House) -> tuple[Visitor, Visitor]:
    return signed_in(house, Role.OFFICER), signed_in(house, Role.APPROVER)


def test_what_was_published_at_the_desk_counts_as_looked_at(small_house: House) -> None:
    PolicyDesk(*_at(small_house)).published()

    assert looked_at(small_house) == {ID: small_house.today()}


def test_what_was_drafted_long_before_counts_from_the_day_it_was_published(
    small_house: House, clock: Clock
) -> None:
    desk = PolicyDesk(*_at(small_house))
    path = desk.draft(GRANT)
    clock.move(days=40)
    again = PolicyDesk(*_at(small_house))

    again.publish(path)

    assert looked_at(small_house) == {ID: day_of(clock())}


def test_folders_that_lie_over_each_other_say_whose_base_has_changed(
    small_house: House, tmp_path: Path
) -> None:
    city, district = tmp_path / "city", tmp_path / "district"
    for folder, limit in ((city, 300), (district, 500)):
        folder.mkdir()
        text = GRANT.replace("at_most: 300", f"at_most: {limit}")
        (folder / "grant.yaml").write_text(text, encoding="utf-8")
    both = with_data(small_house, f"{city}:{district}")

    (said,) = rows(both, "layers")
    assert said == f"{ID}: district changes it without a note of what lay beneath."


def with_data(house: House, data: str) -> House:
    return replace(house, settings=house.settings.model_copy(update={"data": data}))
