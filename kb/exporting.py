"""What leaves the house as a graph, or beside files of records: with the head of the ledger.

Turtle and JSON-LD hold what is in force; N-Quads hold the whole history beside it, every version
in a graph of its own and who did what in another. The head of the chain of seals stands in all of
them: whoever noted it down can ask later whether the ledger still says what it said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kb.catalogue import named_after, no_collecting, triples
from kb.errors import unwritable
from kb.graph_text import written
from kb.ledger import Ledger
from kb.version_graphs import graph_of, in_force, provenance_of, publication, published
from kb.vocab import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is written, in how many triples."""

    content: bytes
    triples: int


def exported(
    ledger: Ledger, names: Names, format_name: str, day: date, known: date | None = None
) -> Export:
    """Return what is in force on a day as a graph; as N-Quads with everything it came from.

    Args:
        ledger: has the versions.
        names: of the graph.
        format_name: one of `kb.graph_text.FORMATS`.
        day: of which is asked what is in force.
        known: as it was known at the end of that day; as it is known now without it.
    """
    versions = ledger.published(day, known)
    digests: dict[str, str] = {one.record.id: one.digest for one in versions}
    with no_collecting():
        quads = {triple for one in versions for triple in triples(one.record, names)}
        quads.update(publication(named_after(digests), ledger.head(), day, names))
        if format_name == "nquads":
            quads.update(in_force((one.number for one in versions), names))
            for told in published(ledger, known):
                quads.update(graph_of(told, names))
                quads.update(provenance_of(told, names))
        return Export(content=written(quads, format_name), triples=len(quads))


def note(ledger: Ledger, folder: Path, generation: str, day: date) -> None:
    """Write down beside files of records which state of the ledger they are; readers ignore it.

    Raises:
        WrongInput: the folder cannot be written.
    """
    head = ledger.head()
    try:
        text = _NOTE.format(seal=head.seal or "-", moves=head.number, day=day, name=generation)
        (folder / NOTED_IN).write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(str(folder), error) from None


NOTED_IN: Final = "LEDGER.md"
_NOTE: Final = """# 台账 / Ledger

这些文件是 {day} 当天有效的内容，版次 {name}。
台账到第 {moves} 步为止，最后一步的封印是：

These files say what is in force on {day}, generation {name}.
The ledger went as far as move {moves}, whose seal is:

    {seal}

以后可以查台账有没有被改过 / Ask later whether the ledger still holds it:

    companion check --head {seal}
"""
