"""The nginx site of ``docs/production``, run by a real nginx, and questions to it by curl."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support import procfile
from tests.support.needed import needed
from tests.support.network import free_port
from tests.support.processes import until
from tests.support.web import Web

NAME = "certs.example.org"
SITE = procfile.FOLDER / "nginx.conf"
AROUND_IT = """
daemon off; {user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    include {folder}/site;
}}
"""


class Response(NamedTuple):
    curl: int
    """Its exit code: 0 for every answer, whatever its status."""
    status: int
    version: str
    """Of HTTP."""
    headers: dict[str, str]
    """With small letters."""
    body: str


class Site:
    def __init__(self, folder: Path, web: Web):
        self.folder, self.web = folder, web
        self.https, self.http = free_port(), free_port()
        self._curl = needed("curl", "NGINX")
        _make_certificate(folder)
        self._write()

    def _write(self) -> None:
        text = SITE.read_text(encoding="utf-8")
        for shipped, ours in {
            f"/etc/ssl/certs/{NAME}.pem": f"{self.folder}/certificate",
            f"/etc/ssl/private/{NAME}.key": f"{self.folder}/key",
            "/var/log/nginx/mentorcerts.log": f"{self.folder}/access.log",
            "127.0.0.1:8000": f"127.0.0.1:{self.web.port}",
            "listen 443 ": f"listen {self.https} ",
            "listen [::]:443 ": f"listen [::]:{self.https} ",
            "listen 80": f"listen {self.http}",
            "listen [::]:80": f"listen [::]:{self.http}",
        }.items():
            assert shipped in text, f"the site no longer has {shipped!r}"
            text = text.replace(shipped, ours)
        (self.folder / "site").write_text(text, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""  # who may read the test's folder
        around = AROUND_IT.format(folder=self.folder, user=user)
        (self.folder / "nginx.conf").write_text(around, encoding="utf-8")

    def get(
        self, path: str, *options: str, address: str = "127.0.0.1", name: str = NAME
    ) -> Response:
        """Over HTTPS, by this name, from this address. ``options`` are curl's."""
        return self._ask(f"https://{name}:{self.https}{path}", name, self.https, address, *options)

    def get_http(self, path: str, *options: str, name: str = NAME) -> Response:
        return self._ask(f"http://{name}:{self.http}{path}", name, self.http, "127.0.0.1", *options)

    def statuses(self, path: str, times: int, *options: str) -> list[int]:
        """Ask for the same page again and again, as fast as one connection can."""
        url = f"https://{NAME}:{self.https}{path}?time=[1-{times}]"
        command = [self._curl, "--silent", "--insecure", "--output", "/dev/null", *options]
        command += ["--resolve", f"{NAME}:{self.https}:127.0.0.1", "--write-out", "%{http_code}\n"]
        ended = subprocess.run([*command, url], capture_output=True, text=True, check=True)
        return [int(line) for line in ended.stdout.split()]

    def _ask(self, url: str, name: str, port: int, address: str, *options: str) -> Response:
        headers, body = self.folder / "answer.headers", self.folder / "answer.body"
        for file in (headers, body):
            file.write_bytes(b"")
        to = f"{name}:{port}:{address}"
        command = [self._curl, "--silent", "--insecure", "--max-time", "60", "--resolve", to]
        command += ["--dump-header", headers, "--output", body, "--header", "Expect:"]
        command += ["--write-out", "%{http_code} %{http_version}", *options, url]
        ended = subprocess.run(command, capture_output=True, text=True)
        status, version = ended.stdout.split()
        lines = [line.partition(":") for line in headers.read_text("latin-1").splitlines()]
        given = {key.lower(): value.strip() for key, _, value in lines}
        text = body.read_text("utf-8", errors="replace")
        return Response(ended.returncode, int(status), version, given, text)


def _make_certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={NAME}", "-keyout", f"{folder}/key", "-out", f"{folder}/certificate"]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def nginx(folder: Path, web: Web) -> Iterator[Site]:
    """Run the site in front of a web process."""
    program = needed("nginx")
    needed("openssl", "NGINX")
    site = Site(folder, web)
    command = [
        program,
        "-e",
        f"{folder}/error.log",
        "-p",
        str(folder),
        "-c",
        f"{folder}/nginx.conf",
    ]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr
    with subprocess.Popen(command) as process:
        try:
            _until_it_listens(site, process)
            yield site
        finally:
            process.terminate()
            process.wait(30)


def _until_it_listens(site: Site, process: "subprocess.Popen[bytes]") -> None:
    until(lambda: process.poll() is not None or site.get("/healthz").curl == 0)
    assert process.poll() is None, (site.folder / "error.log").read_text()
