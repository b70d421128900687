"""Find Chromium and a Chinese font for the browser tests, or install them where that is allowed.

    CHROMIUM=$(python find_browser.py)

Prints the path of the browser, or nothing; what it does or misses goes to standard error. The
tests that need a browser report themselves as not run where there is none.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
REMEDY = "install Chromium, or name one: make test CHROMIUM=/path/to/chromium"
FONT = "fonts-wqy-microhei"


def say(sentence: str) -> None:
    """Tell the person who waits; standard output is for the path alone."""
    print(sentence, file=sys.stderr, flush=True)


def succeeds(*command: str, seconds: int = 300) -> bool:
    """Return whether the command ends well in time; what it prints is dropped."""
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def named() -> str | None:
    """Return the browser of the environment variable CHROMIUM."""
    path = os.environ.get("CHROMIUM")
    if path and shutil.which(path) is None:
        say(f"CHROMIUM={path} is not there or cannot be started; looking for another.")
    return shutil.which(path) if path else None


def installed() -> str | None:
    """Return a browser that is on the path or in the applications of a Mac."""
    found = (shutil.which(name) for name in (*NAMES, *MAC))
    return next((path for path in found if path), None)


def playwrights_own() -> str | None:
    """Return the browser that Playwright brought along earlier."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fetched_by_playwright() -> str | None:
    """Let Playwright fetch its browser; None where it cannot."""
    say("Fetching Chromium for the browser tests …")
    succeeds(sys.executable, "-m", "playwright", "install", "chromium")
    return playwrights_own()


def as_administrator() -> tuple[str, ...] | None:
    """Return what to put before a command that installs system packages; None: not allowed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ()
    return ("sudo", "-n") if succeeds("sudo", "-n", "true", seconds=10) else None


def system_package(*packages: str) -> bool:
    """Install Debian packages where this person may; return whether that went well."""
    before = as_administrator()
    if before is None:
        return False
    say(f"Installing {' and '.join(packages)} for the browser tests …")
    succeeds(*before, "apt-get", "-qq", "update")
    install = ("apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages)
    return succeeds(*before, *install, seconds=600)


def from_the_system() -> str | None:
    """Install the system's Chromium; None where that is not allowed or fails."""
    return installed() if system_package("chromium", FONT) else None


def has_chinese_font() -> bool:
    """Return whether a font can draw Chinese; a Mac always has one."""
    if platform.system() == "Darwin":
        return True
    try:
        return bool(subprocess.check_output(["fc-list", ":lang=zh"], stderr=subprocess.DEVNULL))
    except (OSError, subprocess.CalledProcessError):
        return False


def main() -> int:
    """Print the browser's path, if there is one; never fail, the tests report what is missing."""
    sources = (named, installed, playwrights_own, fetched_by_playwright, from_the_system)
    browser = next((path for source in sources if (path := source())), None)
    if browser is None:
        say(f"No browser: the tests in tests/browser cannot run here. Remedy: {REMEDY}")
        return 0
    if not has_chinese_font() and not system_package(FONT):
        say(f"No Chinese font: pictures of pages show boxes. Remedy: apt-get install {FONT}")
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
