import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from mentorcerts_client import AuthenticatedClient
from mentorcerts_client.api.certification_renewals import renew_certification
from mentorcerts_client.api.certifications import list_certifications, record_certification
from mentorcerts_client.api.expiry_job import run_expiry_job
from mentorcerts_client.models import (
    Certification,
    Error,
    ErrorBody,
    NewCertification,
    NewRenewal,
    RunRequest,
)
from mentorcerts_client.types import Response

mentor = os.environ.get("MENTOR", "mntr_new")
api = AuthenticatedClient(os.environ["MENTORCERTS_URL"], token=os.environ["MENTORCERTS_TOKEN"])


class Refused(Exception):
    def __init__(self, error: ErrorBody) -> None:
        super().__init__(error.message)
        self.error = error


def answered(response: Response[Any]) -> Any:
    if isinstance(response.parsed, Error):
        raise Refused(response.parsed.error)
    return response.parsed


# The whole list, from cursor to cursor: nothing is missed, and nothing comes twice.
def certifications() -> Iterator[Certification]:
    after: str | None = ""
    while after is not None:
        page = answered(list_certifications.sync_detailed(client=api, after=after, limit=3))
        yield from page.data
        after = page.pagination.next_


listed = [certification.certification_id for certification in certifications()]
print(f"listed {len(listed)}, of these different {len(set(listed))}")

# Make a record. With a key of our own it is made once, however often we send it.
today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
made = record_certification.sync_detailed(
    client=api,
    body=NewCertification(
        mentor_id=mentor,
        certification_type="peer_mentor_basic",
        issued_at=today,
        expires_at=today + timedelta(days=730),
    ),
    idempotency_key=f"record-{mentor}",
)
certification = answered(made)
print(f"recorded {certification.certification_id}: {certification.status.value}")
print(f"it is at {made.headers['Location']}")

# Renew it; sent again without a key it is refused, and the error says which renewal it was.
renewal = NewRenewal(
    mentor_id=mentor, renewal_date=today, new_expiry_date=today + timedelta(days=1460)
)
print("renewed", answered(renew_certification.sync_detailed(client=api, body=renewal)).renewal_id)
try:
    answered(renew_certification.sync_detailed(client=api, body=renewal))
except Refused as refusal:
    print(f"refused {refusal.error.code.value}: {refusal.error.details['renewal_id']}")

# What would tonight's run do?
run = answered(run_expiry_job.sync_detailed(client=api, body=RunRequest(dry_run=True)))
print(f"would pause {run.auto_paused} of {run.mentors_scanned}")
