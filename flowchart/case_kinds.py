"""Words that events of cases use: who acts, for whom a note is, how a result comes, how it was."""

from __future__ import annotations

from enum import StrEnum


class Actor(StrEnum):
    """Who acts: staff of the case's centre, the applicant, an invited expert, a program."""

    STAFF = "staff"
    APPLICANT = "applicant"
    EXPERT = "expert"
    PROGRAM = "program"
    HOUSE = "house"  # the product itself, by the clock


class Audience(StrEnum):
    """For whom a note is: colleagues, the applicant too, or everybody at the round table."""

    INSIDE = "inside"
    APPLICANT = "applicant"
    TABLE = "table"


class Delivery(StrEnum):
    """How a result reaches the applicant. 取件方式."""

    COLLECTION = "collection"
    EXPRESS = "express"


class Grade(StrEnum):
    """The five grades of GB/T 39734 (好差评), the best first."""

    VERY_SATISFIED = "very-satisfied"
    SATISFIED = "satisfied"
    ACCEPTABLE = "acceptable"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very-dissatisfied"

    @property
    def bad(self) -> bool:
        """Say whether somebody has to ask what went wrong, and put it right."""
        return self in (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


class Cause(StrEnum):
    """Why a case got a new plan: another answer, other rules, or policies alone that changed."""

    ANSWER = "answer"
    RULES = "rules"
    POLICIES = "policies"


class Purpose(StrEnum):
    """What data of a person are used for, each with a legal basis of its own. 处理目的."""

    SERVICE = "service"
    SENSITIVE = "sensitive"
    MINOR = "minor"
    NOTICES = "notices"


class Basis(StrEnum):
    """On what the use rests: the duty of a public body, consent, or consent apart. 合法性基础."""

    DUTY = "duty"
    CONSENT = "consent"
    SEPARATE_CONSENT = "separate-consent"
    GUARDIAN = "guardian"
