"""Typed ids of every record: `kind/words-that-explain-themselves`."""

from __future__ import annotations

import re
from typing import Final, NewType

AreaId = NewType("AreaId", str)
CalendarId = NewType("CalendarId", str)
ConceptId = NewType("ConceptId", str)
DocumentId = NewType("DocumentId", str)
EvidenceId = NewType("EvidenceId", str)
OrganisationId = NewType("OrganisationId", str)
ParameterId = NewType("ParameterId", str)
PolicyId = NewType("PolicyId", str)
SceneId = NewType("SceneId", str)
ServiceId = NewType("ServiceId", str)
RecordId = NewType("RecordId", str)

Code = NewType("Code", str)
"""One value out of a concept's code list, such as `new-company`."""

KIND_OF_ID: Final[dict[object, str]] = {
    AreaId: "area",
    CalendarId: "calendar",
    ConceptId: "concept",
    DocumentId: "document",
    EvidenceId: "evidence",
    OrganisationId: "organisation",
    ParameterId: "parameter",
    PolicyId: "policy",
    SceneId: "scene",
    ServiceId: "service",
}
"""The prefix each typed id must carry."""

_ID = re.compile(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_id(text: str) -> bool:
    """Say whether a text has the shape of a record's id.

    >>> is_id("service/food-business-licence"), is_id("Food licence")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Say whether a text has the shape of a code.

    >>> is_code("new-company"), is_code("new_company")
    (True, False)
    """
    return _CODE.fullmatch(text) is not None


def kind_of(record_id: str) -> str:
    """Return the kind an id names.

    >>> kind_of("scene/restaurant")
    'scene'
    """
    return record_id.partition("/")[0]
