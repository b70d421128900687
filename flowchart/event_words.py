"""What happened to a case, in one line that staff and applicants read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flowchart import case_events as happened
from flowchart.case_events import CaseEvent, What
from flowchart.case_kinds import Actor, Audience, Basis, Cause, Delivery, Grade, Purpose
from flowchart.states import STATE_TEXT, StepState
from flowchart.step_words import STAGES
from kb.catalogue import Catalogue
from kb.text import Text
from matcher.figure_words import day_text

GRADE_TEXT: Final[dict[Grade, Text]] = {
    Grade.VERY_SATISFIED: Text(zh="非常满意", en="very satisfied"),
    Grade.SATISFIED: Text(zh="满意", en="satisfied"),
    Grade.ACCEPTABLE: Text(zh="基本满意", en="acceptable"),
    Grade.DISSATISFIED: Text(zh="不满意", en="dissatisfied"),
    Grade.VERY_DISSATISFIED: Text(zh="非常不满意", en="very dissatisfied"),
}
"""The five grades as GB/T 39734 names them."""

DELIVERY_TEXT: Final[dict[Delivery, Text]] = {
    Delivery.COLLECTION: Text(zh="自己来取", en="you collect it"),
    Delivery.EXPRESS: Text(zh="快递送达", en="by express"),
}
PURPOSE_TEXT: Final[dict[Purpose, Text]] = {
    Purpose.SERVICE: Text(zh="办理这件事", en="handling this matter"),
    Purpose.SENSITIVE: Text(zh="使用敏感信息", en="using sensitive facts"),
    Purpose.MINOR: Text(zh="使用未满十四周岁孩子的信息", en="using facts of a child under 14"),
    Purpose.NOTICES: Text(zh="发送通知", en="sending notices"),
}
BASIS_TEXT: Final[dict[Basis, Text]] = {
    Basis.DUTY: Text(zh="履行法定职责", en="a public duty"),
    Basis.CONSENT: Text(zh="本人同意", en="consent"),
    Basis.SEPARATE_CONSENT: Text(zh="单独同意", en="separate consent"),
    Basis.GUARDIAN: Text(zh="监护人同意", en="consent of a guardian"),
}
ACTOR_TEXT: Final[dict[Actor, Text]] = {
    Actor.STAFF: Text(zh="工作人员", en="staff"),
    Actor.APPLICANT: Text(zh="申请人", en="the applicant"),
    Actor.EXPERT: Text(zh="受邀专家", en="an invited expert"),
    Actor.PROGRAM: Text(zh="对接系统", en="a connected system"),
    Actor.HOUSE: Text(zh="系统", en="the system"),
}

NOTE_TEXT: Final[dict[Audience, Text]] = {
    Audience.APPLICANT: Text(zh="给申请人的话", en="a note for the applicant"),
    Audience.INSIDE: Text(zh="给同事的备注", en="a note for colleagues"),
    Audience.TABLE: Text(zh="圆桌会商的意见", en="a comment at the round table"),
}
Words = Callable[[Any, Catalogue], Text]


def title_of(record: str, catalogue: Catalogue) -> Text:
    """Return the title of a record; its id where the record is gone."""
    held = catalogue.records.get(record)
    return held.title if held is not None else Text(zh=record, en=record)


def event_text(event: CaseEvent, catalogue: Catalogue, before: tuple[CaseEvent, ...] = ()) -> Text:
    """Return what happened, in one line.

    Args:
        event: which.
        catalogue: for titles.
        before: the log, so that a taking back can name what was taken back.
    """
    if isinstance(event.what, happened.Undone):
        return _undone(event.what, catalogue, before)
    if isinstance(event.what, happened.Ticked) and event.by.actor is Actor.STAFF:
        return _checked(event.what, catalogue)
    return what_text(event.what, catalogue)


def what_text(what: What, catalogue: Catalogue) -> Text:
    """Return something that may happen to a case, in one line."""
    return _WORDS[type(what)](what, catalogue)


def _undone(what: happened.Undone, catalogue: Catalogue, log: tuple[CaseEvent, ...]) -> Text:
    found = next((e.what for e in log if e.sequence == what.event), None)
    if found is None:
        return Text(zh="撤回了一步操作", en="an entry was taken back")
    said = what_text(found, catalogue)
    return Text(zh=f"撤回：{said.zh}", en=f"taken back: {said.en}")


def _day(day: date) -> Text:
    return Text(zh=day_text(day, "zh"), en=day_text(day, "en"))


def _with(title: Text, zh: str, en: str) -> Text:
    return Text(zh=f"{title.zh}：{zh}", en=f"{title.en}: {en}")


def _move(what: happened.Move, catalogue: Catalogue) -> Text:
    title, state = title_of(what.step, catalogue), STATE_TEXT[what.to_state]
    zh, en = state.zh, state.en
    if what.from_state is StepState.SPECIAL_PROCEDURE:
        zh, en = f"时限继续，{zh}", f"the clock goes on: {en}"
    if what.missing:
        named = [title_of(one, catalogue) for one in sorted(what.missing)]
        zh += f"（缺{'、'.join(one.zh for one in named)}）"
        en += f" (missing: {', '.join(one.en for one in named)})"
    if what.reason is not None:
        zh, en = f"{zh}（{STAGES[what.reason].zh}）", f"{en} ({STAGES[what.reason].en})"
    if what.until is not None:
        until = _day(what.until)
        by = what.to_state is StepState.TO_BE_SUPPLEMENTED
        zh += f"，最晚 {until.zh}补齐" if by else f"，预计到 {until.zh}"
        en += f", by {until.en}" if by else f", expected until {until.en}"
    return _with(title, zh, en)


def _about(zh: str, en: str) -> Words:
    """Return words that need nothing of the event."""
    return lambda _what, _catalogue: Text(zh=zh, en=en)


def _of_step(zh: str, en: str) -> Words:
    return lambda what, catalogue: _with(title_of(what.step, catalogue), zh, en)


def _ticked(what: happened.Ticked, catalogue: Catalogue) -> Text:
    there = what.there
    return _with(
        title_of(what.evidence, catalogue),
        "材料已备好" if there else "材料还没有",
        "is there" if there else "is not there after all",
    )


def _checked(what: happened.Ticked, catalogue: Catalogue) -> Text:
    title = title_of(what.evidence, catalogue)
    if what.there:
        return _with(title, "窗口已核对", "checked at the desk")
    return _with(title, "窗口取消核对", "not checked after all")


def _noted(what: happened.Noted, catalogue: Catalogue) -> Text:
    said = NOTE_TEXT[what.audience]
    return _with(title_of(what.step, catalogue), said.zh, said.en) if what.step else said


def _handed_over(what: happened.HandedOver, catalogue: Catalogue) -> Text:
    if what.from_centre == what.to_centre:
        return Text(zh="转给同事办理", en="handed over to a colleague")
    centre = title_of(what.to_centre, catalogue)
    return Text(zh=f"转到{centre.zh}办理", en=f"handed over to {centre.en}")


def _shared(what: happened.Shared, catalogue: Catalogue) -> Text:
    centre = title_of(what.centre, catalogue)
    if what.looks:
        return Text(zh=f"{centre.zh}可以一起看", en=f"{centre.en} may look at it too")
    return Text(zh=f"{centre.zh}不再看", en=f"{centre.en} does not look at it any more")


def _invited(what: happened.Invited, catalogue: Catalogue) -> Text:
    who, until = title_of(what.department, catalogue), _day(what.until)
    return Text(
        zh=f"邀请{who.zh}的专家，到 {until.zh}",
        en=f"an expert of {who.en} is invited until {until.en}",
    )


def _delivery(what: happened.DeliveryChosen, catalogue: Catalogue) -> Text:
    how = DELIVERY_TEXT[what.how]
    return _with(title_of(what.step, catalogue), how.zh, how.en)


def _rated(what: happened.Rated, _: Catalogue) -> Text:
    grade = GRADE_TEXT[what.grade]
    return Text(zh=f"评价：{grade.zh}", en=f"rated: {grade.en}")


def _followed_up(what: happened.FollowedUp, _: Catalogue) -> Text:
    if what.settled:
        return Text(zh="评价已回访，问题已解决", en="the rating was followed up and settled")
    return Text(zh="评价已回访，还没解决", en="the rating was followed up, not settled yet")


def _adopted(what: happened.Adopted, _: Catalogue) -> Text:
    return _ADOPTED[what.cause]


_ADOPTED: Final = {
    Cause.ANSWER: Text(zh="情况有变，换成新方案", en="an answer changed: a new plan is followed"),
    Cause.RULES: Text(zh="规则有变，换成新方案", en="the rules changed: a new plan is followed"),
    Cause.POLICIES: Text(zh="政策有变化，已知悉", en="news of policies was acknowledged"),
}


def _agreed(what: happened.Agreed, _: Catalogue) -> Text:
    purpose, basis = PURPOSE_TEXT[what.purpose], BASIS_TEXT[what.basis]
    if not what.given:
        return Text(zh=f"撤回同意：{purpose.zh}", en=f"consent taken back: {purpose.en}")
    if what.purpose is Purpose.NOTICES:
        return Text(zh="同意接收通知", en="notices were agreed to")
    return Text(
        zh=f"可以用信息：{purpose.zh}（依据：{basis.zh}）",
        en=f"facts may be used: {purpose.en} (on: {basis.en})",
    )


_WORDS: Final[dict[type, Words]] = {
    happened.Move: _move,
    happened.Undone: _about("撤回了一步操作", "an entry was taken back"),
    happened.Ticked: _ticked,
    happened.Noted: _noted,
    happened.HandedOver: _handed_over,
    happened.TakenUp: _about("已有人接手", "somebody looks after it"),
    happened.Shared: _shared,
    happened.Invited: _invited,
    happened.Uninvited: _about("邀请已结束", "an invitation was ended"),
    happened.DeliveryChosen: _delivery,
    happened.Dispatched: _of_step("结果已寄出或可以来取", "the result is on its way or ready"),
    happened.Rated: _rated,
    happened.FollowedUp: _followed_up,
    happened.Adopted: _adopted,
    happened.PlanKept: _about("规则有变，仍用原方案", "the rules changed: the plan stays"),
    happened.CodeIssued: _about("发了一个新码", "a code was issued"),
    happened.CodeRevoked: _about("一个码已停用", "a code was revoked"),
    happened.PinReset: _about("重设了 PIN", "a PIN was reset"),
    happened.Agreed: _agreed,
    happened.Corrected: _about("更正了个人信息", "the personal data were corrected"),
    happened.Exported: _about("给了一份个人信息副本", "a copy of the personal data was given"),
    happened.Erased: _about("个人信息已删除", "the personal data were erased"),
}
