from __future__ import annotations

from matcher.register_finish import finished
from matcher.register_parts import opened_parts
from matcher.register_report import Summary
from matcher.register_sheets import Wanted, judge_batch
from matcher.register_targets import targets_of
from tests.judged_registers import REFUND, catalogue, columns, read_of
from tests.support import TODAY

RUN = {"register": 1, "rules": 2, "on": 3, "mapping": 4, "wanted": 5}
CONSENT = ["refused", "given", None, "refused", "given"]


def run(folder, written=lambda *_: None):
    targets = targets_of(folder / "out.csv", columns(), lists=folder)
    wanted = Wanted(lists=True)
    with opened_parts(targets.parts, RUN, False) as parts:
        for first, consent in ((1, CONSENT), (6, CONSENT[:2])):
            read = read_of(*[{"credit": True}] * len(consent), consent=consent, first_row=first)
            parts.add(judge_batch(read, columns(), TODAY, wanted))
        summary = Summary(register="a", on=TODAY, tally=parts.tally, catalogue=catalogue())
        finished(parts, targets, summary, written)
    return targets


def lines(path):
    return path.read_text(encoding="utf-8-sig").splitlines()


def test_parts_are_joined_in_their_order(tmp_path):
    targets = run(tmp_path)

    assert [line.split(",")[0] for line in lines(targets.out)] == ['"行"', *map(str, range(1, 8))]


def test_a_list_goes_by_consent_over_all_parts_and_begins_with_its_headings(tmp_path):
    path = run(tmp_path).sheets[f"list/{REFUND}"]

    header, more, *rows = lines(path)
    assert (header, more) == (
        '"行","是否同意使用数据',
        '（只有同意的，才可以使用这些数据）","consent"',
    )
    assert [row.split(",")[0] for row in rows] == ["2", "5", "7", "3", "1", "4", "6"]
    assert rows[3] == '3,"还没有问","not asked"'


def test_out_comes_when_all_else_is_there(tmp_path):
    seen = []

    def written(rows, of):
        there = {path.name for path in tmp_path.iterdir()}
        seen.append((rows, of, "out.csv" in there, "out.summary.svg" in there))

    run(tmp_path, written)

    assert seen == [(5, 7, False, True), (7, 7, False, True)]
