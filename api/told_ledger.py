"""What `companion check` says of the ledger: whether it is whole, and where its chain ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kb.errors import Conflict, WrongInput
from kb.ledger import Ledger
from kb.text import Language, Text

_WHOLE: Final[Mapping[Language, str]] = {
    "zh": "记录账本完整：{moves} 步，链尾 {head}",
    "en": "the ledger is whole: {moves} moves, its chain ends in {head}",
}
_RESTORE: Final = Text(
    zh="有人在产品之外改过数据库。请从可信的备份恢复：companion restore FILE",
    en="Somebody changed the database outside the product. Put a trusted backup back: "
    "companion restore FILE",
)
_NOT_HELD: Final = (
    Text(zh="不在这本账里。", en="is not part of this ledger."),
    Text(
        zh="请核对抄下的链尾；如果没有抄错，账本的末尾被截断过，或者这是另一个数据库。",
        en="See that it was copied right. If it was, the end of the ledger was cut off, "
        "or this is another database.",
    ),
)


def verified(ledger: Ledger, noted: str | None = None) -> dict[str, Any]:
    """Return how many moves the ledger has and where its chain ends.

    Args:
        ledger: to be looked through.
        noted: a head that was noted down earlier, in an export or a backup.

    Raises:
        Conflict: something in it was changed outside the product.
        WrongInput: what was noted down is not part of it.
    """
    broken = ledger.broken_at()
    if broken is not None:
        said = Text(
            zh=f"记录账本从第 {broken} 步起对不上。",
            en=f"The ledger does not hold from move {broken} on.",
        )
        raise Conflict(said, _RESTORE)
    if noted is not None and not ledger.has_head(noted):
        raise WrongInput.at("--head", *_NOT_HELD)
    head = ledger.head()
    return {"moves": head.number, "head": head.seal}


def line(found: Mapping[str, Any], language: Language) -> str:
    """Return it in words."""
    return _WHOLE[language].format(**found)
