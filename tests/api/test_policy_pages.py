"""The page of one policy, in a conversation and beside a case."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from api.accounts import Role
from api.wiring import House
from tests.benefits import case_of, house_of_grants, shopkeeper, words
from tests.visiting import PAGE, Clock, signed_in

GRANT = "little-shop-grant"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the house of grants; conversations and cases of one test do not touch another."""
    opened = house_of_grants(tmp_path_factory.mktemp("grants"))
    yield opened
    opened.close()


def told(house: House, policy: str, lang: str = "zh", **facts: object) -> str:
    """Return what the page of a policy says to a shop-keeper."""
    companion, path = shopkeeper(house, **facts)
    return words(companion.get(f"{path}/policy/{policy}", lang))


# ---- in a conversation ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "facts", "zh", "en"),
    [
        (GRANT, {"staff": 2, "turnover": 20000}, "看来可以享受", "it seems you can have this"),
        (GRANT, {"staff": 5}, "还不能享受，有 1 条不符合", "not for you; conditions not met: 1"),
        (
            GRANT,
            {"staff": 2},
            "还说不准，有 1 件事不知道",
            "cannot be said yet; not known so far: 1",
        ),
        ("little-shop-later", {"staff": 2}, "什么都不用改", "with nothing to change"),
        ("little-shop-sign", {}, "没有条件，谁都可以", "it is for everybody"),
    ],
)
def test_the_verdict_is_said_in_one_sentence(house, policy, facts, zh, en) -> None:
    assert zh in told(house, policy, "zh", **facts)
    assert en in told(house, policy, "en", **facts)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("您的情况：5 人", "超出 2 人", "第4条", "本人说明")),
        ("en", ("Yours: 5 people", "2 staff over", "article 4", "as declared")),
    ],
)
def test_a_failed_condition_says_the_figure_how_far_and_where_it_stands(house, lang, said) -> None:
    page = told(house, GRANT, lang, staff=5, turnover=2000)

    assert [one for one in said if one not in page] == []


@pytest.mark.parametrize(
    ("policy", "lang", "said"),
    [
        (
            "little-shop-sign",
            "zh",
            "现在可以申请 自 2026年11月1日 周日 至 2026年12月31日 周四 16:00",
        ),
        ("little-shop-sign", "en", "until Thu 31 Dec 2026, 16:00"),
        (
            "little-shop-tea",
            "zh",
            "最后一天，16:00截止 自 2026年11月1日 周日 至 2026年11月23日 周一 16:00",
        ),
        ("little-shop-tea", "en", "Last day, until 16:00"),
    ],
)
def test_the_hour_that_closes_it_stands_behind_the_day_and_on_the_last_day_in_front(
    house, policy, lang, said
) -> None:
    assert said in told(house, policy, lang, staff=2)


def test_what_one_gets_is_worked_out_line_by_line(house) -> None:
    page = told(house, GRANT, staff=2, turnover=20000)

    assert "2,000 元" in page
    assert "10% × 20,000 元" in page


def test_what_would_change_it_is_said_only_where_it_is_out(house) -> None:
    assert "怎样才行" in told(house, GRANT, staff=5, turnover=2000)
    assert "怎样才行" not in told(house, GRANT, staff=2, turnover=2000)


def test_a_policy_of_tomorrow_says_the_day(house) -> None:
    assert "2027年3月23日" in told(house, "little-shop-later", staff=2)


def test_a_fact_worked_out_from_others_is_explained_step_by_step(house) -> None:
    page = told(house, "little-shop-tiny", staff=9)

    assert "怎么得出来的" in page
    assert "员工人数" in page


def test_an_open_condition_has_a_button_that_asks_right_there(house) -> None:
    companion, path = shopkeeper(house, staff=2)
    page = f"{path}/policy/{GRANT}"

    assert f'href="{page}?ask=turnover#question"' in companion.get(page)
    asked = companion.get(f"{page}?ask=turnover")
    assert "一年卖多少钱？" in asked
    assert f'name="policy" value="{GRANT}"' in asked


def test_of_two_that_cannot_be_had_together_the_better_is_named(house) -> None:
    page = told(house, GRANT, staff=2, turnover=20000)

    assert "选“开小店补贴”更好，多 1,200 元" in page


@pytest.mark.parametrize(
    ("policy", "heading", "other"),
    [
        ("little-shop-second", "要先有的", GRANT),
        (GRANT, "有了它才能享受的", "little-shop-second"),
        (GRANT, "只能选一项的", "little-shop-prize"),
        ("little-shop-prize", "只能选一项的", GRANT),
    ],
)
def test_other_policies_that_have_to_do_with_it_are_linked(house, policy, heading, other) -> None:
    companion, path = shopkeeper(house)

    page = companion.get(f"{path}/policy/{policy}")

    assert f'href="{path}/policy/{other}"' in page.partition(heading)[2]


