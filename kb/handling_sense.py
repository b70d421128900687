"""What makes no sense in how a service is handled, and where its conditions stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kb.criteria import Criterion
from kb.handling import ServiceMode
from kb.kinds import HandlingMode
from kb.model import PublicService
from kb.references import Path
from kb.text import Text

Found = tuple[Path, Text, Text]
MOST_DAYS: Final = 400
"""As for limits in `shapes.ttl`."""
MOST_COPIES: Final = 20
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
