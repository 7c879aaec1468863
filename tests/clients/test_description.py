"""What outside programs say of the API's description, however the API is open: nothing."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.support.client_tools import CLIENTS, node_tool, python_tool

pytestmark = [pytest.mark.clients, pytest.mark.slow, pytest.mark.one_database]
MODES = ("public", "read-only", "authenticated")


@pytest.fixture(params=MODES)
def description(request, settings, tmp_path) -> Path:
    settings.MENTORCERTS_API_ACCESS = request.param
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))
    return path


def said(*command: str) -> str:
    """What the program prints. It asks nobody for a newer version of itself, and counts no use."""
    quiet = {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "REDOCLY_TELEMETRY": "off"}
    answer = subprocess.run(
        command, env={**os.environ, **quiet}, capture_output=True, text=True, timeout=120
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_it_is_openapi(description):
    assert "OK" in said(python_tool("openapi-spec-validator"), str(description))


def test_redocly_finds_nothing(description):
    config = f"--config={CLIENTS / 'redocly.yaml'}"
    redocly = node_tool("redocly")
    totals = json.loads(said(redocly, "lint", str(description), config, "--format=json"))["totals"]
    assert totals == {"errors": 0, "warnings": 0, "ignored": 0}


def test_spectral_finds_nothing(description):
    ruleset = f"--ruleset={CLIENTS / 'spectral.yaml'}"
    spectral = node_tool("spectral")
    found = said(spectral, "lint", str(description), ruleset, "--fail-severity=hint")
    assert found.strip() == "No results with a severity of 'hint' or higher found!"


def test_they_would_find_a_fault(tmp_path):
    """So that their silence says something."""
    path = tmp_path / "openapi.json"
    faulty = SchemaGenerator().get_schema(request=None, public=True)
    faulty["paths"]["/api/v1/certifications"]["get"]["operationId"] = "runExpiryJob"
    path.write_text(json.dumps(faulty))
    for command in (
        [python_tool("openapi-spec-validator"), str(path)],
        [node_tool("redocly"), "lint", str(path), f"--config={CLIENTS / 'redocly.yaml'}"],
        [node_tool("spectral"), "lint", str(path), f"--ruleset={CLIENTS / 'spectral.yaml'}"],
    ):
        assert subprocess.run(command, capture_output=True, timeout=120).returncode != 0, command
