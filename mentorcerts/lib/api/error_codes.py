"""The codes of errors: what machines read of one.

Every refusal under ``/api/`` has one of these. The API's description makes its enum of them, and a
test compares them with what the program raises and with the table in ``docs/api.md``.
"""

from typing import NamedTuple


class ErrorCode(NamedTuple):
    """What comes with a code."""

    status: int
    """Of the answer."""
    text: str
    """When it occurs: a sentence, in Markdown."""


ERROR_CODES = {
    "invalid": ErrorCode(400, "A field or parameter has a bad value; `fields` says which and why."),
    "parse_error": ErrorCode(400, "The body is not JSON, or names something twice."),
    "bad_request": ErrorCode(400, "The request can't be understood, such as its host name."),
    "not_authenticated": ErrorCode(401, "A token is needed, and none was sent."),
    "authentication_failed": ErrorCode(401, "The token is unknown, revoked or has run out."),
    "permission_denied": ErrorCode(
        403, "The token's owner has not the permission that the message names."
    ),
    "not_found": ErrorCode(404, "There is no such address or record, or it has been removed."),
    "method_not_allowed": ErrorCode(405, "`Allow` says which methods this address takes."),
    "not_acceptable": ErrorCode(406, "`Accept` asks for something that is not JSON."),
    "conflict": ErrorCode(
        409, "What is recorded stands against it; `details` names the records in the way."
    ),
    "already_running": ErrorCode(409, "Another run of the job is going on."),
    "taken_over": ErrorCode(409, "The run lost its turn to another, which finishes the work."),
    "held": ErrorCode(409, "The run would pause too many: repeat it with `confirm_mass_pause`."),
    "gone": ErrorCode(410, "`after` is older than the events that are held: start anew."),
    "precondition_failed": ErrorCode(412, "The record has changed since you read it."),
    "too_large": ErrorCode(413, "The body is longer than this address takes."),
    "unsupported_media_type": ErrorCode(
        415, "The body is not sent as `application/json`, or it is compressed."
    ),
    "idempotency_key_reused": ErrorCode(422, "The key was sent before with another body."),
    "throttled": ErrorCode(429, "Too many requests: `Retry-After` says when to come back."),
    "internal_error": ErrorCode(500, "A fault of the program, which is logged; nothing changed."),
    "unavailable": ErrorCode(503, "Not now: `Retry-After` says when to try again."),
}
"""Code → when it occurs."""
