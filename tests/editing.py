"""The editor's form in a browser that only sends forms."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from api.wiring import House
from kb.model import AnyRecord
from kb.record_states import RecordState
from tests.page_forms import fields_on
from tests.support import recorded
from tests.visiting import PAGE, Visitor

LIMIT = "r.criteria.items.0"
"""Where the form keeps the first fact of a condition."""


@dataclass
class Editor:
    """The form of a record in a browser that only sends forms."""

    who: Visitor
    page: str
    status: int = 200
    leads: str = ""
    fields: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.fields = fields_on(self.page, "editor")

    def type(self, **typed: object) -> Editor:
        """Fill controls in; `__` in a name stands for a dot, a list for several of one name."""
        for name, said in typed.items():
            self.fields[name.replace("__", ".")] = said if isinstance(said, list) else [str(said)]
        return self

    def put(self, name: str, said: str) -> Editor:
        """Fill one control in by its whole name."""
        self.fields[name] = [said]
        return self

    def press(self, what: str, path: str = "/desk/edit") -> Editor:
        """Press a button; the page that comes back is the new form."""
        answer = self.who.client.post(
            path, data={**self.fields, "do": what}, headers=PAGE, follow_redirects=False
        )
        leads = answer.headers.get("location", "").partition("?")[0]
        return Editor(self.who, answer.text, answer.status_code, leads)

    @property
    def said(self) -> str:
        """Return the words of the page without its tags."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.page))

    def wrong_at(self, name: str) -> str:
        """Return what is said to be wrong beside a control."""
        found = re.search(rf'data-wrong="{re.escape(name)}">(.*?)</span>\n', self.page, re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", found[1])) if found else ""


def opened(officer: Visitor, query: str, lang: str = "zh") -> Editor:
    """Return the form behind an address."""
    return Editor(officer, officer.get(f"/desk/edit?{query}", lang))


def records_of(house: House, leads: str) -> dict[str, AnyRecord]:
    """Return the records of the draft a kept form leads to."""
    held = house.desk.get(leads.rpartition("/")[2])
    assert held.state is RecordState.DRAFT
    return {one.record.id: one.record for one in held.versions}


def published(house: House, content: str) -> None:
    """Publish records of somebody else."""
    held = house.desk.keep(recorded(content), "somebody")
    house.desk.send(held.name, "somebody")
    house.desk.publish(held.name, "another")
    house.renew()


def titled(editor: Editor) -> Editor:
    """Fill the titles in."""
    return editor.type(r__title__zh="小店房租补贴", r__title__en="Rent support for small shops")
