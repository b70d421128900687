"""The dates of a plan on paper: when everything is done, by when to apply, how often to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from flowchart.listing import Row
from flowchart.paper_content import Block
from flowchart.plan import Plan
from flowchart.scene import Applies
from kb.text import Text
from matcher.figure_words import day_text, number_text

_DATES: Final = Text(zh="日期", en="Dates")


def dates(plan: Plan, rows: Sequence[Row], fees_to_confirm: int) -> Block:
    """Return when everything is done, by when to apply, how often to go, and what the law wants.

    Args:
        plan: the plan.
        rows: its steps as they are listed.
        fees_to_confirm: of how many certain steps nobody has read the fee.
    """
    effort = _effort(plan, fees_to_confirm)
    return Block(title=_DATES, lines=(*_finish(plan), *_opening(plan), *effort, *_due(rows)))


def _finish(plan: Plan) -> Iterator[Text]:
    if plan.refusals:
        yield Text(
            zh="先解决最上面的问题，才能说哪天办完。",
            en="Settle what stands at the top first; until then nobody can say when it is done.",
        )
        return
    yield _done_on(plan)
    if plan.latest_on > plan.finish_on:
        yield _by_law(plan)
    elif plan.open_ended:
        yield Text(
            zh=f"有 {len(plan.open_ended)} 步要多久没有定，可能要更久。",
            en=f"Steps whose time nobody has fixed: {len(plan.open_ended)}. It may take longer.",
        )
    for year in plan.unannounced:
        yield Text(
            zh=f"暂定：{year} 年放假安排还没公布。",
            en=f"Provisional: the holidays of {year} are not announced yet.",
        )


def _by_law(plan: Plan) -> Text:
    """Return the last day the law allows, and that what nobody has fixed is not counted."""
    zh, en = (
        "（听证、检测等没有定天数的不算在内）",
        " (hearings, tests and the like that have no fixed time not counted)",
    )
    if not plan.open_ended:
        zh, en = "", ""
    return Text(
        zh=f"按法律最晚约 {day_text(plan.latest_on, 'zh')}{zh}",
        en=f"By law at the latest about {day_text(plan.latest_on, 'en')}{en}",
    )


def _done_on(plan: Plan) -> Text:
    """Return when everything is done; before any step is certain, at most how long it takes."""
    days, most = plan.working_days, plan.working_days_at_most
    if not _certain(plan) and most is not None:
        return Text(
            zh=f"哪天办完还不知道：都要办的话，{most.parallel} 个工作日。",
            en="When it is finished is not known yet: if everything is needed, working days: "
            f"{most.parallel}.",
        )
    zh, en = f"，一件一件办要 {days.serial} 个", f"; {days.serial} one after another"
    upper = ""
    if most is not None:
        zh, en, upper = "", "", f"–{most.parallel}" if most.parallel != days.parallel else ""
    return Text(
        zh=f"预计办完：最快 {day_text(plan.finish_on, 'zh')}"
        f"（{days.parallel}{upper} 个工作日{zh}）",
        en=f"Expected to be finished: at the earliest {day_text(plan.finish_on, 'en')} "
        f"({days.parallel}{upper} working days{en})",
    )


def _certain(plan: Plan) -> bool:
    """Say whether any step with work in it is certain."""
    return any(step.standing is Applies.CERTAIN and not step.wrapper for step in plan.steps)


def _opening(plan: Plan) -> Iterator[Text]:
    if plan.opening is None:
        return
    opens = plan.opening
    yield Text(
        zh=f"要在 {day_text(opens.on, 'zh')}开业", en=f"To open on {day_text(opens.on, 'en')}"
    )
    if opens.apply_by is None:
        yield Text(zh="这一天来不及。", en="That day cannot be kept.")
        return
    yield Text(
        zh=f"最晚 {day_text(opens.apply_by, 'zh')}申请",
        en=f"Apply by {day_text(opens.apply_by, 'en')}",
    )
    if opens.safe_by is not None:
        yield Text(
            zh=f"{day_text(opens.safe_by, 'zh')}前申请最稳妥（各部门都用足法定时间也来得及）",
            en=f"Safe if you apply by {day_text(opens.safe_by, 'en')} (even if every body takes "
            "all the time the law allows)",
        )


def _effort(plan: Plan, fees_to_confirm: int) -> Iterator[Text]:
    if not _certain(plan):
        yield Text(
            zh="跑几趟、费用多少还不知道，先回答几个问题。",
            en="Trips and fees are not known yet; answer a few questions first.",
        )
        return
    yield _trips(plan)
    yield _fees(plan, fees_to_confirm)
    if not plan.settled:
        yield Text(
            zh="上面两项没有算可能要办的步骤。",
            en="Steps that may be needed are not counted in these.",
        )


def _fees(plan: Plan, to_confirm: int) -> Text:
    """Return what is to be paid; a fee nobody has read is not a zero."""
    zh, en = "不收费", "No fees"
    if plan.fee:
        zh, en = f"费用 {number_text(plan.fee)} 元", f"Fees {number_text(plan.fee)} yuan"
    elif to_confirm:
        zh, en = "费用", "Fees"
    if to_confirm:
        zh, en = f"{zh}（{to_confirm} 步待确认）*", f"{en} (steps to be confirmed: {to_confirm})*"
    return Text(zh=zh, en=en)


def _trips(plan: Plan) -> Text:
    """Return how often to go, and how often somebody comes to look; both to be confirmed."""
    trips = plan.trips.together if plan.trips is not None else plan.visits
    inspections = plan.trips.inspections if plan.trips is not None else 0
    unread = plan.trips.unread if plan.trips is not None else 0
    zh, en = f"跑 {trips} 次*", f"{trips} trips*"
    if trips == 1:
        zh, en = "最多跑一次*", "One trip at most*"
    if not trips:
        zh, en = ("要跑几次*", "Trips*") if unread else ("不用跑*", "No trip needed*")
    if unread:
        zh, en = f"{zh}（{unread} 步待确认）", f"{en} (steps to be confirmed: {unread})"
    if inspections:
        zh, en = f"{zh}，另外有 {inspections} 次上门来看", f"{en}, and {inspections} inspections"
    return Text(zh=zh, en=en)


def _due(rows: Sequence[Row]) -> Iterator[Text]:
    for row in rows:
        for text in (row.apply_by, row.due):
            if text is not None:
                maybe = row.standing is Applies.POSSIBLE
                zh, en = ("（可能要办）", " (maybe)") if maybe else ("", "")
                yield Text(
                    zh=f"{row.number} {row.title.zh}{zh}：{text.zh}",
                    en=f"{row.number} {row.title.en}{en}: {text.en}",
                )
