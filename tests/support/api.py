"""The endpoints of the API, and clients that call them."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

import pytest
from rest_framework.test import APIClient

from certifications.job.run import expire_certifications
from certifications.models import Certification
from renewals.models import Renewal
from tests.support.dates import TODAY
from tests.support.records import recorded, renewed

CERTIFICATIONS = "/api/v1/certifications"
RUN = "/api/v1/certifications/expiry-job/run"
RUNS = "/api/v1/certifications/expiry-job/runs"
LOGS = "/api/v1/certifications/expiry-job/logs"
STATUSES = "/api/v1/certification-statuses"
RENEWALS = "/api/v1/certification-renewals"
MENTORS = "/api/v1/mentors"
TYPES = "/api/v1/certification-types"
EVENTS = "/api/v1/certification-events"
COMPARE = f"{EVENTS}/compare"
NEW_CERTIFICATION = {
    "mentor_id": "mentor-1",
    "certification_type": "peer_mentor_basic",
    "issued_at": "2026-03-26T00:00:00Z",
    "expires_at": "2028-03-26T00:00:00Z",
}
NEW_STATUS = {
    "mentor_id": "mentor-1",
    "certification_type": "peer_mentor_basic",
    "issue_date": "2026-03-26T00:00:00Z",
    "expiry_date": "2028-03-26T00:00:00Z",
}
NEW_RENEWAL = {
    "mentor_id": "mentor-1",
    "renewal_date": "2026-03-20T00:00:00Z",
    "new_expiry_date": "2028-03-01T00:00:00Z",
    "processed_by": "coordinator-7",
}
"""Bodies that are accepted, of a mentor about whom nothing is known yet or who is to be renewed."""

DATES = {"issued_at": "2025-01-01T00:00:00Z", "expires_at": "2030-01-01T00:00:00Z"}
STATUS_DATES = {"issue_date": DATES["issued_at"], "expiry_date": DATES["expires_at"]}
RENEWAL_DATES = {
    "renewal_date": "2026-03-20T00:00:00Z",
    "new_expiry_date": "2028-03-20T00:00:00Z",
}
BECAUSE = {"reason": "As agreed by telephone"}
ACTS_ON_MENTORS = ("pause", "resume", "end-exemption", "leave", "return")
SOUND = {
    CERTIFICATIONS: {"mentor_id": "mentor-3", "certification_type": "advanced", **DATES},
    STATUSES: {"mentor_id": "mentor-3", "certification_type": "advanced", **STATUS_DATES},
    RENEWALS: {"mentor_id": "mentor-1", **RENEWAL_DATES},
    f"{CERTIFICATIONS}/batch": {
        "items": [{"mentor_id": "mentor-3", "certification_type": "advanced", **DATES}]
    },
    f"{RENEWALS}/batch": {"items": [{"mentor_id": "mentor-1", **RENEWAL_DATES}]},
    RUN: {"dry_run": False},
    COMPARE: {"paused": ["mentor-1"]},
    f"{CERTIFICATIONS}/{{certification_id}}": DATES,
    f"{STATUSES}/{{mentor_id}}": STATUS_DATES,
    f"{RENEWALS}/{{renewal_id}}": RENEWAL_DATES,
    f"{CERTIFICATIONS}/{{certification_id}}/revoke": BECAUSE,
    f"{CERTIFICATIONS}/{{certification_id}}/reinstate": BECAUSE,
    f"{CERTIFICATIONS}/{{certification_id}}/restore": {},
    f"{RENEWALS}/{{renewal_id}}/restore": {},
    **{f"{MENTORS}/{{mentor_id}}/{act}": BECAUSE for act in ACTS_ON_MENTORS},
    f"{MENTORS}/{{mentor_id}}/exempt": {**BECAUSE, "until": "2026-04-30"},
}
"""The schema's path → a body that is accepted of the records of ``known_ids``."""

BEFORE_ACTS = {
    "resume": "pause",
    "end-exemption": "exempt",
    "return": "leave",
    "reinstate": "revoke",
}
"""Act → what has to be done before it."""

put_or_patch = pytest.mark.parametrize("method", ["put", "patch"])


def address_of(record: Certification | Renewal) -> str:
    if isinstance(record, Renewal):
        return f"{RENEWALS}/{record.renewal_id}"
    return f"{CERTIFICATIONS}/{record.certification_id}"


def known_ids() -> dict[str, str]:
    """Path parameters of records that exist."""
    certification, renewal = recorded("mentor-1"), renewed("mentor-1")
    run = expire_certifications(today=TODAY, trigger="command", dry_run=True)
    return {
        "job_run_id": run.job_run_id,
        "certification_id": certification.certification_id,
        "mentor_id": "mentor-1",
        "renewal_id": renewal.renewal_id,
        "code": "peer_mentor_basic",
    }


def make_ready(api: APIClient, path: str, ids: dict[str, str]) -> None:
    """Do before an act what it is the end of: pause who is to be resumed, remove what is to be
    restored."""
    record, _, act = path.format(**ids).rpartition("/")
    if act in BEFORE_ACTS:
        before = f"{record}/{BEFORE_ACTS[act]}"
        body = {**BECAUSE, **({"until": "2026-04-30"} if before.endswith("/exempt") else {})}
        assert api.post(before, body).status_code == 200
    elif act == "restore":
        assert api.delete(record).status_code == 200


