"""Clients made from the description just work: each lists, records, renews, is refused, runs dry.

The programs are those of docs/clients.md, against the program as it is served in production.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User

from certifications.models import Certification, ExpiryRun
from mentorcerts.access import tokens
from mentorcerts.openapi.examples import printed
from renewals.models import Renewal
from tests.support.client_tools import CLIENTS, NODE_MODULES, node_tool, python_tool
from tests.support.needed import needed
from tests.support.programme import Programme
from tests.support.web import start_web

pytestmark = [
    pytest.mark.clients,
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.one_database,
]

PROGRAMS = CLIENTS / "programs"
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "clients.md"
TSC = [
    *("--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes"),
    *("--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"),
]


def done(*command: str, folder: Path, **environment: str) -> str:
    """What a command prints that must go well, warnings of its Python included."""
    answer = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


class Served:
    """The program as it is served, its description, and a token for it."""

    def __init__(self, programme: Programme, folder: Path) -> None:
        self.folder = folder
        user = User.objects.create_user("crm")
        group, _ = Group.objects.get_or_create(name="Coordinators")
        user.groups.add(group)
        self.token = tokens.create_token(owner=user)[1]
        web = start_web(programme, MENTORCERTS_API_RATE_TOKEN="off")
        self.url = f"http://127.0.0.1:{web.port}"
        answer = web.get(
            "/api/schema/", Authorization=f"Bearer {self.token}", Accept="application/json"
        )
        assert answer.status == 200, answer.text
        self.description = folder / "openapi.json"
        self.description.write_text(answer.text)

    def run(self, *command: str, **environment: str) -> str:
        """What a program prints, once it is done."""
        ours = {"MENTORCERTS_URL": self.url, "MENTORCERTS_TOKEN": self.token}
        return done(*command, folder=self.folder, **ours, **environment)


@pytest.fixture
def served(programme: Programme, tmp_path: Path) -> Served:
    programme.load(mentors=10, due=2)
    return Served(programme, tmp_path)


def make_types(folder: Path, description: Path) -> None:
    """Types of the description in a folder in which ``compile_strictly`` finds them."""
    tool = node_tool("openapi-typescript")
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "package.json").write_text('{"type": "module"}')
    done(tool, str(description), "--output", "mentorcerts.d.ts", folder=folder)


def compile_strictly(source: Path) -> None:
    done(node_tool("tsc"), *TSC, source.name, folder=source.parent)


def in_typescript(served: Served) -> str:
    make_types(served.folder, served.description)
    source = served.folder / "program.ts"
    source.write_text((PROGRAMS / source.name).read_text())
    compile_strictly(source)
    return served.run(needed("node"), "program.js")


def in_python_with_attrs(served: Served) -> str:
    generate = ["generate", "--path", str(served.description), "--meta", "none"]
    package = ["--output-path", "mentorcerts_client"]
    done(python_tool("openapi-python-client"), *generate, *package, folder=served.folder)
    return run_in_python(served, "attrs_program.py")


def in_python_with_pydantic(served: Served) -> str:
    done(
        python_tool("datamodel-codegen"),
        *("--input", str(served.description), "--input-file-type", "openapi"),
        *("--output-model-type", "pydantic_v2.BaseModel", "--output", "mentorcerts_models.py"),
        folder=served.folder,
    )
    return run_in_python(served, "pydantic_program.py")


def run_in_python(served: Served, program: str) -> str:
    source = PROGRAMS / program
    here = {"PYTHONPATH": str(served.folder), "PYTHONWARNINGS": "error"}
    return served.run(python_tool("python"), str(source), **here)


@pytest.mark.parametrize(
    "client",
    [in_typescript, in_python_with_attrs, in_python_with_pydantic],
    ids=lambda f: f.__name__,
)
def test_a_generated_client_works(client: Callable[[Served], str], served: Served):
    printed_lines = client(served).splitlines()
    certification = Certification.objects.get(mentor_id="mntr_new")
    renewal = Renewal.objects.get(certification=certification)
    run = ExpiryRun.objects.get()
    assert printed_lines == [
        "listed 10, of these different 10",
        f"recorded {certification.certification_id}: valid",
        f"it is at /api/v1/certifications/{certification.certification_id}",
        f"renewed {renewal.renewal_id}",
        f"refused conflict: {renewal.renewal_id}",
        "would pause 2 of 11",
    ]
    assert certification.expires_at == renewal.new_expiry_date
    assert (run.dry_run, run.requested_by) == (True, "crm")


# --- the contracts' own requests ------------------------------------------------------------
@pytest.fixture
def description(tmp_path: Path) -> Path:
    from mentorcerts.openapi.views import DescriptionGenerator

    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DescriptionGenerator().get_schema()))
    return path


def sources_of_bodies(folder: Path) -> Path:
    """A program that is nothing but the contracts' bodies, each of its operation's type."""
    lines = ['import type { paths } from "./mentorcerts.js";']
    described = json.loads((folder / "openapi.json").read_text())["paths"]
    by_shape = {re.sub(r"\{\w+\}", "{}", path): path for path in described}
    for number, example in enumerate(printed()):
        method, path = example["request"].lower().split()
        if "body" in example:
            known = by_shape[re.sub(r":\w+", "{}", path)]
            body = f'paths["{known}"]["{method}"]["requestBody"]'
            kind = f'NonNullable<{body}>["content"]["application/json"]'
            lines.append(f"export const body{number}: {kind} = {json.dumps(example['body'])};")
    assert len(lines) == 8
    path = folder / "bodies.ts"
    path.write_text("\n".join(lines))
    return path


def test_the_contracts_own_requests_compile(description, tmp_path):
    make_types(tmp_path, description)
    source = sources_of_bodies(tmp_path)
    compile_strictly(source)
    source.write_text(source.read_text().replace('"dry_run": false', '"dry_run": "no"'))
    with pytest.raises(AssertionError, match="not assignable to type 'boolean"):
        compile_strictly(source)


# --- the page about them ----------------------------------------------------------------------
@pytest.mark.parametrize("program", sorted(path.name for path in PROGRAMS.iterdir()))
def test_the_page_shows_the_programs_as_they_are_run(program):
    fence = "ts" if program.endswith(".ts") else "python"
    assert f"```{fence}\n{(PROGRAMS / program).read_text()}```" in DOCUMENT.read_text()
