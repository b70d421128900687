"""What came of a register: policies in groups, what to ask next, lists with consent, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from api.register_folder import Folder, read_json
from api.register_runner import COUNTS, LISTS
from kb.catalogue import Catalogue
from kb.ids import PolicyId
from kb.kinds import Audience
from kb.text import Text
from matcher.applicant import NOTHING
from matcher.criteria import Judge
from matcher.windows import barred, window_now

_COUNTS: Final = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")
PUBLIC: Final = {"picture": "result.summary.svg", "table": "result.summary.csv"}
"""What tells nothing of anybody: counts alone."""
MOST_ASKED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """One policy of the summary.

    Attributes:
        counts: eligible, near, needs_information, needs_judgement, not_eligible.
        parts: the bar: the name of a part, where it begins and how long it is, in percent.
        fact: what would settle it for most.
        settles: how many it alone would settle.
        lacks_more: for how many it is open and something else too.
        closed: why nobody can have it on the day; None where somebody may.
    """

    id: PolicyId
    title: Text
    counts: Mapping[str, int]
    parts: tuple[tuple[str, float, float], ...]
    fact: Text | None = None
    settles: int = 0
    lacks_more: int = 0
    closed: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """Who is eligible for an automatic policy, by consent."""

    file: str
    policy: PolicyLine
    consent: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """What came of a register.

    Attributes:
        policies: those of which something was decided.
        undecided: those that are open for everybody.
        closed: those that nobody can have on the day.
        asks: facts, and how many open answers each alone would settle over all policies; the
            most first.
    """

    rows: int
    on: str
    unread: int
    policies: tuple[PolicyLine, ...]
    undecided: tuple[PolicyLine, ...] = ()
    closed: tuple[PolicyLine, ...] = ()
    asks: tuple[tuple[Text, int], ...] = ()
    lists: tuple[ListLine, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def eligible(self) -> int:
        """Return for how many policies somebody is eligible."""
        return sum(bool(one.counts["eligible"]) for one in self.policies)

    @property
    def count(self) -> int:
        """Return how many policies there are."""
        return len(self.policies) + len(self.undecided) + len(self.closed)


def result_view(folder: Folder, catalogue: Catalogue) -> ResultView | None:
    """Return what came of a register; None where its summary is gone."""
    plain = read_json(folder.out / "result.summary.json")
    if plain is None:
        return None
    rows, why = plain["rows"], closed_on(date.fromisoformat(plain["on"]), catalogue)
    lines = [_policy_line(one, rows, why) for one in plain["policies"]]
    open_lines = [one for one in lines if one.closed is None]
    undecided = tuple(one for one in open_lines if one.counts["needs_information"] == rows)
    decided = tuple(one for one in open_lines if one not in undecided)
    others = _for_others(decided, undecided, catalogue)
    asking = {one.id for one in open_lines if one.id not in others}
    return ResultView(
        rows=rows,
        on=plain["on"],
        unread=plain["unread"]["cells"],
        policies=decided,
        undecided=undecided,
        closed=tuple(one for one in lines if one.closed is not None),
        asks=_asks(one for one in plain["policies"] if one["policy"] in asking),
        lists=tuple(_list_lines(folder, open_lines)),
        files={path.name: path.stat().st_size for path in _files(folder)},
    )


def _for_others(
    decided: Iterable[PolicyLine], undecided: Iterable[PolicyLine], catalogue: Catalogue
) -> set[PolicyId]:
    """Return policies open for everybody that are not for those the register is of.

    A register is of firms where more policies for firms than for people could be judged, and the
    other way round.
    """
    found = Counter(_audience(one, catalogue) for one in decided)
    firms, people = found[Audience.ENTERPRISE], found[Audience.PERSON]
    if firms == people:
        return set()
    other = Audience.PERSON if firms > people else Audience.ENTERPRISE
    return {one.id for one in undecided if _audience(one, catalogue) is other}


def _audience(line: PolicyLine, catalogue: Catalogue) -> Audience | None:
    policy = catalogue.policies.get(line.id)
    return policy.audience if policy is not None else None


def closed_on(on: date, catalogue: Catalogue) -> dict[PolicyId, Text]:
    """Return the policies that nobody can have on a day, whatever the facts, with the reason."""
    nobody = Judge(catalogue, NOTHING, on)
    found = {
        policy.id: barred(policy, on, window_now(policy, nobody))
        for policy in catalogue.policies.values()
    }
    return {one: _joined([reason.text for reason in why]) for one, why in found.items() if why}


def _joined(why: Sequence[Text]) -> Text:
    return Text(zh="；".join(one.zh for one in why), en="; ".join(one.en for one in why))


def _policy_line(one: Mapping[str, Any], rows: int, why: Mapping[PolicyId, Text]) -> PolicyLine:
    counts = {name: one[name] for name in _COUNTS}
    most = next((fact for fact in one["missing"] if fact["fact"] == one["settling_fact"]), None)
    nobody = counts["not_eligible"] == rows
    return PolicyLine(
        id=one["policy"],
        title=Text(**one["title"]),
        counts=counts,
        parts=tuple(_parts(counts, rows)),
        fact=Text(**most["title"]) if most else None,
        settles=most["settles"] if most else 0,
        lacks_more=most["keeps_open"] - most["settles"] if most else 0,
        closed=why.get(one["policy"]) if nobody else None,
    )


def _asks(policies: Iterable[Mapping[str, Any]]) -> tuple[tuple[Text, int], ...]:
    """Return the facts that alone would settle most, over all policies."""
    settles, titles = Counter[str](), dict[str, Text]()
    for fact in (one for policy in policies for one in policy["missing"]):
        settles[fact["fact"]] += fact["settles"]
        titles[fact["fact"]] = Text(**fact["title"])
    most = sorted(settles, key=lambda one: (-settles[one], one))[:MOST_ASKED]
    return tuple((titles[one], settles[one]) for one in most if settles[one])


def _parts(counts: Mapping[str, int], rows: int) -> Iterator[tuple[str, float, float]]:
    """Yield the parts of a bar; who is near is among those who are not eligible."""
    begins = 0.0
    for name in _COUNTS[:4]:
        length = 100 * counts[name] / max(rows, 1)
        yield name, round(begins, 2), round(length, 2)
        begins += length


def _list_lines(folder: Folder, policies: Sequence[PolicyLine]) -> Iterator[ListLine]:
    """Yield the lists, in the order of the summary."""
    counts = read_json(folder.out / COUNTS) or {}
    for one in policies:
        stem = one.id.partition("/")[2].replace("/", "-")
        if stem in counts:
            yield ListLine(file=f"{stem}.csv", policy=one, consent=counts[stem])


def _files(folder: Folder) -> list[Any]:
    """Return what may be downloaded; what is still being written is left out."""
    found = [*folder.out.glob("*"), *(folder.out / LISTS).glob("*.csv")]
    return sorted(path for path in found if path.suffix in (".csv", ".parquet", ".svg"))


def file_of(folder: Folder, name: str) -> Any:
    """Return a file of a result by its name; None where there is none."""
    return next((path for path in _files(folder) if path.name == name), None)
