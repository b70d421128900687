"""What a file of RDF says and our records have no place for: told, never passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kb.errors import Problem
from kb.rdf_process import UNKNOWN
from kb.text import Text
from kb.vocab import PREFIXES

_SHOWN: Final = 3
_PREFIXES: Final[dict[str, str]] = {
    **PREFIXES,
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "time": "http://www.w3.org/2006/time#",
}
_MEANT: Final[dict[str, Text]] = {
    "adms:status": Text(zh="状态", en="status"),
    "cpsv:Rule": Text(zh="办理规则", en="rules"),
    "cpsv:follows": Text(zh="办理规则", en="rules"),
    "cpsv:hasInput": Text(zh="具体的证明", en="single pieces of evidence"),
    "cv:Channel": Text(zh="办理渠道", en="channels"),
    "cv:ContactPoint": Text(zh="联系方式", en="contact points"),
    "cv:Cost": Text(zh="收费", en="costs"),
    "cv:Evidence": Text(zh="具体的证明", en="single pieces of evidence"),
    "cv:Participation": Text(zh="参与方", en="who takes part"),
    "cv:Requirement": Text(zh="条件", en="conditions"),
    "cv:contactPoint": Text(zh="联系方式", en="contact points"),
    "cv:hasChannel": Text(zh="办理渠道", en="channels"),
    "cv:hasCost": Text(zh="收费", en="costs"),
    "cv:hasParticipation": Text(zh="参与方", en="who takes part"),
    "cv:hasRequirement": Text(zh="条件", en="conditions"),
    "cv:hasSupportingEvidence": Text(zh="具体的证明", en="single pieces of evidence"),
    "cv:holdsRequirement": Text(zh="条件", en="conditions"),
    "cv:isClassifiedBy": Text(zh="分类", en="classes"),
    "cv:openingHours": Text(zh="开放时间", en="opening hours"),
    "cv:processingTime": Text(zh="办理时限", en="time limits"),
    "cv:relatedService": Text(zh="相关事项", en="related services"),
    "cv:sector": Text(zh="行业", en="sectors"),
    "cv:thematicArea": Text(zh="主题", en="themes"),
    "dct:audience": Text(zh="对象", en="whom it is for"),
    "dct:description": Text(zh="说明", en="descriptions"),
    "dct:isPartOf": Text(zh="所属目录", en="catalogues"),
    "dct:language": Text(zh="语言", en="languages"),
    "dct:relation": Text(zh="相关文件", en="related documents"),
    "dct:requires": Text(zh="前置事项", en="what must come first"),
    "dct:spatial": Text(zh="地区", en="areas"),
    "dct:type": Text(zh="类别", en="types"),
    "time:TemporalEntity": Text(zh="开放时间", en="opening hours"),
}


def short(iri: str) -> str:
    """Return an address as people write it in Turtle.

    >>> short("http://data.europa.eu/m8g/hasChannel"), short("http://a.example/b")
    ('cv:hasChannel', '<http://a.example/b>')
    """
    if iri.startswith(UNKNOWN):
        return iri.removeprefix(UNKNOWN)[:80]
    for prefix, start in _PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"[:120]
    return f"<{iri[:118]}>"


@dataclass(slots=True)
class LeftOut:
    """Gathers what was left out, and where; said once however often it occurs."""

    _told: dict[tuple[Text, Text], dict[str, None]] = field(default_factory=dict)

    def add(self, place: str, said: Text, remedy: Text) -> None:
        """Note one thing at one place."""
        self._told.setdefault((said, remedy), {})[place] = None

    def predicate(self, place: str, iri: str) -> None:
        """Note that there is no room for what stands under a predicate."""
        if iri.startswith(UNKNOWN):
            self.add(place, *_no_context(short(iri)))
        else:
            self.add(place, _no_room(short(iri)), _LOOK)

    def kind(self, place: str, iri: str) -> None:
        """Note that there is no record for a thing of some class; an empty one is not said."""
        if iri:
            self.add(place, _no_room(short(iri)), _LOOK)
        else:
            self.add(place, *_NO_CLASS)

    def problems(self, file: str) -> Iterator[Problem]:
        """Yield each with the places where it is so: the first few, and how many in all."""
        for (said, remedy), places in self._told.items():
            yield Problem(file=file, place=_row(places), problem=said, remedy=remedy)


def _row(places: Iterable[str]) -> str:
    places = list(places)
    more = f" … ({len(places)})" if len(places) > _SHOWN else ""
    return ", ".join(places[:_SHOWN]) + more


_LOOK: Final = Text(
    zh="要用的话，请在记录里另外写上。", en="Write it into the record by hand if it matters."
)
_NO_CLASS: Final = (
    Text(zh="没有写是什么（a …），没有读进来。", en="does not say what it is and was left out."),
    Text(zh="请写上类，如 a cpsv:PublicService。", en="Write a class, such as cpsv:PublicService."),
)


def _no_room(name: str) -> Text:
    meant = _MEANT.get(name)
    zh, en = (f"{name}（{meant.zh}）", f"{name} ({meant.en})") if meant else (name, name)
    return Text(zh=f"{zh}没有读进来。", en=f"{en} was left out.")


def _no_context(name: str) -> tuple[Text, Text]:
    return (
        Text(
            zh=f"@context 里没有“{name}”，没有读进来。",
            en=f'the @context does not say what "{name}" is; it was left out.',
        ),
        Text(zh="请在 @context 里写上，或者删掉。", en="Add it to the @context or take it out."),
    )
