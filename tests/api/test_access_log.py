"""The access log names routes; nothing that anybody typed, holds or is called stands in any log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.access_log import WithoutWords, writer
from api.app import make_app
from api.settings import Settings
from api.wiring import House
from kb.errors import Unavailable
from tests.visiting import PAGE, Visitor, signed_in

A_LINE = re.compile(r"2026-11-23T09:00:00\+08:00 (GET|POST|HEAD|-) (/\S*|-) [1-5]\d\d \d+")


@pytest.fixture
def logged(small_house: House, tmp_path: Path) -> Callable[[], str]:
    """Return what reads the log of a house that keeps one."""
    file = tmp_path / "access.log"
    small_house.settings = Settings(base_url="https://hp.example.cn", access_log=str(file))
    return lambda: file.read_text(encoding="utf-8")


@pytest.fixture
def client(small_house: House, logged: Callable[[], str]) -> TestClient:
    """Return somebody who calls that house."""
    app = make_app(small_house)

    @app.get("/breaks/{what}")
    def breaks(what: str) -> None:
        raise ValueError(what)

    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("GET", "/", "GET /"),
        ("GET", f"/c/{'A' * 26}", "GET /c/{token}"),
        ("POST", f"/C/{'B' * 26}/pin", "POST /C/{token}/pin"),
        ("GET", "/records?find=wangxiaoming", "GET /records"),
        ("GET", "/v1/search?text=wangxiaoming", "GET /v1/search"),
        ("GET", "/record/scene/shop", "GET /record/{kind}/{tail}"),
        ("GET", "/sign-in/wangxiaoming", "GET /sign-in/{secret}"),
        ("GET", "/static/plan.css?wangxiaoming", "GET /static"),
        ("GET", "/static/wangxiaoming", "GET /static"),
        ("GET", "/wangxiaoming", "GET -"),
        ("GET", "/breaks/wangxiaoming", "GET /breaks/{what}"),
        ("WANGXIAOMING", "/", "- /"),
    ],
)
def test_a_line_holds_the_route_and_nothing_of_who_asked_or_for_what(
    client: TestClient, logged: Callable[[], str], method: str, path: str, route: str
) -> None:
    headers = {**PAGE, "user-agent": "wangxiaoming", "x-forwarded-for": "203.0.113.9"}

    client.request(method, path, headers=headers)

    (line,) = logged().splitlines()
    assert A_LINE.fullmatch(line)
    assert " ".join(line.split(" ")[1:3]) == route
    assert "wangxiaoming" not in line
    assert "AAAA" not in line
    assert "203.0.113.9" not in line


def test_the_log_is_off_unless_it_is_asked_for(small_house: House, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))

    TestClient(make_app(small_house)).get("/")

    assert Settings().access_log == ""
    assert set(tmp_path.rglob("*")) == before


def test_a_dash_writes_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    write = writer("-")
    assert write is not None

    write("GET / 200")

    assert capsys.readouterr().out == "GET / 200\n"


def test_a_file_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="COMPANION_ACCESS_LOG=file"):
        writer(str(tmp_path))


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    write = writer(str(file))
    assert write is not None
    write("one")

    file.rename(tmp_path / "access.log.1")
    write("two")

    assert file.read_text() == "two\n"


def test_what_the_server_says_of_an_error_has_no_words_of_it() -> None:
    """An error's words quote what was typed: a date that is none, a text too long for a column."""

    def fail() -> None:
        try:
            int("王小明")
        except ValueError as error:
            raise RuntimeError("token AAAA") from error

    try:
        fail()
    except RuntimeError as error:
        record = logging.LogRecord(
            "uvicorn.error", logging.ERROR, "", 0, "Exception in ASGI application", (), None
        )
        record.exc_info = (RuntimeError, error, error.__traceback__)
    said = WithoutWords("%(levelname)s: %(message)s").format(record)

    assert "test_access_log.py" in said
    assert "ValueError" in said
    assert said.splitlines()[-1] == "RuntimeError"
    assert "王小明" not in said
    assert "AAAA" not in said


def test_no_log_of_ours_holds_a_name_a_note_a_token_or_what_was_typed(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    companion: Visitor = signed_in(house)

    case = companion.open_case()
    token = companion.token(case)
    companion.get(case)
    companion.get(f"/c/{token}")
    companion.client.post(f"/c/{token}/pin", data={"pin": companion.code(case).pin})
    companion.client.get("/records", params={"find": "王小明"})
    companion.client.post(f"{case}/move", data={"csrf": companion.csrf, "step": "王小明"})

    theirs = ("httpx", "httpx2", "asyncio")
    ours = [one for one in caplog.records if one.name.split(".")[0] not in theirs]
    said = "\n".join(one.getMessage() for one in ours) + "".join(capfd.readouterr())
    for secret in ("王小明", "下周带房产证", token, companion.code(case).pin):
        assert secret not in said
