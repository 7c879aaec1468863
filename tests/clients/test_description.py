"""What outside programs say of the API's description."""

import json
import subprocess
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.support.client_tools import python_tool

pytestmark = [pytest.mark.clients, pytest.mark.slow, pytest.mark.one_database]


@pytest.fixture(scope="module")
def description(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_text(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))
    return path


def test_it_is_openapi(description):
    program = python_tool("openapi-spec-validator")
    answer = subprocess.run([program, str(description)], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
