"""Whoever asks after a service by name is answered about it, and never about another one."""

from __future__ import annotations

import pytest

from api.asked_by_name import named
from tests.support import shipped_catalogue


@pytest.mark.parametrize(
    ("asked", "services"),
    [
        ("消防检查", ["fire-safety-check"]),
        ("为什么没有消防检查？", ["fire-safety-check"]),
        ("营业前消防检查", ["fire-safety-check"]),
        ("卖香烟的许可", ["tobacco-retail-licence"]),
        ("游泳池", ["swimming-pool-licence"]),
        ("营业执照", ["company-registration", "individual-business-registration"]),
        ("Why do I need a tobacco licence?", ["tobacco-retail-licence"]),
        ("fire check", ["fire-safety-check"]),
        ("特种设备", []),
        ("环评", []),
        ("酒", []),
        ("licence", []),
        ("今天天气怎么样", []),
        ("", []),
    ],
)
def test_the_words_must_stand_in_a_title_or_a_phrase(asked: str, services: list[str]) -> None:
    assert named(asked, shipped_catalogue().services.values()) == tuple(
        f"service/{one}" for one in services
    )