def stand(api: APIClient, mentor_id: str = "mentor-1") -> dict[str, Any]:
    """Where the mentor stands."""
    answer = api.get(f"{STATUSES}/{mentor_id}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def explained(api: APIClient, mentor_id: str = "mentor-1") -> dict[str, Any]:
    """Why the mentor is paused, or why not."""
    answer = api.get(f"{STATUSES}/{mentor_id}/explanation")
    assert answer.status_code == 200, answer.content
    return answer.json()


def api_client(**headers: str) -> APIClient:
    """One that comes as a browser or a program does: CSRF is checked, errors are answers."""
    return APIClient(enforce_csrf_checks=True, raise_request_exception=False, **headers)


def every_endpoint() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Those that read, and those that write: method and path of each."""
    certification, renewal = recorded(), renewed()
    lists = (CERTIFICATIONS, STATUSES, RENEWALS)
    records = (
        f"{CERTIFICATIONS}/{certification.certification_id}",
        f"{STATUSES}/mentor-1",
        f"{RENEWALS}/{renewal.renewal_id}",
    )
    others = (
        f"{STATUSES}/mentor-1/explanation",
        f"{MENTORS}/mentor-1",
        f"{TYPES}/peer_mentor_basic",
        TYPES,
    )
    reading = [("GET", path) for path in (LOGS, RUNS, EVENTS, COMPARE, *lists, *records, *others)]
    batches = (f"{CERTIFICATIONS}/batch", f"{RENEWALS}/batch")
    writing = [("POST", path) for path in (RUN, *lists, *batches)]
    writing += [("POST", f"{MENTORS}/mentor-1/{act}") for act in (*ACTS_ON_MENTORS, "exempt")]
    writing += [("POST", f"{records[0]}/{act}") for act in ("revoke", "reinstate", "restore")]
    writing += [("POST", f"{records[2]}/restore")]
    writing += [(method, path) for path in records for method in ("PUT", "PATCH", "DELETE")]
    return reading, writing


def sound_bodies() -> dict[tuple[str, str], dict[str, Any]]:
    """Method and path of every endpoint that takes a body → a body that it accepts."""
    certification = recorded("mentor-1")
    recorded("mentor-2", kind="advanced")
    renewal = renewed("mentor-2")
    dates = {"issued_at": "2025-01-01", "expires_at": "2030-01-01"}
    change = {"certification_type": "trainer", "status": "valid", "updated_reason": "Typing error"}
    one = f"{CERTIFICATIONS}/{certification.certification_id}"
    return {
        ("POST", CERTIFICATIONS): {
            "mentor_id": "mentor-3",
            "certification_type": "advanced",
            **dates,
            "status": "valid",
        },
        ("PUT", one): {**dates, **change, "mentor_id": "mentor-1", "revoked_at": None},
        ("POST", STATUSES): {
            "mentor_id": "mentor-3",
            "certification_type": "advanced",
            "issue_date": "2025-01-01",
            "expiry_date": "2030-01-01",
            "status": "valid",
        },
        ("PATCH", f"{STATUSES}/mentor-1"): {
            "issue_date": "2025-01-01",
            "expiry_date": "2030-01-01",
            **change,
            "mentor_id": "mentor-1",
            "paused": False,
        },
        ("POST", RENEWALS): {
            "mentor_id": "mentor-1",
            "renewal_date": "2026-03-20",
            "new_expiry_date": "2028-03-20",
            "processed_by": "coordinator-7",
            "notes": "By post",
            "certification_id": certification.certification_id,
        },
        ("POST", f"{CERTIFICATIONS}/batch"): {
            "items": [{"mentor_id": "mentor-4", "certification_type": "advanced", **dates}],
            "dry_run": False,
        },
        ("POST", f"{RENEWALS}/batch"): {
            "items": [{"mentor_id": "mentor-2", **RENEWAL_DATES}],
            "dry_run": False,
        },
        ("PUT", f"{RENEWALS}/{renewal.renewal_id}"): {
            "renewal_date": "2026-03-20",
            "new_expiry_date": "2028-03-20",
            "processed_by": "coordinator-8",
            "notes": "By post",
            "certification_id": renewal.certification.certification_id,
        },
        ("POST", RUN): {"dry_run": False, "confirm_mass_pause": False},
        ("POST", COMPARE): {"paused": ["mentor-1"], "after": 0},
    }


def call(
    application: Any, method: str, target: str, body: bytes = b"", **headers: Any
) -> tuple[int, str, bytes]:
    """Call the WSGI application as a server does: status, media type and body of the answer.

    ``headers`` are names as in the environment; ``None`` leaves one out.
    """
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ |= {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.encode().decode("latin-1"),
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **headers,
    }
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started.update(status=int(status[:3]), headers=dict(headers))

    given = {name: value for name, value in environ.items() if value is not None}
    response = application(given, start_response)
    content = b"".join(response)
    response.close()
    return started["status"], started["headers"].get("Content-Type", ""), content


def change_certification(api: APIClient, certification: Certification, **changes: Any) -> Any:
    response = api.put(address_of(certification), changes)
    assert response.status_code == 200, response.content
    return response.json()


def detail(api: APIClient, certification: Certification) -> Any:
    response = api.get(address_of(certification))
    assert response.status_code == 200, response.content
    return response.json()


def change_status(api: APIClient, **changes: Any) -> Any:
    """Of mentor-1."""
    response = api.put(f"{STATUSES}/mentor-1", changes)
    assert response.status_code == 200, response.content
    return response.json()


def held(api: APIClient, mentor_id: str = "mentor-1") -> Any:
    """The certifications of a mentor, as their own list tells them."""
    return api.get(CERTIFICATIONS, {"mentor_id": mentor_id}).json()["data"]


def expires_at(api: APIClient, certification: Certification) -> str:
    return api.get(f"{CERTIFICATIONS}/{certification.certification_id}").json()["expires_at"]
