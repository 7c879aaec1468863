"""Alert rules and dashboard name what ``/metrics`` gives; the rules fire when they should."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from mentorcerts.health.heartbeat import record_cluster_heartbeat
from mentorcerts.health.log_check import check_log
from mentorcerts.health.totals_check import check_counters
from tests.support.factories import ExpiryRunFactory
from tests.support.webhooks import endpoint_at

DOCS = Path(__file__).parents[2] / "docs"
RULES = DOCS / "production" / "alerts.yml"
DASHBOARD = DOCS / "production" / "dashboard.json"
OPERATIONS = DOCS / "operations.md"
RULE_TESTS = Path(__file__).with_name("alerts_test.yml")

SELECTOR = re.compile(r"\b(mentorcerts_[a-z_]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!=|=)\s*"([^"]*)"')

Series = dict[str, dict[str, set[str]]]
"""Name of a metric → label → its values."""


@pytest.fixture
def given(db: None, settings: Any) -> Series:
    """What ``/metrics`` gives where everything that it can tell has happened."""
    now = timezone.now()
    ExpiryRunFactory(state="done", started_at=now - timedelta(hours=1), completed_at=now)
    record_cluster_heartbeat(now=now)
    check_counters(now=now)
    check_log(now=now)
    endpoint_at("https://receiver.example/")
    settings.DEBUG = True
    client = Client()
    client.get("/healthz")
    series: Series = {}
    for family in text_string_to_metric_families(client.get("/metrics").content.decode()):
        for sample in family.samples:
            labels = series.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return series


def rules() -> list[str]:
    """Each alert's expression."""
    text = RULES.read_text("utf-8")
    return re.findall(r"^        expr: (.+?)^        for: ", text, re.DOTALL | re.MULTILINE)


def queries() -> list[str]:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def documented() -> list[str]:
    return re.findall(r"`(mentorcerts_[a-z_]+(?:\{[a-z,]+\})?)`", OPERATIONS.read_text("utf-8"))


def unknown(text: str, given: Series) -> Iterator[str]:
    """What is named in an expression, and ``/metrics`` does not give."""
    for name, matchers in SELECTOR.findall(text):
        if name not in given:
            yield name
            continue
        for label, how, value in MATCHER.findall(matchers):
            values = given[name].get(label)
            if values is None:
                yield f"{name}{{{label}}}"
            # Which routes and statuses there are depends on what was asked; the rest is fixed.
            elif how != "!=" and label in ("state", "count", "by"):
                yield from (f'{name}{{{label}="{one}"}}' for one in {*value.split("|")} - values)


def test_the_alert_rules_name_what_is_measured(given):
    assert len(rules()) > 8
    assert [each for rule in rules() for each in unknown(rule, given)] == []


def test_the_dashboard_shows_what_is_measured(given):
    assert len(queries()) > 10
    assert [each for query in queries() for each in unknown(query, given)] == []


def test_the_page_for_operators_lists_what_is_measured(given):
    listed = documented()
    families = {name for name in given if not re.search("_(bucket|sum|count|created)$", name)}
    families.add("mentorcerts_request_seconds")
    assert {each.partition("{")[0] for each in listed} == families
    for each in listed:
        name, _, labels = each.strip("}").partition("{")
        known = given.get(name, given.get(f"{name}_bucket", {}))
        assert set(filter(None, labels.split(","))) <= known.keys(), each


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("mentorcerts_last_run > 1", "mentorcerts_last_run"),
        ('mentorcerts_runs{status="done"}', "mentorcerts_runs{status}"),
        ('mentorcerts_runs{state=~"done|lost"}', 'mentorcerts_runs{state="lost"}'),
    ],
)
def test_a_name_that_is_not_measured_is_found(text, wrong, given):
    assert list(unknown(text, given)) == [wrong]


# --- promtool -----------------------------------------------------------------------------------
needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool is not here (Debian: prometheus)"
)


def promtool(command: str, file: Path) -> None:
    done = subprocess.run(
        ["promtool", command, "rules", file], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.process
@needs_promtool
def test_the_rules_are_sound_and_fire_when_they_should():
    promtool("check", RULES)
    promtool("test", RULE_TESTS)


@pytest.mark.process
@needs_promtool
def test_the_dashboards_queries_are_sound(tmp_path):
    """promtool reads no dashboards: as rules that record something it reads their queries."""
    sound = [query.replace("$__rate_interval", "5m") for query in queries()]
    recorded = [{"record": f"query:{n}", "expr": query} for n, query in enumerate(sound)]
    file = tmp_path / "queries.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": recorded}]}))
    promtool("check", file)


def test_every_rule_has_a_test_that_it_fires_and_one_that_it_does_not():
    tests = RULE_TESTS.read_text("utf-8")
    for name in re.findall(r"- alert: (\w+)", RULES.read_text("utf-8")):
        assert re.search(rf"alertname: {name}\n +exp_alerts:", tests), name
        assert re.search(rf"\{{eval_time: \d+[mh], alertname: {name}\}}", tests), name
