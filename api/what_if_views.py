"""The plan in every mode, side by side: what it saves, which steps use it, what bars it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flowchart.plan import OfferedMode, Trips
from flowchart.what_if import Option
from kb.catalogue import Catalogue
from kb.ids import EvidenceId, ServiceId
from kb.kinds import HandlingMode
from kb.model import InformationConcept
from kb.text import Text
from matcher.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """One reason that several steps share: for or against a mode."""

    reason: Reason
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeView:
    """One mode beside the others.

    Attributes:
        option: its figures.
        chosen: whether the plan is made in it.
        uses: the numbers and titles of the steps that go this way.
        barred: why other steps do not, each reason once.
        open_: on what it depends, each reason once.
        ask: the questions that would settle it.
        later: papers that may follow.
        promised: papers a written promise stands in for.
        fewer_trips: trips saved against the usual way; 0 where none is, or nobody knows.
        fewer_inspections: on-site looks saved against it.
    """

    option: Option
    chosen: bool
    uses: tuple[tuple[int, Text], ...]
    barred: tuple[ReasonView, ...]
    open_: tuple[ReasonView, ...]
    ask: tuple[InformationConcept, ...]
    later: tuple[Text, ...]
    promised: tuple[Text, ...]
    fewer_trips: int = 0
    fewer_inspections: int = 0

    @property
    def mode(self) -> HandlingMode:
        """Return which mode it is."""
        return self.option.mode

    @property
    def better(self) -> bool:
        """Say whether the mode saves anything but days: trips, looks, or papers to bring first."""
        later = self.later or self.promised
        return bool(self.fewer_trips or self.fewer_inspections or later)


def mode_views(
    options: Sequence[Option],
    chosen: HandlingMode,
    numbers: Mapping[ServiceId, int],
    catalogue: Catalogue,
) -> tuple[ModeView, ...]:
    """Return every mode in words, the standard one first.

    Args:
        options: the figures of each.
        chosen: the mode the plan is made in.
        numbers: of the steps on the page.
        catalogue: has the titles.
    """
    usual = options[0].trips
    return tuple(_view(one, usual, one.mode is chosen, numbers, catalogue) for one in options)


def most_saved(views: Iterable[ModeView]) -> int:
    """Return the most days of the calendar any mode saves, sure or not; 0 if none does."""
    return max((one.option.sooner for one in views), default=0)


def _view(
    option: Option,
    usual: Trips | None,
    chosen: bool,
    numbers: Mapping[ServiceId, int],
    catalogue: Catalogue,
) -> ModeView:
    trips, looks = _saved(usual, option.trips)
    known = (catalogue.concepts[one] for one in option.ask)
    return ModeView(
        option=option,
        chosen=chosen,
        uses=tuple(
            (numbers[one], catalogue.services[one].title)
            for one in sorted(numbers, key=numbers.__getitem__)
            if one in option.used
        ),
        barred=_grouped(option.barred, catalogue),
        open_=_grouped(option.open_, catalogue),
        ask=tuple(one for one in known if one.question is not None),
        later=_titles(option.later, catalogue),
        promised=_titles(option.promised, catalogue),
        fewer_trips=trips,
        fewer_inspections=looks,
    )


def _saved(usual: Trips | None, trips: Trips | None) -> tuple[int, int]:
    """Return the trips and the on-site looks that are saved; 0 for none."""
    if usual is None or trips is None:
        return 0, 0
    fewer = usual.together - trips.together, usual.inspections - trips.inspections
    return max(0, fewer[0]), max(0, fewer[1])


def _titles(papers: Collection[EvidenceId], catalogue: Catalogue) -> tuple[Text, ...]:
    return tuple(catalogue.evidence[paper].title for paper in papers)


def _grouped(offered: Iterable[OfferedMode], catalogue: Catalogue) -> tuple[ReasonView, ...]:
    """Return the reasons, each once, with the titles of the steps that give it."""
    steps: dict[Reason, list[Text]] = {}
    for one in offered:
        for reason in one.because:
            steps.setdefault(reason, []).append(catalogue.services[one.service].title)
    return tuple(ReasonView(reason=r, steps=tuple(named)) for r, named in steps.items())
