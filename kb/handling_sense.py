"""What makes no sense in how a service is handled, and where its conditions stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kb.criteria import Criterion
from kb.handling import Days, Lasts, Output, Renewal, ServiceMode
from kb.kinds import DayUnit, HandlingMode, ServiceKind
from kb.model import AnyRecord, PublicService, Scene
from kb.references import Path
from kb.text import Text

Found = tuple[Path, Text, Text]
MOST_DAYS: Final = 400
"""As for limits in `shapes.ttl`."""
MOST_COPIES: Final = 20
MOST_YEARS: Final = 50
_DAYS_A_YEAR: Final = {DayUnit.CALENDAR: 365, DayUnit.WORKING: 250}
_KEEP_ONE: Final = Text(zh="请只留一处。", en="Keep one.")
_IN_A_GROUP: Final = (HandlingMode.JOINT_INSPECTION, HandlingMode.ONE_FORM)


def conditions_of(service: PublicService) -> Iterator[tuple[Path, Criterion]]:
    """Yield every condition of a service with its path: of waits, stages and modes."""
    for key in ("requires_when", "stages", "modes"):
        for i, part in enumerate(getattr(service, key)):
            if part.when is not None:
                yield (key, i, "when"), part.when


def unfit_handling(service: PublicService) -> Iterator[Found]:
    """Yield what does not fit: modes told twice or half, terms of materials nobody asks for."""
    yield from _out_of_range(service)
    yield from _slow(service)
    yield from _outputs(service)
    asked = {evidence for any_of in service.inputs for evidence in any_of}
    for i, terms in enumerate(service.terms):
        if terms.evidence not in asked:
            yield ("terms", i, "evidence"), *_not_asked(terms.evidence)
    seen: set[HandlingMode] = set()
    for i, mode in enumerate(service.modes):
        if mode.mode in seen:
            yield ("modes", i, "mode"), Text(zh="写了两次。", en="is told twice."), _KEEP_ONE
        seen.add(mode.mode)
        for path, problem, remedy in _mode(mode):
            yield ("modes", i, *path), problem, remedy
        for evidence in sorted((mode.waives | mode.defers) - asked):
            key = "waives" if evidence in mode.waives else "defers"
            yield ("modes", i, key), *_not_asked(evidence)
    if service.due is not None and (service.due.after is None) == (service.due.since is None):
        yield (
            ("due",),
            Text(zh="要从一样材料或一个日期算起。", en="counts from one paper or from one date."),
            Text(zh="请写 after 或 since，只写一个。", en="Write after or since, one of them."),
        )


_ASKS_FOR_PAPERS: Final = frozenset(
    {ServiceKind.LICENCE, ServiceKind.FILING, ServiceKind.CONFIRMATION}
)
_NO_PAPERS: Final = (
    Text(
        zh="会发证照或批文，却一样申请材料也没有写。",
        en="hands over a paper, yet asks for none.",
    ),
    Text(
        zh="请加上 inputs，例如 [[evidence/id-card]]；还没有读到的，请写 confirm: [inputs]。",
        en="Add inputs, such as [[evidence/id-card]]; where the guide has not been read, write "
        "confirm: [inputs].",
    ),
)


def papers_forgotten(service: PublicService, base: Mapping[str, AnyRecord]) -> Iterator[Found]:
    """Yield the problem of a service that decides on an application and asks for no material.

    A licence, a filing and a confirmation rest on what is handed in (行政许可法第31条). A record
    that says little of itself is a stub and shown as to be confirmed; a wrapper has the materials
    of what it bundles; and a registration may say that its source asks for none (`seen`).
    """
    if service.inputs or not service.outputs or "inputs" in service.confirm:
        return
    issues = any(output.evidence for output in service.outputs)
    registered = service.kind is ServiceKind.REGISTRATION or (
        service.kind is None and service.organisation is not None
    )
    forgotten = issues and registered and "inputs" not in service.seen
    wrapper = any(_bundles(scene, service.id) for scene in base.values())
    if (service.kind in _ASKS_FOR_PAPERS or forgotten) and not wrapper:
        yield ("inputs",), *_NO_PAPERS


def _bundles(scene: AnyRecord, service: str) -> bool:
    members = scene.services if isinstance(scene, Scene) else ()
    return any(one.service == service and one.bundles is not None for one in members)


def _slow(service: PublicService) -> Iterator[Found]:
    """Yield each promise of more days than the law allows."""
    told: list[tuple[Path, Days | None]] = [(("days",), service.days)]
    for i, mode in enumerate(service.modes):
        told += [(("modes", i, "days"), mode.days), (("modes", i, "otherwise"), mode.otherwise)]
    for path, days in told:
        if days is not None and 0 < days.statutory < days.committed:
            said = Text(
                zh=f"承诺 {days.committed} 天，比法定的 {days.statutory} 天还长。",
                en=f"{days.committed} is more than the {days.statutory} days the law allows.",
            )
            remedy = Text(
                zh="请改正其中一个，可能写反了。",
                en="Correct one of the two; they may stand the wrong way.",
            )
            yield (*path, "committed"), said, remedy


def _outputs(service: PublicService) -> Iterator[Found]:
    for i, output in enumerate(service.outputs):
        for path, problem, remedy in _output(output):
            yield ("outputs", i, *path), problem, remedy


def _output(output: Output) -> Iterator[Found]:
    """Yield what does not fit in how long a paper lasts and when it is renewed."""
    if output.lasts is not None:
        told = (output.lasts.years, output.lasts.months, output.lasts.days)
        known = [one for one in told if one is not None]
        if len(known) != 1:
            said = Text(zh="只能写年、月、日中的一种。", en="is told in one unit.")
            yield ("lasts",), said, Text(zh="例如 {years: 5}。", en="Write such as {years: 5}.")
        elif not 0 < _days_at_least(output.lasts) <= MOST_YEARS * 366:
            said = Text(zh=f"{known[0]} 不像是真的。", en=f"{known[0]} cannot be right.")
            remedy = Text(
                zh=f"请写 1 天到 {MOST_YEARS} 年。", en=f"Write a day to {MOST_YEARS} years."
            )
            yield ("lasts",), said, remedy
    if output.renew is not None:
        yield from _renewal(output.renew, output.lasts)


def _renewal(renew: Renewal, lasts: Lasts | None) -> Iterator[Found]:
    if lasts is None:
        yield (
            ("renew",),
            Text(zh="没有写有效期多长。", en="needs to know how long it lasts."),
            Text(zh="请加上 lasts，例如 {years: 5}。", en="Add lasts, such as {years: 5}."),
        )
    first = renew.from_days if renew.from_days is not None else renew.until_days
    a_year = _DAYS_A_YEAR[renew.unit]
    most = _days_at_least(lasts) * a_year // 365 if lasts is not None else MOST_YEARS * a_year
    if not 0 <= renew.until_days <= first <= most:
        yield (
            ("renew",),
            Text(zh="起止的天数不对。", en="has days that cannot be."),
            Text(
                zh="from_days 要比 until_days 早，两个都在有效期里。",
                en="Let from_days be more than until_days, and both lie within what it lasts.",
            ),
        )


def _days_at_least(lasts: Lasts) -> int:
    """Return how many days a paper lasts at the least; 0 where nothing is said."""
    return 365 * (lasts.years or 0) + 28 * (lasts.months or 0) + (lasts.days or 0)


def _out_of_range(service: PublicService) -> Iterator[Found]:
    """Yield numbers that no guide would print: days below 0 or above a year and more, no copies."""
    days: list[tuple[Path, int | None]] = [
        (("stages", i, "days"), one.days) for i, one in enumerate(service.stages)
    ]
    days += [(("due", "days"), service.due.days)] if service.due is not None else []
    for path, number in days:
        if number is not None and not 0 <= number <= MOST_DAYS:
            said = Text(zh=f"{number} 天不像是真的。", en=f"{number} days cannot be right.")
            remedy = Text(zh=f"请写 0 到 {MOST_DAYS}。", en=f"Write 0 to {MOST_DAYS}.")
            yield path, said, remedy
    for i, terms in enumerate(service.terms):
        if terms.copies is not None and not 1 <= terms.copies <= MOST_COPIES:
            said = Text(zh=f"不能是 {terms.copies} 份。", en=f"cannot be {terms.copies}.")
            remedy = Text(zh=f"请写 1 到 {MOST_COPIES}。", en=f"Write 1 to {MOST_COPIES}.")
            yield ("terms", i, "copies"), said, remedy


def _not_asked(evidence: str) -> tuple[Text, Text]:
    return (
        Text(zh=f"{evidence} 不在 inputs 里。", en=f"{evidence} is not among the inputs."),
        Text(zh="请去掉，或先写进 inputs。", en="Take it out, or add it to inputs first."),
    )


def _mode(mode: ServiceMode) -> Iterator[Found]:
    if mode.mode is HandlingMode.STANDARD:
        yield (
            ("mode",),
            Text(zh="通常的办法不写在这里。", en="is not told here."),
            Text(zh="请写在 days 和 visits 里。", en="Write it in days and visits."),
        )
    if mode.barred is not None and (mode.when is not None or mode.days is not None):
        yield (
            ("barred",),
            Text(
                zh="谁都不能用，却又写了条件或时限。", en="bars it, yet has a condition or limits."
            ),
            _KEEP_ONE,
        )
    if mode.otherwise is not None and not mode.usual:
        yield (
            ("otherwise",),
            Text(zh="只用于通常就这样办的。", en="is only for a mode that is usual."),
            Text(zh="请加上 usual: true，或去掉。", en="Add usual: true or take it out."),
        )
    if mode.barred is None and mode.mode in _IN_A_GROUP and mode.group is None:
        yield (
            ("group",),
            Text(zh="没有写和谁一起办。", en="does not say with which others."),
            Text(zh="请写组名，例如 start-up。", en="Write the name of a group, such as start-up."),
        )
