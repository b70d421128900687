"""What several tests share: the shipped records, a little world, and how both are built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb import catalogue as snapshots
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.database import open_database
from kb.echo import children
from kb.errors import Problem, WrongInput
from kb.layers import read_folders
from kb.ledger import Ledger
from kb.model import AnyRecord
from kb.reading import value_from
from kb.source import Loaded, read_content
from kb.store import open_graph
from kb.vocab import Names
from kb.yaml_text import read_yaml

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
NAMES = Names()
TODAY = date(2026, 11, 23)
"""A Monday; every journey is judged on it."""

WORLD = """
- {id: area/cn, title: {zh: 中国, en: China}}
- {id: area/310000, title: {zh: 上海市, en: Shanghai}, within: area/cn}
- {id: area/310101, title: {zh: 黄浦区, en: Huangpu}, within: area/310000}
- {id: area/310101002, title: {zh: 南京东路街道, en: Nanjing East Road}, within: area/310101}
- {id: area/310104, title: {zh: 徐汇区, en: Xuhui}, within: area/310000}

- id: concept/employees
  title: {zh: 用工人数, en: Employees}
  type: number
  unit: {zh: 人, en: people}
- id: concept/revenue
  title: {zh: 营业收入, en: Revenue}
  type: number
  unit: {zh: 元, en: yuan}
  decimals: 2
- id: concept/rd-expense
  title: {zh: 研发费用, en: R&D expense}
  type: number
  unit: {zh: 元, en: yuan}
  decimals: 4
- id: concept/household-size
  title: {zh: 家庭人数, en: Household size}
  type: number
  unit: {zh: 人, en: people}
- {id: concept/foreign, title: {zh: 有外资, en: Foreign investor}, type: boolean}
- {id: concept/credit, title: {zh: 信用良好, en: Clean record}, type: boolean}
- id: concept/legal-form
  title: {zh: 组织形式, en: Legal form}
  type: code
  codes:
    - {code: company, title: {zh: 公司, en: company}, notation: ent_company}
    - {code: cooperative, title: {zh: 合作社, en: cooperative}}
    - {code: sole-trader, title: {zh: 个体工商户, en: sole trader}}
- id: concept/goods
  title: {zh: 卖什么, en: Goods}
  type: codes
  codes:
    - {code: cigarettes, title: {zh: 香烟, en: cigarettes}}
    - {code: bulk-food, title: {zh: 散装食品, en: loose food}}
    - {code: books, title: {zh: 书, en: books}}
- {id: concept/registered-on, title: {zh: 注册日期, en: Day of registration}, type: date}
- {id: concept/lease-from, title: {zh: 租期开始, en: Start of the lease}, type: date}
- {id: concept/district, title: {zh: 所在地, en: District}, type: area}
- {id: concept/remark, title: {zh: 备注, en: Remark}, type: text}
- id: concept/hires
  title: {zh: 新招员工, en: Hires}
  type: members
  members: [concept/member-age, concept/insured-months]
- id: concept/member-age
  title: {zh: 年龄, en: Age}
  type: number
  unit: {zh: 岁, en: years}
- id: concept/insured-months
  title: {zh: 参保月数, en: Insured months}
  type: number
  unit: {zh: 月, en: months}

- id: concept/is-small
  title: {zh: 规模小, en: Is small}
  type: boolean
  derive:
    when: {all: [{fact: concept/employees, at_most: 10}, {fact: concept/revenue, at_most: 100}]}
- id: concept/size
  title: {zh: 规模, en: Size}
  type: code
  codes:
    - {code: big, title: {zh: 大, en: big}}
    - {code: small, title: {zh: 小, en: small}}
  derive:
    first:
      - {when: {fact: concept/employees, at_least: 100}, is: big}
      - {when: {fact: concept/revenue, at_least: 1000}, is: big}
    otherwise: small
- id: concept/per-head
  title: {zh: 人均收入, en: Revenue per head}
  type: number
  decimals: 2
  derive: {divide: [concept/revenue, concept/employees]}
- id: concept/years-open
  title: {zh: 开业年数, en: Years open}
  type: number
  derive: {years_since: concept/registered-on}
