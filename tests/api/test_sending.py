"""Notices by e-mail, to a real mail server on this machine."""

from __future__ import annotations

import smtplib
import socket
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from api.sending import Mail, MailServer, mail_server, sender
from api.settings import Settings
from flowchart.notices import Topic
from flowchart.parcels import Failure, NotSent, Parcel
from flowchart.private import Channel
from kb.errors import WrongInput
from tests.receiving import HERE, mailbox
from tests.visiting import Clock

PARCEL = Parcel(
    id="0123456789abcdef",
    case_id="c",
    number="261123-001",
    channel=Channel.EMAIL,
    topic=Topic.SUPPLEMENT,
    to="xiaoming@example.cn",
    made_at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    tries=1,
    day=date(2026, 12, 7),
)
FROM = "notices@hp.example.cn"


@pytest.fixture
def box():
    with mailbox() as held:
        yield held


def mail(url, clock=None):
    return Mail.of(Settings(smtp_url=url, mail_from=FROM), clock or Clock())


def failure_of(box, parcel=PARCEL):
    with pytest.raises(NotSent) as refused:
        mail(box.url).send(parcel)
    return refused.value.failure


# ---- what is sent ---------------------------------------------------------------------------


def test_a_notice_arrives_in_both_languages(box):
    mail(box.url).send(PARCEL)

    (message,) = box.taken
    words = message.get_content()
    assert box.to == ["xiaoming@example.cn"]
    assert str(message["subject"]) == "办件 261123-001 有新消息 / News of your case 261123-001"
    assert "有一步要补材料（2026年12月7日）" in words
    assert "one step needs more papers (7 December 2026)" in words


def test_sent_twice_it_can_be_recognised_as_one(box):
    for _ in range(2):
        mail(box.url).send(PARCEL)

    assert {message["message-id"] for message in box.taken} == {"<0123456789abcdef@hp.example.cn>"}


def test_it_says_from_whom_and_when_and_that_no_person_wrote_it(box):
    mail(box.url).send(PARCEL)

    (message,) = box.taken
    assert message["from"] == FROM
    assert message["date"].datetime == Clock()()
    assert message["auto-submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "to",
    [
        "a@example.cn\r\nBcc: all@example.cn",
        "a@example.cn\nSubject: x",
        "a@example.cn, b@example.cn",
        "a b@example.cn",
        "no address",
        "@example.cn",
        "",
    ],
)
def test_what_is_no_single_address_never_leaves(box, to):
    assert failure_of(box, replace(PARCEL, to=to)) is Failure.ADDRESS
    assert box.taken == []


# ---- what a server answers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refuses", "failure"),
    [
        ("550 no such mailbox", Failure.ADDRESS),
        ("450 mailbox busy", Failure.REFUSED),
    ],
)
def test_a_recipient_that_is_refused_for_good_is_not_tried_again(box, refuses, failure):
    box.refuses = refuses

    assert failure_of(box) is failure


@pytest.mark.parametrize("answer", ["451 later", "554 no"])
def test_a_message_that_is_refused_is_tried_again(box, answer):
    box.answers.append(answer)

    assert failure_of(box) is Failure.REFUSED


def test_a_server_that_is_away_is_told():
    with socket.socket() as nobody:
        nobody.bind((HERE, 0))
        url = f"smtp://{HERE}:{nobody.getsockname()[1]}"

    with pytest.raises(NotSent) as refused:
        mail(url).send(PARCEL)

    assert refused.value.failure is Failure.UNREACHABLE
    assert "xiaoming" not in str(refused.value)


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted(box):
    with pytest.raises(NotSent) as refused:
        mail(f"{box.url}?starttls=yes").send(PARCEL)

    assert refused.value.failure is Failure.NOT_SECURE
    assert box.taken == []


def test_a_server_that_takes_no_names_gets_no_secret(box):
    with pytest.raises(NotSent):
        mail(box.url.replace("//", "//user:secret@")).send(PARCEL)

    assert box.taken == []


def test_a_message_that_was_taken_is_sent_whatever_the_farewell(box, monkeypatch):
    """Else it would be sent again."""

    def gone(_):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib.SMTP, "quit", gone)

    mail(box.url).send(PARCEL)

    assert len(box.taken) == 1


# ---- settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.cn", {"port": 587}),
        ("smtp://mail.example.cn:25?starttls=no", {"port": 25, "starttls": False}),
        ("smtps://mail.example.cn", {"port": 465, "tls": True, "starttls": False}),
        ("smtp://us%40er:p%3Aw@mail.example.cn", {"port": 587, "user": "us@er", "secret": "p:w"}),
    ],
)
def test_a_url_names_a_server(url, server):
    assert mail_server(url) == MailServer(host="mail.example.cn", **server)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_on_this_machine_no_tls_is_asked_for(host):
    assert not mail_server(f"smtp://{host}:25").starttls


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.cn",
        "http://mail.example.cn",
        "smtp://",
        "smtp://user:topsecret@",
        "smtp://host:port",
        "smtp://h?starttls=maybe",
        "smtp://h?x",
    ],
)
def test_what_names_no_server_is_refused_without_repeating_the_secret(url):
    with pytest.raises(WrongInput) as refused:
        mail_server(url)

    assert refused.value.problems[0].place == "COMPANION_SMTP_URL"
    assert "topsecret" not in str(refused.value)


@pytest.mark.parametrize("mail_from", ["", "nobody", "a@", "a@b\nBcc: c@d", "A <a@example.cn>"])
def test_a_sender_is_one_plain_address(mail_from):
    with pytest.raises(WrongInput, match="COMPANION_MAIL_FROM"):
        sender(mail_from)


def test_no_secret_is_shown_with_the_settings():
    url = "smtp://user:topsecret@mail.example.cn"

    assert "topsecret" not in repr(Settings(smtp_url=url, webhook_secret="topsecret"))
    assert "topsecret" not in repr(mail_server(url))
