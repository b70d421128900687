"""How far a step is: its states, their words in both languages, and a sign for each.

The sign stands beside the words wherever a state is shown, so that no state is told by colour
alone. Signs are characters that common Chinese and Latin fonts hold.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kb.text import Text


class StepState(StrEnum):
    """Where a step of a case stands. 步骤状态."""

    CANNOT_START = "cannot-start"
    CAN_START = "can-start"
    COLLECTING = "collecting"
    SUBMITTED = "submitted"
    TO_BE_SUPPLEMENTED = "to-be-supplemented"
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under-review"
    SPECIAL_PROCEDURE = "special-procedure"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"


STATE_TEXT: Final[dict[StepState, Text]] = {
    StepState.CANNOT_START: Text(zh="不能开始", en="cannot start yet"),
    StepState.CAN_START: Text(zh="可以办理", en="can start"),
    StepState.COLLECTING: Text(zh="准备材料", en="collecting papers"),
    StepState.SUBMITTED: Text(zh="已提交", en="submitted"),
    StepState.TO_BE_SUPPLEMENTED: Text(zh="需补正", en="to be supplemented"),
    StepState.ACCEPTED: Text(zh="已受理", en="accepted"),
    StepState.UNDER_REVIEW: Text(zh="审核中", en="under review"),
    StepState.SPECIAL_PROCEDURE: Text(
        zh="特别程序（时限暂停）", en="special procedure (clock stopped)"
    ),
    StepState.GRANTED: Text(zh="准予", en="granted"),
    StepState.REFUSED: Text(zh="不予", en="refused"),
    StepState.WITHDRAWN: Text(zh="已撤回", en="withdrawn"),
    StepState.ISSUED: Text(zh="已发证", en="issued"),
}

STATE_SIGN: Final[dict[StepState, str]] = {
    StepState.CANNOT_START: "○",
    StepState.CAN_START: "●",
    StepState.COLLECTING: "…",
    StepState.SUBMITTED: "↑",
    StepState.TO_BE_SUPPLEMENTED: "!",
    StepState.ACCEPTED: "◇",
    StepState.UNDER_REVIEW: "◆",
    StepState.SPECIAL_PROCEDURE: "‖",
    StepState.GRANTED: "✓",
    StepState.REFUSED: "×",
    StepState.WITHDRAWN: "←",
    StepState.ISSUED: "★",
}
