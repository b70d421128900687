"""How an applicant, and the next officer, would read a record that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from api import changes
from api.lines import FieldView
from api.one_policy import PolicyPage, policy_page
from api.pages import fragment
from api.record_words import article_text
from api.records import record_view
from kb.catalogue import Catalogue
from kb.errors import WrongInput
from kb.model import AnyRecord, Policy
from kb.text import LANGUAGES, Language
from matcher.applicant import NOTHING
from matcher.criteria import Judge
from matcher.match import Matcher


def previews(
    records: Sequence[AnyRecord], catalogue: Catalogue, on: date
) -> dict[Language, Markup] | None:
    """Return a record in words, in both languages; None where it cannot be shown yet.

    Args:
        records: the record, and those that come with it.
        catalogue: what is published.
        on: the day.
    """
    if not records:
        return None
    try:
        then = changes.with_drafts(catalogue, records)
        record = records[0]
        page = _policy_page(record, then, on) if isinstance(record, Policy) else None
        fields = record_view(record, then)
    except (WrongInput, LookupError):
        return None  # it names what is not there; the problems beside it say so
    return {language: _shown(language, record, page, fields, then) for language in LANGUAGES}


def _policy_page(policy: Policy, then: Catalogue, on: date) -> PolicyPage | None:
    match = Matcher(then).match(policy, Judge(then, NOTHING, on), 0.0)
    return policy_page(policy.id, [match], then)


def _shown(
    language: Language,
    record: AnyRecord,
    page: PolicyPage | None,
    fields: Sequence[FieldView],
    then: Catalogue,
) -> Markup:
    return fragment(
        language,
        "_editor_preview.html",
        record=record,
        page=page,
        criteria=next((field for field in fields if field.key == "criteria"), None),
        fields=fields if page is None else (),
        article=article_text,
        catalogue=then,
    )
