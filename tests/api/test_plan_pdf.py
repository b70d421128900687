"""The plan as PDF, for whoever may see the conversation or the case."""

from __future__ import annotations

import pytest

from tests.plan_pages import told
from tests.visiting import PAGE, Visitor, signed_in


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_can_be_taken_as_pdf_beside_the_conversation_and_with_its_case(
    companion: Visitor, lang: str
) -> None:
    path = told(companion)
    beside = companion.client.get(f"{path}/plan.pdf", headers={**PAGE, "accept-language": lang})
    case = companion.send(f"{path}/case").removesuffix("/code")
    kept = companion.client.get(f"{case}/plan.pdf", headers={**PAGE, "accept-language": lang})

    for answer in (beside, kept):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(b"%PDF-")


def test_another_session_gets_no_pdf_of_a_conversation(companion: Visitor) -> None:
    path = told(companion)
    other = signed_in(companion.house)

    assert other.client.get(f"{path}/plan.pdf", headers=PAGE).status_code == 404


def test_the_page_leads_to_the_pdf(companion: Visitor) -> None:
    path = told(companion)

    assert f'href="{path}/plan.pdf"' in companion.get(path)
