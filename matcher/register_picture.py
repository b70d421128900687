"""The summary of a register as a picture: a bar a policy, readable without colour, as SVG.

Words stay text, so that Chinese shows in whatever fonts the reader has.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from threading import Lock
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.ids import PolicyId
from kb.text import Text
from matcher.register_summary import PolicyTally

FONTS: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "SimHei",
    "DejaVu Sans",
    "sans-serif",
)
_STYLE: Final[Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "companion",
    "font.family": list(FONTS),
    "font.size": 8,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
}
_PARTS: Final = (
    ("eligible", Text(zh="符合", en="eligible"), "#1b7f4b", ""),
    ("near", Text(zh="差一点", en="near"), "#8fd19e", "////"),
    ("needs_information", Text(zh="还不能确定", en="not known yet"), "#f2c14e", "...."),
    ("needs_judgement", Text(zh="由部门评定", en="department decides"), "#9db4c0", "xxxx"),
    ("out", Text(zh="不符合", en="not eligible"), "#ffffff", ""),
)
"""What a bar is made of, in its order: count, words, colour, pattern."""
_ONE_AT_A_TIME: Final = Lock()
"""Settings of the drawing library hold for the whole process."""
_INCH_A_BAR: Final = 0.42


def picture(
    policies: Sequence[tuple[PolicyId, PolicyTally]], rows: int, catalogue: Catalogue
) -> str:
    """Return a bar a policy, the first one at the top, as SVG.

    Args:
        policies: the counts, in the order in which they are shown.
        rows: how many applicants there are; as long is every bar.
        catalogue: tells the titles.
    """
    from matplotlib.figure import Figure

    with _drawing():
        figure = Figure(figsize=(10, 1.6 + _INCH_A_BAR * len(policies)), layout="constrained")
        axes = figure.add_subplot()
        _bars(axes, policies)
        _labels(axes, policies, catalogue)
        axes.set_xlim(0, max(rows, 1))
        axes.set_title(f"{rows:,} 位申请人，各政策的结果\n{rows:,} applicants by policy")
        figure.legend(loc="outside upper center", ncols=len(_PARTS), frameon=False)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.getvalue()


def _bars(axes: Any, policies: Sequence[tuple[PolicyId, PolicyTally]]) -> None:
    left = [0] * len(policies)
    for key, words, colour, pattern in _PARTS:
        sizes = [_size(tally, key) for _, tally in policies]
        axes.barh(
            range(len(policies)),
            sizes,
            left=left,
            color=colour,
            hatch=pattern,
            edgecolor="#333333",
            linewidth=0.4,
            label=f"{words.zh} {words.en}",
        )
        left = [held + size for held, size in zip(left, sizes, strict=True)]


def _size(tally: PolicyTally, key: str) -> int:
    """Return one part of a bar; whoever is near is not counted once more among those out."""
    return tally.not_eligible - tally.near if key == "out" else int(getattr(tally, key))


def _labels(
    axes: Any, policies: Sequence[tuple[PolicyId, PolicyTally]], catalogue: Catalogue
) -> None:
    titles = [catalogue.policies[policy].title for policy, _ in policies]
    counts = [f"{tally.eligible:,}" for _, tally in policies]
    names = [f"{one.zh}\n{one.en} — {n}" for one, n in zip(titles, counts, strict=True)]
    axes.set_yticks(range(len(policies)), names)
    axes.set_ylim(max(len(policies), 1) - 0.5, -0.5)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


@contextmanager
def _drawing() -> Iterator[None]:
    """Draw in our style; fonts that only the reader has are no reason to complain."""
    import matplotlib as mpl

    finder = logging.getLogger("matplotlib.font_manager")
    with _ONE_AT_A_TIME, mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        level, finder.level = finder.level, logging.ERROR
        try:
            yield
        finally:
            finder.setLevel(level)
