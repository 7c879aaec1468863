"""The log: one line an event, whose request and run can be told, and whose mentors can't."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.db import IntegrityError
from django.test import Client

from certifications import views
from certifications.job.run import expire_certifications
from certifications.models import ExpiryRun
from mentorcerts.settings import logging as log_settings
from mentorcerts.settings.logging import configuration
from tests.support.factories import CertificationFactory


def formatter(*, as_json: bool) -> logging.Formatter:
    return configuration(as_json=as_json, level="INFO")["formatters"]["line"]["()"]()


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[dict]]]:
    """What the program writes in production, line by line."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(as_json=True))
    caplog.set_level(logging.INFO)
    for name in log_settings.OWN_PACKAGES:
        caplog.set_level(logging.INFO, logger=name)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("plain", ["7f3a", "a" * 64, "4bf92f35-77b3.1_x"])
def test_a_plain_request_id_is_kept(plain):
    assert Client().get("/healthz", headers={"X-Request-ID": plain})["X-Request-ID"] == plain


@pytest.mark.parametrize("sent", ["", "a" * 65, "a b", "a\nb", "<script>", "é", '{"x":1}'])
def test_another_request_id_gives_way_to_one_of_ours(sent):
    given = {
        Client().get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"] for _ in range(2)
    }
    assert len(given) == 2
    assert all(len(each) == 32 and each.isalnum() for each in given)


def test_the_lines_of_a_run_over_the_api_say_which_request_and_which_run(on, api, logged):
    on("2026-03-26")
    CertificationFactory()
    answer = api.post(
        "/api/v1/certifications/expiry-job/run", {}, headers={"X-Request-ID": "req-1"}
    )
    assert answer.status_code == 200
    starts, ends = [
        line for line in logged() if line["logger"] == "mentorcerts.health.run_observer"
    ]
    assert (starts["event"], ends["event"]) == (
        "The run starts", "The run ended with exit code 0",
    )  # fmt: skip
    for line in (starts, ends):
        assert (line["request_id"], line["job_run_id"]) == ("req-1", "job_26MAR2026_01")
    assert starts["level"] == "info"
    assert starts["timestamp"].startswith("2026-03-26T01:00:0")


def test_a_line_outside_of_requests_and_runs_has_neither_id(on, db, logged):
    on("2026-03-26")
    expire_certifications(
        today=ExpiryRun._meta.get_field("day").to_python("2026-03-26"), trigger="command"
    )
    logging.getLogger("certifications").info("Afterwards")
    (line,) = [line for line in logged() if line["event"] == "Afterwards"]
    assert not {"request_id", "job_run_id"} & set(line)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/certifications/cert_SECRET", "api/v1/certifications/(?P<certification_id>"),
        ("/admin/mentors/mntr_SECRET/", ""),
        ("/nowhere/mntr_SECRET", "(no such address)"),
        ("/nowhere/mntr_SECRET%00%e9%0a", "(no such address)"),  # Django writes it in escapes
    ],
)
def test_addresses_are_not_in_the_log(path, route, db, logged, monkeypatch):
    def broken(self):
        raise RuntimeError("broken")

    monkeypatch.setattr(views.CertificationViewSet, "get_object", broken)
    status = Client(raise_request_exception=False).get(path).status_code
    text = json.dumps(logged())
    assert "SECRET" not in text
    assert route in text
    assert ("broken" in text) == (status == 500)


def test_the_line_of_a_refused_request_has_its_id(db, logged):
    Client().get("/nowhere", headers={"X-Request-ID": "req-2"})
    (line,) = logged()
    assert (line["event"], line["request_id"]) == ("Not Found: (no such address)", "req-2")


def test_a_foreign_host_name_is_no_error_to_look_into(db):
    """As the program itself is set up, not the logger of these tests."""
    foreign = configuration(as_json=True, level="INFO")["loggers"]
    assert foreign["django.security.DisallowedHost"]["level"] == "CRITICAL"
    assert logging.getLogger("django.security.DisallowedHost").level == logging.CRITICAL


def test_the_development_server_logs_a_socket_for_a_request(logged):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        said = '"%s" %s %s', "GET /favicon.ico HTTP/1.1", "404", "5006"
        logging.getLogger("tests").warning(*said, extra={"request": ours})
    assert logged()[0]["event"] == '"GET /favicon.ico HTTP/1.1" 404 5006'


def test_what_the_database_quotes_of_a_row_is_left_out(logged):
    quoting = "duplicate key value\nDETAIL:  Key (mentor_id)=(mntr_SECRET) already exists.\nHINT: x"
    try:
        raise IntegrityError(quoting)
    except IntegrityError as error:
        logging.getLogger("certifications").exception("A batch failed: %s", error)
    (line,) = logged()
    assert "SECRET" not in json.dumps(line)
    assert "duplicate key value" in line["event"]
    assert "IntegrityError" in line["exception"]
    assert "Traceback" in line["exception"]


def test_in_development_a_line_is_for_people():
    record = logging.LogRecord("certifications.job.run", 20, "", 0, "%d paused", (3,), None)
    assert "3 paused" in formatter(as_json=False).format(record)
    assert "{" not in formatter(as_json=False).format(record)


@pytest.mark.process
def test_a_command_in_production_writes_json_with_the_runs_id(programme):
    due = programme.load(5, due=2)
    ended = programme.run(
        "run_expiry_job", env={"MENTORCERTS_LOG_FORMAT": "json", "MENTORCERTS_LOG_LEVEL": "INFO"}
    )
    assert ended.code == 0
    lines = [json.loads(line) for line in ended.errors.splitlines()]
    assert {line.get("job_run_id") for line in lines} - {None} == set(
        ExpiryRun.objects.values_list("job_run_id", flat=True)
    )
    assert not [mentor for mentor in due if mentor in ended.errors]
