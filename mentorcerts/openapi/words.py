"""What each name means, once for all operations in which it stands for the same thing.

A serializer or a filter that has something else to say of it declares its own ``help_text``.
"""

from collections.abc import Iterator
from typing import Any

WORDS = {
    # Ids and codes.
    "certification_id": "The id of the certification, such as cert_03PQ7SY1.",
    "certification_type": "The code of the type of certification: see `certification-types`.",
    "code": "The code of the type, which certifications name as certification_type.",
    "event_id": "The id of the event. Seen again, it is the same event.",
    "job_run_id": "The id of the run, such as job_26MAR2026_01.",
    "log_id": "The id of the pause, such as log_01AAZ7BC.",
    "mentor_id": "The mentor's id in your programme, such as mntr_3KX2; capital letters count.",
    "renewal_id": "The id of the renewal, such as renewal-0041.",
    "requirement": "The code of what the certification is needed for.",
    # Dates and times.
    "applied_at": "When the mentor was paused.",
    "auto_pause_applied_at": "Since when the job's pause is in force; null if none is.",
    "completed_at": "When it ended.",
    "created_at": "When it was recorded.",
    "days_until_expiry": "Calendar days from today: 0 on the last valid day, negative after it.",
    "deleted_at": "When it was removed.",
    "exempt_until": "The job leaves the mentor alone through this date.",
    "expires_at": "Valid through this UTC date, expired from the next on.",
    "expiry_date": "Valid through this UTC date, expired from the next on.",
    "is_expired": "Whether the expiry date has passed, as of today.",
    "issue_date": "When the certification was issued.",
    "issued_at": "When the certification was issued.",
    "last_renewal_date": "Of the newest renewal; the issue date where there is none.",
    "new_expiry_date": "The expiry date after the renewal: valid through this UTC date.",
    "previous_exempt_until": "What `exempt_until` was before.",
    "previous_expiry_date": "What the expiry date was before.",
    "previous_issue_date": "What the issue date was before.",
    "renewal_date": "When the certification was renewed.",
    "revoked_at": "When it was revoked; null if it is not.",
    "started_at": "When it began.",
    "updated_at": "When it was last changed.",
    # Runs.
    "auto_paused": "How many mentors the run paused.",
    "expired_found": "How many mentors were due for a pause.",
    "failures": "How many mentors could not be paused.",
    "mentors_scanned": "How many mentors with a certification there were.",
    "skipped_exempt": "How many mentors were due, but exempt on that date.",
    "state": "How far the run is, or how it ended.",
    "trigger": "What started the run.",
    "undo_reason": "Why the run was undone; empty if it was not.",
    "undone": "How many pauses were lifted again.",
    "undone_by": "Who undid the run; empty if nobody did.",
    # The rest.
    "auto_pause_applied": "Is the job's pause in force?",
    "data": "The records of this page, in the order asked for.",
    "deleted": "Always true: the record is removed.",
    "dry_run": "Whether nothing was written, and this is only what would have been.",
    "grace_days": "How many days after its expiry date the job leaves the mentor alone.",
    "items": "In the order in which they are to be judged; each as the single `POST` takes it.",
    "limit": "How many there are on a page at most.",
    "notes": "What is worth noting about the renewal; may be empty.",
    "pause_reason": "Why the mentor is paused; null if they are not.",
    "paused": "Whether the mentor is paused, by whomever.",
    "previous_certification_type": "The code of the type that it was before.",
    "processed_by": "Who recorded the renewal: a user's name, or what the client sent.",
    "reason": "Why, as it was given.",
    "revocation_reason": "Why it was revoked; empty if it is not.",
    "status": "As of today.",
    "summary": "The answer in one sentence.",
}
"""Name of a field or parameter → its description."""


def describe_names(result: dict[str, Any]) -> None:
    """Describe all parameters and properties that say nothing of themselves."""
    for name, part in named(result):
        if not part.get("description") and name in WORDS:
            part["description"] = WORDS[name]


def named(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each parameter and each property of the document, by its name."""
    for kind in ("paths", "webhooks"):
        for operations in result.get(kind, {}).values():
            for operation in operations.values():
                for parameter in operation.get("parameters", ()):
                    yield parameter["name"], parameter
    for schema in result["components"]["schemas"].values():
        yield from _properties(schema)


def _properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in schema.get("properties", {}).items():
        if "$ref" not in part:  # what it refers to is described there
            yield name, part
            yield from _properties(part)
            yield from _properties(part.get("items", {}))
