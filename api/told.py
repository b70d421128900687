"""What the console says in words, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flowchart.materials import MaterialStanding
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from kb.ids import SceneId
from kb.text import Language
from matcher.search import Found

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "days": "{parallel} 个工作日（逐项办 {serial}）",
        "law": "法定 {statutory_parallel}（逐项 {statutory_serial}）",
        "spread": "还不能确定：{least} 到 {most} 个工作日",
        "finish": "{on} 申请，预计 {day} 办完",
        "latest": "按法定时限最晚 {day} 办完",
        "understood": "理解为：{scenes}",
        "provisional": "（节假日尚未公布，日期暂定）",
        "bring": "需自带的材料 {bring} 份（单项合计 {raw}，合并后 {distinct}）：",
        "maybe": "（可能）",
        "after": "，在第 {steps} 步之后",
        "step": "{n}. {title}{maybe}：第 {starts}–{ends} 个工作日{after}",
        "open": "还要问：",
        "refused": "✕ 这样办不下来：",
        "first": "先解决上面的问题，再看多久办完。",
        "found": "找到",
        "ask": "您是指",
        "outside": "这可能不是服务中心办理的事项。",
    },
    "en": {
        "days": "{parallel} working days ({serial} one after another)",
        "law": "statutory {statutory_parallel} ({statutory_serial} one after another)",
        "spread": "not known yet: between {least} and {most} working days",
        "finish": "applying on {on}, done by {day}",
        "latest": "by law at the latest {day}",
        "understood": "understood as: {scenes}",
        "provisional": " (holidays not announced yet: provisional)",
        "bring": "{bring} materials to bring ({raw} on the single lists, {distinct} once merged):",
        "maybe": " (maybe)",
        "after": ", after step {steps}",
        "step": "{n}. {title}{maybe}: working days {starts}-{ends}{after}",
        "open": "still to ask:",
        "refused": "✕ It cannot be done like this:",
        "first": "Settle this first; how long it takes can be said after that.",
        "found": "found",
        "ask": "did you mean",
        "outside": "This may not be something a service centre handles.",
    },
}


def plan_text(
    plan: Plan, catalogue: Catalogue, language: Language, guessed: Sequence[SceneId] = ()
) -> str:
    """Return a plan as an ordered list with its figures.

    Args:
        plan: what to say.
        catalogue: gives the titles.
        language: of the words.
        guessed: the scenes that were not named by id but found from free words.
    """
    words = _WORDS[language]
    counts = plan.material_counts
    titles = [f"{catalogue.scenes[one].title.get(language)} ({one})" for one in guessed]
    lines = [
        *([words["understood"].format(scenes=", ".join(titles))] if titles else []),
        " + ".join(catalogue.scenes[scene].title.get(language) for scene in plan.scenes),
        *(_refused_lines(plan, language) or _time_lines(plan, catalogue, language)),
        *_step_lines(plan, catalogue, language),
        words["bring"].format(bring=counts.bring, raw=counts.raw, distinct=counts.distinct),
    ]
    lines += [
        f"  - {catalogue.evidence[one.evidence].title.get(language)}"
        for one in plan.materials
        if one.standing is MaterialStanding.BRING
    ]
    if plan.questions:
        asked = [catalogue.concepts[q.concept].title.get(language) for q in plan.questions]
        lines.append(f"{words['open']} {', '.join(asked)}")
    return "\n".join(lines)


def _refused_lines(plan: Plan, language: Language) -> list[str]:
    words = _WORDS[language]
    said = [f"{words['refused']} {one.warning.text.get(language)}" for one in plan.refusals]
    return [*said, words["first"]] if said else []


def _time_lines(plan: Plan, catalogue: Catalogue, language: Language) -> list[str]:
    """Return how long it takes; while steps are open, from what to what and no day of its end."""
    words = _WORDS[language]
    days, most = plan.working_days, plan.working_days_at_most
    figures = {f: getattr(days, f) for f in days.__dataclass_fields__}
    unannounced = plan.latest_on.year not in catalogue.calendars
    latest = words["latest"].format(day=plan.latest_on)
    latest += words["provisional"] if plan.finish_provisional or unannounced else ""
    if most is not None and most.parallel > days.parallel:
        spread = words["spread"].format(least=days.parallel, most=most.parallel)
        return [spread, latest]
    finish = words["finish"].format(on=plan.on, day=plan.finish_on)
    return [
        words["days"].format(**figures) + " · " + words["law"].format(**figures),
        finish + (words["provisional"] if plan.finish_provisional else ""),
        latest,
    ]


def _step_lines(plan: Plan, catalogue: Catalogue, language: Language) -> list[str]:
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    return [_step_line(step, numbers, catalogue, language) for step in plan.steps]


def _step_line(
    step: Step, numbers: dict[Any, int], catalogue: Catalogue, language: Language
) -> str:
    words = _WORDS[language]
    before = ", ".join(str(numbers[one]) for one in step.waits_for)
    return "  " + words["step"].format(
        n=numbers[step.service],
        title=catalogue.services[step.service].title.get(language),
        maybe=words["maybe"] if step.standing is Applies.POSSIBLE else "",
        starts=step.starts_day,
        ends=step.ends_day,
        after=words["after"].format(steps=before) if before else "",
    )


def found_text(found: Found, language: Language) -> str:
    """Return what a search found, a line each."""
    lines = [_WORDS[language][found.outcome]]
    lines += [f"  {hit.id}  {hit.title.get(language)}  {hit.score}" for hit in found.results]
    return "\n".join(lines)
