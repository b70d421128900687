"""What `companion check --links` says of the web addresses that records cite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from api.link_check import Asker, Progress, no_network
from api.wiring import House
from kb.addresses import cited
from kb.days import day_of
from kb.link_answers import DeadLink, LinkAnswers
from kb.text import Language
from matcher.wording import number_text

_WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "asked": "引用的网址 {asked} 个，打不开的 {dead} 个",
        "none": "没有记录引用网址",
        "no_network": "连不上网络，没有问成；下面是以前问到的（{dead} 个打不开）",
        "dead": "  {record}：{address}：{why}（从 {since} 起）",
    },
    "en": {
        "asked": "{asked} web addresses cited, {dead} do not answer",
        "none": "no record cites a web address",
        "no_network": "there is no network, so nothing was asked; known from before "
        "({dead} do not answer):",
        "dead": "  {record}: {address}: {why} (since {since})",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How many addresses were asked, which are dead, and whether there was a network to ask."""

    asked: int
    dead: tuple[DeadLink, ...]
    has_network: bool


def asked(house: House, asker: Asker, progress: Progress) -> Links:
    """Ask every address that published records cite, and keep what they answer.

    Without a network the answers from before stay as they are.
    """
    records = house.catalogue.records.values()
    held = LinkAnswers(house.database)
    answers = asker.ask_all(cited(records), progress)
    has_network = not no_network(answers)
    if has_network:
        held.keep(answers)
    return Links(asked=len(answers), dead=held.dead_links(records), has_network=has_network)


def shape(links: Links) -> dict[str, Any]:
    """Return it as JSON."""
    return {
        "asked": links.asked,
        "network": links.has_network,
        "dead": [
            {
                "record": one.record,
                "address": one.answer.address,
                "status": one.answer.status,
                "problem": one.answer.problem,
                "since": one.since.isoformat(),
            }
            for one in links.dead
        ],
    }


def lines(links: Links, language: Language) -> list[str]:
    """Return it in words: one line, and one more for each record that cites a dead address."""
    words = _WORDS[language]
    key = "asked" if links.asked else "none"
    said = words[key if links.has_network else "no_network"]
    dead = len({one.answer.address for one in links.dead})
    told = [said.format(asked=number_text(links.asked), dead=number_text(dead))]
    told += [
        words["dead"].format(
            record=one.record,
            address=one.answer.address,
            why=one.answer.said.get(language),
            since=day_of(one.since).isoformat(),
        )
        for one in links.dead
    ]
    return told
