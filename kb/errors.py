"""All errors raised on purpose; they know nothing of HTTP.

    CompanionError
    ├── WrongInput          something from outside cannot be used; carries Problems
    │   └── BadRecords      record files that failed a gate
    ├── NotFound            an id, token or draft that does not exist
    ├── Conflict            the thing changed meanwhile, or the move is not in the table
    ├── NotAllowed          who asks may not
    ├── Locked              too many wrong PINs or tries; staff must reset it
    └── Unavailable         a store cannot be opened or read

`api.errors` holds the one table to status codes and the one JSON shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong where, and what to write instead, for someone who does not program."""

    place: str
    problem: str
    remedy: str = ""
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """Return `file:line: place: problem Remedy.` with the parts that are known.

        >>> str(Problem(file="a.yaml", line=3, place="valid.to", problem="is no date.",
        ...             remedy="Write 2025-03-01."))
        'a.yaml:3: valid.to: is no date. Write 2025-03-01.'
        """
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        head = ": ".join(part for part in (where, self.place) if part)
        return " ".join(
            part for part in (f"{head}:" if head else "", self.problem, self.remedy) if part
        )


class CompanionError(Exception):
    """The root of the tree."""


class WrongInput(CompanionError):
    """Something from outside cannot be used."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def at(cls, place: str, problem: str, remedy: str = "") -> WrongInput:
        """Return the error for one place."""
        return cls(Problem(place=place, problem=problem, remedy=remedy))


class BadRecords(WrongInput):
    """Record files that failed a gate; nothing was changed."""


class NotFound(CompanionError):
    """There is no such thing."""


class Conflict(CompanionError):
    """The state does not allow it."""


class NotAllowed(CompanionError):
    """Who asks may not."""


class Locked(CompanionError):
    """Too many wrong tries."""


class Unavailable(CompanionError):
    """A store cannot be opened or read; the message says what to do."""
