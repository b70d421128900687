"""The phone page of a case of sixteen steps as Lighthouse sees it on a slow phone and a slow line.

Lighthouse stands in a folder of its own under `var/`, where the first run puts it with npm. Its
own simulated throttling counts: a middling phone on a slow mobile line.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.settings import CHECKOUT
from bench.measured import NotCompared
from bench.served_case import served
from kb.text import LANGUAGES

FOLDER: Final = CHECKOUT / "var" / "lighthouse"
VERSION: Final = "12"
PAINT_MS: Final = 1500
SHIFT: Final = 0.05
PERFORMANCE: Final = 95
ACCESSIBILITY: Final = 100
FLAGS: Final = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
_SPOKEN: Final = {"zh": "zh-CN", "en": "en-GB"}
_PATIENCE_SECONDS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What Lighthouse found of a page: scores of a hundred, and what it would have better."""

    language: str
    paint_ms: float
    shift: float
    performance: int
    accessibility: int
    findings: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Say whether the page keeps its budget."""
        scores = self.performance >= PERFORMANCE and self.accessibility >= ACCESSIBILITY
        return scores and self.paint_ms <= PAINT_MS and self.shift <= SHIFT

    def __str__(self) -> str:
        said = (
            f"{self.language}: largest paint {self.paint_ms / 1000:.2f} s (budget "
            f"{PAINT_MS / 1000:.1f} s), layout shift {self.shift:.3f} (budget {SHIFT}), "
            f"performance {self.performance} (budget {PERFORMANCE}), accessibility "
            f"{self.accessibility} (budget {ACCESSIBILITY}): {'kept' if self.kept else 'NOT KEPT'}"
        )
        return "\n  ".join((said, *self.findings))


def tool() -> Path:
    """Return Lighthouse, put into its folder by npm where it is not there yet.

    Raises:
        NotCompared: there is no npm, or it cannot fetch it.
    """
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None:
        raise NotCompared("Lighthouse needs Node and npm: install them")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    command = [npm, "install", "--no-audit", "--no-fund", "--silent", f"lighthouse@{VERSION}"]
    if subprocess.run(command, cwd=FOLDER, check=False).returncode:
        raise NotCompared(f"npm could not fetch lighthouse@{VERSION}")
    return program


def measured(runs: int = 3) -> Iterator[Found]:
    """Yield what Lighthouse finds in each language; of some runs the best, for others run too.

    Raises:
        NotCompared: Lighthouse or a browser is missing.
    """
    program = tool()
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if browser is None:
        raise NotCompared("Lighthouse needs a browser: install chromium, or set CHROMIUM")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        for language in LANGUAGES:
            page = f"{server.url}/c/{server.token}"
            found = (_looked(program, browser, page, language) for _ in range(runs))
            yield max(found, key=lambda one: (one.performance, -one.paint_ms))


def _looked(program: Path, browser: str, page: str, language: str) -> Found:
    headers = json.dumps({"Accept-Language": _SPOKEN[language]})
    command = [
        *(str(program), page, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"),
        *("--only-categories=performance,accessibility", f"--extra-headers={headers}"),
    ]
    said = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": browser},
        capture_output=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    if said.returncode:
        raise NotCompared(said.stderr.decode()[-500:])
    return _read(json.loads(said.stdout), language)


def _read(report: Mapping[str, Any], language: str) -> Found:
    audits, scores = report["audits"], report["categories"]
    return Found(
        language=language,
        paint_ms=audits["largest-contentful-paint"]["numericValue"],
        shift=audits["cumulative-layout-shift"]["numericValue"],
        performance=round(100 * scores["performance"]["score"]),
        accessibility=round(100 * scores["accessibility"]["score"]),
        findings=tuple(_findings(audits)),
    )


def _findings(audits: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is less than perfect, one line each."""
    for name, audit in audits.items():
        if audit["score"] is not None and audit["score"] < 1:
            yield f"{name} ({audit['score']:.2f}): {audit['title']} {audit.get('displayValue', '')}"


if __name__ == "__main__":
    for one in measured():
        print(one, flush=True)
