"""Claim a key, answer, keep the answer: what makes a retried POST harmless.

The row of a key is the first thing that a request writes, in the same transaction as all else. A
twin in flight waits for it in the database: on PostgreSQL at the unique index, on SQLite at the
write lock. If the first request is refused, its transaction rolls back and the twin goes ahead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.lib.refusals import Conflict, Refused

MAX_KEY = 255
"""Characters of a key."""
KEPT_FOR = timedelta(hours=24)
TRIES = 3
LOCK_TIMEOUT_SECONDS = 20
"""How long a twin waits for the first request: as long as SQLite waits for its write lock."""
LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's code for a lock that was not free within ``lock_timeout``."""


class KeyReused(Refused):
    """The key belongs to a request with another body."""

    code = "idempotency_key_reused"
    status = 422


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One request with a key; ``client`` is the token or the user that sends it."""

    client: str
    method: str
    path: str
    key: str
    body: bytes

    @property
    def lookup(self) -> str:
        parts = "\n".join((self.client, self.method, self.path, self.key))
        return sha256(parts.encode()).hexdigest()

    @property
    def body_digest(self) -> str:
        return sha256(self.body).hexdigest()


def claim_key(claim: Claim) -> StoredAnswer | None:
    """Write the row of this key; ``None`` if the request is the first, else its stored answer.

    Call it first in the transaction of the request. Waits while a twin holds the key. Raises
    ``KeyReused`` for another body, ``Conflict`` if the twin takes too long.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic(), _limited_waiting():
                StoredAnswer.objects.create(lookup=claim.lookup, body_digest=claim.body_digest)
            return None
        except IntegrityError:
            if (answer := stored_answer(claim)) is not None:
                return answer
            # The twin was refused meanwhile, or its answer is too old: now it is our turn.
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            break
    raise Conflict(
        "The same request, with the same Idempotency-Key, is still being answered. "
        "Send it again shortly."
    )


def stored_answer(claim: Claim) -> StoredAnswer | None:
    """The answer kept for this key, if there is one. Raises ``KeyReused`` for another body."""
    answers = StoredAnswer.objects.filter(pk=claim.lookup)
    too_old(answers, now=timezone.now()).delete()
    answer = answers.first()
    if answer is not None and answer.body_digest != claim.body_digest:
        raise KeyReused(
            "This Idempotency-Key belongs to an earlier request with another body. "
            "Use a new key for a new request."
        )
    return answer


def too_old(answers: "QuerySet[StoredAnswer]", *, now: datetime) -> "QuerySet[StoredAnswer]":
    """Those that are kept no longer."""
    return answers.filter(created_at__lt=now - KEPT_FOR)


def keep_answer(claim: Claim, *, status: int, body: str, headers: dict[str, str]) -> None:
    """Store the answer; of twins that were both answered, the first one's stays."""
    answer = StoredAnswer(
        lookup=claim.lookup,
        body_digest=claim.body_digest,
        status=status,
        body=body,
        headers=headers,
    )
    if not StoredAnswer.objects.filter(pk=claim.lookup, status=0).update(
        status=status, body=body, headers=headers
    ):
        StoredAnswer.objects.bulk_create([answer], ignore_conflicts=True)


@contextmanager
def _limited_waiting() -> Iterator[None]:
    """Wait ``LOCK_TIMEOUT_SECONDS`` at most for a lock. (SQLite has a limit of its own.)"""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
        yield
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
