"""Certificates that nobody but a test trusts."""

import ssl
import subprocess
from pathlib import Path

from tests.support.needed import needed


def make_certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """What a server of these names needs, and the file of the authority for its clients."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            needed("openssl", "NGINX"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={names[0]}",
            "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names),
            "-keyout", key, "-out", certificate,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
