"""Asking cited addresses: a real server on this machine, and what must never be called."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from api import told_links
from api.link_check import AGENT, Asker, no_network
from api.settings import Settings
from api.wiring import open_house
from kb.link_answers import Answer, DeadLink, LinkAnswers, NoAnswer

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Site(BaseHTTPRequestHandler):
    """Answers by path; `/no-head` knows no HEAD, `/hang-up` closes the connection on one.

    `/to?…` leads on to what stands there.
    """

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def _answer(self):
        Site.asked.append((self.command, self.path, self.headers["user-agent"]))
        status = 200
        if self.path == "/hang-up" and self.command == "HEAD":
            self.close_connection = True
            return
        if self.path == "/gone":
            status = 404
        elif self.path == "/no-head" and self.command == "HEAD":
            status = 405
        elif self.path.startswith("/to?"):
            status = 302
        self.send_response(status)
        if status == 302:
            self.send_header("location", self.path[4:])
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://site.example.cn:{server.server_port}"
    server.shutdown()
    server.server_close()


def resolve(host, _port):
    if host == "nowhere.example.cn":
        raise OSError("no such host")
    return [{"site.example.cn": "127.0.0.1", "inside.example.cn": "10.0.0.7"}.get(host, host)]


def asker(**other):
    given = {"resolve": resolve, "may_call": lambda one: one == "127.0.0.1", "timeout": 2.0}
    return Asker(lambda: NOON, **{**given, **other})


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/", 200, None),
        ("/gone", 404, None),
        ("/no-head", 200, None),
        ("/hang-up", 200, None),
        ("/to?/", 200, None),
        ("/to?/gone", 404, None),
        ("/to?/to?/to?/", 200, None),
        ("/to?" * 7 + "/", None, NoAnswer.TOO_FAR),
        ("/to?http://10.0.0.7/admin", None, NoAnswer.NOT_PUBLIC),
        ("/to?http://inside.example.cn/", None, NoAnswer.NOT_PUBLIC),
        ("/to?file:///etc/passwd", None, NoAnswer.NOT_PUBLIC),
        ("/to?http://name:word@site.example.cn/", None, NoAnswer.NOT_PUBLIC),
    ],
)
def test_an_address_is_asked_and_followed_as_far_as_it_may_be(site, path, status, problem):
    found = asker().ask(site + path)

    assert found == Answer(address=site + path, asked_at=NOON, status=status, problem=problem)


def test_we_say_honestly_who_asks_and_nothing_else(site):
    asker().ask(f"{site}/no-head")

    assert [(how, who) for how, _, who in Site.asked] == [("HEAD", AGENT), ("GET", AGENT)]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "[::1]", "[fe80::1]", "0.0.0.0",
     "[::ffff:127.0.0.1]", "100.64.0.1"],
)  # fmt: skip
def test_nothing_inside_a_private_network_is_called(host):
    never = Asker(lambda: NOON, resolve=lambda name, _: [name.strip("[]")])

    assert never.ask(f"http://{host}/").problem is NoAnswer.NOT_PUBLIC


def test_a_host_with_one_private_address_is_not_called_at_all():
    mixed = Asker(lambda: NOON, resolve=lambda *_: ["8.8.8.8", "127.0.0.1"])

    assert mixed.ask("http://mixed.example.cn/").problem is NoAnswer.NOT_PUBLIC


@pytest.mark.parametrize(
    ("behind", "status"),
    [(["::1", "127.0.0.1"], 200), (["127.0.0.1", "::1"], 200), (["::1"], None)],
)
def test_a_site_is_alive_where_one_of_its_network_addresses_can_be_reached(site, behind, status):
    found = asker(resolve=lambda *_: behind, may_call=lambda _: True).ask(f"{site}/")

    assert found.status == status


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://nowhere.example.cn/", NoAnswer.NOT_FOUND),
        ("http://site.example.cn:9/", NoAnswer.UNREACHABLE),
        ("http://[::1/", NoAnswer.BROKEN),
    ],
)
def test_what_cannot_be_reached_is_said_and_never_raised(address, problem):
    assert asker().ask(address).problem is problem


def test_a_server_that_speaks_no_tls_is_said_to_be_not_secure(site):
    found = asker().ask(site.replace("http://", "https://"))

    assert found.problem in (NoAnswer.NOT_SECURE, NoAnswer.TIMED_OUT, NoAnswer.UNREACHABLE)


def test_many_are_asked_in_order_with_their_progress(site):
    told = []
    wanted = [f"{site}/{i}" for i in range(9)]

    found = asker().ask_all(wanted, lambda done, of: told.append((done, of)))

    assert [one.address for one in found] == wanted
    assert told == [(i, 9) for i in range(1, 10)]


def test_what_has_not_begun_is_not_asked_once_somebody_stops_it():
    asked = []

    def slow(host, _port):
        asked.append(host)
        time.sleep(0.02)
        raise OSError("no such host")

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asker(resolve=slow).ask_all([f"http://h{i}.example.cn/" for i in range(500)], stop)

    assert len(asked) < 100


def answer(problem=None, status=None):
    return Answer(address="http://a.cn", asked_at=NOON, status=status, problem=problem)


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ([], False),
        ([answer(NoAnswer.NOT_FOUND), answer(NoAnswer.UNREACHABLE)], True),
        ([answer(NoAnswer.NOT_FOUND), answer(status=404)], False),
        ([answer(NoAnswer.NOT_PUBLIC)], False),
        ([answer(NoAnswer.NOT_PUBLIC), answer(NoAnswer.TIMED_OUT)], True),
    ],
)
def test_where_nothing_answers_it_is_our_network_that_is_missing(answers, missing):
    assert no_network(answers) is missing


# ---- the command ------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path, site):
    record = "- {{id: {}, title: {{zh: 一, en: A}}, sources: [{{name: 通知, link: '{}'}}]}}\n"
    records = record.format("area/a", f"{site}/gone") + record.format("area/b", f"{site}/")
    (tmp_path / "a.yaml").write_text(records, encoding="utf-8")
    made = open_house(Settings(), [str(tmp_path)])
    yield made
    made.close()


def nobody(_done, _of):
    pass


def test_dead_links_are_told_with_their_records(house, site):
    found = told_links.asked(house, asker(), nobody)

    assert told_links.lines(found, "en")[0] == "2 web addresses cited, 1 do not answer"
    assert f"area/a: {site}/gone: it answers 404" in told_links.lines(found, "en")[1]
    assert "引用的网址 2 个，打不开的 1 个" in told_links.lines(found, "zh")[0]
    shape = json.loads(json.dumps(told_links.shape(found)))
    assert shape["dead"][0]["record"] == "area/a"


def test_since_when_a_link_is_dead_is_said_in_days_of_shanghai():
    late = datetime(2026, 11, 22, 23, tzinfo=UTC)
    gone = Answer(address="http://a.cn", asked_at=late, status=404)
    dead = DeadLink(record="area/a", since=late, answer=gone)

    said = told_links.lines(told_links.Links(asked=1, dead=(dead,), has_network=True), "en")

    assert said[1].endswith("(since 2026-11-23)")


def test_without_a_network_it_says_so_and_keeps_the_old_answers(house):
    told_links.asked(house, asker(), nobody)
    before = LinkAnswers(house.database).dead_links(house.catalogue.records.values())

    lost = asker(resolve=lambda *_: (_ for _ in ()).throw(OSError()))
    found = told_links.asked(house, lost, nobody)

    assert not found.has_network
    assert found.dead == before
    assert "there is no network" in told_links.lines(found, "en")[0]
    assert "连不上网络" in told_links.lines(found, "zh")[0]