def test_a_paper_names_the_step_of_the_plan_that_issues_it(house) -> None:
    companion, path = shopkeeper(house)

    page = companion.get(f"{path}/policy/{GRANT}").partition('id="papers"')[2]

    assert f'href="{path}#step-1"' in page
    assert "登记" in page


def test_how_well_each_part_is_known_stands_with_its_sources(house) -> None:
    page = told(house, GRANT)

    assert "出处里见到的：条件" in page
    assert "以窗口答复为准：待遇" in page
    assert "开店办法原文" in page


def test_a_source_in_chinese_says_so_on_an_english_page(house) -> None:
    companion, path = shopkeeper(house)

    page = companion.get(f"{path}/policy/{GRANT}", "en")

    assert '<html lang="en">' in page
    assert '<span lang="zh-CN">开店办法原文</span>' in page


@pytest.mark.parametrize("name", ["none", "../x", "little-shop-grant%2F..", "LITTLE-SHOP-GRANT"])
def test_a_policy_that_is_not_there_is_not_found(house, name) -> None:
    companion, path = shopkeeper(house)

    answer = companion.client.get(f"{path}/policy/{name}", headers=PAGE)

    assert answer.status_code == 404


def test_every_policy_in_the_lists_leads_to_its_page(house) -> None:
    companion, path = shopkeeper(house, staff=2)

    links = set(re.findall(rf'href="({path}/policy/[^"?]+)"', companion.get(path)))

    assert len(links) == len(house.catalogue.policies)
    assert {companion.client.get(link, headers=PAGE).status_code for link in links} == {200}


# ---- beside a case ----------------------------------------------------------------------------


def forget(house: House, case: str) -> None:
    """Erase what the applicant of a case said."""
    with house.database.write() as connection:
        named = {"case": case.rpartition("/")[2]}
        connection.execute(text("delete from case_person where case_id = :case"), named)


def test_a_case_tells_the_reasons_from_what_was_said_when_it_was_opened(house) -> None:
    companion, case = case_of(house, staff=5, turnover=2000)

    page = words(companion.get(f"{case}/policy/{GRANT}"))

    assert "您的情况：5 人（本人说明）" in page
    assert "超出 2 人" in page
    assert f'href="{case}/policy/{GRANT}"' in companion.get(case)


def test_a_case_asks_nothing(house) -> None:
    companion, case = case_of(house, staff=2)

    assert "?ask=" not in companion.get(f"{case}/policy/{GRANT}")


def test_once_the_facts_are_erased_the_verdict_stays_and_the_reasons_are_gone(house) -> None:
    companion, case = case_of(house, staff=5, turnover=2000)
    forget(house, case)

    page = words(companion.get(f"{case}/policy/{GRANT}"))

    assert "还不能享受" in page
    assert "没有留下来" in page
    assert "5 人" not in page


def test_nothing_personal_is_kept_outside_the_row_that_can_be_erased(house) -> None:
    _, case = case_of(house, staff=2, turnover=43210)
    forget(house, case)

    with house.database.read() as connection:
        named = {"case": case.rpartition("/")[2]}
        query = "select content from case_plan where case_id = :case"
        kept = connection.execute(text(query), named).scalar_one()

    assert "43210" not in kept
    assert "43,210" not in kept
    assert "4,321" not in kept


def test_facts_kept_in_the_spelling_of_earlier_versions_are_read(house) -> None:
    companion, case = case_of(house, staff=5)
    with house.database.write() as connection:
        named = {"case": case.rpartition("/")[2], "facts": '{"concept/staff": 7}'}
        change = "update case_person set facts = :facts where case_id = :case"
        connection.execute(text(change), named)

    assert "7 人" in words(companion.get(f"{case}/policy/{GRANT}"))


def test_rules_that_no_longer_know_a_fact_are_no_error(house) -> None:
    companion, case = case_of(house, staff=5)
    with house.database.write() as connection:
        named = {"case": case.rpartition("/")[2], "facts": '{"concept/gone": 7}'}
        change = "update case_person set facts = :facts where case_id = :case"
        connection.execute(text(change), named)

    assert "没有留下来" in words(companion.get(f"{case}/policy/{GRANT}"))


def test_an_auditor_may_look(house) -> None:
    _, case = case_of(house, staff=5)

    assert "5 人" in signed_in(house, Role.AUDITOR).get(f"{case}/policy/{GRANT}")


def test_the_clock_moves_the_verdict_of_a_case(tmp_path) -> None:
    clock = Clock()
    house = house_of_grants(tmp_path, clock)
    companion, case = case_of(house, staff=5)
    before = words(companion.get(f"{case}/policy/little-shop-later"))
    clock.move(days=130)
    later = signed_in(house)

    after = words(later.get(f"{case}/policy/little-shop-later"))

    assert "现在还不行" in before
    assert "看来可以享受" in after
    house.close()
