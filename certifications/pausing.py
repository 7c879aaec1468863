"""What a run does to one batch: lock, look again, claim, log. Once in the ORM, once in SQL.

``pause`` explains it, and pauses the rows that have to be tried one by one; ``pause_many`` does
the same to thousands in two statements or three, near the speed of the database itself. A test
holds both to the same result. Both ask ``due``: the rule is not spelled again.

They are called in a transaction, and leave it to the caller to commit.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from certifications import expiry
from certifications.governing import lock_mentors
from certifications.ids import CROCKFORD, new_log_id
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun

COLLISION_TRIES = 5


def pause(run: ExpiryRun, certification_ids: Collection[int]) -> int:
    """Pause those of these certifications that are still due; returns how many."""
    _lock_types()
    ours = Certification.objects.filter(pk__in=certification_ids)
    lock_mentors(list(ours.values_list("mentor_id", flat=True)))
    due = list(
        ours.due(run.as_of).values_list("pk", "mentor_id", "certification_type_id", "expires_at")
    )
    now = timezone.now()
    claimed = Certification.objects.filter(
        pk__in=[row[0] for row in due], auto_pause_applied=False
    ).update(auto_pause_applied=True, auto_pause_applied_at=now, updated_at=now)
    if claimed != len(due):
        raise RuntimeError(f"{claimed} of {len(due)} certifications could be claimed")
    _log(
        [
            AutoPause(
                certification_id=pk,
                mentor_id=mentor_id,
                run=run,
                reason=expiry.pause_reason(kind, expires_at),
                applied_at=now,
            )
            for pk, mentor_id, kind, expires_at in due
        ]
    )
    return claimed


def _lock_types() -> None:
    """Their grace decides: whoever changes it waits, or has us wait (``services``)."""
    list(CertificationType.objects.order_by("pk").select_for_update(no_key=True))


def _log(pauses: list[AutoPause]) -> None:
    """Insert the pauses; random ids that are taken are drawn again."""
    for _ in range(COLLISION_TRIES):
        try:
            with transaction.atomic():
                AutoPause.objects.bulk_create(pauses)
            return
        except IntegrityError:
            if not _draw_again(pauses):
                raise
    raise RuntimeError(f"{COLLISION_TRIES} times in a row random ids were taken")


def _draw_again(pauses: list[AutoPause]) -> bool:
    """Give those a new id whose id is taken, or stands in the list twice; whether any was."""
    drawn = [pause.log_id for pause in pauses]
    seen = set(AutoPause.objects.filter(log_id__in=drawn).values_list("log_id", flat=True))
    again = False
    for pause in pauses:
        if pause.log_id in seen:
            pause.log_id, again = new_log_id(), True
        seen.add(pause.log_id)
    return again


# --- the same in SQL -----------------------------------------------------------------------
def pause_many(run: ExpiryRun, certification_ids: Collection[int]) -> int:
    """``pause``, for thousands. Raises ``IntegrityError`` where a random id is taken."""
    words = _WORDS[connection.vendor]
    due, asked = _due_among_these(run, words)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    logged = [now, run.pk, expiry.PAUSE_REASON]
    these: Any = list(certification_ids)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_SHARE_TYPES)
            cursor.execute(_LOCK_MENTORS, [these])
            cursor.execute(
                f"WITH {due}, claimed AS ({_CLAIM} FROM due WHERE certification.id = due.id "
                f"RETURNING due.*) {words.log()} FROM claimed",
                [*asked, these, now, now, *logged],
            )
            return int(cursor.rowcount)
        these = json.dumps(these)
        cursor.execute(f"WITH {due} {words.log()} FROM due", [*asked, these, *logged])
        cursor.execute(
            f"WITH {due} {_CLAIM} WHERE id IN (SELECT id FROM due)", [*asked, these, now, now]
        )
        cursor.execute("SELECT changes()")  # Python counts no rows where WITH comes first
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class _Words:
    """What the two databases say differently."""

    these: str
    """The condition that an id is among those given."""
    draw: str
    """A random number from 0 to 31, drawn anew for each row."""
    day: str
    """The UTC date of ``expires_at``, in ISO."""

    def log(self) -> str:
        """The insert of one pause for each row of what follows."""
        sign = f"substr('{CROCKFORD}', 1 + {self.draw}, 1)"
        return f"""
            INSERT INTO certifications_autopause (
                applied_at, run_id, reason, log_id, certification_id, mentor_id,
                lifted_by, lift_reason
            )
            SELECT %s, %s, replace(replace(%s, '{{type}}', kind), '{{day}}', {self.day}),
                'log_' || {" || ".join([sign] * 8)}, id, mentor_id, '', ''"""


_WORDS = {
    "postgresql": _Words(
        these="= ANY(%s)",
        draw="floor(random() * 32)::int",
        day="to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    ),
    "sqlite": _Words(
        these="IN (SELECT value FROM json_each(%s))",
        draw="(random() & 31)",
        day="date(expires_at)",
    ),
}
# Against whoever changes their grace; not against others who work on the same run.
_SHARE_TYPES = "SELECT code FROM certifications_certificationtype ORDER BY code FOR SHARE"
# In the order of every writer; LATERAL, so that each is looked up and not all of them read.
_LOCK_MENTORS = """
    SELECT count(*) FROM (
        SELECT mentor_id FROM certifications_certification WHERE id = ANY(%s) ORDER BY mentor_id
    ) AS these, LATERAL (
        SELECT 1 FROM certifications_mentor AS mentor
        WHERE mentor.mentor_id = these.mentor_id FOR NO KEY UPDATE
    ) AS locked"""
_CLAIM = """
    UPDATE certifications_certification AS certification
    SET auto_pause_applied = true, auto_pause_applied_at = %s, updated_at = %s"""


def _due_among_these(run: ExpiryRun, words: _Words) -> tuple[str, list[Any]]:
    """``due``, cut down to the ids that come as its last parameter."""
    rows = Certification.objects.due(run.as_of).order_by()
    columns = rows.values_list("pk", "mentor_id", "certification_type_id", "expires_at")
    sql, parameters = columns.query.sql_with_params()
    every = f"every_due (id, mentor_id, kind, expires_at) AS ({sql})"
    return f"{every}, due AS (SELECT * FROM every_due WHERE id {words.these})", list(parameters)
