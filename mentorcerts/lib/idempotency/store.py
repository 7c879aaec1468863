"""Claim a key, answer, keep the answer: what makes a retried POST harmless.

The row of a key is the first thing that a request writes, in the same transaction as all else. A
twin in flight waits for it in the database: on PostgreSQL at the unique index, on SQLite at the
write lock. If the first request is refused, its transaction rolls back and the twin goes ahead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.lib.lock_timeout import LOCK_NOT_AVAILABLE
from mentorcerts.lib.refusals import Conflict, Refused

MAX_KEY = 255
"""Characters of a key."""
KEPT_FOR = timedelta(hours=24)
LOCK_TIMEOUT_SECONDS = 20
"""How long a request with a key waits for a lock, first of all for that of the key itself: as long
as SQLite waits for its write lock."""


class KeyReused(Refused):
    """The key belongs to a request with another body."""

    code = "idempotency_key_reused"
    status = 422


class StillAnswered(Conflict):
    """A twin holds the key for longer than anybody waits."""

    def __init__(self) -> None:
        super().__init__(
            "The same request, with the same Idempotency-Key, is still being answered. "
            "Send it again shortly."
        )


class KeyTaken(Exception):
    """A request with this key was quicker: look for its answer."""


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


def claim_key(claim: Claim) -> None:
    """Write the row of this key. Call it before anything else in the request's transaction.

    Waits while a twin holds the key. Raises ``KeyTaken`` where a twin was quicker: let it roll the
    transaction back. Raises ``StillAnswered`` if the twin takes too long.
    """
    try:
        _limit_waiting()
        StoredAnswer.objects.create(lookup=claim.lookup, body_digest=claim.body_digest)
    except IntegrityError as error:
        raise KeyTaken from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise StillAnswered from error
        raise


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
    answer = {"status": status, "body": body, "headers": headers}
    if not StoredAnswer.objects.filter(pk=claim.lookup, status=0).update(**answer):
        made = StoredAnswer(lookup=claim.lookup, body_digest=claim.body_digest, **answer)
        StoredAnswer.objects.bulk_create([made], ignore_conflicts=True)


def _limit_waiting() -> None:
    """Wait ``LOCK_TIMEOUT_SECONDS`` at most for each lock, until the transaction ends. (SQLite has
    a limit of its own.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
