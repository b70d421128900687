"""Our own utterances are what they promise: known answers, nothing twice, two like halves."""

import re
import unicodedata
from collections import Counter
from itertools import product

import pytest
from opencc import OpenCC

from kb.yaml_text import read_yaml
from tests.support import ROOT, shipped_records

JOURNEYS = ROOT / "tests" / "journeys"
FOLDER = JOURNEYS / "own-utterances"
HALVES = ("development", "reporting")
FRESH = "fresh"
"""A third file beside the halves, for one measurement: known answers and nothing twice, as they."""
ANSWERS = ("scene", "service", "policy")
KINDS = {
    "zh": "plain oblique misspelt pinyin traditional full-width mixed ambiguous outside".split(),
    "en": "plain oblique misspelt pinyin full-width mixed ambiguous outside".split(),
}
AT_LEAST = {"plain": 25, "oblique": 25, "misspelt": 15, "mixed": 10, "ambiguous": 8, "outside": 12}
"""Sentences of a kind in each half; of any other kind two are enough."""
AT_LEAST_ANSWERED = {"scene": 40, "service": 10, "policy": 10}
SIMPLIFIED = OpenCC("t2s")


def rows_of(file):
    return read_yaml(file.read_bytes(), file.name).value


ROWS = {
    (language, half): rows_of(FOLDER / f"{language}-{half}.yaml")
    for language, half in product(KINDS, (*HALVES, FRESH))
}
EVERY_ROW = [row for rows in ROWS.values() for row in rows]
EACH_FILE = pytest.mark.parametrize(("language", "half"), [*product(KINDS, HALVES)])


def bare(sentence):
    """Return letters and digits alone: simplified, half-width, lower case."""
    folded = unicodedata.normalize("NFKC", SIMPLIFIED.convert(sentence)).casefold()
    return "".join(c for c in folded if c.isalnum()) or sentence


def ids(row, key):
    named = row.get(key, [])
    return [named] if isinstance(named, str) else list(named)


def answers(row):
    """Return what kinds of record a row may be answered with."""
    return [key for key in ANSWERS if key in row]


def known_sayings():
    """Return every title and phrase of a record, and every sentence the search was built with."""
    for record in shipped_records().values():
        for language in KINDS:
            yield record.title.get(language)
            yield from record.phrases.get(language) if hasattr(record, "phrases") else ()
    for file in JOURNEYS.glob("utterances*.yaml"):
        yield from (row["say"] for row in rows_of(file))


def test_every_answer_is_a_record_of_the_catalogue():
    records = shipped_records()

    named = {(key, i) for row in EVERY_ROW for key in (*ANSWERS, "ask") for i in ids(row, key)}

    assert not {i for _, i in named} - records.keys()
    assert all(i.startswith(f"{key}/") for key, i in named if key != "ask")


def test_a_row_has_an_answer_or_a_question_back_or_neither():
    for row in EVERY_ROW:
        expected = {"ambiguous": ["ask"], "outside": []}.get(row["kind"], answers(row))
        assert sorted(row) == sorted(["say", "kind", *expected]), row
        assert expected or row["kind"] == "outside", row


def test_no_sentence_stands_twice_in_any_half():
    seen = Counter(bare(row["say"]) for row in EVERY_ROW)

    assert not [sentence for sentence, times in seen.items() if times > 1]


def test_no_sentence_is_a_title_a_phrase_or_one_the_search_was_built_with():
    known = {bare(saying) for saying in known_sayings()}

    assert not [row["say"] for row in EVERY_ROW if bare(row["say"]) in known]


@EACH_FILE
def test_each_half_has_enough_of_every_kind(language, half):
    counts = Counter(row["kind"] for row in ROWS[language, half])

    assert counts.keys() == set(KINDS[language])
    assert not {kind for kind in KINDS[language] if counts[kind] < AT_LEAST.get(kind, 2)}
    assert counts.total() >= 70


@EACH_FILE
def test_each_half_has_enough_with_one_record_as_the_only_right_answer(language, half):
    single = [
        answers(row)[0]
        for row in ROWS[language, half]
        if len(answers(row)) == 1 and len(ids(row, answers(row)[0])) == 1
    ]

    counts = Counter(single)

    assert all(counts[key] >= least for key, least in AT_LEAST_ANSWERED.items()), counts


@pytest.mark.parametrize(("language", "half"), ROWS)
def test_each_file_asks_for_every_scene(language, half):
    scenes = {i for i in shipped_records() if i.startswith("scene/")}

    assert {i for row in ROWS[language, half] for i in ids(row, "scene")} == scenes


@EACH_FILE
def test_each_file_says_whose_the_sentences_are_and_what_they_are_for(language, half):
    text = (FOLDER / f"{language}-{half}.yaml").read_text("utf-8")
    header = " ".join(re.findall(r"^# (.*)$", text.split("\n\n")[0], flags=re.MULTILINE))

    assert "ours: written at a desk" in header
    assert "not overheard at a counter" in header
    assert f"This half is for {half}" in header
    assert "seed 20261123" in header
