"""QR codes small enough for a page and a printed sheet: one path of row runs, or a PNG."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pure import PyPNGImage

QUIET_ZONE = 4


@lru_cache(maxsize=256)
def qr_svg(text: str, label: str) -> str:
    """Return a code as SVG, about 0.6 KB compressed; cached by content.

    Args:
        text: what the code says; upper case keeps it small.
        label: what a screen reader says instead.
    """
    code = _code(text)
    size = code.modules_count + 2 * QUIET_ZONE
    runs = "".join(_row_path(y, row) for y, row in enumerate(code.modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{runs}"/></svg>'
    )


@lru_cache(maxsize=64)
def qr_png(text: str) -> bytes:
    """Return a code as PNG, 10 pixels a module; cached, because drawing is slow."""
    out = io.BytesIO()
    _code(text).make_image(image_factory=PyPNGImage).save(out)
    return out.getvalue()


def qr_version(text: str) -> int:
    """Return the version (size class) a text needs at level Q.

    >>> qr_version("HTTPS://HP.EXAMPLE.CN/C/" + "A" * 26)
    4
    """
    return int(_code(text).version or 0)


def _code(text: str) -> qrcode.QRCode[PyPNGImage]:
    code: qrcode.QRCode[PyPNGImage] = qrcode.QRCode(
        error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE
    )
    code.add_data(text)
    code.make(fit=True)
    return code


def _row_path(y: int, row: list[bool | None]) -> str:
    """Return the dark runs of a row as one line with gaps, drawn half-way down the row."""
    out: list[str] = []
    x, pen = 0, 0
    for dark, modules in groupby(map(bool, row)):
        length = len(list(modules))
        if dark:
            out.append(
                f"m{x - pen} 0h{length}"
                if out
                else f"M{x + QUIET_ZONE} {y + QUIET_ZONE}.5h{length}"
            )
            pen = x + length
        x += length
    return "".join(out)
