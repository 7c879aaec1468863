"""``ETag``, ``If-Match`` and ``If-None-Match``: a client changes only what it has seen.

A tag is a digest of what ``GET`` answers, so it changes at midnight with ``days_until_expiry``.
Tags are strong; on comparison ``W/`` is ignored, because compression on the way adds it.
"""

import re
from hashlib import sha256
from typing import Any

import orjson
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from mentorcerts.lib.api.json import TIMES
from mentorcerts.lib.refusals import Refused

_TAGS = re.compile(r'\s*(?:W/)?"([^"]*)"\s*(?:,|$)')


class PreconditionFailed(Refused):
    """The record is not what the client has seen."""

    code = "precondition_failed"
    status = 412


def entity_tag(representation: Any) -> str:
    """The strong tag of what ``GET`` answers."""
    body = orjson.dumps(representation, default=str, option=TIMES)
    return f'"{sha256(body).hexdigest()[:32]}"'


def matches(header: str, tag: str, *, name: str) -> bool:
    """Whether the header names this tag, or is ``*``. Raises ``ValidationError`` if malformed."""
    if header.strip() == "*":
        return True
    found, end = [], 0
    while end < len(header):
        match = _TAGS.match(header, end)
        if match is None:
            raise ValidationError({name: 'Write tags in double quotes, such as "abc", or *.'})
        found.append(match[1])
        end = match.end()
    return tag.strip('"') in found


def has_not_changed(request: Request, tag: str) -> bool:
    """Whether ``If-None-Match`` says that the client has this version: answer 304."""
    header = request.headers.get("If-None-Match")
    return header is not None and matches(header, tag, name="If-None-Match")


def require_match(request: Request, tag: str) -> None:
    """Raise ``PreconditionFailed`` (412) unless ``If-Match`` allows to change this version."""
    header = request.headers.get("If-Match")
    if header is not None and not matches(header, tag, name="If-Match"):
        raise PreconditionFailed(
            "The record has changed since you read it. Get it again, and decide anew.",
            etag=tag,
        )
