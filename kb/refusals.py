"""Why the desk refuses something, in words for officers and approvers."""

from __future__ import annotations

from typing import Final

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
ENDED_BEFORE: Final = (
    Text(zh="这个版本是停用，没有内容可以恢复。", en="ended the record and says nothing itself."),
    Text(zh="请选一个有内容的版本。", en="Choose a version that says something."),
)
