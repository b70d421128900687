"""Size classes by 工信部联企业〔2011〕300号, at every line of the table.

A class is reached only when every figure reaches its floor; below all of them is micro. The table
can be laid beside the notice: staff in people, money in 10,000 yuan (万元).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

import pytest

from kb.catalogue import Catalogue
from matcher.applicant import Fact, Facts
from matcher.criteria import Judge
from matcher.values import Known, Unknown
from tests.support import TODAY, shipped_catalogue

TABLE = """
                 staff, people         revenue, 10,000 yuan     assets, 10,000 yuan
              small medium  large      small medium   large      small medium   large
farm              .      .      .         50    500   20000          .      .       .
industry         20    300   1000        300   2000   40000          .      .       .
construction      .      .      .        300   6000   80000        300   5000   80000
wholesale         5     20    200       1000   5000   40000          .      .       .
retail           10     50    300        100    500   20000          .      .       .
transport        20    300   1000        200   3000   30000          .      .       .
storage          20    100    200        100   1000   30000          .      .       .
post             20    300   1000        100   2000   30000          .      .       .
hotel            10    100    300        100   2000   10000          .      .       .
catering         10    100    300        100   2000   10000          .      .       .
telecom          10    100   2000        100   1000  100000          .      .       .
software         10    100    300         50   1000   10000          .      .       .
realestate        .      .      .        100   1000  200000       2000   5000   10000
property        100    300   1000        500   1000    5000          .      .       .
business         10    100    300          .      .       .        100   8000  120000
other            10    100    300          .      .       .          .      .       .
"""
CLASSES = ("micro", "small", "medium", "large")
FACTS = {
    "staff": "concept/employees",
    "revenue": "concept/revenue",
    "assets": "concept/total-assets",
}
UNIT = {"staff": Decimal(1), "revenue": Decimal(10_000), "assets": Decimal(10_000)}
"""The facts are in people and in yuan."""
STEP = {"staff": Decimal(1), "revenue": Decimal("0.01"), "assets": Decimal("0.01")}
AMPLE = Decimal(10) ** 12

Figures = Mapping[str, Decimal | None]


def floors() -> dict[str, dict[str, tuple[Decimal, ...]]]:
    """Return for each industry the floors of small, medium and large by figure, in our units."""
    out: dict[str, dict[str, tuple[Decimal, ...]]] = {}
    for line in TABLE.strip().splitlines()[2:]:
        industry, *cells = line.split()
        out[industry] = {
            figure: tuple(Decimal(cell) * UNIT[figure] for cell in cells[i * 3 : i * 3 + 3])
            for i, figure in enumerate(FACTS)
            if cells[i * 3] != "."
        }
    return out


FLOORS = floors()
LINES = [
    (industry, figure, rank)
    for industry, by_figure in FLOORS.items()
    for figure in by_figure
    for rank in (1, 2, 3)
]
"""Every line of the table: reaching it on this figure is reaching class `CLASSES[rank]`."""


def size_class(industry: str | None, figures: Figures) -> Known | Unknown:
    """Return the class as the shipped rule works it out."""
    given = {FACTS[figure]: Fact(value) for figure, value in figures.items() if value is not None}
    if industry is not None:
        given["concept/industry"] = Fact(industry)
    return Judge(shipped_catalogue(), Facts(given), TODAY).value("concept/size-class")


def by_the_table(industry: str, figures: Mapping[str, Decimal]) -> str:
    """Return the class as the notice says it: the highest whose every floor is reached."""
    reached = [
        sum(figures[figure] >= floor for floor in by_class)
        for figure, by_class in FLOORS[industry].items()
    ]
    return CLASSES[min(reached)]


def in_ten_thousands(**figures: int) -> dict[str, Decimal]:
    return {figure: value * UNIT[figure] for figure, value in figures.items()}


def test_the_table_has_the_sixteen_industries_that_can_be_answered(catalogue: Catalogue):
    codes = [entry.code for entry in catalogue.concepts["concept/industry"].codes]

    assert sorted(FLOORS) == sorted(codes)
    assert len(FLOORS) == 16
    assert len(LINES) == 90


@pytest.mark.parametrize(
    ("industry", "figures", "expected"),
    [
        ("software", {"staff": 100, "revenue": 999}, "small"),
        ("software", {"staff": 99, "revenue": 5000}, "small"),
        ("wholesale", {"staff": 4, "revenue": 9000}, "micro"),
        ("realestate", {"revenue": 30000, "assets": 9000}, "medium"),
        ("business", {"staff": 300, "assets": 119999}, "medium"),
        ("industry", {"staff": 1200, "revenue": 30000}, "medium"),
        ("retail", {"staff": 60, "revenue": 90}, "micro"),
    ],
)
def test_firms_whose_class_is_known(industry, figures, expected):
    assert size_class(industry, in_ten_thousands(**figures)) == expected


@pytest.mark.parametrize(("industry", "figure", "rank"), LINES)
def test_a_line_is_reached_at_the_floor_and_above_and_not_one_step_below(industry, figure, rank):
    """The other figures are ample, so this one decides: one person or one fen short is short."""
    floor = FLOORS[industry][figure][rank - 1]
    others = dict.fromkeys(FLOORS[industry], AMPLE)

    found = [
        size_class(industry, {**others, figure: value})
        for value in (floor - STEP[figure], floor, floor + STEP[figure])
    ]

    assert found == [CLASSES[rank - 1], CLASSES[rank], CLASSES[rank]]


@pytest.mark.parametrize("industry", FLOORS)
def test_every_figure_together_at_the_lines_gives_what_the_table_says(industry):
    """All figures below, at and above each of their lines, in every combination."""
    for figures in around(industry):
        assert size_class(industry, figures) == by_the_table(industry, figures), figures


def around(industry: str) -> Iterator[dict[str, Decimal]]:
    """Yield every combination of figures one step below, at and above each line."""
    values = [
        [
            Decimal(0),
            *(f + step for f in by_class for step in (-STEP[name], Decimal(0), STEP[name])),
        ]
        for name, by_class in FLOORS[industry].items()
    ]
    for combination in product(*values):
        yield dict(zip(FLOORS[industry], combination, strict=True))


@pytest.mark.parametrize(
    ("industry", "missing"),
    [(industry, figure) for industry, by_figure in FLOORS.items() for figure in by_figure],
)
def test_a_missing_figure_leaves_open_exactly_the_classes_it_could_still_lead_to(industry, missing):
    """And it is asked only then; what the industry is not classed by is never asked."""
    for known in around(industry):
        possible = {
            by_the_table(industry, {**known, missing: value})
            for value in (Decimal(0), *FLOORS[industry][missing])
        }

        found = size_class(industry, {**known, missing: None})

        if len(possible) == 1:
            assert {found} == possible, known
        else:
            assert isinstance(found, Unknown), known
            assert (found.missing, found.among) == ({FACTS[missing]}, possible), known


@pytest.mark.parametrize("industry", FLOORS)
def test_figures_an_industry_is_not_classed_by_change_nothing(industry):
    irrelevant = [figure for figure in FACTS if figure not in FLOORS[industry]]
    at_medium = {figure: by_class[1] for figure, by_class in FLOORS[industry].items()}

    for values in product((None, Decimal(0), AMPLE), repeat=len(irrelevant)):
        figures = {**at_medium, **dict(zip(irrelevant, values, strict=True))}
        assert size_class(industry, figures) == "medium"


def test_a_firm_of_five_with_a_hundred_thousand_yuan_is_micro_whatever_its_trade():
    assert size_class(None, {"staff": Decimal(5), "revenue": Decimal(100_000)}) == "micro"


def test_without_the_industry_a_class_is_said_only_if_every_industry_agrees():
    staff = sorted({f for by_figure in FLOORS.values() for f in by_figure.get("staff", ())})
    money = [Decimal(0), *(Decimal(10_000) * n for n in (49, 50, 299, 500, 2000, 80_000, 200_000))]
    for people, revenue, assets in product((Decimal(0), *staff), money, money):
        figures = {"staff": people, "revenue": revenue, "assets": assets}
        possible = {by_the_table(industry, figures) for industry in FLOORS}

        found = size_class(None, figures)

        assert isinstance(found, Unknown) or possible == {found}, figures
        if isinstance(found, Unknown):
            assert found.among is not None
            assert possible <= found.among, figures
