"""What a plan says on paper, in both languages: first what to bring, then dates, steps, policies.

Nothing here knows pages or letters, and nothing personal stands here: no facts, no names, and no
policy that hangs on a sensitive fact. A star marks what the window should confirm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flowchart.grouping import ranges
from flowchart.listing import Row
from flowchart.materials import Material
from flowchart.needs import MaterialStanding
from flowchart.plan import Plan, Step
from flowchart.scene import Applies, ShownWarning
from flowchart.step_words import short_day
from kb.catalogue import Catalogue
from kb.ids import EvidenceId, ServiceId
from kb.kinds import PaperForm
from kb.text import Text
from matcher.figure_words import day_text
from matcher.inputs import Inputs
from matcher.match import Eligibility, Match
from matcher.windows import OpenWindow, WindowState

TITLE: Final = Text(zh="办事方案", en="Plan")
STEPS: Final = Text(zh="步骤", en="Steps")
CHART: Final = Text(zh="流程图", en="Flowchart")
NOTE: Final = Text(
    zh="带 * 的待确认。材料、天数和条件以窗口确认为准。天数从申请当天算起。",
    en="What has a * is to be confirmed. The window has the last word on papers, days and "
    "conditions. Days count from applying.",
)
COLUMNS: Final = (
    Text(zh="#", en="#"),
    Text(zh="办什么", en="What"),
    Text(zh="在哪里", en="Where"),
    Text(zh="多久", en="How long"),
    Text(zh="日期", en="Dates"),
    Text(zh="等第几步", en="Waits for"),
    Text(zh="办好打勾", en="Done"),
)

_REFUSED: Final = Text(zh="× 这样办不下来", en="× It cannot be done like this")
_BEFORE: Final = Text(zh="办之前请注意", en="Before you begin")
_DEPENDS: Final = Text(zh="视情况而定：", en="It depends: ")
_BRING: Final = Text(zh="要带", en="Bring")
_ID_CARD: Final = Text(zh="身份证原件每次都带", en="Bring your ID card (the original) every time")
_ID: Final = "evidence/id-card"
_NOTHING: Final = Text(zh="没有要您准备的材料。", en="There is nothing for you to prepare.")
_NOT_YET: Final = Text(
    zh="要带几份还不知道，先回答几个问题。",
    en="What to bring is not known yet; answer a few questions first.",
)
_OTHERS: Final[dict[MaterialStanding, Text]] = {
    MaterialStanding.HELD: Text(zh="您已经有的，带来", en="You already have these; bring them"),
    MaterialStanding.RETRIEVABLE: Text(
        zh="能带就带（窗口也许能调出来）", en="Bring if you can (the window may fetch it)"
    ),
    MaterialStanding.DEFERRED: Text(zh="可以后补", en="May follow later"),
    MaterialStanding.REPLACED: Text(
        zh="写承诺就不用交", en="A written promise stands in for these"
    ),
    MaterialStanding.ISSUED: Text(
        zh="办的过程中会发，请收好", en="Given to you on the way; keep it"
    ),
    MaterialStanding.PRE_FILLED: Text(
        zh="预填，或在窗口填写、签字", en="Filled in for you, or filled in and signed at the window"
    ),
}
_FORMS: Final[dict[PaperForm, Text]] = {
    PaperForm.ORIGINAL: Text(zh="原件", en="original"),
    PaperForm.COPY: Text(zh="复印件", en="copy"),
    PaperForm.ELECTRONIC: Text(zh="电子版", en="electronic"),
}
_POLICIES: Final = Text(zh="看来可以享受的政策", en="Benefits you seem to qualify for")
_EMPTY: Final = Text(zh="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading with lines below; a `boxed` one has a box before each line, to be ticked."""

    title: Text
    lines: tuple[Text, ...]
    boxed: bool = False
    stands_out: bool = False


def headline(plan: Plan, catalogue: Catalogue) -> Text:
    """Return what the plan is for."""
    return _in_a_row([catalogue.scenes[scene].title for scene in plan.scenes])


