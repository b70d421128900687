"""What hands notices over, by channel, and the sending of everything that is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from api.settings import Settings
from flowchart.outbox import Outbox
from flowchart.parcels import Failure, NotSent, Parcel
from flowchart.private import Channel

_log = logging.getLogger(__name__)


class Carrier(Protocol):
    """What hands notices over, one channel of them."""

    def send(self, parcel: Parcel) -> None:
        """Hand one over.

        Raises:
            NotSent: it was not taken.
        """


def carriers(settings: Settings, now: Callable[[], datetime]) -> dict[Channel, Carrier]:
    """Return what sends notices as the settings say; empty where nothing is set.

    Raises:
        WrongInput: a setting cannot be used.
    """
    found: dict[Channel, Carrier] = {}
    if settings.smtp_url:
        from api.sending import Mail  # what it needs takes a tenth of a short start

        found[Channel.EMAIL] = Mail.of(settings, now)
    if settings.webhook_url:
        from api.webhooks import Gateway

        found[Channel.PHONE] = Gateway.of(settings, now)
    return found


def send_due(outbox: Outbox, carriers: Mapping[Channel, Carrier]) -> int:
    """Send everything that is due, one after another; return how many left the house."""
    left, at = 0, outbox.next_at()
    if at is None or at > outbox.now():
        return 0
    while parcels := outbox.claim(at_most=1):
        for parcel in parcels:
            left += _send(outbox, carriers[parcel.channel], parcel)
    return left


def _send(outbox: Outbox, carrier: Carrier, parcel: Parcel) -> bool:
    try:
        carrier.send(parcel)
    except NotSent as error:
        outbox.failed(parcel.id, error.failure)
        return False
    except Exception as error:  # its words may hold an address
        _log.warning("A notice could not be sent (%s).", type(error).__name__)
        outbox.failed(parcel.id, Failure.CUT_OFF)
        return False
    outbox.sent(parcel.id)
    return True
