"""What is whole of a file is judged while the rest is mended, unless one waits for the other."""

from dataclasses import dataclass

from kb.errors import BadRecords, Problem
from kb.model import AnyRecord, EvidenceType, Policy
from kb.partly_bad import PartlyBad
from kb.text import Text

SAID = Text(zh="不对。", en="is wrong.")


@dataclass
class Placed:
    """A record from a file."""

    record: AnyRecord


def policy(name: str, **more: object) -> Placed:
    return Placed(Policy(id=f"policy/{name}", title=Text(zh=name, en=name), **more))


def judged(*whole: Placed, base: dict[str, AnyRecord] | None = None) -> list[str]:
    bad = PartlyBad([Problem(place="A1", problem=SAID)], whole, {"policy/unfit"})
    return [one.record.id for one in bad.judged_alone(base or {})]


def test_a_record_that_names_one_that_is_not_whole_waits_and_so_do_those_that_name_it():
    first = policy("first", excludes=frozenset({"policy/unfit"}))
    second = policy("second", requires=frozenset({"policy/first"}))

    assert judged(first, second, policy("alone")) == ["policy/alone"]


def test_what_the_standing_record_of_the_same_id_names_waits_too():
    standing = policy("unfit", excludes=frozenset({"policy/first"})).record

    assert judged(policy("first"), base={standing.id: standing}) == []


def test_what_the_second_gate_says_comes_behind_what_the_first_said():
    paper = Placed(EvidenceType(id="evidence/lease", title=Text(zh="租约", en="Lease")))
    bad = PartlyBad([Problem(place="A1", problem=SAID)], [paper], set())

    def refuse(records):
        raise BadRecords([Problem(place=one.record.id, problem=SAID) for one in records])

    assert [one.place for one in bad.with_more({}, refuse).problems] == ["A1", "evidence/lease"]
    assert [one.place for one in bad.with_more({}, id).problems] == ["A1"]
