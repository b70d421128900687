"""The controls of a form as its template sets them: label, help, what stands there, what may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from api.editor_names import Labels
from api.editor_rules import OPS, concept_of, op_of
from api.editor_shape import (
    Control,
    benefit_keys,
    control_of,
    default_of,
    inner_of,
    is_dated,
    keys_of,
    kind_named,
    must_choose,
    options_of,
)
from api.editor_state import Branch, branch, is_blank, rows, value, values
from api.editor_typed import LIMITED, LISTED
from api.language import words
from kb.benefit import Benefit
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text

Choice = tuple[str, str]
LONG: Final = frozenset({"description", "why", "help", "address"})
"""Words that take more than a line."""
REFRESHING: Final = frozenset({"benefit.kind", "type"})
"""What the rest of the form hangs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One control, or several that belong together.

    Attributes:
        control: of `api.editor_shape`, or a part of a condition (`group`, `fact` …).
        name: of the control in the form.
        label: in the language of the page.
        help: what to write, with an example; "" where the label says it.
        said: what stands there.
        many: what stands there, where it may be several.
        choices: what may be chosen: its value, and its words.
        kind: of the records that may be named.
        parts: the controls inside.
        unit: what figures are counted in.
        is_long: whether it takes several lines.
        refreshes: whether other controls hang on it.
        optional: whether a blank choice may stay.
    """

    control: str
    name: str
    label: str = ""
    help: str = ""
    said: str = ""
    many: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    kind: str = ""
    parts: tuple[Node, ...] = ()
    unit: str = ""
    is_long: bool = False
    refreshes: bool = False
    none_said: str = ""
    blank: bool = False


class Controls:
    """Makes the controls of one form."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._words = words(labels.language)

    # ---- words --------------------------------------------------------------------------------

    def said(self, *keys: str) -> str:
        """Return the first of some words that there are."""
        return next((self._words[key] for key in keys if key in self._words), "")

    def label(self, model: str, key: str) -> str:
        """Return what a field of a class is called."""
        found = self.said(f"edit.{model}.{key}", f"edit.{key}", f"field.{key}", f"part.{key}")
        return found or key

    def path_label(self, model: type, path: str) -> str:
        """Return what the steps of a path below its field are called, such as 1 · 有效多久."""
        key, *rest = path.split(".")
        said: list[str] = []
        held: type | None = model
        for step in rest:
            held = _inside_of(held, key) if not key.isdecimal() else held
            counts = step.isdecimal()
            said.append(
                str(int(step) + 1) if counts else self.label(getattr(held, "__name__", ""), step)
            )
            key = step
        return " · ".join(said)

    def help(self, model: str, key: str) -> str:
        """Return what to write in a field."""
        return self.said(f"edit.help.{model}.{key}", f"edit.help.{key}")

    def choices(self, kind: type[StrEnum]) -> tuple[Choice, ...]:
        """Return the words of a closed list."""
        return tuple((str(one), self.said(f"value.{one}")) for one in kind)

    def _text(self, text: Text | None) -> str:
        return text.get(self._labels.language) if text is not None else ""

    # ---- fields -------------------------------------------------------------------------------

    def fields(self, held: Branch, model: type, name: str) -> tuple[Node, ...]:
        """Return the controls of a group."""
        return tuple(self.field(held, model, key, name) for key in self._shown(held, model))

    def _shown(self, held: Branch, model: type) -> tuple[str, ...]:
        if model is not Benefit:
            return tuple(keys_of(model))
        filled = frozenset(key for key in keys_of(model) if not is_blank(held.get(key)))
        return benefit_keys(value(held, "kind"), filled)

    def field(self, held: Branch, model: type, key: str, name: str) -> Node:
        """Return the control of one field of a group."""
        hint = keys_of(model)[key]
        control = control_of(hint)
        own = f"{name}.{key}"
        given: dict[str, Any] = {
            "control": str(control),
            "name": own,
            "label": self.label(model.__name__, key),
            "help": self.help(model.__name__, key),
            "is_long": key in LONG,
            "refreshes": any(own.endswith(f".{one}") for one in REFRESHING),
            "blank": is_blank(held.get(key)),
        }
        if control is Control.CHOICE:
            given |= self._chosen(model, key, hint)
        if control in (Control.NAMED, Control.NAMES, Control.EITHER):
            given["kind"] = kind_named(hint)
        return Node(**(given | self._inside(held.get(key), hint, own)))

    def _chosen(self, model: type, key: str, hint: Any) -> dict[str, Any]:
        default = default_of(model, key)
        none = self._words["edit.choose"]
        if isinstance(default, StrEnum) and not must_choose(model, key):
            none = self._words["edit.by_default"].format(what=self.said(f"value.{default}"))
        return {"choices": self.choices(options_of(hint)[0]), "none_said": none}

    def _inside(self, held: Any, hint: Any, name: str) -> dict[str, Any]:
        """Return what stands in a control, by its form."""
        control = control_of(hint)
        if control in (Control.WORDS, Control.PHRASES):
            return {"many": (value(held, "zh"), value(held, "en"))}
        if control is Control.NAMES:
            return {"many": tuple(one for one in values(held) if one.strip())}
        if control is Control.PART:
            return {"parts": self.fields(branch(held), options_of(hint)[0], name)}
        if control is Control.ROWS:
            return {"parts": tuple(self._rows(held, inner_of(hint), name))}
        if control is Control.EITHER:
            return {"parts": tuple(self._either(held, name))}
        if control is Control.RULE:
            return {"parts": tuple(self._root(held, name))}
        if control is Control.LIMIT:
            return {"parts": (self.limit(branch(held), name, is_dated(hint)),)}
        return {"said": "\n".join(values(held)) if control is Control.LINES else value(held)}

    def _rows(self, held: Any, model: type, name: str) -> Iterator[Node]:
        for number, row in rows(held):
            own = f"{name}.{number}"
            yield Node(control="row", name=own, parts=self.fields(branch(row), model, own))

    def _either(self, held: Any, name: str) -> Iterator[Node]:
        for number, row in rows(held):
            named = tuple(one for one in values(row, "any") if one.strip())
            yield Node(control="row", name=f"{name}.{number}", many=named)

    # ---- limits -------------------------------------------------------------------------------

    def limit(self, held: Branch, name: str, dated: bool, unit: str = "") -> Node:
        """Return the control of a limit: how it is said, and what stands there."""
        how = value(held, "how") or "figure"
        hows = ("figure", "fact") if dated else ("figure", "fact", "parameter", "times")
        shown = (*hows, "yaml") if how == "yaml" else hows
        choices = tuple(
            (one, self.said("edit.limit.day" if dated and one == "figure" else f"edit.limit.{one}"))
            for one in shown
        )
        return Node(
            control="day" if dated and how == "figure" else how,
            name=name,
            said=value(held, how),
            many=(value(held, "of"),),
            choices=choices,
            kind=how,
            unit=unit if how == "figure" else "",
        )

    # ---- conditions ---------------------------------------------------------------------------

    def _root(self, held: Any, name: str) -> Iterator[Node]:
        if branch(held):
            yield self.rule(branch(held), name)

    def rule(self, held: Branch, name: str) -> Node:
        """Return a condition: a group with its items, or a row."""
        sort = value(held, "sort") or "all"
        if sort in ("all", "any", "not"):
            items = rows(branch(held, "items"))
            parts = tuple(self.rule(branch(row), f"{name}.items.{n}") for n, row in items)
            return Node(control="group", name=name, said=sort, parts=parts)
        making = {"fact": self._fact, "yaml": self._written, "review": self._review}
        return making.get(sort, self._named)(held, name)

    def _written(self, held: Branch, name: str) -> Node:
        return Node(control="written", name=name, said=value(held, "yaml"))

    def _review(self, held: Branch, name: str) -> Node:
        said = (value(held, "review", "zh"), value(held, "review", "en"))
        return Node(control="review", name=name, many=said, parts=self._beside(held, name))

    def _named(self, held: Branch, name: str) -> Node:
        sort = value(held, "sort")
        return Node(
            control=sort,
            name=name,
            said=value(held, "named"),
            kind="policy" if sort == "granted" else "evidence",
            parts=self._beside(held, name),
        )

    def _beside(self, held: Branch, name: str) -> tuple[Node, ...]:
        """Return the controls of the wording and the source of a row."""
        wording = (value(held, "wording", "zh"), value(held, "wording", "en"))
        source = branch(held, "source")
        return (
            Node(control="wording", name=f"{name}.wording", many=wording),
            Node(
                control="clause",
                name=f"{name}.source",
                many=(value(source, "document"), value(source, "article")),
            ),
        )

    def _fact(self, held: Branch, name: str) -> Node:
        """Return a row: fact, comparison, and what it is compared with."""
        concept = concept_of(self._labels, value(held, "fact"))
        ops = OPS[concept.type] if concept is not None else ()
        op = op_of(held, concept) if concept is not None else ""
        parts = self._beside(held, name)
        if concept is not None and op:
            parts = (*parts, *self._compared(held, op, name, concept))
        return Node(
            control="fact",
            name=name,
            said=value(held, "fact"),
            many=(op,),
            choices=tuple((one, self._op(one, concept)) for one in ops),
            parts=parts,
            blank=concept is None,
        )

    def _op(self, op: str, concept: InformationConcept | None) -> str:
        sort = concept.type.value if concept is not None else ""
        return self.said(f"edit.op.{sort}.{op}", f"edit.op.{op}")

    def _compared(
        self, held: Branch, op: str, name: str, concept: InformationConcept
    ) -> Iterator[Node]:
        unit, dated = self._text(concept.unit), concept.type is ConceptType.DATE
        if op in LIMITED:
            yield self.limit(branch(held, "limit"), f"{name}.limit", dated, unit)
        elif op == "between":
            yield self.limit(branch(held, "low"), f"{name}.low", dated)
            yield self.limit(branch(held, "high"), f"{name}.high", dated, unit)
        elif op in LISTED:
            many = tuple(values(held, "codes"))
            codes = self._codes(concept)
            yield Node(control="codes", name=f"{name}.codes", many=many, choices=codes)
        elif op in ("within", "within_any"):
            many = tuple(one for one in values(held, "areas") if one.strip())
            control = "area" if op == "within" else "areas"
            yield Node(control=control, name=f"{name}.areas", many=many, kind="area")
        else:
            yield self._single(value(held, "value"), op, f"{name}.value", concept, unit)

    def _codes(self, concept: InformationConcept) -> tuple[Choice, ...]:
        return tuple((entry.code, self._text(entry.title)) for entry in concept.codes)

    def _single(
        self, said: str, op: str, name: str, concept: InformationConcept, unit: str
    ) -> Node:
        if concept.type is ConceptType.BOOLEAN or op == "in_issuers_area":
            choices = (("true", self._words["edit.yes"]), ("false", self._words["edit.no"]))
            return Node(control="one_of", name=name, said=said, choices=choices)
        if concept.codes and op in ("is", "is_not", "has"):
            return Node(control="one_of", name=name, said=said, choices=self._codes(concept))
        counted = {"within_months": "edit.months", "within_days": "edit.days"}
        return Node(
            control="value",
            name=name,
            said=said,
            unit=self._words[counted[op]] if op in counted else unit,
        )


def _inside_of(model: type | None, key: str) -> type | None:
    """Return the class of the parts of a field; None for one without parts."""
    hint = keys_of(model).get(key) if model is not None else None
    control = control_of(hint) if hint is not None else None
    if control is Control.PART:
        return options_of(hint)[0]  # type: ignore[no-any-return]
    return inner_of(hint) if control is Control.ROWS else None


def kinds_in(nodes: tuple[Node, ...]) -> set[str]:
    """Return the kinds of records that a form names, for its lists of names."""
    out = {node.kind for node in nodes if node.kind} - {"figure", "times", "fact", "yaml"}
    for node in nodes:
        if node.control in ("fact", "times", "day", "figure") or node.kind in ("fact", "times"):
            out.add("concept")
        if node.control == "clause":
            out.add("document")
        out |= kinds_in(node.parts)
    return out
