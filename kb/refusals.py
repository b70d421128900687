"""Why the desk refuses something, in words for officers and approvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from kb.errors import Problem
from kb.ids import kind_of
from kb.model import AnyRecord
from kb.references import references
from kb.text import Text

NOTHING_NEW: Final = (
    Text(zh="和已有的内容一字不差。", en="says word for word what the base already holds."),
    Text(
        zh="请改动以后再上传，或者在等待处理的里面找一找。",
        en="Change something, or look for it among what waits.",
    ),
)
NOT_BY_ONESELF: Final = Text(
    zh="自己写的、自己送审的，不能自己批准。请另一位同事来审核。",
    en="Whoever wrote it or sent it in cannot approve it. Ask a colleague.",
)
NOT_SENT: Final = Text(
    zh="现在的状态还不能发布，请先送审。",
    en="In this state it cannot be published. Send it for approval first.",
)
NO_REASON: Final = (
    Text(zh="没有填写。", en="is empty."),
    Text(zh="请给同事写一句原因。", en="Write one sentence for your colleague."),
)
NOT_AHEAD: Final = Text(
    zh="已经生效，不能再撤回。请退回到以前的版本，或者停用。",
    en="It is in force already and cannot be called back. Go back to an earlier version or end it.",
)
OVERTAKEN: Final = Text(
    zh="写好以后，同一条记录又发布过别的版本，发布这一份会盖掉它。"
    "请先对照；确实要盖掉的，再勾选“确认盖掉”（命令行写 --over）。",
    en="Another version of the same record was published since this was written, and this one "
    "would replace it. Compare them; to replace it all the same, tick the box (on the console: "
    "--over).",
)
NOT_IN_FORCE: Final = Text(
    zh="这条记录现在没有生效的版本。", en="Nothing of this record is in force."
)
NOT_OVER: Final = Text(
    zh="还有生效、暂停、等待处理或还没到生效日的版本，不能归档。请先停用，或者处理完等待的版本。",
    en="A version of it is in force, suspended, waiting or still ahead, so it cannot be archived. "
    "End the record first, or deal with what waits.",
)
ENDED_BEFORE: Final = (
    Text(zh="这个版本是停用，没有内容可以恢复。", en="ended the record and says nothing itself."),
    Text(zh="请选一个有内容的版本。", en="Choose a version that says something."),
)
_KINDS: Final = {
    "area": ("个区划", "area"),
    "calendar": ("份工作日历", "working calendar"),
    "concept": ("个信息项", "fact"),
    "document": ("份政策文件", "policy document"),
    "evidence": ("份申请材料", "paper"),
    "organisation": ("个部门", "department"),
    "parameter": ("个标准数值", "figure"),
    "policy": ("项政策", "policy"),
    "scene": ("件“一件事”", "life or business event"),
    "service": ("项服务", "service"),
}
_CHANGE_THESE_FIRST: Final = Text(
    zh="请先改这些记录，从里面拿掉它，再来这里。",
    en="Change these records first, so that they do without it; then come back.",
)


_REPLACED: Final = Text(
    zh="它已经被下面这条替代，自己到期以后就不再算数，不用停用。",
    en="The one below has taken its place. It ends by itself on its last day; leave it as it is.",
)


def still_named(naming: Sequence[AnyRecord], gone: Collection[str]) -> Iterator[Problem]:
    """Yield why records cannot go yet: how many others name them, then each with its title.

    Args:
        naming: the records that name one of those that are to go; at least one.
        gone: the ids of those.
    """
    if all(_only_replaces(one, gone) for one in naming):
        yield Problem(place="", problem=_REPLACED)
        yield from (Problem(place=one.id, problem=one.title) for one in naming)
        return
    counts = Counter(kind_of(one.id) for one in naming)
    zh = "、".join(f"{n} {_KINDS[kind][0]}" for kind, n in counts.items())
    en = ", ".join(f"{n} × {_KINDS[kind][1]}" for kind, n in counts.items())
    said = Text(zh=f"{zh}还用到它。", en=f"It is still used by {en}.")
    yield Problem(place="", problem=said, remedy=_CHANGE_THESE_FIRST)
    for one in naming:
        yield Problem(place=one.id, problem=one.title)


def _only_replaces(one: AnyRecord, gone: Collection[str]) -> bool:
    """Say whether a record names those that are to go only as what it took the place of."""
    return all(path[0] == "supersedes" for path, target in references(one) if target in gone)
