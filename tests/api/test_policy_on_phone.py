"""The page of one policy on the applicant's phone: what is seen, and what stands behind the PIN."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from api.wiring import House
from tests.benefits import case_of, house_of_grants, words
from tests.visiting import PAGE, Visitor, visitor

GRANT, CARE = "little-shop-grant", "little-shop-care"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the house of grants; conversations and cases of one test do not touch another."""
    opened = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened
    opened.close()


@pytest.fixture
def phone(house: House) -> tuple[Visitor, str, str]:
    """Return somebody's phone, the path of their code and its PIN; they employ five."""
    companion, case = case_of(house, staff=5, turnover=2000, disabled="true")
    code = companion.code(case)
    return visitor(house), f"/c/{code.token}", code.pin


def test_whoever_holds_the_code_sees_why_but_no_figure_of_the_applicant(phone) -> None:
    guest, path, _ = phone

    page = words(guest.get(f"{path}/policy/{GRANT}"))

    assert "不符合 员工人数不超过 3 人" in page
    assert "您的情况" not in page
    assert "超出" not in page
    assert "2,000" not in page
    assert "怎样才行" not in page


def test_after_the_pin_the_figures_are_there_until_they_are_hidden(phone) -> None:
    guest, path, pin = phone

    opened = words(guest.send(f"{path}/policy", expect=200, name=GRANT, pin=pin))
    again = words(guest.get(f"{path}/policy/{GRANT}"))
    guest.send(f"{path}/hide")

    assert "您的情况：5 人" in opened
    assert "怎样才行" in opened
    assert "您的情况：5 人" in again
    assert "您的情况" not in words(guest.get(f"{path}/policy/{GRANT}"))


def test_once_the_phone_is_open_a_sensitive_policy_asks_for_no_pin_again(phone) -> None:
    guest, path, pin = phone
    guest.send(f"{path}/pin", pin=pin)

    assert "开小店助残补贴" in guest.send(f"{path}/policy", expect=200, name=CARE)


def test_a_policy_that_reads_sensitive_facts_stands_behind_the_pin_with_its_name(phone) -> None:
    guest, path, pin = phone

    closed = guest.get(f"{path}/policy/{CARE}")
    opened = guest.send(f"{path}/policy", expect=200, name=CARE, pin=pin)

    assert "助残" not in closed
    assert "看来可以享受" not in closed
    assert "开小店助残补贴" in opened
    assert "看来可以享受" in opened


def test_the_list_says_the_hour_at_which_a_window_closes(phone) -> None:
    guest, path, _ = phone

    page = words(guest.get(path))

    assert "现在可以申请，2026年12月31日 周四 16:00截止" in page
    assert "最后一天，16:00截止" in page


def test_the_list_links_no_sensitive_policy_by_its_name_even_after_the_pin(phone) -> None:
    guest, path, pin = phone

    closed = guest.get(path)
    guest.send(f"{path}/pin", pin=pin)
    opened = guest.get(path)

    assert f"policy/{GRANT}" in closed
    assert CARE not in closed
    assert f'name="name" value="{CARE}"' in opened
    assert f"policy/{CARE}" not in opened


def test_the_list_shows_no_amount_and_no_distance_before_the_pin(phone) -> None:
    guest, path, pin = phone

    assert "超出 2 人" not in words(guest.get(path))
    guest.send(f"{path}/pin", pin=pin)
    assert "超出 2 人" in words(guest.get(path))


def test_other_policies_that_read_sensitive_facts_have_no_verdict_before_the_pin(
    house, phone
) -> None:
    guest, path, _ = phone

    pages = [
        guest.get(f"{path}/policy/{one.id.partition('/')[2]}")
        for one in house.catalogue.policies.values()
        if one.id != f"policy/{CARE}"
    ]

    assert [page for page in pages if "助残" in page] == []


@pytest.mark.parametrize(("pin", "said"), [("12", "6 位数字"), ("000000", "密码不对")])
def test_a_wrong_pin_opens_nothing(phone, pin, said) -> None:
    guest, path, right = phone
    wrong = "111111" if right == pin else pin

    page = guest.send(f"{path}/policy", expect=200, name=CARE, pin=wrong)

    assert said in page
    assert "助残" not in page


def test_five_wrong_pins_lock_this_page_too(phone) -> None:
    guest, path, right = phone
    wrong = "111111" if right != "111111" else "222222"
    for _ in range(5):
        guest.send(f"{path}/policy", expect=200, name=CARE, pin=wrong)

    assert "助残" not in guest.send(f"{path}/policy", expect=200, name=CARE, pin=right)


@pytest.mark.parametrize("name", ["", "none", "little-shop-grant/x"])
def test_a_policy_that_is_not_there_is_not_found_on_the_phone(phone, name) -> None:
    guest, path, pin = phone

    guest.send(f"{path}/policy", expect=404, name=name, pin=pin)
    if name:
        assert guest.client.get(f"{path}/policy/{name}", headers=PAGE).status_code == 404


def test_a_revoked_code_shows_no_policy(house) -> None:
    companion, case = case_of(house, staff=5)
    token = companion.token(case)
    companion.send(f"{case}/revoke")
    guest = visitor(house)

    assert guest.client.get(f"/c/{token}/policy/{GRANT}", headers=PAGE).status_code == 410
    assert "5 人" not in guest.send(f"/c/{token}/policy", expect=403, name=GRANT, pin="123456")


def test_looking_at_a_policy_changes_no_case(house, phone) -> None:
    guest, path, _ = phone
    with house.database.read() as connection:
        before = connection.execute(text("select * from tracking_token")).fetchall()

    guest.get(f"{path}/policy/{GRANT}")

    with house.database.read() as connection:
        assert connection.execute(text("select * from tracking_token")).fetchall() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_names_what_may_be_claimed_without_figures(house, lang) -> None:
    companion, case = case_of(house, staff=2, turnover=20000, disabled="true")

    sheet = companion.get(f"{case}/sheet", lang)

    assert house.catalogue.policies[f"policy/{GRANT}"].title.get(lang) in sheet
    assert house.catalogue.policies[f"policy/{CARE}"].title.get(lang) not in sheet
    assert "2,000" not in sheet
