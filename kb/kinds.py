"""The closed lists of words that records choose from."""

from __future__ import annotations

from enum import StrEnum


class ConceptType(StrEnum):
    """What kind of value a fact has."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    CODES = "codes"
    AREA = "area"
    TEXT = "text"
    MEMBERS = "members"


class Supplier(StrEnum):
    """Who a material comes from when no step of the plan issues it."""

    APPLICANT = "applicant"
    LIBRARY = "library"
    GENERATED = "generated"
    THIRD_PARTY = "third-party"


class ServiceKind(StrEnum):
    """The legal nature of a service (事项类型)."""

    LICENCE = "licence"
    FILING = "filing"
    REGISTRATION = "registration"
    CONFIRMATION = "confirmation"
    PUBLIC_SERVICE = "public-service"
    BENEFIT = "benefit"


class Venue(StrEnum):
    """Where a service is handled (办理地点)."""

    DISTRICT_CENTRE = "district-centre"
    SUB_DISTRICT_CENTRE = "sub-district-centre"
    ELSEWHERE = "elsewhere"


class SceneKind(StrEnum):
    """Whether a scene is a matter of a business or of a person's life."""

    BUSINESS = "business"
    LIFE = "life"


class PolicyMode(StrEnum):
    """How a benefit is obtained: apply, 免申即享, 快申快享, or on one's own return."""

    APPLY = "apply"
    AUTOMATIC = "automatic"
    FAST = "fast"
    SELF_DECLARED = "self-declared"


class Audience(StrEnum):
    """Whom a policy is for."""

    ENTERPRISE = "enterprise"
    PERSON = "person"
    BOTH = "both"


class BenefitKind(StrEnum):
    """The shape of a benefit."""

    FIXED = "fixed"
    TIERED = "tiered"
    PERCENTAGE = "percentage"
    PER_UNIT = "per-unit"
    RATE_POINTS = "rate-points"
    TAX_FORMULA = "tax-formula"
    RENT = "rent"
    IN_KIND = "in-kind"
    DISCRETIONARY = "discretionary"


class Effort(StrEnum):
    """How hard a question is to answer at the table: known, to be looked up, or worked out."""

    KNOWN = "known"
    LOOK_UP = "look-up"
    WORK_OUT = "work-out"


class DayUnit(StrEnum):
    """How days are counted: working days (工作日), or every day of the calendar (自然日)."""

    WORKING = "working"
    CALENDAR = "calendar"


class StageKind(StrEnum):
    """What happens in a stage that a limit does not count."""

    WAIT = "wait"
    INSPECTION = "inspection"
    HEARING = "hearing"
    REVIEW = "review"


class StageAt(StrEnum):
    """Where a stage lies: before one can apply, or between acceptance and decision."""

    BEFORE = "before"
    DURING = "during"


class HandlingMode(StrEnum):
    """How steps are handled (办理方式): as usual, or one of the ways that save time or trips."""

    STANDARD = "standard"
    DEFERRED = "deferred"
    COMMITMENT = "commitment"
    JOINT_INSPECTION = "joint-inspection"
    ONE_FORM = "one-form"


class PaperForm(StrEnum):
    """In what form a material is handed in."""

    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"
