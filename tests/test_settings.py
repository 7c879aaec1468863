"""What the environment may say, and what happens when it says something else."""

import re
from pathlib import Path

import pytest

from mentorcerts import settings
from tests.support.commands import PRODUCTION, manage, read_settings

pytestmark = [pytest.mark.one_database, pytest.mark.process]

ROOT = Path(__file__).parent.parent


def shown(*names: str, **environment: str) -> str:
    answer = read_settings(*names, **environment)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_production_settings_pass_every_deployment_check():
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(missing):
    answer = manage("check", **{k: v for k, v in PRODUCTION.items() if k != missing})
    assert answer.returncode != 0
    assert "set SECRET_KEY" in answer.stderr
    assert ".env.example" in answer.stderr


def test_every_setting_of_every_module_is_taken_over():
    """``mentorcerts.settings`` imports each by name; one that is forgotten would do nothing."""
    modules = sorted((ROOT / "mentorcerts/settings").glob("[a-z]*.py"))
    names = {
        name
        for path in modules
        for name in re.findall(r"^([A-Z][A-Z0-9_]+)(?:: [^=]+)? = ", path.read_text(), re.MULTILINE)
    }
    assert {"AXES_HANDLER", "DATABASES", "Q_CLUSTER"} <= names
    helpers = {"BASE_DIR", "OWN_PACKAGES", "PRIMARY"}
    assert sorted(name for name in names - helpers if not hasattr(settings, name)) == []


def test_a_bare_clone_answers_loopback_names_only():
    assert shown("ALLOWED_HOSTS", ALLOWED_HOSTS="certs.example.org") == (
        "['localhost', '127.0.0.1', '[::1]']"
    )


def test_the_development_key_is_kept_in_a_file_of_the_owners():
    first = shown("SECRET_KEY")
    assert len(first) >= 50
    assert shown("SECRET_KEY") == first, "web and cluster must agree on it"
    assert (ROOT / ".development-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("DEBUG", "perhaps", "write true or false"),
        ("MENTORCERTS_TIME_ZONE", "Mars/Olympus", "Europe/Berlin"),
        ("MENTORCERTS_TIME_ZONE", "../../etc/passwd", "Europe/Berlin"),
        ("MENTORCERTS_API_ACCESS", "open", "public, read-only, authenticated"),
        ("MENTORCERTS_BRAKE_PERCENT", "101", "from 0 to 100"),
        ("MENTORCERTS_BRAKE_MENTORS", "many", "whole number"),
        ("MENTORCERTS_BATCH_SIZE", "0", "from 1"),
        ("MENTORCERTS_KEEP_ERASED_ID_DAYS", "0", "from 1 to 365"),
        ("MENTORCERTS_KEEP_EVENTS_DAYS", "-1", "from 0"),
        ("MENTORCERTS_FEED_DAYS", "-1", "from 0"),
        ("MENTORCERTS_API_RATE_TOKEN", "ten/minute", "600/minute"),
        ("MENTORCERTS_API_RATE_ADDRESS", "0/minute", "or off"),
        ("MENTORCERTS_API_RATE_FAILURES", "9/fortnight", "second, hour, day"),
        ("MENTORCERTS_ADMIN_PATH", "api/admin", "api/ and static/ are taken"),
        ("MENTORCERTS_ADMIN_PATH", "../x", "letters, digits"),
        ("MENTORCERTS_PROXIES", "-1", "from 0 to 10"),
        ("MENTORCERTS_ALERT_EMAILS", "ops@example.org, lead", "no e-mail address"),
        ("MENTORCERTS_PING_URL", "hc-ping.com/uuid", "https://"),
        ("MENTORCERTS_WEBHOOK_KEY", "short", "32 random characters"),
        ("MENTORCERTS_WEBHOOK_PRIVATE", "perhaps", "write true or false"),
        ("MENTORCERTS_WEBHOOK_CA", "/no/such/file", "no such file"),
        ("EMAIL_URL", "mail.example.org", "smtp://host"),
        ("MENTORCERTS_REDIS_URL", "localhost:6379", "redis://host"),
        ("MENTORCERTS_RUN_WORKERS", "0", "from 1 to 64"),
        ("MENTORCERTS_REMINDERS", "perhaps", "write true or false"),
        ("MENTORCERTS_REMINDER_DAYS", "soon", "separated by commas"),
        ("MENTORCERTS_MAIL_HOURS", "18-8", "such as 8-18"),
        ("MENTORCERTS_MAIL_PER_MINUTE", "0", "from 1"),
        ("MENTORCERTS_MAIL_REPLY_TO", "mentoring", "no e-mail address"),
        ("MENTORCERTS_MAIL_LIMIT_PERCENT", "101", "from 0 to 100"),
        ("MENTORCERTS_PUBLIC_URL", "certs.example.org", "https://"),
        ("DATABASE_URL", "mysql://localhost/x", "postgres://"),
    ],
)
def test_a_bad_value_stops_the_program_and_says_what_is_right(name, value, advice):
    answer = read_settings(**{name: value})
    assert answer.returncode != 0
    assert name in answer.stderr
    assert advice in answer.stderr


