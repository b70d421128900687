"""How far the notices of a case are, never an address; and what waits on top of its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from fastapi import Request

from api.auth import Session
from api.flag_views import pointed
from api.pages import house_of
from api.record_words import word
from api.wiring import House
from flowchart.case import Case
from flowchart.case_told import rating, to_answer
from flowchart.event_words import title_of
from flowchart.forecast import forecast
from flowchart.parcels import STAGE_TEXT, Stage
from flowchart.states import StepState
from kb.text import Text
from matcher.figure_words import day_text


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows."""
    house = house_of(request)
    notices = house.outbox.standing(case.id)
    ours, answered = session.centre == case.centre, tuple(_answered(house, case))
    return {
        "head_lines": (*head_lines(house, case), *(answered if ours else ())),
        "notices_sent": notices,
        "notices_failed": [one for one in notices if one.stage is Stage.GIVEN_UP],
        "stage_text": STAGE_TEXT,
    }


_RATING: Final = Text(
    zh="申请人不满意，还没有解决", en="The applicant is not satisfied; nobody has settled it yet"
)
_COMMENT: Final = Text(
    zh="专家在圆桌会商里提了意见，还没有人回",
    en="An expert commented at the round table; nobody has answered",
)


def head_lines(house: House, case: Case) -> Iterator[tuple[Text, str]]:
    """Yield what must not be missed, and the part of the page where it stands.

    A bad rating nobody has settled, an expert's comment nobody answered, papers that are late.
    """
    rated = rating(case)
    if rated is not None and rated.open:
        yield _RATING, "rating"
    if to_answer(case) is not None:
        yield _COMMENT, "table"
    dates = forecast(case, house.today(), house.catalogue.calendars).steps
    for step, now in case.states().items():
        by = dates[step].supplement_by
        if now is StepState.TO_BE_SUPPLEMENTED and by is not None and by < house.today():
            yield _papers_late(title_of(step, house.catalogue), by), step.replace("/", "-")


def _answered(house: House, case: Case) -> Iterator[tuple[Text, str]]:
    """Yield what the desk pointed out and an officer answered in the last days."""
    for one in pointed(house, case):
        if one.new and not one.on_phone:
            yield word("flag.news_of", one.title), f"flag-{one.id}"


def _papers_late(step: Text, by: date) -> Text:
    zh, en = day_text(by, "zh"), day_text(by, "en")
    return Text(
        zh=f"{step.zh}：补材料的期限 {zh} 已过",
        en=f"{step.en}: papers were wanted by {en}, which is past",
    )
