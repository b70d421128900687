"""Limits in words: "3 % of revenue", "2,000 yuan for 1 person, 3,000 yuan for 2"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from kb import criteria as form
from kb.criteria import Bound, DatedValue, Threshold
from kb.model import InformationConcept
from matcher.figure_words import day_text, number_text, percent_text, with_unit
from matcher.voice import Voice

MOST_ROWS: Final = 8
"""A longer table is not read aloud row by row."""

Concept = InformationConcept | None


def limit_words(limit: Bound, concept: Concept, voice: Voice) -> str:
    """Return a limit in words; numbers with the unit of the fact they are compared with."""
    if isinstance(limit, Decimal | date):
        return voice.value(limit, concept)
    return _LIMITS[type(limit)](limit, concept, voice)


def _times(limit: form.Times, _: Concept, voice: Voice) -> str:
    if limit.times == 1:
        return voice.the(limit.of)
    if limit.times < 1:
        share = percent_text(limit.times, voice.language)
        return voice.pick(f"{voice.title(limit.of)}的 {share}", f"{share} of {voice.the(limit.of)}")
    times = number_text(limit.times)
    return voice.pick(f"{voice.title(limit.of)}的 {times} 倍", f"{times} × {voice.the(limit.of)}")


def _fact(limit: form.FactLimit, _: Concept, voice: Voice) -> str:
    return voice.the(limit.fact)


def _parameter(limit: form.ParameterLimit, concept: Concept, voice: Voice) -> str:
    """Return the value in force with the parameter's title, and what is known to change.

    A draft may name one that is not there; it has no value, and none is told.
    """
    held = voice.catalogue.parameters.get(limit.parameter)
    if held is None:
        return voice.pick(f"（没有 {limit.parameter}）", f"(there is no {limit.parameter})")
    if concept is not None and concept.unit is None:
        concept = replace(concept, unit=held.unit)
    value = held.value
    if voice.on is not None:
        value = voice.catalogue.parameter(limit.parameter, voice.on)
    changes = _changes(held.dated, concept, voice)
    inside = voice.pick("；", "; ").join([voice.noun(held.id), *changes])
    said = with_unit(value, concept, voice.language)
    return voice.pick(f"{said}（{inside}）", f"{said} ({inside})")


def _dated(limit: form.DatedLimit, concept: Concept, voice: Voice) -> str:
    """Return the value in force and what changes when; on no day in particular, every value."""
    begun = [one for one in limit.dated if voice.on is not None and one.from_ <= voice.on]
    changes = _changes(limit.dated, concept, voice)
    comma = voice.pick("，", ", ")
    if not begun:
        return voice.pick("（{}）", "{}").format(comma.join(changes))
    now = with_unit(max(begun, key=_begins).value, concept, voice.language)
    later = comma.join(changes)
    return voice.pick(f"{now}（{later}）", f"{now} ({later})") if later else now


def _begins(dated: DatedValue) -> date:
    return dated.from_


def _changes(dated: Sequence[DatedValue], concept: Concept, voice: Voice) -> list[str]:
    """Return what still changes, each value with the day it begins."""
    to_come = [one for one in dated if voice.on is None or one.from_ > voice.on]
    said = []
    for one in sorted(to_come, key=_begins):
        value = with_unit(one.value, concept, voice.language)
        day = day_text(one.from_, voice.language)
        said.append(voice.pick(f"{day}起 {value}", f"{value} from {day}"))
    return said


def _table(limit: form.TableLimit, concept: Concept, voice: Voice) -> str:
    by = voice.catalogue.concepts[limit.by]
    if len(limit.table) > MOST_ROWS:
        ends = [row.value for row in limit.table]
        low, high = (with_unit(end, concept, voice.language) for end in (min(ends), max(ends)))
        return voice.pick(
            f"按{voice.title(by.id)}对应的标准（{low}到 {high}）",
            f"the figure for {voice.the(by.id)} ({low} to {high})",
        )
    rows = [_row(row, concept, by, voice) for row in limit.table]
    if limit.beyond is not None:
        rest = with_unit(limit.beyond, concept, voice.language)
        rows.append(voice.pick(f"其余 {rest}", f"otherwise {rest}"))
    said = voice.pick("、", ", ").join(rows)
    title = voice.title(by.id)
    return voice.pick(f"（按{title}）{said}", f"{said} (by {title})")


def _row(row: Threshold, concept: Concept, by: InformationConcept, voice: Voice) -> str:
    value = with_unit(row.value, concept, voice.language)
    if row.up_to is not None:
        end = voice.value(row.up_to, by)
        return voice.pick(f"{end}以内 {value}", f"{value} up to {end}")
    key = voice.value(cast(Any, row.for_), by)
    return voice.pick(f"{key} {value}", f"{value} for {key}")


_LIMITS: Final[dict[type, Callable[[Any, Concept, Voice], str]]] = {
    form.Times: _times,
    form.FactLimit: _fact,
    form.ParameterLimit: _parameter,
    form.DatedLimit: _dated,
    form.TableLimit: _table,
}
