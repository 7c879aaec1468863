"""A coordinator with a browser, at the pages of mentors that take and give files."""

from collections.abc import Mapping
from typing import Any

import requests

PATIENCE = 300
"""Seconds; by then every request has its answer."""
PAGES = "/admin/certifications/mentor"


class Coordinator:
    """Sends forms as a browser does: with the token that came with the page."""

    def __init__(self, port: int, session: str) -> None:
        self._address, self._session = f"http://127.0.0.1:{port}{PAGES}", session

    def upload(self, file_name: str, content: bytes) -> requests.Response:
        return self.post("import", {}, files={"import_file": (file_name, content)})

    def post(self, page: str, fields: Mapping[str, str], **sent: Any) -> requests.Response:
        address = f"{self._address}/{page}/"
        cookie = f"sessionid={self._session}"
        form = requests.get(address, headers={"Cookie": cookie}, timeout=PATIENCE)
        token = form.cookies["csrftoken"]
        return requests.post(
            address,
            data={**fields, "csrfmiddlewaretoken": token},
            # By hand: the cookies are for HTTPS only, and this is a plain connection.
            headers={"Cookie": f"{cookie}; csrftoken={token}"},
            timeout=PATIENCE,
            **sent,
        )
