"""What every answer carries, whatever it is: a page, a file, a refusal, a failure."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.accounts import Role
from api.app import IMMUTABLE, LARGEST_BODY, SECURITY_HEADERS, make_app
from api.pages import asset
from api.wiring import House
from kb.errors import Unavailable
from kb.text import Text
from tests.visiting import PAGE, Clock, Visitor, fresh_house, signed_in

ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/sign-in", 200),
    ("GET", "/people", 403),
    ("GET", "/cases", 403),
    ("GET", "/none", 404),
    ("GET", "/c/none", 404),
    ("GET", "/sign-in/none", 404),
    ("POST", "/language", 422),
    ("POST", "/language?large", 413),
    ("DELETE", "/", 405),
    ("HEAD", "/static/companion.css", 200),
    ("GET", "/static/none.css", 404),
    ("GET", "/v1/openapi.json", 200),
    ("GET", "/v1/none", 404),
    ("GET", "/v1/cases", 401),
    ("GET", "/fails", 500),
    ("GET", "/away", 503),
]


@pytest.fixture(scope="module")
def broken() -> TestClient:
    """Return a client of a house with two more pages that fail, one of them unforeseen."""

    def away() -> None:
        raise Unavailable(Text(zh="数据库没有应答。", en="The database does not answer."))

    app = make_app(fresh_house(Clock()))
    app.add_api_route("/away", away)
    app.add_api_route("/fails", lambda: 1 / 0)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_carries_the_headers_that_protect_it(
    broken: TestClient, method: str, path: str, status: int, accept: str
) -> None:
    body = b"x" * (LARGEST_BODY + 1) if path.endswith("?large") else None

    answer = broken.request(method, path, content=body, headers={"accept": accept})

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_no_page_may_run_inline_code_load_from_elsewhere_or_stand_in_a_frame() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_and_errors_are_kept_by_nobody_and_files_for_good(guest: Visitor) -> None:
    kept = {
        path: guest.client.get(path, headers=PAGE).headers["cache-control"]
        for path in ("/", "/sign-in", "/none", asset("companion.css"), "/static/none.css")
    }

    assert kept == dict.fromkeys(kept, "no-store") | {asset("companion.css"): IMMUTABLE}


def test_pages_of_the_staff_are_never_compressed(house: House) -> None:
    """Compressing a page with a secret and with what was sent would give the secret's length."""
    manager = signed_in(house, Role.MANAGER)

    page = manager.client.get("/people", headers={**PAGE, "accept-encoding": "gzip"})

    assert "content-encoding" not in page.headers
