"""``python -m tests.production.contract_read``: everything that the API tells, as JSON.

Every page of every list, and every record by itself; and how many rows each table has. Two
databases that give the same are the same to the outside world.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any

KEYS = {
    "certifications": "certification_id",
    "certification-statuses": "mentor_id",
    "certification-renewals": "renewal_id",
}


def read() -> dict[str, Any]:
    """Address → status and body."""
    from rest_framework.test import APIClient
    from time_machine import travel

    client = APIClient(SERVER_NAME="127.0.0.1")
    answers: dict[str, Any] = {}

    def get(path: str) -> Any:
        response = client.get(path)
        answers[path] = [response.status_code, response.json()]
        return response.json()

    def pages(path: str) -> list[Any]:
        rows: list[Any] = []
        while part := get(f"{path}?limit=20&page={len(rows) // 20 + 1}")["data"]:
            rows += part
        return rows

    with travel(datetime(2026, 3, 26, 8, tzinfo=UTC), tick=False):
        for name, key in KEYS.items():
            for row in pages(f"/api/v1/{name}"):
                get(f"/api/v1/{name}/{row[key]}")
                if key == "mentor_id":
                    get(f"/api/v1/{name}/{row[key]}/explanation")
        pages("/api/v1/certifications/expiry-job/logs")
    return answers


def rows() -> dict[str, int]:
    """Table → number of its rows."""
    from django.db import connection

    counted = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'select count(*) from "{table}"')
            counted[table] = cursor.fetchone()[0]
    return counted


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mentorcerts.settings"
    import django

    django.setup()
    print(json.dumps({"answers": read(), "rows": rows()}))
