"""Notices to a gateway that passes them on to phones (SMS, WeChat), as signed webhooks.

The gateway is named by whoever runs the house, and still treated as outside: only hosts on a list,
only HTTPS (but for this very machine), no redirect followed, no address inside a private network,
and the address that was checked is the one that is called. Signed as Standard Webhooks has it.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import httpx
from standardwebhooks.webhooks import Webhook

from api.sending import LOOPBACK
from api.settings import Settings
from flowchart.notices import outgoing
from flowchart.parcels import Failure, NotSent, Parcel
from kb.errors import WrongInput
from kb.text import LANGUAGES, Text

TIMEOUT_SECONDS: Final = 10.0
LEAST_SECRET_BYTES: Final = 24
"""Standard Webhooks asks for 24 to 64 bytes."""
TYPE: Final = "case.notice"

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host and port, as text."""


def addresses(host: str, port: int) -> Sequence[str]:
    """Return the addresses a host has now.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class Gateway:
    """Hands notices to one gateway."""

    def __init__(
        self,
        url: httpx.URL,
        secret: str,
        now: Callable[[], datetime],
        resolve: Resolve = addresses,
    ) -> None:
        self._url = url
        self._webhook = Webhook(secret)
        self._now = now
        self._resolve = resolve

    @classmethod
    def of(
        cls, settings: Settings, now: Callable[[], datetime], resolve: Resolve = addresses
    ) -> Gateway:
        """Return what calls the gateway of the settings.

        Raises:
            WrongInput: a setting cannot be used; the secret is not said again.
        """
        url = _allowed(settings.webhook_url, settings.webhook_hosts)
        return cls(url, _secret(settings.webhook_secret), now, resolve)

    def send(self, parcel: Parcel) -> None:
        """Hand one notice over; returns once the gateway has taken it.

        Raises:
            NotSent: it has not.
        """
        try:
            status = self._call(self._addresses(), parcel)
        except httpx.TimeoutException:
            raise NotSent(Failure.TIMED_OUT) from None
        except (httpx.HTTPError, OSError) as error:
            raise NotSent(_failure(error)) from None
        if httpx.codes.is_redirect(status):
            raise NotSent(Failure.REDIRECTED)
        if not httpx.codes.is_success(status):
            raise NotSent(Failure.REFUSED)

    def _addresses(self) -> Sequence[str]:
        """Return the addresses that may be called, at least one.

        Raises:
            NotSent: one lies in a private network.
            OSError: the host has none.
        """
        host, port = self._url.host, self._url.port or _PORTS[self._url.scheme]
        found = self._resolve(host, port)
        if host not in LOOPBACK and not all(is_public(one) for one in found):
            raise NotSent(Failure.NOT_ALLOWED)
        if not found:
            raise NotSent(Failure.UNREACHABLE)
        return found

    def _call(self, found: Sequence[str], parcel: Parcel) -> int:
        """Return what the first address answers that can be reached."""
        for address in found[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return self._post(address, parcel)
        return self._post(found[-1], parcel)

    def _post(self, address: str, parcel: Parcel) -> int:
        """Return the status the gateway answers with; its words are not read."""
        content = json.dumps(self.payload(parcel), ensure_ascii=False, sort_keys=True)
        moment = self._now().astimezone(UTC)
        headers = {
            "host": self._url.netloc.decode("ascii"),
            "content-type": "application/json",
            "webhook-id": parcel.id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": self._webhook.sign(parcel.id, moment, content),
        }
        named = {"sni_hostname": self._url.host}
        with (
            httpx.Client(
                timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False
            ) as client,
            client.stream(
                "POST",
                self._url.copy_with(host=address),
                content=content.encode(),
                headers=headers,
                extensions=named,
            ) as answer,
        ):
            return answer.status_code

    def payload(self, parcel: Parcel) -> dict[str, Any]:
        """Return what the gateway is told: whom, in which words; ids besides, nothing personal."""
        said = outgoing(parcel.topic, parcel.number, parcel.day)
        return {
            "type": TYPE,
            "timestamp": parcel.made_at.astimezone(UTC).isoformat(),
            "data": {
                "id": parcel.id,
                "to": parcel.to,
                "case": parcel.number,
                "topic": str(parcel.topic),
                "day": parcel.day.isoformat() if parcel.day is not None else None,
                "text": {language: said.body.get(language) for language in LANGUAGES},
            },
        }


_PORTS: Final = {"http": 80, "https": 443}


def _allowed(url: str, hosts: str) -> httpx.URL:
    """Return a URL that may be called.

    Raises:
        WrongInput: it may not.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    good = {"https", "http"} if parsed.host in LOOPBACK else {"https"}
    if parsed.scheme not in good or not parsed.host or parsed.userinfo:
        raise WrongInput.at(
            "COMPANION_WEBHOOK_URL",
            Text(zh="不能用。", en="cannot be used."),
            Text(
                zh="请写 https 开头的地址，例如 https://gateway.example.cn/notices。",
                en="Write an address such as https://gateway.example.cn/notices.",
            ),
        )
    listed = {host.strip().lower() for host in hosts.split(",") if host.strip()}
    if parsed.host not in listed:
        raise WrongInput.at(
            "COMPANION_WEBHOOK_HOSTS",
            Text(zh=f"里面没有 {parsed.host}。", en=f"does not list {parsed.host}."),
            Text(
                zh=f"要发到那里，请加上：COMPANION_WEBHOOK_HOSTS={parsed.host}",
                en=f"To send there, write COMPANION_WEBHOOK_HOSTS={parsed.host}.",
            ),
        )
    return parsed


def _secret(secret: str) -> str:
    try:
        held = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        held = b""
    if len(held) < LEAST_SECRET_BYTES:
        raise WrongInput.at(
            "COMPANION_WEBHOOK_SECRET",
            Text(zh="没有写，或者太短。", en="is missing or too short."),
            Text(
                zh="请写 whsec_ 加至少 24 个字节的 base64，跟网关那边一样。",
                en="Write whsec_ and at least 24 bytes in base64, the same as at the gateway.",
            ),
        )
    return secret


def is_public(address: str) -> bool:
    """Say whether an address lies in the open network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


def _failure(error: Exception) -> Failure:
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, ssl.SSLError):
            return Failure.NOT_SECURE
        reason = reason.__cause__ or reason.__context__
    return Failure.UNREACHABLE
