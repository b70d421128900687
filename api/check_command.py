"""`companion check`: whether records and ledger are sound, and how well they are known."""

from __future__ import annotations

import click

from api import told_ledger, told_links, told_quality, told_records
from api.console import DATA, JSON, LANG, watched, with_house
from api.link_check import Asker
from api.preparing import folders_of
from api.shapes import json_line
from api.wiring import House
from kb.errors import BadRecords
from kb.text import Language
from kb.validation import check_all


@click.command()
@click.option("--mutants", is_flag=True, help="List the slips that no example would notice.")
@click.option("--links", is_flag=True, help="Ask every web address that records cite.")
@click.option("--head", metavar="SEAL", help="A head of the ledger that was noted down earlier.")
@JSON
@DATA
@LANG
@with_house
def check(
    house: House, mutants: bool, links: bool, head: str | None, as_json: bool, lang: Language
) -> None:
    """Say whether records, examples and the ledger are sound, and how well they are known."""
    folders = folders_of(house.settings, click.get_current_context().params["data"])
    _through_both_gates(house, as_json)
    ledger = told_ledger.verified(house.ledger, head)
    tested = told_quality.checked(house.catalogue, folders)
    report = told_records.standing(house.catalogue, house.ledger, folders)
    asked = _asked(house, as_json) if links else None
    if as_json:
        shape = {**report, "ledger": ledger, "examples": told_quality.shape(tested, mutants)}
        shape |= {"links": told_links.shape(asked)} if asked is not None else {}
        click.echo(json_line(shape))
        return
    said = (*told_quality.lines(tested, lang), told_ledger.line(ledger, lang))
    click.echo(told_records.standing_text(report, lang, said))
    for line in told_quality.missed_lines(tested, lang) if mutants else ():
        click.echo(line)
    for line in told_links.lines(asked, lang) if asked is not None else ():
        click.echo(line)


def _through_both_gates(house: House, as_json: bool) -> None:
    """Look at everything that is published once more.

    Raises:
        BadRecords: something in it would not be let in today.
    """
    with watched("Records", as_json) as progress:
        problems = check_all(house.catalogue.records, house.names, progress)
    if problems:
        raise BadRecords(problems)


def _asked(house: House, as_json: bool) -> told_links.Links:
    with watched("Links", as_json) as progress:
        return told_links.asked(house, Asker(house.now), progress)
