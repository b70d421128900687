"""Notices to a gateway: a real one on this machine, signed, and to nobody else."""

from __future__ import annotations

import base64
import socket
from datetime import UTC, date, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.settings import Settings
from api.webhooks import Gateway
from api.wiring import utc_now
from flowchart.notices import Topic
from flowchart.parcels import Failure, NotSent, Parcel
from flowchart.private import Channel
from kb.errors import WrongInput
from tests.receiving import HERE, gate
from tests.visiting import Clock

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
PARCEL = Parcel(
    id="0123456789abcdef",
    case_id="c",
    number="261123-001",
    channel=Channel.PHONE,
    topic=Topic.REMINDER,
    to="13800000000",
    made_at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    tries=1,
    day=date(2026, 12, 7),
)


@pytest.fixture
def there():
    with gate() as held:
        yield held


def gateway(url, hosts=f"localhost, {HERE}", secret=SECRET, now=None, **more):
    settings = Settings(webhook_url=url, webhook_hosts=hosts, webhook_secret=secret)
    return Gateway.of(settings, now or Clock(), **more)


def failure_of(gate_or_gateway):
    with pytest.raises(NotSent) as refused:
        gate_or_gateway.send(PARCEL)
    return refused.value.failure


# ---- what is sent ---------------------------------------------------------------------------


def test_a_gateway_is_told_whom_and_in_which_words(there):
    gateway(there.url()).send(PARCEL)

    (post,) = there.got
    assert post.path == "/notices"
    assert post.headers["content-type"] == "application/json"
    assert post.told == {
        "type": "case.notice",
        "timestamp": "2026-11-23T01:00:00+00:00",
        "data": {
            "id": "0123456789abcdef",
            "to": "13800000000",
            "case": "261123-001",
            "topic": "reminder",
            "day": "2026-12-07",
            "text": {
                "zh": "您的办件 261123-001：有一个日子快到了（2026年12月7日）。"
                "详情请扫您手里的码查看。",
                "en": "Your case 261123-001: a day comes near (7 December 2026). "
                "For more, scan the code you were given.",
            },
        },
    }


def test_the_signature_holds_before_who_knows_the_secret(there):
    """The library also looks at the clock, so this one is the real one."""
    gateway(there.url(), now=utc_now).send(PARCEL)

    (post,) = there.got
    assert Webhook(SECRET).verify(post.body, post.headers)["type"] == "case.notice"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(post.body.replace(b"001", b"002"), post.headers)
    other = base64.b64encode(bytes(32)).decode()
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(post.body, post.headers)


def test_its_number_stays_when_it_is_sent_again(there):
    for _ in range(2):
        gateway(there.url()).send(PARCEL)

    assert {post.headers["webhook-id"] for post in there.got} == {PARCEL.id}


@pytest.mark.parametrize("host", [HERE, "localhost"])
def test_it_is_found_by_name_or_number(there, host):
    gateway(there.url(host)).send(PARCEL)

    assert there.got[0].headers["host"] == f"{host}:{there.port}"


# ---- what it answers ------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_yes_is_a_yes(there, status):
    there.status = status

    gateway(there.url()).send(PARCEL)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_a_no_is_tried_again(there, status):
    there.status = status

    assert failure_of(gateway(there.url())) is Failure.REFUSED


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(there, status):
    there.status, there.location = status, f"http://{HERE}:{there.port}/elsewhere"

    assert failure_of(gateway(there.url())) is Failure.REDIRECTED
    assert [post.path for post in there.got] == ["/notices"]


def test_a_gateway_that_is_away_is_told():
    with socket.socket() as nobody:
        nobody.bind((HERE, 0))
        url = f"http://{HERE}:{nobody.getsockname()[1]}/"

    assert failure_of(gateway(url)) is Failure.UNREACHABLE


def test_a_gateway_that_cannot_do_tls_is_told(there):
    url = there.url().replace("http:", "https:")

    assert failure_of(gateway(url)) is Failure.NOT_SECURE


# ---- where to -------------------------------------------------------------------------------

FAR = "https://gateway.example.cn/notices"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.5.5",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.8",
    ],
)
def test_an_address_inside_a_private_network_is_never_called(address):
    """Also where the name was changed to point there after it was listed."""
    found = gateway(FAR, hosts="gateway.example.cn", resolve=lambda host, port: [address])

    assert failure_of(found) is Failure.NOT_ALLOWED


def test_one_private_address_among_others_is_enough():
    addresses = ["203.0.113.7", "10.0.0.8"]

    found = gateway(FAR, hosts="gateway.example.cn", resolve=lambda host, port: addresses)

    assert failure_of(found) is Failure.NOT_ALLOWED


def test_a_host_without_an_address_is_away():
    def nowhere(host, port):
        raise socket.gaierror

    assert failure_of(gateway(FAR, hosts="gateway.example.cn", resolve=nowhere)) is (
        Failure.UNREACHABLE
    )


def test_the_address_that_was_looked_at_is_the_one_that_is_called(there):
    """A name that answers otherwise the second time gets nothing."""
    answers = [[HERE], ["203.0.113.7"]]

    found = gateway(there.url("localhost"), resolve=lambda host, port: answers.pop(0))
    found.send(PARCEL)

    assert len(there.got) == 1
    assert len(answers) == 1


def test_the_next_address_is_tried_where_the_first_does_not_answer(there):
    found = gateway(there.url("localhost"), resolve=lambda host, port: ["::1", HERE])

    found.send(PARCEL)

    assert len(there.got) == 1


@pytest.mark.parametrize(
    ("url", "hosts", "place"),
    [
        (FAR, "", "COMPANION_WEBHOOK_HOSTS"),
        (FAR, "example.cn", "COMPANION_WEBHOOK_HOSTS"),
        (FAR, "other.example.cn", "COMPANION_WEBHOOK_HOSTS"),
        ("http://127.0.0.1:9/", "gateway.example.cn", "COMPANION_WEBHOOK_HOSTS"),
        ("http://gateway.example.cn/", "gateway.example.cn", "COMPANION_WEBHOOK_URL"),
        ("ftp://gateway.example.cn/", "gateway.example.cn", "COMPANION_WEBHOOK_URL"),
        ("file:///etc/passwd", "", "COMPANION_WEBHOOK_URL"),
        ("https://user:secret@gateway.example.cn/", "gateway.example.cn", "COMPANION_WEBHOOK_URL"),
        ("https://", "", "COMPANION_WEBHOOK_URL"),
    ],
)
def test_only_a_listed_host_over_https_may_be_called(url, hosts, place):
    with pytest.raises(WrongInput) as refused:
        gateway(url, hosts=hosts)

    assert refused.value.problems[0].place == place


def test_hosts_are_listed_as_people_write_them():
    assert gateway(FAR, hosts=" Other.example.cn , GATEWAY.example.cn ")


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_short", "not base64!", "whsec_AAAA"])
def test_without_a_real_secret_nothing_is_sent(secret):
    with pytest.raises(WrongInput, match="COMPANION_WEBHOOK_SECRET"):
        gateway(FAR, hosts="gateway.example.cn", secret=secret)
