"""Whatever the other side does: it ends in time, it is bounded, it goes nowhere else."""

import socket
import threading
import time
import tracemalloc

import pytest
from django.core.exceptions import ValidationError

from mentorcerts.webhooks import services
from mentorcerts.webhooks.addresses import check_address
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.transport import Sender
from tests.support.certificates import make_certificate
from tests.support.webhooks import endpoint_at, publish, receiving

PUBLIC = "93.184.216.34"
SECONDS = 1.0


def post(url, *, timeout=SECONDS):
    with Sender(timeout=timeout) as sender:
        return sender.post(url, b"{}", {})


def took(started):
    return time.monotonic() - started


# --- what is slow, endless or broken --------------------------------------------------------------
def test_a_receiver_that_hangs_is_given_up(receiver):
    done = threading.Event()
    receiver.answer = lambda handler: done.wait(20)
    started = time.monotonic()
    answer = post(receiver.url)
    done.set()
    assert answer.status is None
    assert "in time" in answer.error or "within" in answer.error
    assert took(started) < SECONDS + 1


def test_a_receiver_that_sends_a_byte_now_and_then_is_cut(receiver):
    cut = threading.Event()

    def trickle(handler):
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(0.2)
        except OSError:
            cut.set()

    receiver.answer = trickle
    started = time.monotonic()
    assert post(receiver.url).error == "no answer within 1 s"
    assert took(started) < SECONDS + 1
    assert cut.wait(5), "the connection must not stay open"


def test_of_an_endless_answer_64_kilobytes_are_read(receiver):
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(2**30))
        handler.end_headers()
        try:
            while sum(sent) < 2**30:
                handler.wfile.write(b"x" * 2**16)
                sent.append(2**16)
        except OSError:
            return

    receiver.answer = endless
    tracemalloc.start()
    assert post(receiver.url, timeout=10).status == 200
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23
    assert sum(sent) < 2**26


def test_a_lost_connection_is_a_failure_that_waits(db, receiver):
    def drop(handler):
        handler.connection.shutdown(socket.SHUT_RDWR)

    receiver.answer = drop
    endpoint = endpoint_at(receiver.url)
    publish()
    assert deliver_to(endpoint.pk) == 0
    attempt = endpoint.tries.get()
    assert (attempt.status, attempt.error) == (None, "no connection, or it was lost")
    endpoint.refresh_from_db()
    assert (endpoint.attempts, endpoint.position) == (1, 0)


def test_nobody_listens_is_a_failure_without_the_address(db):
    endpoint = endpoint_at("http://127.0.0.1:1/secret-path")
    publish()
    deliver_to(endpoint.pk)
    assert endpoint.tries.get().error == "no connection, or it was lost"


def test_what_is_no_http_is_a_failure(receiver):
    receiver.answer = lambda handler: handler.wfile.write(b"\x00\xffnonsense\r\n\r\n")
    answer = post(receiver.url)
    assert answer.status is None
    assert answer.error


def test_a_name_server_that_does_not_answer_is_given_up(receiver, monkeypatch):
    done = threading.Event()

    def slow(*_, **__):
        done.wait(20)
        raise socket.gaierror("away")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    started = time.monotonic()
    assert post("http://receiver.example/").error == "no answer within 1 s"
    assert took(started) < SECONDS + 1
    done.set()


def test_what_resolves_too_late_is_not_sent_any_more(receiver, monkeypatch):
    done, asked = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def late(host, *arguments, **keywords):
        done.wait(20)
        asked.set()
        return real("127.0.0.1", *arguments, **keywords)

    monkeypatch.setattr(socket, "getaddrinfo", late)
    assert post(receiver.url.replace("127.0.0.1", "receiver.example")).status is None
    done.set()
    asked.wait(5)
    time.sleep(0.3)
    assert receiver.requests == []


def test_one_connection_serves_many_events(db, receiver):
    endpoint = endpoint_at(receiver.url)
    publish(*["mentor.noted"] * 10)
    assert deliver_to(endpoint.pk) == 10
    assert receiver.connections == 1


