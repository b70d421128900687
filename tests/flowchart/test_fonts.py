"""Chinese fonts are found by the names of their files, and their lack is told."""

from __future__ import annotations

import pytest

from flowchart.fonts import chinese_font, chinese_fonts, family
from kb.errors import Unavailable
from kb.text import LANGUAGES
from tests.flowchart.lettered import needs_font


@pytest.fixture
def folder(tmp_path):
    """Return a folder with files named as systems name their fonts; they are empty."""
    for name in (
        "dejavu/DejaVuSans.ttf",
        "noto/NotoSansCJK-Bold.ttc",
        "noto/NotoSansCJK-Regular.ttc",
        "noto/NotoSansSC[wght].ttf",
        "win/msyh.ttc",
        "win/simsun.ttc",
        "notes/wqy-microhei.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_the_plainest_chinese_font_comes_first_and_bold_ones_last(folder):
    names = [path.name for path in chinese_fonts([folder])]

    assert names == [
        "msyh.ttc",
        "NotoSansCJK-Regular.ttc",
        "NotoSansSC[wght].ttf",
        "simsun.ttc",
        "NotoSansCJK-Bold.ttc",
    ]
    assert chinese_font([folder]).name == "msyh.ttc"


def test_folders_that_do_not_exist_hold_no_fonts(tmp_path):
    assert chinese_fonts([tmp_path / "none"]) == ()


def test_where_there_is_none_the_error_says_what_to_install(tmp_path):
    with pytest.raises(Unavailable) as refused:
        chinese_font([tmp_path])

    for language in LANGUAGES:
        assert "fonts-wqy-microhei" in refused.value.told(language)


@needs_font
def test_a_font_of_this_machine_tells_its_family():
    assert family(chinese_font())
