"""Cases at the desk in tests: opened, moved as the forms do it, and read back."""

from __future__ import annotations

from dataclasses import dataclass

from api.accounts import Role
from api.wiring import House
from flowchart.case import Case
from flowchart.states import StepState
from kb.ids import OrganisationId, ServiceId
from tests.visiting import PAGE, Visitor, signed_in

BUND = OrganisationId("organisation/the-bund-community-affairs-centre")
YUYUAN = OrganisationId("organisation/yuyuan-community-affairs-centre")
FIRST = ServiceId("service/company-registration")


@dataclass
class AtDesk:
    """A case on the desk of a companion."""

    who: Visitor
    path: str

    @property
    def case(self) -> Case:
        """Return the case as it is now."""
        return self.who.house.cases.get(self.path.rpartition("/")[2])

    @property
    def seen(self) -> int:
        """Return the number of its newest event."""
        return self.case.sequence

    @property
    def state(self) -> StepState:
        """Return the state of its first step."""
        return self.case.states()[FIRST]

    def move(self, to: StepState, expect: int = 303, **said: object) -> str:
        """Move the first step as the page does it."""
        fields = {"step": FIRST, "to": to, "seen": self.seen, **said}
        return self.who.send(f"{self.path}/move", expect=expect, **fields)

    def send(self, what: str, expect: int = 303, **said: object) -> str:
        """Send another form of the page."""
        return self.who.send(f"{self.path}/{what}", expect=expect, **said)

    def page(self, lang: str = "zh") -> str:
        """Return the page of the case."""
        return self.who.get(self.path, lang)

    def by(self, other: Visitor) -> AtDesk:
        """Return the same case on the desk of somebody else."""
        return AtDesk(other, self.path)

    def status(self, what: str = "") -> int:
        """Return how the page, or another one below it, is answered."""
        return self.who.client.get(self.path + what, headers=PAGE).status_code


def on_desk(companion: Visitor) -> AtDesk:
    """Return a new case of the convenience store."""
    return AtDesk(companion, companion.open_case())


def colleague_of(house: House, centre: OrganisationId = BUND) -> Visitor:
    """Return a companion of another centre."""
    return signed_in(house, Role.COMPANION, centre)
