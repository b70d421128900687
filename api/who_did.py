"""Who did something to a case, by name where there is one."""

from __future__ import annotations

from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import By, Invited
from flowchart.case_kinds import Actor
from flowchart.event_words import ACTOR_TEXT, title_of
from kb.text import Text


class WhoDid:
    """Names those who acted on one case: staff of another centre with their centre."""

    def __init__(self, house: House, case: Case) -> None:
        self._case = case
        self._catalogue = house.catalogue
        self._accounts = {account.id: account for account in house.accounts.all()}
        self._keys = house.keys.names()
        self._invited = {
            event.what.invitation: event.what.department
            for event in case.events
            if isinstance(event.what, Invited)
        }

    def __call__(self, by: By) -> Text:
        """Return who it was, as the desk reads it."""
        if by.actor is Actor.STAFF and by.id in self._accounts:
            return self._colleague(by.id)
        if by.actor is Actor.PROGRAM and by.id in self._keys:
            return Text(zh=self._keys[by.id], en=self._keys[by.id])
        if by.actor is Actor.EXPERT and by.id in self._invited:
            body = title_of(self._invited[by.id], self._catalogue)
            return Text(zh=f"{body.zh}的专家", en=f"an expert of {body.en}")
        return ACTOR_TEXT[by.actor]

    def name(self, account: str) -> Text:
        """Return the name of an account; that it is nobody's any more, if so."""
        if account in self._accounts:
            named = self._colleague(account)
            if self._accounts[account].disabled_at is None:
                return named
            return Text(zh=f"{named.zh}（账号已停用）", en=f"{named.en} (account closed)")
        return Text(zh="已离开的同事", en="a colleague who has left")

    def _colleague(self, account: str) -> Text:
        found = self._accounts[account]
        if found.centre == self._case.centre:
            return Text(zh=found.name, en=found.name)
        centre = title_of(found.centre, self._catalogue)
        return Text(zh=f"{found.name}（{centre.zh}）", en=f"{found.name} ({centre.en})")
