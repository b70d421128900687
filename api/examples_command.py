"""`companion examples`: examples proposed for the rules of a record, as YAML to paste."""

from __future__ import annotations

from typing import Any, Final

import click

from api.console import JSON, say
from api.settings import Settings
from api.wiring import House, open_house
from kb.errors import NotFound
from kb.model import AnyRecord
from kb.record_yaml import examples_yaml
from kb.text import Language, Text
from kb.writing import plain
from kb.yaml_text import place_of
from matcher.proposing import Proposal, proposed
from matcher.rules import Rule, rules_of

_KINDS: Final = ("policy", "scene", "concept")
_NOTHING: Final = {"zh": "没有要举例的规则。", "en": "has no rule to give examples of."}
_MISSED: Final = {"zh": "# 没有例子能发现：", "en": "# no example notices: "}


@click.command()
@click.argument("record_id", metavar="ID")
@click.option("--data", multiple=True, help="The folders that are read instead of the database.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of words.")
@JSON
def examples(record_id: str, data: tuple[str, ...], lang: Language, as_json: bool) -> None:
    """Propose examples for the rules of a policy, a scene or a fact, as YAML to paste."""
    house = open_house(Settings(), data)
    try:
        record = _record(house, record_id)
        found = [(one, proposed(one, house.catalogue)) for one in rules_of(record, house.catalogue)]
    finally:
        house.close()
    shape = {"record": record.id, "rules": [_shape(*one) for one in found]}
    words = "\n".join(_words(*one, lang) for one in found)
    say(shape, words or f"{record.id}: {_NOTHING[lang]}", as_json)


def _record(house: House, said: str) -> AnyRecord:
    """Return the record that an id, its last part, or the fact sheet's spelling means.

    Raises:
        NotFound: there is none with rules.
    """
    for kind in _KINDS:
        found = house.catalogue.resolve(kind, said)
        if found is not None:
            return house.catalogue.get(found)
    raise NotFound(
        Text(zh=f"没有“{said}”这条记录。", en=f'There is no record "{said}".'),
        Text(
            zh="请写政策、场景或信息项的编号。", en="Write the id of a policy, a scene or a fact."
        ),
    )


def _shape(rule: Rule, found: Proposal) -> dict[str, Any]:
    return {
        "place": place_of((rule.record, *rule.path)),
        "examples": [plain(one) for one in found.examples],
        "mutants": found.total,
        "missed": [
            {"place": place_of((rule.record, *one.path)), "change": plain(one.change)}
            for one in found.missed
        ],
    }


def _words(rule: Rule, found: Proposal, language: Language) -> str:
    """Return the block to paste, with the place it belongs to and what it does not notice."""
    place = place_of((rule.record, *rule.path[:-1]))
    head = f"# {place}: {rule.title.get(language)}"
    missed = [f"{_MISSED[language]}{one.change.get(language)}" for one in found.missed]
    return "\n".join((head, examples_yaml(found.examples).rstrip(), *missed, ""))
