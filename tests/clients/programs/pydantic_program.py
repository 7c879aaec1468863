import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from mentorcerts_models import (
    Certification,
    CertificationCreated,
    Error,
    ErrorBody,
    ExpiryRun,
    NewCertification,
    NewRenewal,
    PaginatedCertificationList,
    RenewalCreated,
    RunRequest,
)
from pydantic import BaseModel

mentor = os.environ.get("MENTOR", "mntr_new")
api = httpx.Client(
    base_url=f"{os.environ['MENTORCERTS_URL']}/api/v1",
    headers={"Authorization": f"Bearer {os.environ['MENTORCERTS_TOKEN']}"},
)


class Refused(Exception):
    def __init__(self, error: ErrorBody) -> None:
        super().__init__(error.message)
        self.error = error


def answered(response: httpx.Response) -> httpx.Response:
    if response.is_error:
        raise Refused(Error.model_validate_json(response.text).error)
    return response


def post(path: str, body: BaseModel, **headers: str) -> httpx.Response:
    content = body.model_dump(mode="json", exclude_unset=True)
    return answered(api.post(path, json=content, headers=headers))


# The whole list, from cursor to cursor: nothing is missed, and nothing comes twice.
def certifications() -> Iterator[Certification]:
    after: str | None = ""
    while after is not None:
        query: dict[str, Any] = {"after": after, "limit": 3}
        found = answered(api.get("/certifications", params=query))
        page = PaginatedCertificationList.model_validate_json(found.text)
        yield from page.data
        after = page.pagination.next


listed = [certification.certification_id for certification in certifications()]
print(f"listed {len(listed)}, of these different {len(set(listed))}")

# Make a record. With a key of our own it is made once, however often we send it.
today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
made = post(
    "/certifications",
    NewCertification(
        mentor_id=mentor,
        certification_type="peer_mentor_basic",
        issued_at=today,
        expires_at=today + timedelta(days=730),
    ),
    **{"Idempotency-Key": f"record-{mentor}"},
)
certification = CertificationCreated.model_validate_json(made.text)
print(f"recorded {certification.certification_id}: {certification.status.value}")
print(f"it is at {made.headers['Location']}")

# Renew it; sent again without a key it is refused, and the error says which renewal it was.
renewal = NewRenewal(
    mentor_id=mentor, renewal_date=today, new_expiry_date=today + timedelta(days=1460)
)
renewed = post("/certification-renewals", renewal)
print("renewed", RenewalCreated.model_validate_json(renewed.text).renewal_id)
try:
    post("/certification-renewals", renewal)
except Refused as refusal:
    print(f"refused {refusal.error.code.value}: {refusal.error.details['renewal_id']}")

# What would tonight's run do?
answer = post("/certifications/expiry-job/run", RunRequest(dry_run=True))
run = ExpiryRun.model_validate_json(answer.text)
print(f"would pause {run.auto_paused} of {run.mentors_scanned}")
