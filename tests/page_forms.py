"""What a browser would send of a form on a page: its controls as they stand."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


class _Form(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self._wanted, self._inside = form_id, False
        self._select, self._options = "", [("", False)]
        self._area, self._text = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._inside = held.get("id") == self._wanted
        if not self._inside:
            return
        if tag == "input" and held.get("name"):
            self._input(held)
        elif tag == "select":
            self._select, self._options = held.get("name", ""), []
        elif tag == "option" and self._select:
            self._options.append((held.get("value", ""), "selected" in held))
        elif tag == "textarea":
            self._area, self._text = held.get("name", ""), ""

    def _input(self, held: dict[str, str]) -> None:
        is_box = held.get("type") in ("checkbox", "radio")
        if not is_box or "checked" in held:
            self.pairs.append((held["name"], held.get("value", "on" if is_box else "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            first = [value for value, _ in self._options][:1]
            self.pairs += [(self._select, value) for value in (chosen or first)]
            self._select = ""
        elif tag == "textarea" and self._area:
            self.pairs.append((self._area, self._text.removeprefix("\n")))
            self._area = ""


def pairs_on(page: str, form_id: str) -> Pairs:
    """Return the names and values that a form on a page would send, without its buttons."""
    parser = _Form(form_id)
    parser.feed(page)
    return parser.pairs


def fields_on(page: str, form_id: str) -> dict[str, list[str]]:
    """Return the same by name."""
    out: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs_on(page, form_id):
        out[name].append(value)
    return dict(out)
