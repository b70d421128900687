"""Chinese fonts on this machine, for pictures and paper made here rather than in a browser.

Files are known by name: reading every font of a machine for what it holds takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont
from reportlab import rl_config

from kb.errors import Unavailable
from kb.text import Text

_KNOWN: Final = (
    r"wqy-microhei",
    r"msyh\.|msyh$|microsoft ?yahei",
    r"pingfang",
    r"noto ?sans ?(cjk|sc|hans)",
    r"source ?han ?sans",
    r"simhei",
    r"wqy-zenhei",
    r"droidsansfallback",
    r"hiragino ?sans ?gb",
    r"stheiti",
    r"alibaba.?puhuiti|harmonyos.?sans.?sc|lxgw",
    r"noto ?serif ?(cjk|sc)|source ?han ?serif",
    r"simsun|songti|stsong|uming|ukai|fandol",
)
"""Names of files with Chinese fonts, the plainest to read first."""

_NO_FONT: Final = (
    Text(zh="这台电脑没有中文字体，画不出文字。", en="This machine has no Chinese font."),
    Text(
        zh="请安装一种中文字体，比如 fonts-wqy-microhei 或 fonts-noto-cjk。",
        en="Install one, such as fonts-wqy-microhei or fonts-noto-cjk.",
    ),
)

_FILES: Final = frozenset({".ttf", ".ttc", ".otf", ".otc"})


def chinese_fonts(folders: Iterable[Path] | None = None) -> tuple[Path, ...]:
    """Return the files with Chinese fonts, the best first.

    Args:
        folders: where to look, with the folders in them; as a rule where systems keep fonts.
    """
    return _found(tuple(_usual_folders() if folders is None else folders))


def chinese_font(folders: Iterable[Path] | None = None) -> Path:
    """Return the best file with a Chinese font.

    Raises:
        Unavailable: there is none; without one, a picture would be boxes without words.
    """
    found = chinese_fonts(folders)
    if not found:
        raise Unavailable(*_NO_FONT)
    return found[0]


def family(font: Path) -> str:
    """Return the name by which a drawing asks for the letters of a file.

    Raises:
        Unavailable: the file is not a font that can be read.
    """
    try:
        return str(ImageFont.truetype(str(font)).getname()[0])
    except OSError as error:
        unread = Text(zh=f"字体 {font.name} 读不了。", en=f"The font {font.name} cannot be read.")
        raise Unavailable(unread, _NO_FONT[1]) from error


@cache
def _found(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    ranked = [(rank, path) for path in _files(folders) if (rank := _rank(path)) is not None]
    return tuple(path for _, path in sorted(ranked))


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in _FILES:
                yield path


def _rank(path: Path) -> int | None:
    """Return how early a font is taken; None where it is none of those known. Bold comes late."""
    name = path.stem.lower()
    for rank, pattern in enumerate(_KNOWN):
        if re.search(pattern, name):
            return rank + len(_KNOWN) * bool(re.search(r"bold|black|light|thin|heavy", name))
    return None


def _usual_folders() -> Iterator[Path]:
    """Yield where systems keep their fonts, as reportlab knows them."""
    for folder in rl_config.TTFSearchPath:
        yield Path(folder).expanduser()
