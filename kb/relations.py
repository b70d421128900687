"""What two policies say of each other that cannot both be so.

One excludes what the other stacks with; one replaces another that never ends. Only pairs with a
changed record are looked at, and what is wrong is said of the changed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from kb.ids import PolicyId
from kb.model import AnyRecord, Policy
from kb.references import Path
from kb.text import Text

Base = Mapping[str, AnyRecord]
Found = tuple[str, Path, Text, Text]

_AT_ODDS: Final = (
    ("excludes", "stacks"),
    ("excludes", "requires"),
    ("choose_one", "stacks"),
    ("choose_one", "requires"),
    ("stacks", "excludes"),
    ("stacks", "choose_one"),
    ("requires", "excludes"),
    ("requires", "choose_one"),
)
"""What a changed record says, and what the other one may then not say of it."""


def unfit_relations(changed: Iterable[AnyRecord], base: Base) -> Iterator[Found]:
    """Yield (record id, path, problem, remedy) for what policies say against each other.

    Args:
        changed: the records to look at; each also stands in `base`.
        base: every record by id, as it would be after the change.
    """
    policies: dict[str, Policy] = {one.id: one for one in changed if isinstance(one, Policy)}
    told: set[frozenset[str]] = set()
    for policy in policies.values():
        for path, other, problem, remedy in _contradicted(policy, base):
            if frozenset({policy.id, other}) not in told:
                told.add(frozenset({policy.id, other}))
                yield policy.id, path, problem, remedy
        yield from _endless(policy, base)
    yield from _reopened(policies, base)


def _policy(record_id: PolicyId, base: Base) -> Policy | None:
    """Return another policy; one that is not there is a dangling id, said elsewhere."""
    held = base.get(record_id)
    return held if isinstance(held, Policy) else None


def _contradicted(policy: Policy, base: Base) -> Iterator[tuple[Path, str, Text, Text]]:
    for mine, theirs in _AT_ODDS:
        for named in sorted(getattr(policy, mine)):
            other = _policy(named, base)
            if other is None or other.id == policy.id:
                continue
            if policy.id in getattr(other, theirs):
                yield (mine,), other.id, *_said(mine, theirs, other)


def _said(mine: str, theirs: str, other: Policy) -> tuple[Text, Text]:
    problem = Text(
        zh=f"这里 {mine} 写了 {other.id}，那一条却把这一条写在 {theirs} 里。",
        en=f"{mine} names {other.id}, which names this one in its {theirs}.",
    )
    remedy = Text(
        zh=f"请只留一处；要改“{other.title.zh}”的，请和它一起提交。",
        en=f"Keep one; where “{other.title.en}” is wrong, send both in one submission.",
    )
    return problem, remedy


# ---- replaced, and not ended ----------------------------------------------------------------


def _endless(policy: Policy, base: Base) -> Iterator[Found]:
    """Yield each policy this one replaces that goes on beside it."""
    for named in sorted(policy.supersedes - {policy.id}):
        old = _policy(named, base)
        if old is not None and _goes_on(old, policy):
            problem = Text(
                zh=f"替代了 {old.id}（{old.title.zh}），可那一条{_until(old).zh}。",
                en=f"replaces {old.id} ({old.title.en}), which {_until(old).en}.",
            )
            yield policy.id, ("supersedes",), problem, _end_it(old, policy)


def _reopened(policies: Mapping[str, Policy], base: Base) -> Iterator[Found]:
    """Yield each changed policy that goes on although another, unchanged one replaces it."""
    for new in base.values():
        if not isinstance(new, Policy) or new.id in policies:
            continue
        for named in sorted(new.supersedes & policies.keys()):
            old = policies[named]
            if _goes_on(old, new):
                problem = Text(
                    zh=f"已由 {new.id}（{new.title.zh}）替代，可这一条{_until(old).zh}。",
                    en=f"is replaced by {new.id} ({new.title.en}), but {_until(old).en}.",
                )
                yield old.id, ("valid", "to"), problem, _end_it(old, new)


def _goes_on(old: Policy, new: Policy) -> bool:
    """Say whether a policy is still in force, or may be, when the one that replaces it starts."""
    ends, starts = old.valid.to, new.valid.from_
    return ends is None or (starts is not None and ends >= starts)


def _until(old: Policy) -> Text:
    if old.valid.to is None:
        return Text(zh="没有写到哪天为止", en="has no last day")
    return Text(zh=f"到 {old.valid.to} 才结束", en=f"goes on until {old.valid.to}")


def _end_it(old: Policy, new: Policy) -> Text:
    starts = new.valid.from_
    if starts is None:
        return Text(
            zh=f"请写这一条从哪天起（valid.from），再给 {old.id} 写 valid.to，一起提交。",
            en=f"Write from which day the new one holds (valid.from), give {old.id} a valid.to, "
            "and send both in one submission.",
        )
    last = starts - timedelta(days=1) if starts > date.min else starts
    return Text(
        zh=f"请给 {old.id} 写 valid.to: {last}（或文件写明的那天），一起提交；"
        "不是替代的，请去掉 supersedes。",
        en=f"Give {old.id} valid.to: {last}, or the day its notice names, and send both in one "
        "submission; take supersedes out where nothing is replaced.",
    )
