"""How far a step is: its states, their words in both languages, and a sign for each.

The sign stands beside the words wherever a state is shown, so that no state is told by colour
alone. Signs are characters that common Chinese and Latin fonts hold. The words are everyday ones,
the same at the desk, on the phone and in the flowchart.
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
    StepState.CANNOT_START: Text(zh="还没轮到", en="not yet"),
    StepState.CAN_START: Text(zh="可以办了", en="can start"),
    StepState.COLLECTING: Text(zh="准备材料", en="getting papers"),
    StepState.SUBMITTED: Text(zh="已提交", en="handed in"),
    StepState.TO_BE_SUPPLEMENTED: Text(zh="要补材料", en="more papers needed"),
    StepState.ACCEPTED: Text(zh="已受理，开始办", en="accepted"),
    StepState.UNDER_REVIEW: Text(zh="审核中", en="under review"),
    StepState.SPECIAL_PROCEDURE: Text(
        zh="特别程序，天数先停", en="special procedure, clock stopped"
    ),
    StepState.GRANTED: Text(zh="批准了", en="approved"),
    StepState.REFUSED: Text(zh="没批准", en="not approved"),
    StepState.WITHDRAWN: Text(zh="已撤回", en="withdrawn"),
    StepState.ISSUED: Text(zh="办好了", en="done (issued)"),
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
