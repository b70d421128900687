"""Sends what is due from a database and says so; run by `test_outbox_runner`, which kills it.

What it is given: the database, the mail server, and the moment its clock stands at.
"""

from __future__ import annotations

import sys
from datetime import datetime

from api.carrying import carriers, send_due
from api.settings import Settings
from flowchart.outbox import Outbox
from flowchart.private import Channel
from kb.database import open_database

FROM = "notices@hp.example.cn"


def main(url: str, smtp_url: str, moment: str) -> None:
    """Send until nothing is due."""
    at = datetime.fromisoformat(moment)
    settings = Settings(smtp_url=smtp_url, mail_from=FROM)
    outbox = Outbox(open_database(url), lambda: at, map(Channel, settings.channels))
    print("ready", flush=True)
    if sys.stdin.readline():
        send_due(outbox, carriers(settings, outbox.now))


if __name__ == "__main__":
    main(*sys.argv[1:])
