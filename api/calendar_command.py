"""`companion calendar`: the yearly holiday notice as a record, for a folder of records."""

from __future__ import annotations

from datetime import date, datetime

import click

from api import given
from api.console import JSON, LANG, say
from kb.days import SHANGHAI
from kb.errors import BadRecords, Problem, WrongInput
from kb.holiday_notice import Notice, read_notice
from kb.holiday_record import calendar_of
from kb.record_yaml import record_yaml
from kb.text import Language
from kb.writing import plain


@click.command()
@click.argument("file")
@click.option("--year", type=int, help="The year, where the title of the notice is not in it.")
@click.option(
    "--on",
    "on",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it was read (default: today).",
)
@JSON
@LANG
def calendar(
    file: str, year: int | None, on: datetime | None, as_json: bool, lang: Language
) -> None:
    """Read a yearly holiday notice and print its calendar as a record; - reads stdin."""
    notice = _read(file, year)
    read_on = on.date() if on else datetime.now(SHANGHAI).date()
    record = calendar_of(notice, read_on)
    shape = {"record": {"id": record.id, **plain(record)}, "other_days": _others(notice)}
    words = [*_remarks(notice, lang), record_yaml(record).rstrip()]
    say(shape, "\n".join(words), as_json)


def _read(file: str, year: int | None) -> Notice:
    """Return the notice in a file.

    Raises:
        BadRecords: there is no notice in it, or something in it does not agree.
        WrongInput: it cannot be opened.
    """
    text = given.read(file)
    try:
        notice = read_notice(text, year)
    except WrongInput as error:
        raise BadRecords(_in_file(one, file) for one in error.problems) from None
    if notice.problems:
        raise BadRecords(_in_file(one, file) for one in notice.problems)
    return notice


def _in_file(one: Problem, file: str) -> Problem:
    return Problem(
        file=file, line=one.line, place=one.place, problem=one.problem, remedy=one.remedy
    )


def _others(notice: Notice) -> dict[str, list[date]]:
    return {
        "holidays": sorted(notice.other_holidays),
        "workdays": sorted(notice.other_workdays),
    }


_BESIDE = {
    "holidays": {"zh": "# 那一年的日历也要改，放假：", "en": "# also for that year's holidays: "},
    "workdays": {"zh": "# 那一年的日历也要改，上班：", "en": "# also for that year's workdays: "},
}
_ADVICE = {"zh": "# 只是提倡，没有算：", "en": "# only advice, left out: "}


def _remarks(notice: Notice, language: Language) -> list[str]:
    """Return as comments what the record does not hold."""
    beside = [
        f"{_BESIDE[key][language]}{day}" for key, days in _others(notice).items() for day in days
    ]
    return [*beside, *(f"{_ADVICE[language]}{words}" for words in notice.advice)]
