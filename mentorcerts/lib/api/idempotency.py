"""``Idempotency-Key``: a POST that is sent again gets the first answer again."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.db import transaction
from knox.models import AuthToken
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from mentorcerts.lib import clock
from mentorcerts.lib.api.json import TIMES
from mentorcerts.lib.api.viewsets import TODAY
from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.lib.idempotency.store import (
    MAX_KEY,
    Claim,
    KeyTaken,
    StillAnswered,
    claim_key,
    keep_answer,
    stored_answer,
)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("ETag", "Location")
TRIES = 3
"""How often a key is claimed, where each time a twin was quicker and then left no answer."""

Handler = Callable[..., Response]

_PRINTABLE = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY}}}")


def idempotent(handler: Handler) -> Handler:
    """Answer a POST once per key: its writes and the stored answer are one transaction."""

    @wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        claim = _claim(request)
        if claim is None:
            return handler(view, request, *args, **kwargs)
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    claim_key(claim)
                    response = handler(view, request, *args, **kwargs)
                    _keep(claim, response)
                return response
            except KeyTaken:
                if (stored := stored_answer(claim)) is not None:
                    return _replay(stored)
                # The twin was refused meanwhile, or its answer is too old: now it is our turn.
        raise StillAnswered

    return _marked(answer)


def idempotent_when_done(handler: Handler) -> Handler:
    """The same for what is many transactions, such as a run: the answer is stored at its end.

    A twin in flight is not held back here; what it would start has to refuse it.
    """

    @wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        claim = _claim(request)
        if claim is None:
            return handler(view, request, *args, **kwargs)
        if (stored := stored_answer(claim)) is not None:
            return _replay(stored)
        response = handler(view, request, *args, **kwargs)
        _keep(claim, response)
        return response

    return _marked(answer)


def takes_key(handler: Any) -> bool:
    """Whether a view's handler answers once per key."""
    return bool(getattr(handler, "takes_key", False))


def _marked(handler: Handler) -> Handler:
    handler.takes_key = True  # type: ignore[attr-defined]
    return handler


def _claim(request: Request) -> Claim | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _PRINTABLE.fullmatch(key):
        raise ValidationError(
            {HEADER: f"Write 1 to {MAX_KEY} letters, digits or signs, without spaces."}
        )
    return Claim(
        client=_client(request),
        method=request.method or "",
        path=request.path.rstrip("/"),
        key=key,
        body=orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)
        + request.META.get("QUERY_STRING", "").encode(),
    )


def _client(request: Request) -> str:
    """Keys are per token or user: nobody reads an answer that was given to somebody else."""
    if isinstance(request.auth, AuthToken):
        return f"token {request.auth.digest}"
    return f"user {request.user.pk}" if request.user.is_authenticated else "anonymous"


def _keep(claim: Claim, response: Response) -> None:
    keep_answer(
        claim,
        status=response.status_code,
        body=orjson.dumps(response.data, default=str, option=TIMES).decode(),
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
    )


def _replay(stored: StoredAnswer) -> Response:
    judged_by = clock.local_date(stored.created_at).isoformat()
    headers = {**stored.headers, TODAY: judged_by, REPLAYED: "true"}
    return Response(orjson.loads(stored.body), stored.status, headers=headers)
