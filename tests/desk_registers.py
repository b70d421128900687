"""What tests of registers on the desk share: a few policies, and runs that begin by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from api.register_folder import Folder
from api.register_jobs import Registers
from api.register_runner import work
from api.settings import Settings
from api.wiring import House, open_house
from tests.console import SHOP
from tests.judged_registers import POLICIES
from tests.support import WORLD
from tests.visiting import PAGE, Clock, Visitor

HEADER = "编号,同意使用数据,用工人数,有外资,信用良好,备忘"
ROWS = (
    "a1,是,12,否,是,x",
    "a2,否,400,否,是,x",
    "a3,,很多,是,是,x",
    "a4,是,,否,否,x",
)
SHEET = "\n".join([HEADER, *ROWS, ""])


def nobody(_: Path, __: int) -> None:
    """Start nobody; the line is worked through by `done`."""


def register_house(folder: Path, clock: Clock) -> House:
    """Return a house over the little world with one policy to apply for and one automatic."""
    records = folder / "records"
    records.mkdir()
    (records / "world.yaml").write_text(WORLD + SHOP + POLICIES, encoding="utf-8")
    opened = open_house(Settings(state=folder / "state", register_mb=1), (str(records),), clock)
    return replace(opened, registers=Registers(opened.registers.root, clock, nobody))


def brought(officer: Visitor, content: str | bytes = SHEET, name: str = "名册.csv") -> str:
    """Upload a register and return the path of its page."""
    answer = sent_file(officer, content, name)
    assert answer[0] == 303, answer[1][:300]
    assert re.fullmatch(r"/desk/registers/[0-9a-f]{16}", answer[1])
    return answer[1]


def sent_file(officer: Visitor, content: str | bytes, name: str, **fields: str) -> tuple[int, str]:
    """Upload a file; return the status, and where it leads or the page that came back."""
    held = content.encode() if isinstance(content, str) else content
    answer = officer.client.post(
        "/desk/registers",
        data={"csrf": officer.csrf, **fields},
        files={"file": (name, held)},
        headers=PAGE,
        follow_redirects=False,
    )
    return answer.status_code, answer.headers.get("location", answer.text)


def folder_at(house: House, path: str) -> Folder:
    """Return the folder behind a page."""
    return house.registers.get(path.rpartition("/")[2], house.centre)


def done(house: House, officer: Visitor, path: str, **fields: str) -> str:
    """Begin a run, let the line be worked through, and return its page."""
    officer.send(f"{path}/start", **fields)
    work(house.registers.root)
    return officer.get(path, "en")


@dataclass
class Ticks:
    """A clock of seconds that moves on by itself each time it is read."""

    step: float = 1.0
    now: float = 0.0

    def __call__(self) -> float:
        """Return the next second."""
        self.now += self.step
        return self.now
