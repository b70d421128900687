"""Asks every web address that records cite whether it still answers, for the officer's desk.

Addresses come from records, which come from outside: only addresses in the open network are
called, the address that was looked at is the one that is called, every redirect is looked at anew,
and no page is read. Nothing of the house is sent but an honest name.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from typing import Final

import httpx

from api.webhooks import Resolve, addresses, is_public
from kb.link_answers import Answer, NoAnswer

TIMEOUT_SECONDS: Final = 10.0
AT_ONCE: Final = 4
MOST_REDIRECTS: Final = 5
AGENT: Final = f"companion-link-check/{version('companion')}"
_PORTS: Final = {"http": 80, "https": 443}

Progress = Callable[[int, int], None]


class _No(Exception):
    """An address gives no answer, for one reason."""

    def __init__(self, reason: NoAnswer) -> None:
        super().__init__(reason)
        self.reason = reason


class Asker:
    """Asks addresses, one or many.

    `may_call` says which network addresses may be called; tests name their own server.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        resolve: Resolve = addresses,
        may_call: Callable[[str], bool] = is_public,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._now = now
        self._resolve = resolve
        self._may_call = may_call
        self._timeout = timeout

    def ask_all(
        self, wanted: Iterable[str], progress: Progress = lambda _, __: None
    ) -> tuple[Answer, ...]:
        """Return what each address answers, in order; a few are asked at once.

        Where `progress` raises, or somebody interrupts, what has not begun is not asked.
        """
        wanted = list(wanted)
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            asked = [pool.submit(self.ask, one) for one in wanted]
            for done, _ in enumerate(as_completed(asked), 1):
                progress(done, len(wanted))
            return tuple(one.result() for one in asked)
        finally:
            pool.shutdown(cancel_futures=True)

    def ask(self, address: str) -> Answer:
        """Return what one address answers; it never raises for what is out there."""
        status, problem = None, None
        try:
            status = self._either(address)
        except _No as error:
            problem = error.reason
        except httpx.TimeoutException:
            problem = NoAnswer.TIMED_OUT
        except (httpx.TransportError, OSError) as error:
            problem = _reason(error)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            problem = NoAnswer.BROKEN
        return Answer(address=address, asked_at=self._now(), status=status, problem=problem)

    def _either(self, address: str) -> int:
        """Return the status of a HEAD, or of a GET where that came to nothing.

        Many servers know no HEAD: they refuse it, hang up or stay silent.
        """
        with suppress(httpx.ProtocolError, httpx.ReadError, httpx.ReadTimeout):
            status = self._status("HEAD", address)
            if status < 400:
                return status
        return self._status("GET", address)

    def _status(self, method: str, address: str) -> int:
        """Return the status at the end of all redirects.

        Raises:
            _No: one may not be called, or there are too many.
        """
        url = httpx.URL(address)
        for _ in range(MOST_REDIRECTS + 1):
            status, onward = self._one(method, url)
            if onward is None:
                return status
            url = url.join(onward)
        raise _No(NoAnswer.TOO_FAR)

    def _one(self, method: str, url: httpx.URL) -> tuple[int, str | None]:
        """Return the status of one address, and where it leads on to.

        It is asked of the first network address that can be reached.
        """
        found = self._callable(url)
        for host in found[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return self._of_host(method, url, host)
        return self._of_host(method, url, found[-1])

    def _of_host(self, method: str, url: httpx.URL, host: str) -> tuple[int, str | None]:
        headers = {"host": url.netloc.decode("ascii"), "user-agent": AGENT, "accept": "*/*"}
        with (
            httpx.Client(timeout=self._timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                method,
                url.copy_with(host=host),
                headers=headers,
                extensions={"sni_hostname": url.host},
            ) as answer,
        ):
            return answer.status_code, answer.headers.get(
                "location"
            ) if answer.is_redirect else None

    def _callable(self, url: httpx.URL) -> Sequence[str]:
        """Return the network addresses behind a URL, at least one, each of which may be called.

        Raises:
            _No: there is none, or one may not be called.
        """
        if url.scheme not in _PORTS or not url.host or url.userinfo:
            raise _No(NoAnswer.NOT_PUBLIC)
        try:
            found = self._resolve(url.host, url.port or _PORTS[url.scheme])
        except (OSError, UnicodeError):
            raise _No(NoAnswer.NOT_FOUND) from None
        if not found or not all(self._may_call(one) for one in found):
            raise _No(NoAnswer.NOT_PUBLIC if found else NoAnswer.NOT_FOUND)
        return found


def no_network(answers: Sequence[Answer]) -> bool:
    """Say whether so little came back that it is our own network that is missing."""
    out_there = [one for one in answers if one.problem is not NoAnswer.NOT_PUBLIC]
    lost = (NoAnswer.NOT_FOUND, NoAnswer.UNREACHABLE, NoAnswer.TIMED_OUT)
    return bool(out_there) and all(one.problem in lost for one in out_there)


def _reason(error: BaseException) -> NoAnswer:
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, ssl.SSLError):
            return NoAnswer.NOT_SECURE
        if isinstance(reason, socket.gaierror):
            return NoAnswer.NOT_FOUND
        reason = reason.__cause__ or reason.__context__
    broken = isinstance(error, httpx.ProtocolError | httpx.UnsupportedProtocol)
    return NoAnswer.BROKEN if broken else NoAnswer.UNREACHABLE