def test_proxies_and_passwords_of_the_environment_are_not_used(receiver, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert post(receiver.url).status == 200
    assert "authorization" not in receiver.requests[0].headers


def test_cookies_of_a_receiver_do_not_come_back(receiver):
    receiver.headers = {"Set-Cookie": "session=1"}
    with Sender() as sender:
        sender.post(receiver.url, b"{}", {})
        sender.post(receiver.url, b"{}", {})
    assert all("cookie" not in each.headers for each in receiver.requests)


# --- addresses ------------------------------------------------------------------------------------
@pytest.fixture
def public_only(settings):
    settings.MENTORCERTS_WEBHOOK_PRIVATE = False


PRIVATE = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
255.255.255.255 168.63.129.16 [::1] [::] [fe80::1] [fd00:ec2::254] [fc00::1] [ff02::1]
[::ffff:127.0.0.1] [::ffff:169.254.169.254] [::127.0.0.1] [fec0::1] [64:ff9b::a00:1]
[2002:a00:1::] localhost 2130706433 0x7f.1
""".split()


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_inside_is_refused_and_the_setting_is_named(db, public_only, host):
    with pytest.raises(ValidationError, match="MENTORCERTS_WEBHOOK_PRIVATE=true"):
        services.add_endpoint(name="x", url=f"https://{host}/")


@pytest.mark.parametrize("host", PRIVATE)
def test_it_is_refused_again_when_it_is_sent_to(public_only, host):
    answer = post(f"https://{host}:1/", timeout=5)
    assert "MENTORCERTS_WEBHOOK_PRIVATE=true" in answer.error


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/", "ftp://8.8.8.8/", "https:///x", "8.8.8.8", "https://ada:pw@8.8.8.8/",
        "https://8.8.8.8/#x", "https://8.8.8.8:99999/", "https://[::1/", "https://exämple.org/",
        "https://@8.8.8.8/", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(public_only, url):
    with pytest.raises(ValidationError):
        check_address(url)


def test_a_public_address_may_be_saved(db, public_only):
    endpoint = services.add_endpoint(name="x", url=f"https://{PUBLIC}/hook")
    assert endpoint.enabled


class Names:
    """A name server whose answers change, and what it was asked."""

    def __init__(self, monkeypatch, *answers, port=0):
        self.asked = []
        real = socket.getaddrinfo

        def getaddrinfo(host, asked_port, *arguments, **keywords):
            self.asked.append(host)
            if host == "receiver.example":
                which = min(self.asked.count(host), len(answers)) - 1
                return real(answers[which], asked_port, *arguments, **keywords)
            if host == PUBLIC and port:  # as if this machine had that address
                return real("127.0.0.1", port, *arguments, **keywords)
            return real(host, asked_port, *arguments, **keywords)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_name_that_is_public_when_saved_and_private_when_sent_is_refused(
    db, public_only, receiver, monkeypatch
):
    Names(monkeypatch, PUBLIC, "127.0.0.1")
    port = receiver.url.split(":")[2].split("/")[0]
    endpoint = services.add_endpoint(name="x", url=f"https://receiver.example:{port}/hook")
    publish()
    assert deliver_to(endpoint.pk) == 0
    assert receiver.connections == 0
    assert "MENTORCERTS_WEBHOOK_PRIVATE" in endpoint.tries.get().error


def test_the_name_is_resolved_once_and_what_was_checked_is_connected_to(
    public_only, certified, monkeypatch
):
    """Its second answer would be another server: nobody asks for it."""
    with receiving(certified) as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        names = Names(monkeypatch, PUBLIC, "127.0.0.2", port=port)
        assert post("https://receiver.example/hook", timeout=5).status == 200
        assert names.asked.count("receiver.example") == 1
        assert receiver.requests[0].headers["host"] == "receiver.example"


# --- TLS ------------------------------------------------------------------------------------------
@pytest.fixture
def certified(tmp_path, settings):
    """A certificate for receiver.example that the sender trusts."""
    context, authority = make_certificate(tmp_path, "receiver.example")
    settings.MENTORCERTS_WEBHOOK_CA = str(authority)
    return context


def test_a_certificate_of_another_name_is_refused(certified):
    with receiving(certified) as receiver:
        answer = post(receiver.url, timeout=5)
        assert "certificate" in answer.error
        assert receiver.requests == []


def test_a_certificate_that_nobody_has_signed_is_refused(certified, settings, monkeypatch):
    settings.MENTORCERTS_WEBHOOK_CA = ""
    with receiving(certified) as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        Names(monkeypatch, PUBLIC, port=port)
        settings.MENTORCERTS_WEBHOOK_PRIVATE = False
        assert "certificate" in post("https://receiver.example/hook", timeout=5).error
        assert receiver.requests == []
