"""What `companion` runs: the console, imported without the garbage collector.

A start makes many objects and no rubbish; looking for some takes a sixth of its time.
"""

from __future__ import annotations

import gc


def main() -> None:
    """Run the console."""
    gc.disable()
    from api.cli import main as console

    gc.enable()
    console()


if __name__ == "__main__":
    main()