def made_on(plan: Plan) -> Text:
    """Return from which day the plan counts."""
    return Text(
        zh=f"从 {day_text(plan.on, 'zh')}申请算起", en=f"counted from {day_text(plan.on, 'en')}"
    )


# ---- before going ------------------------------------------------------------------------------


def refused(plan: Plan) -> tuple[Block, ...]:
    """Return what stands in the way of the whole matter."""
    lines = tuple(_cited(one) for one in plan.refusals)
    return (Block(title=_REFUSED, lines=lines, stands_out=True),) if lines else ()


def to_bring(plan: Plan, rows: Sequence[Row], catalogue: Catalogue) -> tuple[Block, ...]:
    """Return what to bring with its form and copies where known, then the other materials.

    The ID card stands first, once: it is taken along every time, whatever a step says of it. Where
    nobody has to go anywhere it is a paper like the others.
    """
    numbers = {row.service: row.number for row in rows}
    held: dict[MaterialStanding, list[Text]] = {}
    for material in plan.materials:
        told = material.evidence == _ID and material.standing is not MaterialStanding.ISSUED
        if told and plan.may_need_trips:
            continue
        held.setdefault(material.standing, []).append(_material(material, numbers, catalogue))
    bring = tuple(held.get(MaterialStanding.BRING, ()))
    certain = any(step.standing is Applies.CERTAIN for step in plan.steps)
    nothing = (_NOTHING if certain else _NOT_YET,)
    card = (_ID_CARD,) if plan.may_need_trips else ()
    return (
        Block(title=_BRING, lines=(*card, *(bring or nothing)), boxed=bool(bring)),
        *(
            Block(title=title, lines=(_in_a_row(held[standing]),))
            for standing, title in _OTHERS.items()
            if standing in held
        ),
    )


def to_note(plan: Plan) -> tuple[Block, ...]:
    """Return the warnings of the scenes, those that depend on something last."""
    certain = [_cited(one) for one in plan.warnings if one.certain and not one.refuses]
    depends = [_joined(_DEPENDS, _cited(one)) for one in plan.warnings if not one.certain]
    lines = (*certain, *depends)
    return (Block(title=_BEFORE, lines=lines),) if lines else ()


def _material(material: Material, numbers: Mapping[ServiceId, int], catalogue: Catalogue) -> Text:
    """Return a material, how it is wanted, and the steps that need it."""
    record = catalogue.evidence[material.evidence]
    star = "*" if "supplied_by" in record.confirm else ""
    others = [catalogue.evidence[EvidenceId(one)].title for one in material.alternatives]
    title = Text(
        zh="或".join(one.zh for one in (record.title, *others)) + star,
        en=" or ".join(one.en for one in (record.title, *others)) + star,
    )
    wanted = _wanted(material)
    steps = ranges(sorted(numbers[service] for service in material.for_ if service in numbers))
    return Text(
        zh=f"{title.zh}（{wanted.zh}第 {steps} 步）".replace(", ", "、"),
        en=f"{title.en} ({wanted.en}step {steps})",
    )


def _wanted(material: Material) -> Text:
    """Return form and copies, where a source says so."""
    form = _FORMS[material.form] if material.form is not None else None
    copies = material.copies
    zh = [*([form.zh] if form else []), *([f"{copies} 份"] if copies else [])]
    en = [*([form.en] if form else []), *([f"× {copies}"] if copies else [])]
    return Text(zh="".join(f"{one}，" for one in zh), en="".join(f"{one}, " for one in en))


def _cited(shown: ShownWarning) -> Text:
    said, source = shown.warning.text, shown.warning.source
    if source is None:
        return said
    return Text(zh=f"{said.zh}（{source}）", en=f"{said.en} ({source})")


# ---- steps -------------------------------------------------------------------------------------


def step_lines(plan: Plan, rows: Sequence[Row], catalogue: Catalogue) -> list[tuple[Text, ...]]:
    """Return the cells of every step, as `COLUMNS` names them; those dropped are left out."""
    steps = {step.service: step for step in plan.steps}
    return [
        _step_line(row, steps[row.service], bool(plan.refusals), catalogue)
        for row in rows
        if row.service in steps
    ]


