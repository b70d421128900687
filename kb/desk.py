"""The officer's desk: files in, drafts, a second pair of eyes, publication.

What one person sends in, another publishes. Records of one file belong together: they are
checked, sent and published together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb import generation, validation
from kb.errors import Conflict, NotAllowed, WrongInput
from kb.ledger import SEEDER, Ledger, RecordMove, RecordVersion
from kb.model import AnyRecord
from kb.record_states import WAITING, RecordState
from kb.sense import Found
from kb.source import Loaded, read_content
from kb.text import Text
from kb.vocab import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Versions that were sent in together, with everything that happened to them."""

    name: str
    versions: tuple[RecordVersion, ...]
    moves: tuple[RecordMove, ...]

    @property
    def state(self) -> RecordState:
        """Return the state all of them are in."""
        return self.versions[0].state

    @property
    def author(self) -> str:
        """Return who loaded them; `data` for files that were edited beside the product."""
        return self.versions[0].author

    @property
    def at(self) -> datetime:
        """Return when they were loaded."""
        return self.versions[0].at

    @property
    def said(self) -> str:
        """Return what was said with the last move, such as why it was given back."""
        return self.moves[-1].reason

    @property
    def by(self) -> frozenset[str]:
        """Return everyone who wrote it or asked for its approval, and so cannot give it."""
        asked = {move.by for move in self.moves if move.to is RecordState.IN_REVIEW}
        return frozenset({self.author, *asked} - {SEEDER})


_NOTHING_NEW = (
    Text(zh="和已有的内容一字不差。", en="says word for word what the base already holds."),
    Text(
        zh="请改动以后再上传，或者在等待处理的里面找一找。",
        en="Change something, or look for it among what waits.",
    ),
)
_NOT_BY_ONESELF = Text(
    zh="自己写的、自己送审的，不能自己批准。请另一位同事来审核。",
    en="Whoever wrote it or sent it in cannot approve it. Ask a colleague.",
)
_NO_REASON = (
    Text(zh="没有填写。", en="is empty."),
    Text(zh="请给同事写一句原因。", en="Write one sentence for your colleague."),
)


Examine = Callable[[Sequence[AnyRecord], Mapping[str, AnyRecord]], Iterable[Found]]
"""Says what else is wrong with changed records in the company of the whole base."""


def _take_as_sound(_: Sequence[AnyRecord], __: Mapping[str, AnyRecord]) -> Iterable[Found]:
    return ()


class Desk:
    """Takes files in and moves what they hold towards publication.

    `examine` looks at sound records once more: rooms upstairs know what the examples of a rule
    come to.
    """

    def __init__(self, ledger: Ledger, names: Names, examine: Examine = _take_as_sound) -> None:
        self._ledger = ledger
        self._names = names
        self._examine = examine

    def check(self, content: bytes, file: str) -> tuple[Loaded, ...]:
        """Return the new or changed records of a file that passes both gates.

        Raises:
            BadRecords: every problem of the file, with its line; an example that does not hold
                is one.
            WrongInput: it says nothing that is not published or waiting already.
        """
        loaded = read_content(content, file)
        differing = self._ledger.differing(one.record for one in loaded)
        changed = generation.check(loaded, differing, self._ledger, self._names)
        if not changed:
            raise WrongInput.at(file, *_NOTHING_NEW)
        placed: dict[str, Loaded] = {one.record.id: one for one in changed}
        self._look_again([one.record for one in changed], placed)
        return changed

    def load(self, content: bytes, file: str, author: str) -> Submission:
        """Keep the records of a file as drafts.

        Raises:
            BadRecords: every problem of the file, with its line; then nothing is kept.
            WrongInput: there is nothing new in it.
        """
        changed = self.check(content, file)
        return self.get(self._ledger.propose((one.record for one in changed), author))

    def get(self, name: str) -> Submission:
        """Return a submission.

        Raises:
            NotFound: there is none of that name.
        """
        versions = self._ledger.submission(name)
        waiting = tuple(v for v in versions if v.state in WAITING) or versions
        return Submission(name=name, versions=waiting, moves=self._ledger.moves(waiting[0].number))

    def waiting(self) -> tuple[Submission, ...]:
        """Return what waits for somebody, newest first."""
        names = dict.fromkeys(version.submission for version in reversed(self._ledger.drafts()))
        return tuple(self.get(name) for name in names)

    def send(self, name: str, by: str) -> None:
        """Ask for approval."""
        self._ledger.move(self.get(name).versions, RecordState.IN_REVIEW, by, "sent for approval")

    def give_back(self, name: str, by: str, reason: str) -> None:
        """Give it back to its author with the reason."""
        self._ledger.move(self.get(name).versions, RecordState.DRAFT, by, _said(reason))

    def withdraw(self, name: str, by: str, reason: str) -> None:
        """Take a draft back for good; the ledger keeps it."""
        self._ledger.move(self.get(name).versions, RecordState.WITHDRAWN, by, _said(reason))

    def publish(self, name: str, by: str) -> None:
        """Approve and publish, after both gates looked at it beside what is published today.

        Raises:
            NotAllowed: the same person wrote it or asked for its approval.
            BadRecords: it no longer fits what was published meanwhile.
            Conflict: it is not waiting for approval.
        """
        held = self.get(name)
        if by in held.by:
            raise NotAllowed(_NOT_BY_ONESELF)
        with self._ledger.turn():
            self._recheck(held.versions)
            if held.state is RecordState.IN_REVIEW:
                self._ledger.move(held.versions, RecordState.APPROVED, by, "approved")
                held = self.get(name)
            if held.state is not RecordState.APPROVED:
                raise Conflict(
                    Text(
                        zh="现在的状态还不能发布，请先送审。",
                        en=f"What is {held.state} cannot be published. Send it for approval first.",
                    )
                )
            self._ledger.move(held.versions, RecordState.PUBLISHED, by, "published")

    def _recheck(self, versions: Iterable[RecordVersion]) -> None:
        changed = [version.record for version in versions]
        validation.recheck(changed, self._base(changed), self._names)
        self._look_again(changed, {})

    def _look_again(self, changed: Sequence[AnyRecord], placed: Mapping[str, Loaded]) -> None:
        found = tuple(self._examine(changed, self._base(changed)))
        if found:
            raise validation.refused(found, placed)

    def _base(self, changed: Iterable[AnyRecord]) -> Mapping[str, AnyRecord]:
        """Return every record as it would be with some changed."""
        base: dict[str, AnyRecord] = {
            version.record.id: version.record for version in self._ledger.published()
        }
        base.update((record.id, record) for record in changed)
        return base


def _said(reason: str) -> str:
    if not reason.strip():
        raise WrongInput.at("reason", *_NO_REASON)
    return reason.strip()[:500]
