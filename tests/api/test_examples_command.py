"""`companion examples`: what is proposed can be pasted and holds."""

from __future__ import annotations

import pytest

from kb.examples import Example
from kb.reading import value_from
from kb.yaml_text import read_yaml
from tests.console import error_of, shapes


def pasted(output):
    """Return the examples of every block that was printed."""
    blocks = output.split("examples:\n")[1:]
    read = [read_yaml(f"examples:\n{block}".encode(), "x").value["examples"] for block in blocks]
    return [[value_from(one, Example, "x") for one in examples] for examples in read]


def test_the_examples_of_a_fact_are_printed_as_yaml_to_paste(little):
    said = little("examples", "concept/is-small", "--lang", "en")

    assert said.exit_code == 0
    assert said.output.startswith("# concept/is-small: Is small\nexamples:\n  - {gives: passes,")
    ((first, *_),) = pasted(said.output)
    assert first.facts == '{"concept/employees": 10, "concept/revenue": 100}'


def test_each_rule_of_a_scene_has_a_block_of_its_own_with_its_place(little):
    said = little("examples", "shop", "--lang", "en").output

    assert "# scene/shop.services.1: Licence" in said
    (examples,) = pasted(said)
    assert [str(one.gives) for one in examples] == ["passes", "fails", "unknown"]
    assert "parameter/fire-area: 300" in said


def test_in_json_the_proposal_says_what_it_would_not_notice(little):
    (said,) = shapes(little("examples", "concept/size", "--json"))

    assert said["record"] == "concept/size"
    (rule,) = said["rules"]
    assert rule.keys() == {"place", "examples", "mutants", "missed"}
    assert rule["place"] == "concept/size.derive"
    assert rule["examples"][0].keys() == {"gives", "is", "facts"}


def test_a_record_without_rules_says_so(little):
    assert "没有要举例的规则" in little("examples", "concept/employees").output


@pytest.mark.parametrize("nothing", ["policy/nothing", "area/cn"])
def test_what_is_no_policy_scene_or_fact_is_refused(little, nothing):
    said = error_of(little("examples", nothing, "--json"))

    assert nothing in said["problem"]
    assert "id of a policy" in said["remedy"]