- id: concept/months-open
  title: {zh: 开业月数, en: Months open}
  type: number
  derive: {months_since: concept/registered-on}

- id: parameter/fire-area
  title: {zh: 消防面积, en: Fire area}
  value: 300
  dated: [{from: 2027-01-01, value: 200}, {from: 2026-06-01, value: 250}]
- {id: evidence/business-licence, title: {zh: 营业执照, en: Business licence}}
- {id: evidence/id-card, title: {zh: 身份证, en: ID card}, supplied_by: library}
- {id: organisation/bureau, title: {zh: 市场监管局, en: Market bureau}, area: area/310101}
- id: service/registration
  title: {zh: 登记, en: Registration}
  organisation: organisation/bureau
  inputs: [[evidence/id-card]]
  outputs: [{title: {zh: 营业执照, en: Business licence}, evidence: evidence/business-licence}]
  days: {statutory: 5, committed: 1}
- id: service/licence
  title: {zh: 许可, en: Licence}
  inputs: [[evidence/business-licence]]
- {id: document/notice, title: {zh: 通知, en: Notice}, number: 沪〔2026〕1号}
- {id: policy/old-grant, title: {zh: 旧补贴, en: Old grant}, document: document/notice}
"""
"""One concept of each type, and one record of most kinds; small enough to keep in mind."""


def rows_of(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table in `tests/journeys`, read as plain YAML."""
    file = ROOT / "tests" / "journeys" / name
    return list(yaml.load(file.read_bytes(), yaml.CSafeLoader))


def recorded(content: str) -> tuple[AnyRecord, ...]:
    """Return the records in a piece of YAML."""
    return tuple(loaded.record for loaded in read_content(content.encode(), "test.yaml"))


def criterion_of(content: str) -> Criterion:
    """Return the criterion that one line of YAML says."""
    return value_from(read_yaml(content.encode(), "test.yaml").value, Criterion, "criterion")  # type: ignore[arg-type]


def catalogue_of(records: Iterable[AnyRecord]) -> Catalogue:
    """Return the catalogue of records that went through a graph."""
    graph = open_graph()
    snapshots.load(graph, records, NAMES)
    return snapshots.read(graph, NAMES)


@cache
def world() -> Catalogue:
    """Return the catalogue of the little world."""
    return catalogue_of(recorded(WORLD))


def world_with(content: str) -> Catalogue:
    """Return the little world with more records."""
    return catalogue_of((*recorded(WORLD), *recorded(content)))


@cache
def shipped() -> tuple[Loaded, ...]:
    """Return every record of `data/` with its place."""
    return read_folders([DATA])


def shipped_records() -> dict[str, AnyRecord]:
    """Return every record of `data/` by id."""
    return {loaded.record.id: loaded.record for loaded in shipped()}


def new_ledger(url: str = "sqlite://") -> Ledger:
    """Return an empty ledger whose clock stands still."""
    return Ledger(open_database(url), lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue as the product builds it: files, ledger, graph, snapshot."""
    ledger = new_ledger()
    ledger.seed(loaded.record for loaded in shipped())
    return catalogue_of(version.record for version in ledger.published())


def tree(criterion: Any) -> Iterator[Any]:
    """Yield a criterion and everything inside it."""
    yield criterion
    for _, child in children(criterion):
        yield from tree(child)


_UNFINISHED = re.compile(r"Text\(|\{[a-z_]*\}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]")


def assert_said_well(problem: Problem) -> None:
    """Assert that a problem is said in whole sentences, in Chinese as Chinese is written."""
    for said in filter(None, (problem.problem, problem.remedy)):
        assert not _UNFINISHED.search(said.zh + said.en), said
        assert said.en[-1] in ".?"
        assert said.zh[-1] in "。？"
        assert _CHINESE.search(said.zh), said
        assert not _HALF_WIDTH.search(said.zh), said


def problems_of(call: Callable[[], object]) -> tuple[Problem, ...]:
    """Return what is said against a call that may be refused; nothing else may be raised."""
    try:
        call()
    except WrongInput as error:
        return error.problems
    return ()
