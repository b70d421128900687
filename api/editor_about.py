"""What a form of the editor is about: a new record, one that is in force, or a draft to mend.

While somebody types, the record may end and the draft be mended or sent. What was typed then stays
on the form, which says what happened and leads to what stands there now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from api.desk_replacing import mended_in
from api.editor_shape import EDITED
from api.editor_state import Branch, branch, value
from api.out_of_force import as_it_stands
from api.wiring import House
from kb.errors import Conflict, NotFound
from kb.ids import kind_of
from kb.ledger_rows import RecordVersion
from kb.model import KINDS, AnyRecord
from kb.record_states import RecordState
from kb.submissions import Submission
from kb.text import Text

_NO_FORM: Final = Text(zh="这一类记录没有表单。", en="There is no form for this kind of record.")
_NOT_A_DRAFT: Final = Text(
    zh="这份已经不是草稿了。请从已发布的记录改起。",
    en="This is no draft any more. Begin from the published record.",
)
_STILL_BELOW: Final = Text(
    zh="您填的都还在下面，但没有存。请对照现在的内容再改。",
    en="What you typed still stands below, and is not kept. Compare it with what stands there now.",
)
_ENDED: Final = Text(
    zh="您填写的时候，这条记录停用了。", en="This record ended while you were writing."
)
_MENDED: Final = Text(
    zh="您填写的时候，同事把这份草稿改成了新的一份。",
    en="Somebody mended this draft while you were writing; a newer one took its place.",
)
_SENT: Final = Text(
    zh="您填写的时候，这份草稿送审了，或者撤回了。",
    en="This draft was sent for approval or withdrawn while you were writing.",
)
_LONGEST_NUMBER: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What happened to the subject of a form meanwhile, and the page that shows what is there."""

    said: Text
    look: str

    @classmethod
    def because(cls, what: Text, look: str) -> Gone:
        """Return that something happened, and what this means for what was typed."""
        zh, en = f"{what.zh}{_STILL_BELOW.zh}", f"{what.en} {_STILL_BELOW.en}"
        return cls(said=Text(zh=zh, en=en), look=look)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a form is about.

    Attributes:
        kind: of the record.
        base: the record as it was before; None for a new one.
        draft: the draft that the new one replaces, if any.
        others: what else stands in that draft and goes along.
        based_on: by record id the version that the form was made from.
        gone: what happened to the record or the draft since the form was opened.
    """

    kind: str
    base: AnyRecord | None = None
    draft: str = ""
    others: tuple[AnyRecord, ...] = ()
    based_on: Mapping[str, int] = field(default_factory=dict)
    gone: Gone | None = None

    @property
    def model(self) -> type[AnyRecord]:
        """Return the class of the record."""
        return KINDS[self.kind]

    @property
    def form(self) -> str:
        """Return the name under which a browser keeps what is typed in this form."""
        return "|".join((self.kind, self.base.id if self.base else "", self.draft))

    @property
    def version(self) -> int | None:
        """Return the number of the version that the form of the record was made from."""
        return self.based_on.get(self.base.id) if self.base else None


def about_opened(house: House, kind: str, record: str, draft: str) -> About:
    """Return what a form that is opened is about.

    Raises:
        NotFound: there is no such record, draft or kind.
        Conflict: what should be mended is no draft any more.
    """
    found = _about(house, kind, record, draft)
    if found.base is None or found.draft:
        return found
    history = house.ledger.history(found.base.id)
    shown = [one.number for one in history if _is_or_was_served(one, found.base)]
    return replace(found, based_on={found.base.id: max(shown)} if shown else {})


def about_sent(house: House, sent: Branch) -> About:
    """Return what a form that was sent is about; one whose subject is gone says so.

    Raises:
        NotFound: there never was such a record, draft or kind.
    """
    told = branch(sent, "about")
    kind, record, draft = (value(told, key) for key in ("kind", "record", "draft"))
    try:
        found = _about(house, kind, record, draft)
    except (NotFound, Conflict) as error:
        return _about_gone(house, record, draft, error)
    if found.base is None or found.draft:
        return found
    number = _number_of(house, record, value(told, "version"))
    return replace(found, based_on={record: number} if number else {})


def _about(house: House, kind: str, record: str, draft: str) -> About:
    if draft:
        held = house.desk.get(draft)
        if held.state is not RecordState.DRAFT or held.ends:
            raise Conflict(_NOT_A_DRAFT)
        return _about_draft(held, record)
    if not record:
        return About(kind=edited(kind))
    base = as_it_stands(house, record)
    return About(kind=edited(kind_of(record)), base=base)


def edited(kind: str) -> str:
    """Return a kind that has a form.

    Raises:
        NotFound: it has none.
    """
    if kind not in EDITED:
        raise NotFound(_NO_FORM)
    return kind


def _about_draft(held: Submission, record: str, gone: Gone | None = None) -> About:
    records = [one.record for one in held.versions]
    base = _main_of(records, record)
    return About(
        kind=edited(kind_of(base.id)),
        base=base,
        draft=held.name,
        others=tuple(one for one in records if one.id != base.id),
        based_on={one.record.id: one.based_on for one in held.versions if one.based_on},
        gone=gone,
    )


def _main_of(records: list[AnyRecord], named: str) -> AnyRecord:
    """Return the record of a draft that is named; else its first policy, or its first."""
    for beginning in (named, "policy/"):
        for one in records:
            if beginning and one.id.startswith(beginning):
                return one
    return records[0]


def _is_or_was_served(version: RecordVersion, base: AnyRecord) -> bool:
    """Say whether a version was published, is not still ahead, and says what a form shows."""
    published = version.state in (RecordState.PUBLISHED, RecordState.SUSPENDED)
    ahead = version.standing is RecordState.SCHEDULED
    return published and not ahead and not version.ends and version.record == base


def _number_of(house: House, record: str, said: str) -> int | None:
    """Return the number that a form carries, if it is that of a version of its record."""
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER):
        return None
    try:
        found = house.ledger.version(int(said))
    except NotFound:
        return None
    return found.number if found.record.id == record else None


def _about_gone(house: House, record: str, draft: str, error: NotFound | Conflict) -> About:
    if draft:
        held = house.desk.get(draft)
        newer = mended_in(held)
        look = f"/desk/{newer or draft}"
        return _about_draft(held, record, Gone.because(_MENDED if newer else _SENT, look))
    known = house.ledger.history(record) if record else ()
    if not known:
        raise error
    gone = Gone.because(_ENDED, f"/record/{record}/history")
    return About(kind=edited(kind_of(record)), base=known[-1].record, gone=gone)
