"""What a draft would change, field by field, in the words a record page uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.line_differences import Side, marked, marked_text
from api.lines import FieldView, Line
from api.records import record_view
from kb import catalogue as kb_catalogue
from kb.catalogue import Catalogue
from kb.model import AnyRecord
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field: what it said, and what it would say; one of them empty where it comes or goes."""

    key: str
    was: tuple[Line, ...] = ()
    becomes: tuple[Line, ...] = ()

    @property
    def marked(self) -> tuple[Side, Side]:
        """Return both with what differs inside their lines."""
        return marked(self.was, self.becomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A record of a submission beside the one that is published, if there is one."""

    record: AnyRecord
    published: AnyRecord | None
    title: tuple[Text, Text] | None
    description: tuple[Text | None, Text | None] | None
    fields: tuple[Change, ...]
    sources: bool
    """Whether what is said about sources and standing differs."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Return the fields that would say nothing any more, which a short file does in silence."""
        gone = tuple(one.key for one in self.fields if one.was and not one.becomes)
        told = self.description is not None and self.description[1] is None
        return ("description", *gone) if told and self.published is not None else gone

    @property
    def says_the_same(self) -> bool:
        """Say whether nothing but sources and standing differs, if anything does."""
        return not (self.fields or self.title or self.description)

    @property
    def titles(self) -> tuple[Side, Side]:
        """Return the name as it was and as it becomes, with what differs."""
        return marked_text(*self.title) if self.title else ((), ())

    @property
    def descriptions(self) -> tuple[Side, Side]:
        """Return the description as it was and as it becomes, with what differs."""
        return marked_text(*self.description) if self.description else ((), ())


def with_drafts(catalogue: Catalogue, drafts: Iterable[AnyRecord]) -> Catalogue:
    """Return the catalogue as it would be with these records published."""
    records = dict(catalogue.records)
    records.update((draft.id, draft) for draft in drafts)
    return kb_catalogue.snapshot(records, catalogue.issuers, "only tried")


def changed(draft: AnyRecord, now: Catalogue, then: Catalogue) -> Changed:
    """Return what a draft would change.

    Args:
        draft: the record as it would be.
        now: what is published.
        then: what would be, for the names of records that come with it.
    """
    return between(now.records.get(draft.id), draft, now, then)


def between(
    published: AnyRecord | None, draft: AnyRecord, now: Catalogue, then: Catalogue
) -> Changed:
    """Return what a version says otherwise than an earlier one, if there is an earlier one.

    Args:
        published: the earlier one.
        draft: the later one.
        now: names what the earlier one names.
        then: names what the later one names.
    """
    before = _by_key(record_view(published, now)) if published is not None else {}
    after = _by_key(record_view(draft, then))
    told = published if published is not None else draft
    return Changed(
        record=draft,
        published=published,
        title=(told.title, draft.title) if told.title != draft.title else None,
        description=_pair(published, draft),
        fields=tuple(
            Change(key=key, was=before.get(key, ()), becomes=after.get(key, ()))
            for key in dict.fromkeys((*before, *after))
            if before.get(key) != after.get(key)
        ),
        sources=_standing(told) != _standing(draft),
    )


def _pair(published: AnyRecord | None, draft: AnyRecord) -> tuple[Text | None, Text | None] | None:
    before = published.description if published is not None else None
    return (before, draft.description) if before != draft.description else None


def _by_key(view: Iterable[FieldView]) -> dict[str, tuple[Line, ...]]:
    return {field.key: tuple(_unmarked(line) for line in field.lines) for field in view}


def _unmarked(line: Line) -> Line:
    """Return a line without its standing, which is compared by itself."""
    return replace(line, standing=None, under=tuple(_unmarked(one) for one in line.under))


def _standing(record: AnyRecord) -> tuple[object, ...]:
    return (record.sources, record.seen, record.confirm, record.checked_on)
