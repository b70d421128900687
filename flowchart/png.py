"""The flowchart as a PNG picture, for messages and documents that cannot show SVG."""

from __future__ import annotations

from pathlib import Path

import resvg_py

from flowchart.fonts import chinese_font, family


def png(svg: str, scale: float = 2, font: Path | None = None) -> bytes:
    """Return a flowchart as PNG on white, with so many dots to a CSS pixel.

    Args:
        svg: what `diagram.svg` returned.
        scale: 2 is sharp on screens and for print at A4.
        font: the file with the letters; as a rule the best Chinese font of this machine.

    Raises:
        Unavailable: this machine has no Chinese font, or the font cannot be read.
    """
    file = font if font is not None else chinese_font()
    name = family(file)
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        zoom=scale,
        skip_system_fonts=True,
        font_files=[str(file)],
        sans_serif_family=name,
        font_family=name,
    )
    return bytes(drawn)
