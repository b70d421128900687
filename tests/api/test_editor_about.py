"""What a form is about while others publish, end and mend the same: nothing typed is lost."""

from __future__ import annotations

import pytest

from api.wiring import House
from kb.submissions import Submission
from tests.at_policy_desk import GRANT, ID, PolicyDesk
from tests.editing import Editor, opened, published
from tests.visiting import PAGE, Visitor

TYPED = "Typed for an hour"
NEWER = GRANT.replace("at_most: 300", "at_most: 500")


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk, with a grant that is published."""
    found = PolicyDesk(officer, approver)
    found.published()
    return found


def kept(house: House, form: Editor) -> Submission:
    """Keep what stands in a form; returns the draft."""
    leads = form.put("r.title.en", TYPED).press("keep").leads
    return house.desk.get(leads.rpartition("/")[2])


def named(path: str) -> str:
    return path.rpartition("/")[2]


# ---- the version it was made from ---------------------------------------------------------------


def test_a_form_opened_before_somebody_published_says_so_in_its_draft(
    desk: PolicyDesk, house: House
) -> None:
    form = opened(desk.officer, f"record={ID}")
    published(house, NEWER)

    draft = kept(house, form)

    (over,) = house.desk.overtaken(draft)
    assert over.record.criteria.at_most == 500
    assert draft.versions[0].based_on == over.based_on


def test_a_form_opened_after_it_is_written_from_what_stands(desk: PolicyDesk, house: House) -> None:
    published(house, NEWER)

    draft = kept(house, opened(desk.officer, f"record={ID}"))

    assert house.desk.overtaken(draft) == ()


def test_a_version_that_is_still_ahead_is_not_what_a_form_was_made_from(
    desk: PolicyDesk, house: House
) -> None:
    desk.published(NEWER, effective_on="2026-11-30")
    (first, ahead) = house.ledger.history(ID)

    draft = kept(house, opened(desk.officer, f"record={ID}"))

    assert draft.versions[0].based_on == first.number != ahead.number


def test_a_draft_that_is_mended_stays_written_from_what_it_was_written_from(
    desk: PolicyDesk, house: House
) -> None:
    older = named(desk.draft(GRANT.replace("小店", "小小店")))
    published(house, NEWER)

    draft = kept(house, opened(desk.officer, f"draft={older}"))

    assert len(house.desk.overtaken(draft)) == 1


@pytest.mark.parametrize("number", ["999999", "-1", "²", "9" * 5000, "1; drop", "of another"])
def test_a_number_that_is_no_version_of_the_record_is_ignored(
    desk: PolicyDesk, house: House, number: str
) -> None:
    (mine,) = house.ledger.history(ID)
    (other,) = house.ledger.history("policy/old-grant")
    form = opened(desk.officer, f"record={ID}")
    assert form.fields["about.version"] == [str(mine.number)]
    form.put("about.version", str(other.number) if number == "of another" else number)

    assert kept(house, form).versions[0].based_on == mine.number


# ---- what is gone meanwhile ---------------------------------------------------------------------


def ends(desk: PolicyDesk, house: House) -> str:
    desk.publish(desk.officer.send(f"/record/{ID}/end", reason="The law was repealed"))
    house.renew()
    return f"/record/{ID}/history"


def test_what_was_typed_about_a_record_that_ended_stays_on_the_form(
    desk: PolicyDesk, house: House
) -> None:
    form = opened(desk.officer, f"record={ID}", "en").put("r.title.en", TYPED)
    look = ends(desk, house)

    back = form.press("keep")

    assert back.status == 409
    assert "这条记录停用了" in back.said
    assert f'href="{look}"' in back.page
    assert back.fields["r.title.en"] == [TYPED]
    assert back.press("keep-anyway").fields["r.title.en"] == [TYPED], "however often one tries"
    assert back.press("add:r.windows").fields["r.title.en"] == [TYPED]
    assert back.press("", "/desk/edit/check").status == 200


@pytest.mark.parametrize("what", ["mended", "sent", "withdrawn"])
def test_what_was_typed_into_a_draft_that_is_none_any_more_stays_on_the_form(
    desk: PolicyDesk, house: House, what: str
) -> None:
    path = desk.draft(GRANT.replace("小店", "小小店"))
    form = opened(desk.officer, f"draft={named(path)}").put("r.title.en", TYPED)
    if what == "mended":
        other = opened(desk.officer, f"draft={named(path)}").put("r.title.en", "Quicker")
        path = other.press("keep").leads
    else:
        desk.officer.send(f"{path}/{'send' if what == 'sent' else 'withdraw'}", reason="x")
    before = {one.name for one in house.desk.waiting()}

    back = form.press("keep")

    assert back.status == 409
    assert ("新的一份" if what == "mended" else "送审了，或者撤回了") in back.said
    assert f'href="{path}"' in back.page
    assert back.fields["r.title.en"] == [TYPED]
    assert {one.name for one in house.desk.waiting()} == before, "nothing was kept or withdrawn"


def test_what_never_was_there_is_not_found(desk: PolicyDesk) -> None:
    form = opened(desk.officer, f"record={ID}")

    assert form.put("about.record", "policy/never").press("keep").status == 404


def test_the_address_of_the_draft_says_which_form_it_was(desk: PolicyDesk) -> None:
    """The browser empties the drawer of that form once the page has come, and not before."""
    form = opened(desk.officer, f"record={ID}").put("r.title.en", TYPED)

    answer = desk.officer.client.post(
        "/desk/edit", data={**form.fields, "do": "keep"}, headers=PAGE, follow_redirects=False
    )

    assert answer.headers["location"].endswith("?kept=policy%7Cpolicy%2Fshop-rent%7C")
    assert 'data-drawer="policy|policy/shop-rent|"' in form.page
    assert "editor_kept.js" in desk.officer.get(answer.headers["location"])
