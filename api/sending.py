"""Notices by e-mail, over one mail server (SMTP).

What goes out is plain text in both languages, under a Message-ID made of the notice's own number:
sent twice after a failure half way, it can be recognised as one. Nothing of the server's answer is
kept, for it may name the address.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from api.settings import Settings
from flowchart.notices import outgoing
from flowchart.parcels import Failure, NotSent, Parcel
from kb.errors import WrongInput
from kb.text import Text

TIMEOUT_SECONDS: Final = 15.0
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"smtp": 587, "smtps": 465}
_WRITE_URL: Final = Text(
    zh="请写成 smtp://user:password@host:587 或 smtps://user:password@host。",
    en="Write smtp://user:password@host:587 or smtps://user:password@host.",
)
_WRITE_FROM: Final = Text(
    zh="请写一个邮箱地址，例如 notices@hp.example.cn。",
    en="Write one address, such as notices@hp.example.cn.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where e-mail is handed in; `tls` from the start, or by `starttls`."""

    host: str
    port: int
    tls: bool = False
    starttls: bool = True
    user: str = ""
    secret: str = field(default="", repr=False)


def mail_server(url: str) -> MailServer:
    """Return the server behind a URL.

    A server elsewhere is spoken to only over TLS, unless the URL says `?starttls=no`; one on this
    machine without, unless it says `?starttls=yes`.

    Raises:
        WrongInput: it is no such URL; the secret in it is not said again.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        starttls = _starttls(parts)
    except (ValueError, KeyError):
        raise _no_url() from None
    if not parts.hostname:
        raise _no_url()
    return MailServer(
        host=parts.hostname,
        port=port,
        tls=parts.scheme == "smtps",
        starttls=starttls and parts.scheme == "smtp",
        user=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )


def _starttls(parts: SplitResult) -> bool:
    usual = "no" if parts.hostname in LOOPBACK else "yes"
    said = parse_qs(parts.query, strict_parsing=bool(parts.query)).get("starttls", [usual])
    return {"yes": True, "no": False}[said[-1]]


def _no_url() -> WrongInput:
    said = Text(zh="不是邮件服务器的地址。", en="names no mail server.")
    return WrongInput.at("COMPANION_SMTP_URL", said, _WRITE_URL)


def sender(mail_from: str) -> Address:
    """Return the address e-mails come from.

    Raises:
        WrongInput: it is none.
    """
    try:
        address = Address(addr_spec=mail_from)
    except (ValueError, MessageError, IndexError):
        address = Address()
    if not address.username or not address.domain:
        said = Text(zh="不是邮箱地址。", en="is no address.")
        raise WrongInput.at("COMPANION_MAIL_FROM", said, _WRITE_FROM)
    return address


class Mail:
    """Hands e-mails to one server."""

    def __init__(self, server: MailServer, sender: Address, now: Callable[[], datetime]) -> None:
        self._server = server
        self._sender = sender
        self._now = now

    @classmethod
    def of(cls, settings: Settings, now: Callable[[], datetime]) -> Mail:
        """Return what sends e-mail as the settings say.

        Raises:
            WrongInput: a setting cannot be used.
        """
        return cls(mail_server(settings.smtp_url), sender(settings.mail_from), now)

    def send(self, parcel: Parcel) -> None:
        """Hand one notice in; returns once the server has taken it.

        Raises:
            NotSent: it has not.
        """
        message = self.message(parcel)
        try:
            smtp = self._open()
            try:
                smtp.send_message(message)
            finally:
                with suppress(smtplib.SMTPException, OSError):
                    smtp.quit()
                smtp.close()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(_failure(error)) from None

    def message(self, parcel: Parcel) -> EmailMessage:
        """Return a notice as an e-mail; no header can hold a line of somebody else's.

        Raises:
            NotSent: the address is none.
        """
        said = outgoing(parcel.topic, parcel.number, parcel.day)
        message = EmailMessage(policy=SMTP)
        message["Subject"] = f"{said.subject.zh} / {said.subject.en}"
        message["From"] = self._sender
        try:
            message["To"] = Address(addr_spec=parcel.to)
        except (ValueError, MessageError, IndexError):
            raise NotSent(Failure.ADDRESS) from None
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = f"<{parcel.id}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{said.body.zh}\n\n{said.body.en}\n")
        return message

    def _open(self) -> smtplib.SMTP:
        server, name = self._server, self._sender.domain
        secure = ssl.create_default_context() if server.tls or server.starttls else None
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=TIMEOUT_SECONDS, context=secure
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, TIMEOUT_SECONDS)
        try:
            if server.starttls:
                smtp.starttls(context=secure)
            if server.user:
                smtp.login(server.user, server.secret)
        except BaseException:
            smtp.close()
            raise
        return smtp


_PERMANENT: Final = 500
"""Answers of a mail server from here on stay the same however often one asks."""

_FAILURES: Final[tuple[tuple[type[Exception], Failure], ...]] = (
    (smtplib.SMTPAuthenticationError, Failure.SIGN_IN),
    (smtplib.SMTPServerDisconnected, Failure.UNREACHABLE),
    (smtplib.SMTPConnectError, Failure.UNREACHABLE),
    (smtplib.SMTPException, Failure.REFUSED),
    (ssl.SSLError, Failure.NOT_SECURE),
    (TimeoutError, Failure.TIMED_OUT),
    (OSError, Failure.UNREACHABLE),
)
"""What is told of an error; the first kind that it is."""


def _failure(error: Exception) -> Failure:
    """Return why a server did not take an e-mail."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _ in refused.values()]
            return Failure.ADDRESS if min(codes) >= _PERMANENT else Failure.REFUSED
        case smtplib.SMTPNotSupportedError():  # or it cannot write the address: no SMTPUTF8
            return Failure.NOT_SECURE if "STARTTLS" in str(error) else Failure.ADDRESS
    found = (failure for kind, failure in _FAILURES if isinstance(error, kind))
    return next(found, Failure.REFUSED)
