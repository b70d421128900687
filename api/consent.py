"""On what the use of an applicant's data rests: asked beside the question, recorded with the case.

个人信息保护法: a public body handles a matter within its duty (第十三条第一款第三项); sensitive
facts need separate consent (第二十九条), those of a child under fourteen a parent's or guardian's
(第三十一条); consent can be taken back as easily as it is given (第十五条), and what rested on it
alone is deleted (第四十七条).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from flowchart.case import Case
from flowchart.case_events import Agreed
from flowchart.case_kinds import Basis, Purpose
from flowchart.case_told import agreed
from flowchart.private import Channel
from kb.catalogue import Catalogue
from kb.errors import WrongInput
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.applicant import Facts

BASES: Final[Mapping[Purpose, Basis]] = {
    Purpose.SERVICE: Basis.DUTY,
    Purpose.SENSITIVE: Basis.SEPARATE_CONSENT,
    Purpose.MINOR: Basis.GUARDIAN,
    Purpose.NOTICES: Basis.CONSENT,
}
LAWS: Final[Mapping[Purpose, Text]] = {
    Purpose.SERVICE: Text(
        zh="个人信息保护法第十三条第一款第三项",
        en="Personal Information Protection Law, Article 13 (1) (3)",
    ),
    Purpose.SENSITIVE: Text(
        zh="个人信息保护法第二十九条", en="Personal Information Protection Law, Article 29"
    ),
    Purpose.MINOR: Text(
        zh="个人信息保护法第三十一条", en="Personal Information Protection Law, Article 31"
    ),
    Purpose.NOTICES: Text(
        zh="个人信息保护法第十三条第一款第一项",
        en="Personal Information Protection Law, Article 13 (1) (1)",
    ),
}
BY_CONSENT: Final = frozenset(Purpose) - {Purpose.SERVICE}
"""What can be taken back; a public duty is not left to consent."""
NOTICE_CHANNELS: Final = (Channel.EMAIL, Channel.PHONE)

_NOT_GIVEN = (
    Text(zh="没有勾“单独同意”，这一项没有记下。", en="Without the tick nothing was taken down."),
    Text(
        zh="申请人同意就勾上再答；不同意就按“不想说”或“不清楚”。",
        en="If the applicant agrees, tick it and answer; if not, press “Rather not say” or "
        "“Don’t know”.",
    ),
)
_NO_CONTACT = (
    Text(zh="不像手机号，也不像邮箱。", en="is neither a phone number nor an e-mail address."),
    Text(
        zh="请写 13800000000 或 name@example.cn 这样的，不要通知就空着。",
        en="Write one such as 13800000000 or name@example.cn, or leave it empty for no notices.",
    ),
)
_EMAIL: Final = re.compile(r"[^@\s<>,;:\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE: Final = re.compile(r"\+?\d[\d -]{4,18}\d")
LONGEST: Final = 254


# ---- which consent ------------------------------------------------------------------------------


def asked_with(concept: InformationConcept, catalogue: Catalogue) -> str:
    """Return which consent stands beside a question; empty where none is needed.

    Returns:
        `minor` for what is asked of a child, `members` for a list with sensitive fields,
        `sensitive` for anything else that is.
    """
    if concept.of_child:
        return "minor"
    if concept.sensitive:
        return "sensitive"
    told = [catalogue.concepts[member] for member in concept.members]
    is_list = concept.type is ConceptType.MEMBERS
    return "members" if is_list and any(one.sensitive or one.of_child for one in told) else ""


def check_given(facts: Facts, given: bool, catalogue: Catalogue) -> None:
    """Let facts through that need no consent, or for which it was given.

    Raises:
        WrongInput: separate consent is needed and was not given.
    """
    if not given and purposes(facts, catalogue):
        raise WrongInput.at("consent", *_NOT_GIVEN)


def purposes(facts: Facts, catalogue: Catalogue) -> frozenset[Purpose]:
    """Return the purposes for which these facts need consent, those of lists too."""
    told = [catalogue.concepts[one] for one in _concepts(facts) if one in catalogue.concepts]
    found = {Purpose.SENSITIVE} if any(one.sensitive for one in told) else set()
    return frozenset(found | ({Purpose.MINOR} if any(one.of_child for one in told) else set()))


def _concepts(facts: Facts) -> Iterator[ConceptId]:
    for concept, fact in facts.known.items():
        yield concept
        if isinstance(fact.value, tuple):
            for member in fact.value:
                yield from _concepts(member)


def agreed_for(facts: Facts, catalogue: Catalogue, notices: bool = False) -> tuple[Agreed, ...]:
    """Return on what the use of the data rests when a case is opened.

    Args:
        facts: what was said, each sensitive fact with its consent.
        catalogue: says which are.
        notices: a contact was given, for notices alone.
    """
    needed = {Purpose.SERVICE, *purposes(facts, catalogue)}
    needed |= {Purpose.NOTICES} if notices else set()
    return tuple(Agreed(purpose=one, basis=BASES[one]) for one in Purpose if one in needed)


def newly_agreed(case: Case, facts: Facts, catalogue: Catalogue) -> tuple[Agreed, ...]:
    """Return on what besides the use of the data rests, once more was said for a case."""
    before = agreed(case)
    return tuple(one for one in agreed_for(facts, catalogue) if one.purpose not in before)


# ---- taking it back -----------------------------------------------------------------------------


def without(
    kept: Mapping[str, Any], gone: Collection[Purpose], catalogue: Catalogue
) -> dict[str, Any]:
    """Return facts as a case keeps them without those that need one of these consents.

    Args:
        kept: plain values: facts, their standings, those of later plans, lists of people.
        gone: the purposes for which consent was taken back.
        catalogue: says which facts they are.
    """
    dropped = {
        str(one.id)
        for one in catalogue.concepts.values()
        if (one.sensitive and Purpose.SENSITIVE in gone) or (one.of_child and Purpose.MINOR in gone)
    }
    left: dict[str, Any] = _without(kept, dropped)
    return left


def _without(kept: Any, dropped: Collection[str]) -> Any:
    if isinstance(kept, Mapping):
        return {key: _without(one, dropped) for key, one in kept.items() if key not in dropped}
    return [_without(one, dropped) for one in kept] if isinstance(kept, list) else kept


# ---- where notices go ---------------------------------------------------------------------------


def contact_of(said: str) -> tuple[Channel, str] | None:
    """Return the channel and the address somebody typed; None where nothing was.

    Raises:
        WrongInput: it is neither a phone number nor an e-mail address.

    >>> contact_of(" 138 0000 0000 "), contact_of("")
    ((<Channel.PHONE: 'phone'>, '138 0000 0000'), None)
    """
    address = said.strip()
    if not address:
        return None
    for channel, shape in ((Channel.EMAIL, _EMAIL), (Channel.PHONE, _PHONE)):
        if len(address) <= LONGEST and shape.fullmatch(address):
            return channel, address
    raise WrongInput.at("contact", *_NO_CONTACT)
