"""Say whether Companion can listen where it was asked to; otherwise one line that helps.

    python port_is_free.py HOST PORT

A server on all addresses is asked for on the loopback address.
"""

from __future__ import annotations

import errno
import socket
import sys

PORTS = range(1, 65536)


def problem(host: str, port: int) -> OSError | None:
    """Return what keeps a server from listening there, or None.

    Connecting comes first: some systems let a second server bind beside one on all addresses.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        with socket.socket(family, socket.SOCK_STREAM) as caller:
            caller.settimeout(0.5)
            if caller.connect_ex((reached, port)) == 0:
                return OSError(errno.EADDRINUSE, "in use")
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        return error
    return None


def next_free(host: str, port: int) -> int:
    """Return the first free port after this one, or after 8000 where ports end."""
    after = range(port + 1, min(port + 51, PORTS.stop))
    return next((other for other in after if problem(host, other) is None), 8001)


def sentence(host: str, port: int, error: OSError) -> str:
    """Return what is wrong and what to type instead."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Take another: make run PORT={next_free(host, port)}"
    if error.errno == errno.EACCES:
        return f"Port {port} is for the administrator only. Take one over 1023: make run PORT=8000"
    return f"{host} is no address of this machine ({error.strerror}). Try: make run HOST=127.0.0.1"


def main(host: str, port: str) -> int:
    """Return 0 when a server can listen there; print one line otherwise."""
    if not port.isdecimal() or int(port) not in PORTS:
        print(f'"{port}" is no port. Write a number up to 65535: make run PORT=8000')
        return 2
    error = problem(host, int(port))
    if error is None:
        return 0
    print(sentence(host, int(port), error))
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