def test_access_is_public_in_development_and_needs_a_token_otherwise():
    assert shown("MENTORCERTS_API_ACCESS") == "public"
    assert shown("MENTORCERTS_API_ACCESS", **PRODUCTION) == "authenticated"


def test_a_public_api_is_warned_of_before_production():
    answer = manage("check", "--deploy", **PRODUCTION, MENTORCERTS_API_ACCESS="public")
    assert "mentorcerts.W001" in answer.stderr


def test_postgresql_keeps_its_connections_and_checks_them():
    code = (
        "from django.conf import settings; d = settings.DATABASES['default'];"
        "print(d['CONN_MAX_AGE'], d['CONN_HEALTH_CHECKS'])"
    )
    answer = manage("shell", "--no-imports", "-c", code, **PRODUCTION)
    assert answer.stdout.split() == ["600", "True"]


def test_throttles_are_off_in_development_and_on_otherwise():
    names = ("TOKEN", "ADDRESS", "FAILURES")
    off = {f"MENTORCERTS_API_RATE_{name}": "off" for name in names}
    assert shown("MENTORCERTS_API_RATES") == shown("MENTORCERTS_API_RATES", **PRODUCTION, **off)
    on = shown("MENTORCERTS_API_RATES", **PRODUCTION)
    assert on == "{'token': (1200, 60), 'address': (120, 60), 'failures': (20, 60)}"


HSTS = "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"


def test_browsers_insist_on_https_for_this_host_and_on_request_for_more():
    assert shown(*HSTS, **PRODUCTION).split() == ["31536000", "False", "False"]
    wanted = dict.fromkeys(HSTS[1:], "true")
    assert shown(*HSTS, **PRODUCTION, **wanted).split() == ["31536000", "True", "True"]
    assert shown(*HSTS, **wanted).split() == ["0", "False", "False"], "not in development"


@pytest.mark.parametrize("missing", [{HSTS[1]: "false"}, {HSTS[0]: "3600"}])
def test_a_list_that_browsers_would_not_take_the_name_into_is_refused(missing):
    answer = read_settings(**PRODUCTION, **{HSTS[1]: "true", HSTS[2]: "true"} | missing)
    assert answer.returncode != 0
    assert "SECURE_HSTS_PRELOAD" in answer.stderr
    assert "31536000 or more" in answer.stderr


def test_a_proxy_without_its_setting_is_warned_of():
    behind = {**PRODUCTION, "BEHIND_HTTPS_PROXY": "true"}
    assert "mentorcerts.W003" in manage("check", "--deploy", **behind).stderr
    told = manage("check", "--deploy", **behind, MENTORCERTS_PROXIES="1")
    assert "mentorcerts.W003" not in told.stderr


def test_a_mail_server_is_one_address():
    code = (
        "from django.conf import settings as s;"
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD,"
        "s.EMAIL_USE_TLS, s.EMAIL_TIMEOUT)"
    )
    answer = manage(
        "shell", "--no-imports", "-c", code, EMAIL_URL="smtp+tls://kim:s%40fe@mail.example.org"
    )
    assert answer.stdout.split() == ["mail.example.org", "587", "kim", "s@fe", "True", "10"]
