"""All errors raised on purpose; they know nothing of HTTP.

    CompanionError
    ├── WrongInput          something from outside cannot be used; carries Problems
    │   └── BadRecords      record files that failed a gate
    ├── NotFound            an id, token or draft that does not exist
    ├── Conflict            the thing changed meanwhile, or the move is not in the table
    ├── NotAllowed          who asks may not
    ├── Locked              too many wrong PINs or tries; staff must reset it
    └── Unavailable         a store cannot be opened or read

Every error speaks Chinese and English, each written where it arises; `str` is the English, for
logs. `api.errors` holds the one table to status codes and the one JSON shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.text import Language, Text, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong where, and what to write instead, for someone who does not program."""

    place: str
    problem: Text
    remedy: Text | None = None
    file: str | None = None
    line: int | None = None

    def words(self, language: Language) -> tuple[str, str]:
        """Return the problem and the remedy; no remedy is an empty text."""
        return self.problem.get(language), self.remedy.get(language) if self.remedy else ""

    def shape(self, language: Language) -> dict[str, str]:
        """Return the one shape of an error in one language: place, problem, remedy."""
        problem, remedy = self.words(language)
        return {"place": self.place, "problem": problem, "remedy": remedy}

    def said(self, language: Language) -> str:
        """Return problem and remedy as one text, for where everybody sees what is meant."""
        return ("" if language == "zh" else " ").join(filter(None, self.words(language)))

    def told(self, language: Language) -> str:
        """Return `file:line: place: problem Remedy.` with the parts that are known.

        >>> problem = Problem(file="a.yaml", line=3, place="valid.to",
        ...                   problem=Text(zh="不是日期。", en="is no date."),
        ...                   remedy=Text(zh="请写 2025-03-01。", en="Write 2025-03-01."))
        >>> problem.told("en")
        'a.yaml:3: valid.to: is no date. Write 2025-03-01.'
        >>> problem.told("zh")
        'a.yaml:3：valid.to：不是日期。请写 2025-03-01。'
        """
        colon = "：" if language == "zh" else ": "
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return colon.join(filter(None, (where, self.place, self.said(language))))

    def __str__(self) -> str:
        """Return it in English."""
        return self.told("en")


class CompanionError(Exception):
    """The root of the tree; whatever went wrong is at least one Problem."""

    problems: tuple[Problem, ...]

    def __init__(self, said: Text, remedy: Text | None = None) -> None:
        self._hold(Problem(place="", problem=said, remedy=remedy))

    def _hold(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(self.told("en"))

    def told(self, language: Language) -> str:
        """Return every problem in one language, each on a line of its own."""
        return "\n".join(problem.told(language) for problem in self.problems)


class WrongInput(CompanionError):
    """Something from outside cannot be used."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self._hold(*([problems] if isinstance(problems, Problem) else problems))

    @classmethod
    def at(cls, place: str, problem: Text, remedy: Text | None = None) -> WrongInput:
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


# ---- what many refusals share --------------------------------------------------------------------


def below_zero(value: object) -> tuple[Text, Text]:
    """Return problem and remedy of a number that cannot be less than nothing."""
    problem = Text(zh=f"{value} 小于零。", en=f"{value} is below zero.")
    return problem, Text(zh="请写 0 或更大的数。", en="Write 0 or more.")


CHECK_THE_PATH: Final = Text(zh="请检查路径和权限。", en="Check the path.")


def unwritable(path: str, error: OSError, remedy: Text = CHECK_THE_PATH) -> WrongInput:
    """Return the refusal of a file or folder that cannot be written."""
    problem = Text(zh="写不进去。", en=f"cannot be written ({error.strerror}).")
    return WrongInput.at(path, problem, remedy)


def write_one_of(words: Iterable[object]) -> Text:
    """Return the remedy where only some words are good.

    >>> write_one_of(["apply", "automatic"]).zh
    '请写其中一个：apply、automatic。'
    """
    good = listed(words)
    return Text(zh=f"请写其中一个：{good.zh}。", en=f"Write one of: {good.en}.")


def did_you_mean(near: Iterable[str]) -> Text:
    """Return the question that names what a misspelt word comes nearest to.

    >>> did_you_mean(["at_most", "at_least"]).en
    'Did you mean at_most or at_least?'
    """
    near = list(near)
    return Text(zh=f"是不是想写 {' 或 '.join(near)}？", en=f"Did you mean {' or '.join(near)}?")
