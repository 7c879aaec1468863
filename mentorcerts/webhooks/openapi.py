"""Webhooks in the API's description."""

from typing import Any

from inflection import camelize

from certifications.models import Event
from certifications.models.events import DATA_KEYS

_TEXT = {"type": "string"}
_HEADERS = {
    "webhook-id": "The event's id, the same at every try: drop what you know.",
    "webhook-timestamp": "Seconds: when this try was made.",
    "webhook-signature": "After Standard Webhooks 1.0; two of them for a day after a rotation.",
}
_NUMBERS = {
    "mentors_scanned",
    "expired_found",
    "auto_paused",
    "skipped_exempt",
    "failures",
    "undone",
}
_ANSWERS = {
    "2XX": {"description": "Taken."},
    "4XX": {"description": "Refused: after five times it is skipped. 410 disables the endpoint."},
    "default": {"description": "It is sent again later; 429 with `Retry-After`."},
}


def describe_webhooks(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the message to the schemas, and one webhook for each type of event."""
    result["components"]["schemas"]["WebhookMessage"] = _message()
    result["webhooks"] = {kind.value: {"post": _operation(kind)} for kind in Event.Type}
    return result


def _operation(kind: Event.Type) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/WebhookMessage"}
    name = kind.value.replace(".", "_")
    return {
        "operationId": camelize(f"on_{name}", uppercase_first_letter=False),
        "summary": str(kind.label).capitalize(),
        "description": f"Sent after `{kind.value}`, to the endpoints that want it.",
        "tags": ["webhooks"],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": text}
            for name, text in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": _ANSWERS,
    }


def _message() -> dict[str, Any]:
    data: dict[str, Any] = {
        "sequence": {
            "type": ["integer", "null"],
            "description": "Ignore what is not above your last one of this mentor. Null in tests.",
        },
        "mentor_id": {"type": ["string", "null"]},
        "paused": {
            "type": ["boolean", "null"],
            "description": "Where the mentor stands right after it; act on this alone. Null: they "
            "hold nothing that counts.",
        },
        "test": {"type": "boolean", "description": "Only there, and true, where it is a test."},
    }
    data |= {
        key: {"type": "integer"} if key in _NUMBERS else _TEXT
        for key in DATA_KEYS
        if key != "former_mentor_id"
    }
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {**_TEXT, "description": "Begins with `test.` where it is a test."},
            "timestamp": {**_TEXT, "format": "date-time", "description": "When it happened."},
            "data": {
                "type": "object",
                "description": "What its type tells.",
                "required": ["sequence", "mentor_id", "paused"],
                "properties": data,
            },
        },
    }
