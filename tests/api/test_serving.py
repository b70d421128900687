from __future__ import annotations

import socket
from contextlib import closing

from api.serving import listen


def test_answers_do_not_wait_for_an_acknowledgement():
    """asyncio turns Nagle's algorithm off only where the socket names its protocol."""
    with closing(listen("127.0.0.1", 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
