"""A register on its way in: in pieces, too large, cut off, or no form of ours."""

from __future__ import annotations

import pytest

from api.register_jobs import Registers
from api.settings import Settings
from tests.desk_registers import SHEET, nobody, sent_file
from tests.visiting import PAGE

EDGE = "x-edge"


@pytest.fixture
def house(house, tmp_path, clock):
    """Return a house that takes a megabyte."""
    house.settings = Settings(state=tmp_path, register_mb=1)
    house.registers = Registers(tmp_path / "registers", clock, nobody)
    return house


def part(name: str, content: str, file: str = "") -> str:
    named = f'; filename="{file}"' if file else ""
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n{content}\r\n'


def posted(officer, *parts: str, end: str = f"--{EDGE}--\r\n", pieces: int = 7):
    """Send a form in small pieces."""
    body = "".join((*parts, end)).encode()
    sent = (body[at : at + pieces] for at in range(0, len(body), pieces))
    return officer.client.post(
        "/desk/registers",
        content=sent,
        headers={**PAGE, "content-type": f"multipart/form-data; boundary={EDGE}"},
        follow_redirects=False,
    )


def test_pieces_of_any_size_make_the_same_file(officer, house):
    answer = posted(officer, part("csrf", officer.csrf), part("file", SHEET, "a.csv"))

    assert answer.status_code == 303
    folder = house.registers.of_centre(house.centre)[0]
    assert folder.upload.read_bytes().decode() == SHEET


def test_a_file_before_the_token_is_not_taken(officer, house):
    answer = posted(officer, part("file", SHEET, "a.csv"), part("csrf", officer.csrf))

    assert answer.status_code == 403
    assert house.registers.of_centre(house.centre) == []


@pytest.mark.parametrize("end", ["", f"--{EDGE}"])
def test_an_upload_that_is_cut_off_leaves_nothing(officer, house, end):
    answer = posted(officer, part("csrf", officer.csrf), part("file", SHEET, "a.csv"), end=end)

    assert answer.status_code == 422
    assert "上传没有完成" in answer.text
    assert house.registers.of_centre(house.centre) == []


@pytest.mark.parametrize(("size", "status"), [(999_000, 303), (1_000_001, 422)])
def test_the_limit_is_kept_and_its_remedy_said(officer, house, size, status):
    content = "用工人数\n" + "1234567\n" * (size // 8 - 1) + " " * (size % 8)

    got, page = sent_file(officer, content[:size].ljust(size), "a.csv")

    assert got == status
    assert status == 303 or "请管理员来做" in page
    assert len(house.registers.of_centre(house.centre)) == (status == 303)


@pytest.mark.parametrize(
    "parts",
    [
        [part(f"field{n}", "x") for n in range(50)],
        [f'--{EDGE}\r\nContent-Disposition: form-data; name="{"x" * 20_000}"\r\n\r\nx\r\n'],
        ["no form at all"],
    ],
)
def test_a_form_made_up_by_hand_is_refused(officer, house, parts):
    answer = posted(officer, *parts, pieces=1000)

    assert answer.status_code in (403, 422)
    assert house.registers.of_centre(house.centre) == []


def test_a_form_without_a_file_says_what_is_missing(officer):
    page = officer.send("/desk/registers", expect=422)

    assert "没有选文件" in page


def test_a_long_form_without_a_file_is_not_read(officer):
    officer.send("/desk/registers", expect=422, text="x" * 20_000)