def _step_line(row: Row, step: Step, refused: bool, catalogue: Catalogue) -> tuple[Text, ...]:
    maybe = row.standing is Applies.POSSIBLE
    return (
        _same(str(row.number)),
        _joined(row.title, Text(zh="（可能要办）", en=" (maybe)")) if maybe else row.title,
        _EMPTY if row.wrapper else row.where,
        _how_long(row, catalogue),
        _EMPTY if row.wrapper or refused else _span(step),
        Text(zh=ranges(row.waits_for).replace(", ", "、"), en=ranges(row.waits_for)),
        _EMPTY if row.wrapper else _same("□"),
    )


def _how_long(row: Row, catalogue: Catalogue) -> Text:
    service = catalogue.services[row.service]
    unsure = not row.wrapper and {"days", "days.committed"} & service.confirm
    days = _joined(row.days, _same("*")) if unsure else row.days
    if row.waiting is None:
        return days
    return Text(zh=f"{days.zh}，{row.waiting.zh}", en=f"{days.en}, {row.waiting.en}")


def _span(step: Step) -> Text:
    """Return from when to when a step runs, where that is reckoned."""
    if step.starts_on == date.min:
        return _EMPTY
    first, last = short_day(step.starts_on), short_day(step.ends_on)
    if step.ends_on == step.starts_on:
        return first
    return Text(zh=f"{first.zh}–{last.zh}", en=f"{first.en} – {last.en}")


# ---- policies ----------------------------------------------------------------------------------


def to_claim(matches: Sequence[Match], catalogue: Catalogue) -> tuple[Block, ...]:
    """Return the policies one seems to qualify for, by title and window, none that is personal."""
    inputs = Inputs(catalogue)
    lines = tuple(
        _policy(match, catalogue)
        for match in matches
        if match.verdict is Eligibility.ELIGIBLE and not _personal(match, catalogue, inputs)
    )
    return (Block(title=_POLICIES, lines=lines),) if lines else ()


def _personal(match: Match, catalogue: Catalogue, inputs: Inputs) -> bool:
    """Say whether a policy reads a sensitive fact, so that its title says something of somebody."""
    condition = catalogue.conditions.get(match.policy)
    read = inputs.of(condition) if condition is not None else ()
    return any(catalogue.concepts[concept].sensitive for concept in read)


def _policy(match: Match, catalogue: Catalogue) -> Text:
    title, window = catalogue.policies[match.policy].title, _window(match.window)
    return Text(zh=f"{title.zh}：{window.zh}", en=f"{title.en}: {window.en}")


def _window(window: OpenWindow) -> Text:
    if window.state is WindowState.UPCOMING and window.opens is not None:
        said = Text(
            zh=f"{day_text(window.opens, 'zh')}起可以申请",
            en=f"apply from {day_text(window.opens, 'en')}",
        )
    elif window.state is WindowState.OPEN:
        by_the_hour = window.is_last_day and window.closes_at is not None
        said = _LAST_DAY if by_the_hour else Text(zh="现在可以申请", en="open now")
    elif window.state is WindowState.CLOSED:
        return Text(zh="申请已截止", en="closed")
    else:
        return Text(zh="申请时间待确认*", en="when to apply is to be confirmed*")
    until = window.closing
    if until is None:
        return said
    return Text(zh=f"{said.zh}，{until.zh}截止", en=f"{said.en}, until {until.en}")


_LAST_DAY: Final = Text(zh="最后一天", en="last day")


# ---- words -------------------------------------------------------------------------------------


def _same(said: str) -> Text:
    return Text(zh=said, en=said)


def _joined(one: Text, other: Text) -> Text:
    return Text(zh=one.zh + other.zh, en=one.en + other.en)


def _in_a_row(texts: Sequence[Text]) -> Text:
    return Text(zh="；".join(one.zh for one in texts), en="; ".join(one.en for one in texts))
