"""Rules of the little world, with their examples, for tests of how they are said and tested."""

from __future__ import annotations

from datetime import date

from kb.catalogue import Catalogue
from kb.examples import Example
from kb.ids import ConceptId
from kb.reading import value_from
from kb.text import Text
from kb.yaml_text import read_yaml
from matcher.rules import Rule
from matcher.wording import wording_of
from tests.support import TODAY, criterion_of, world


def example_of(content: str) -> Example:
    """Return the example that one line of YAML says."""
    return value_from(read_yaml(content.encode(), "test.yaml").value, Example, "example")


def condition(content: str, *examples: str, on: date = TODAY) -> Rule:
    """Return a condition as the rule of a policy, with examples as lines of YAML."""
    return Rule(
        record="policy/x",
        path=("criteria",),
        title=Text(zh="补贴", en="Grant"),
        subject=criterion_of(content),
        on=on,
        examples=tuple(map(example_of, examples)),
    )


def derivation(concept: str, *examples: str, catalogue: Catalogue | None = None) -> Rule:
    """Return how a fact of the little world is worked out, as a rule."""
    held = (catalogue or world()).concepts[ConceptId(concept)]
    assert held.derive is not None
    return Rule(
        record=concept,
        path=("derive",),
        title=held.title,
        subject=held.derive,
        on=TODAY,
        examples=tuple(map(example_of, examples)),
        fact=held.id,
    )


def aloud(content: str, on: date | None = None) -> tuple[str, str]:
    """Return a condition of the little world in Chinese and English words."""
    said = wording_of(world()).criterion(criterion_of(content), on)
    return said.zh, said.en
