from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadRecords
from kb.yaml_text import LARGEST_BYTES, place_of, read_yaml
from tests.support import problems_of

PLAIN = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=12,
)


def value(text: str):
    return read_yaml(text.encode(), "test.yaml").value


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("~", None),
        ("", None),
        ("null", None),
        ("3", Decimal(3)),
        ("-1", Decimal(-1)),
        ("+2", Decimal(2)),
        ("0.055", Decimal("0.055")),
        ("007", Decimal(7)),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("0x1f", "0x1f"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026-02-30", "2026-02-30"),
        ("2026-11-23T09:00:00", "2026-11-23T09:00:00"),
        ("'3'", "3"),
        ("'no'", "no"),
        ("'2026-11-23'", "2026-11-23"),
        ("!!python/object:os.system x", "x"),
        ("早上好", "早上好"),
    ],
)
def test_a_plain_word_is_read_as_what_it_looks_like_to_an_officer(text, read):
    found = value(f"key: {text}\n")["key"]

    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "n", "No", "ON", "Yes"])
def test_a_word_that_may_be_a_flag_is_refused(word):
    with pytest.raises(BadRecords) as error:
        value(f"answers:\n  - {word}\n")

    (problem,) = error.value.problems
    assert (problem.line, problem.place) == (2, "answers.0")
    assert f'"{word}" in quotes' in problem.remedy.en


def test_every_path_knows_its_line():
    text = read_yaml(b"id: a\nlist:\n  - one\n  - key: two\n", "test.yaml")

    assert text.lines == {
        (): 1,
        ("id",): 1,
        ("list",): 2,
        ("list", 0): 3,
        ("list", 1): 4,
        ("list", 1, "key"): 4,
    }


def test_every_problem_is_said_not_just_the_first():
    with pytest.raises(BadRecords) as error:
        value("a: yes\nb: 1\nb: 2\nc: &x 1\nd: *x\n")

    assert [p.line for p in error.value.problems][:2] == [1, 3]
    assert len(error.value.problems) == 3


def test_an_alias_that_holds_itself_is_refused():
    with pytest.raises(BadRecords, match=r"uses an alias"):
        value("a: &loop [*loop]\n")


def test_a_small_file_cannot_blow_up():
    """Ten aliases of ten aliases, nine times over, would make a thousand million words."""
    lines = ["a0: &a0 [lol]"] + [
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)
    ]

    with pytest.raises(BadRecords, match="uses an alias"):
        value("\n".join(lines))


@pytest.mark.parametrize("size", [LARGEST_BYTES, LARGEST_BYTES + 1])
def test_a_file_is_read_up_to_two_megabytes_and_no_further(size):
    content = b"#" + b"x" * (size - 1)

    if size <= LARGEST_BYTES:
        assert read_yaml(content, "test.yaml").value is None
    else:
        with pytest.raises(BadRecords, match="at most 2 MB"):
            read_yaml(content, "test.yaml")


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert read_yaml("\ufeffid: a\n".encode(), "test.yaml").value == {"id": "a"}


def test_bytes_in_another_encoding_are_named_with_their_line():
    with pytest.raises(BadRecords) as error:
        read_yaml("a: 1\nb: 2\nc: 上海\n".encode("gbk"), "test.yaml")

    assert error.value.problems[0].line == 3


@pytest.mark.parametrize("levels", [60, 61])
def test_sixty_levels_are_read_and_no_more(levels):
    text = "[" * levels + "]" * levels

    if levels <= 60:
        assert value(text)
    else:
        with pytest.raises(BadRecords, match="nested too deeply"):
            value(text)


@given(PLAIN)
def test_json_is_read_as_it_stands(held):
    """JSON is YAML; quoted words stay words, whatever they look like."""
    assert value(json.dumps({"held": held}, ensure_ascii=False)) == {"held": held}


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_but_a_refusal(content):
    problems = problems_of(lambda: read_yaml(content, "test.yaml"))

    assert all(problem.file == "test.yaml" for problem in problems)


@given(st.text(st.sampled_from("[]{}:-?,&*!|>'\"%@# \n\tab1"), max_size=60))
def test_no_arrangement_of_signs_raises_anything_but_a_refusal(text):
    problems = problems_of(lambda: value(text))

    assert all(problem.problem.en and problem.remedy for problem in problems)


def test_a_path_reads_as_people_write_it():
    assert place_of(("criteria", "all", 2, "at_most")) == "criteria.all.2.at_most"
