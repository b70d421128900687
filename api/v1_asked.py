"""What programs send to `/v1`: the models of queries and bodies, which are also the contract's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from flowchart.states import StepState
from kb.kinds import HandlingMode, StageKind

MOST_SCENES: Final = 20
MOST_SERVICES: Final = 50
MOST_MEMBERS: Final = 1000
"""All lists of people together: each is held against every policy that counts them."""
FROM_CATALOGUE: Final = "x-from-catalogue"
"""Stands in a schema where the contract writes what the records of this generation allow."""

DAY: Final = (
    r"^((19|20|21)[0-9]{2}-(((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))"
    r"|((0[469]|11)-(0[1-9]|[12][0-9]|30))|(02-(0[1-9]|1[0-9]|2[0-8])))"
    r"|((19|21)(0[48]|[2468][048]|[13579][26])|20([02468][048]|[13579][26]))-02-29)$"
)
"""A day from 1900 to 2199, and no other text."""

Day = Annotated[
    str,
    Field(pattern=DAY),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": DAY,
            "description": "Year-month-day, from 1900 to 2199.",
            "examples": ["2026-11-23"],
        }
    ),
]
SceneName = Annotated[str, WithJsonSchema({FROM_CATALOGUE: "scenes"})]
ServiceName = Annotated[str, WithJsonSchema({FROM_CATALOGUE: "services"})]
FactsByConcept = Annotated[dict[str, Any], WithJsonSchema({FROM_CATALOGUE: "facts"})]
Kind = Literal["scene", "service", "policy"]


def _whole(said: object) -> object:
    """Read a whole number out of digits in a query, or out of 3.0 in a body, which JSON has too."""
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 10:
        return int(said)
    is_whole = isinstance(said, Decimal) and said.adjusted() < 10 and said == int(said)
    return int(said) if is_whole else said  # type: ignore[call-overload]


Limit = Annotated[
    int, Field(ge=1, le=200), BeforeValidator(_whole), Field(description="How many at most.")
]
NO_NUL: Final = r"^[^\u0000]*$"


class AskedModel(BaseModel):
    """A query or a body; keys it does not know are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NoQuery(AskedModel):
    """A query without any key."""


class SearchAsked(AskedModel):
    """What is looked for."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=500, json_schema_extra={"pattern": NO_NUL}),
        Field(description="Free words, Chinese or English.", examples=["我想开个便利店"]),
    ]
    kind: Annotated[
        list[Kind],
        Field(min_length=1, max_length=3),
        Field(description="What to look for; more than once for several. Without it: all."),
    ] = ["scene", "service", "policy"]
    on: Annotated[Day | None, Field(description="The day that counts; without it today.")] = None


Mode = Annotated[HandlingMode, Field(strict=False)]
KnownFacts = Annotated[
    FactsByConcept, Field(description="What is known of the applicant; never a name.")
]


class ScenesAsked(AskedModel):
    """What a plan is for, and from when on."""

    scenes: Annotated[
        list[SceneName],
        Field(min_length=1, max_length=MOST_SCENES),
        Field(description="Scenes by id; several are merged into one plan."),
    ]
    on: Annotated[
        Day | None,
        Field(description="The day of applying; left out: today, a case: the next working day."),
    ] = None
    open_on: Annotated[
        Day | None,
        Field(description="A fixed day to open; the plan says by when one must begin for it."),
    ] = None


class WhatIfAsked(ScenesAsked):
    """What a plan is for that is laid out in every mode."""

    facts: KnownFacts = {}


class PlanAsked(WhatIfAsked):
    """What the plan is for."""

    mode: Annotated[Mode, Field(description="How steps are handled where they offer it.")] = (
        HandlingMode.STANDARD
    )


class WhyAsked(PlanAsked):
    """Which services are asked about, in which plan."""

    services: Annotated[
        list[ServiceName],
        Field(min_length=1, max_length=MOST_SERVICES),
        Field(description="Services by id, of the plan or any other."),
    ]


class ChangesAsked(ScenesAsked):
    """Whose plan is compared with that of other facts."""

    before: Annotated[FactsByConcept, Field(description="What was known before; never a name.")]
    after: Annotated[FactsByConcept, Field(description="What is known now; never a name.")]
    mode: Annotated[Mode, Field(description="How steps are handled where they offer it.")] = (
        HandlingMode.STANDARD
    )


class MatchAsked(AskedModel):
    """Whom policies are matched for."""

    facts: KnownFacts = {}
    on: Annotated[Day | None, Field(description="The day that counts; null: today.")] = None
    rank: Annotated[
        bool,
        Field(description="Rank equals by nearness to the facts; needs the encoder, else 503."),
    ] = False


AsOf = Annotated[
    Day | None, Field(description="As of this day: what is in force then; without it today.")
]


class RecordAsked(AskedModel):
    """As of which day a record is shown."""

    on: AsOf = None


class RecordsAsked(AskedModel):
    """Which records are listed."""

    on: AsOf = None
    kind: Annotated[
        Literal[
            "area",
            "calendar",
            "concept",
            "document",
            "evidence",
            "organisation",
            "parameter",
            "policy",
            "scene",
            "service",
        ]
        | None,
        Field(description="Only records of this kind."),
    ] = None
    find: Annotated[
        str,
        Field(max_length=60, json_schema_extra={"pattern": NO_NUL}),
        Field(description="Only records that these words find.", examples=["licence"]),
    ] = ""
    after: Annotated[
        str,
        Field(max_length=200, json_schema_extra={"pattern": NO_NUL}),
        Field(description="Only records whose id comes after this one: `next` of the page before."),
    ] = ""
    limit: Limit = 50


class CasesAsked(AskedModel):
    """Which cases are listed."""

    after: Annotated[
        str,
        Field(max_length=40, json_schema_extra={"pattern": NO_NUL}),
        Field(description="Only cases opened after this one: the last id of the page before."),
    ] = ""
    limit: Limit = 50


class MoveAsked(AskedModel):
    """Which step moves where."""

    step: Annotated[
        str,
        Field(min_length=1, max_length=200, json_schema_extra={"pattern": NO_NUL}),
        Field(description="A service of the plan.", examples=["service/business-registration"]),
    ]
    to: Annotated[StepState, Field(strict=False), Field(description="The state it takes.")]
    seen: Annotated[
        int,
        Field(ge=0, le=1_000_000_000),
        BeforeValidator(_whole),
        Field(description="`seen` of the case as it was read; who was slower gets 409."),
    ]
    on: Annotated[date | None, Field(strict=False, description="The day it happened; today.")] = (
        None
    )
    missing: Annotated[
        list[Annotated[str, Field(max_length=200, json_schema_extra={"pattern": NO_NUL})]],
        Field(max_length=100, description="To be supplemented: the papers that are missing."),
    ] = []
    until: Annotated[
        date | None,
        Field(strict=False, description="By when they are wanted; till when the clock stops."),
    ] = None
    reason: Annotated[
        StageKind | None, Field(strict=False, description="Why the clock stands still.")
    ] = None
    words: Annotated[
        str,
        Field(max_length=1000, json_schema_extra={"pattern": NO_NUL}),
        Field(description="A note for the applicant, behind the PIN."),
    ] = ""
