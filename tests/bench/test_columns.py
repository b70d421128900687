"""What is compared in `bench` answers alike; the engines themselves are asked by `make bench`."""

from __future__ import annotations

import numpy as np
import pytest

from bench import python_rules
from bench.columns import Ours, least
from bench.measured import Times
from bench.openfisca_rules import written
from bench.registers import register
from bench.told import people, told

ROWS = 300


@pytest.mark.parametrize("known", [0.8, 1.0])
def test_plain_functions_and_columns_answer_alike(known):
    of = register(20, ROWS, known)
    rules = python_rules.rules(of.catalogue)
    everybody = [python_rules.with_sets(one, of.catalogue) for one in people(told(of), ROWS)]

    found = [[python_rules.number(rule(person)) for person in everybody] for rule in rules]

    assert np.array_equal(found, Ours(of, runs=1).answers())


def test_a_register_is_the_same_every_time_with_words_in_place_of_numbers():
    numbered, worded = (
        next(register(5, ROWS, as_words=words).batches()) for words in (False, True)
    )

    assert numbered.schema != worded.schema
    assert numbered.to_pylist() == worded.to_pylist()


def test_where_nothing_is_missing_every_answer_is_yes_or_no():
    answers = Ours(register(5, ROWS, known=1), runs=1).answers()

    assert set(np.unique(answers)) <= {0, 3}


@pytest.mark.parametrize(("known", "formulas"), [(1.0, 1), (0.8, 2)])
def test_missing_facts_take_two_formulas_in_a_language_of_two_values(known, formulas, tmp_path):
    of = register(5, ROWS, known)
    written(of, told(of), tmp_path)

    job = (tmp_path / "job.json").read_text()

    assert job.count("p0_met") == 2  # its formula and its answer
    assert job.count("p0_may") == 2 * (formulas - 1)


def test_the_least_time_of_all_turns_counts():
    assert least(Times((0.3, 0.4)), Times((0.2, 0.9))) == Times((0.2,))
