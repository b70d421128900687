"""What was understood of the first words, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from api.wiring import House
from flowchart.hearing import heard
from flowchart.intake import Intake
from kb.catalogue import Catalogue
from kb.ids import SceneId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.saying import Proposal, contradicted
from matcher.search import Found, Outcome
from matcher.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardView:
    """A fact that words seem to say: its value in words, the words, and whether it is ticked.

    What is sensitive is never ticked beforehand, nor what was said in two ways (`either`). A
    list (`whole`) has no box: it is ticked in its question, where the others stand beside it.
    """

    place: int
    concept: InformationConcept
    value: Text
    words: str
    ticked: bool
    either: bool
    hint: Text | None
    whole: bool = False


def views(
    intake: Intake, catalogue: Catalogue, ticked: Iterable[int] | None = None
) -> tuple[HeardView, ...]:
    """Return what was understood and waits to be confirmed.

    Args:
        intake: the conversation.
        catalogue: how facts are called.
        ticked: what the companion had ticked, where that could not be taken.
    """
    open_ = intake.unsettled()
    twice = contradicted(open_.values())
    chosen = set(ticked) if ticked is not None else None
    wording = Wording(catalogue)
    shown = []
    for place, one in open_.items():
        concept = catalogue.concepts[one.concept]
        sure = not concept.sensitive and one.concept not in twice
        shown.append(
            HeardView(
                place=place,
                concept=concept,
                value=wording.value(one.value, concept),
                words=one.words,
                ticked=sure if chosen is None else place in chosen,
                either=one.concept in twice,
                hint=_hint(concept),
                whole=isinstance(one.value, frozenset),
            )
        )
    return tuple(shown)


def _hint(concept: InformationConcept) -> Text | None:
    """Return what to look at before confirming: a road may cross several sub-districts."""
    return concept.question.help if concept.type is ConceptType.AREA and concept.question else None


def of_words(
    house: House, text: str, scenes: Iterable[SceneId], on: date | None = None
) -> tuple[Proposal, ...]:
    """Return the facts that words seem to say and that these scenes or a policy read.

    Args:
        house: what is known.
        text: what was said.
        scenes: what it is about; any scene where none is named.
        on: the day of speaking; without it today.
    """
    held = tuple(scenes)
    if not text.strip():
        return ()
    near = house.searcher.recalled(held) if held else ()
    return heard(text, held, near, house.catalogue, on or house.today())


def of_search(house: House, text: str, found: Found, on: date) -> tuple[Proposal, ...]:
    """Return the facts that searched words seem to say, for the scenes that were found."""
    scenes = [SceneId(hit.id) for hit in found.results if hit.kind == "scene"]
    is_one = found.outcome is Outcome.FOUND and found.results[0].kind == "scene"
    return of_words(house, text, scenes[:1] if is_one else scenes, on)
