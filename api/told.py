"""What the console says in words, in one language."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flowchart.materials import MaterialStanding
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from kb.ids import kind_of
from kb.ledger import Ledger
from kb.text import Language
from matcher.match import Eligibility, Match
from matcher.search import Found
from matcher.verdict import Verdict

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "days": "{parallel} 个工作日（逐项办 {serial}）",
        "law": "法定 {statutory_parallel}（逐项 {statutory_serial}）",
        "finish": "今天申请，预计 {day} 办完",
        "provisional": "（节假日尚未公布，日期暂定）",
        "bring": "需自带的材料 {bring} 份（单项合计 {raw}，合并后 {distinct}）：",
        "maybe": "（可能）",
        "after": "，在第 {steps} 步之后",
        "step": "{n}. {title}{maybe}：第 {starts}–{ends} 个工作日{after}",
        "open": "还要问：",
        "found": "找到",
        "ask": "您是指",
        "outside": "这可能不是服务中心办理的事项。",
        "eligible": "符合",
        "not_eligible": "不符合",
        "needs_information": "还不能确定",
        "needs_judgement": "由部门评定",
    },
    "en": {
        "days": "{parallel} working days ({serial} one after another)",
        "law": "statutory {statutory_parallel} ({statutory_serial} one after another)",
        "finish": "applying today, done by {day}",
        "provisional": " (holidays not announced yet: provisional)",
        "bring": "{bring} materials to bring ({raw} on the single lists, {distinct} once merged):",
        "maybe": " (maybe)",
        "after": ", after step {steps}",
        "step": "{n}. {title}{maybe}: working days {starts}-{ends}{after}",
        "open": "still to ask:",
        "found": "found",
        "ask": "did you mean",
        "outside": "This may not be something a service centre handles.",
        "eligible": "eligible",
        "not_eligible": "not eligible",
        "needs_information": "not known yet",
        "needs_judgement": "decided by the department",
    },
}


def plan_text(plan: Plan, catalogue: Catalogue, language: Language) -> str:
    """Return a plan as an ordered list with its figures."""
    words = _WORDS[language]
    figures = {f: getattr(plan.working_days, f) for f in plan.working_days.__dataclass_fields__}
    counts = plan.material_counts
    finish = words["finish"].format(day=plan.finish_on)
    lines = [
        " + ".join(catalogue.scenes[scene].title.get(language) for scene in plan.scenes),
        words["days"].format(**figures) + " · " + words["law"].format(**figures),
        finish + (words["provisional"] if plan.finish_provisional else ""),
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


def matches_text(matches: tuple[Match, ...], catalogue: Catalogue, language: Language) -> str:
    """Return every policy with its verdict, and why not or what is missing."""
    lines = []
    for match in matches:
        title = catalogue.policies[match.policy].title.get(language)
        lines.append(f"{_WORDS[language][match.verdict]}: {title}")
        if match.verdict is Eligibility.NOT_ELIGIBLE:
            failed = [r for r in match.because if r.verdict is Verdict.UNMET]
            lines += [f"    × {reason.text.get(language)}" for reason in failed]
        if match.missing:
            named = [catalogue.concepts[one].title.get(language) for one in match.missing]
            lines.append(f"    ? {', '.join(named)}")
    return "\n".join(lines)


def found_text(found: Found, language: Language) -> str:
    """Return what a search found, a line each."""
    lines = [_WORDS[language][found.outcome]]
    lines += [f"  {hit.id}  {hit.title.get(language)}  {hit.score}" for hit in found.results]
    return "\n".join(lines)


def standing(catalogue: Catalogue, ledger: Ledger) -> dict[str, Any]:
    """Return how many records there are, how well they are known, and what waits."""
    records = catalogue.records.values()
    return {
        "problems": 0,
        "generation": catalogue.generation,
        "records": dict(sorted(Counter(kind_of(r.id) for r in records).items())),
        "fields_seen": sum(len(r.seen) for r in records),
        "fields_to_confirm": sum(len(r.confirm) for r in records),
        "drafts": [version.record.id for version in ledger.drafts()],
    }


def standing_text(report: dict[str, Any]) -> str:
    """Return the report of `standing` in words."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in report["records"].items())
    lines = [
        f"no problems; generation {report['generation']}",
        kinds,
        f"{report['fields_seen']} fields read in a source, "
        f"{report['fields_to_confirm']} to be confirmed",
    ]
    if report["drafts"]:
        lines.append(f"edited files waiting as drafts: {', '.join(report['drafts'])}")
    return "\n".join(lines)
