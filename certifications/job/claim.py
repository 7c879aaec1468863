"""What a run does to one batch: lock, check again, claim, log. Once in the ORM, once in SQL.

``pause_certifications`` shows how, and pauses the rows that have to be tried one by one;
``pause_certifications_in_sql`` does the same to thousands in two or three statements, near the
speed of the database itself. A test holds both to the same result. Both use the querysets: the
rule is not spelled again.

They are called in a transaction, which the caller commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from certifications import expiry
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun
from certifications.querysets import CertificationQuerySet
from certifications.services.locks import lock_mentors
from mentorcerts.lib.identifiers import CROCKFORD
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision


def pause_certifications(run: ExpiryRun, certification_ids: Collection[int]) -> int:
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
    """Their grace decides: a change of it waits for us, or we for it (``services.types``)."""
    list(CertificationType.objects.order_by("pk").select_for_update(no_key=True))


def _log(pauses: list[AutoPause]) -> None:
    """Insert the pauses."""
    retry_on_collision(
        lambda: AutoPause.objects.bulk_create(pauses), lambda: redraw_taken(pauses, "log_id")
    )


# --- the same in SQL -----------------------------------------------------------------------
def pause_certifications_in_sql(run: ExpiryRun, certification_ids: Collection[int]) -> int:
    """The same for thousands. Raises ``IntegrityError`` where a random id is taken."""
    certifications = Certification.objects.all()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    marked, logged = [now, now], [now, run.pk, expiry.PAUSE_REASON]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_SHARE_TYPES)
            ours = _lock_mentors_of_due(cursor, run, certification_ids)
            # Their mentors can't be exempted any more, so that they need no second look.
            due, asked = _among(certifications.pausable(run.as_of), ours)
            cursor.execute(
                f"WITH {due}, claimed AS ({_CLAIM} FROM due WHERE certification.id = due.id "
                f"RETURNING due.*) {_log_sql()} FROM claimed",
                [*asked, *marked, *logged],
            )
            return int(cursor.rowcount)
        due, asked = _among(certifications.due(run.as_of), certification_ids)
        cursor.execute(f"WITH {due} {_log_sql()} FROM due", [*asked, *logged])
        cursor.execute(f"WITH {due} {_CLAIM} WHERE id IN (SELECT id FROM due)", [*asked, *marked])
        cursor.execute("SELECT changes()")  # Python counts no rows where WITH comes first
        return int(cursor.fetchone()[0])


def _lock_mentors_of_due(
    cursor: Any, run: ExpiryRun, certification_ids: Collection[int]
) -> list[int]:
    """Lock them in the order of every writer; returns the certifications that are due.

    Where that has to wait, PostgreSQL judges by the mentor as they are once it is their turn,
    but by the certification as it was before: whether that is overdue has to be asked again.
    And it misses who has another id by then (``people.erasure``): those are looked at once more,
    without waiting, since that would be out of order.
    """

    def locked(these: Collection[int], waiting: str) -> list[int]:
        rows = _these(Certification.objects.due(run.as_of), these).order_by("mentor_id")
        sql, asked = rows.values_list("pk").query.sql_with_params()
        cursor.execute(f"{sql} FOR NO KEY UPDATE OF certifications_mentor {waiting}", asked)
        return [pk for (pk,) in cursor.fetchall()]

    found = locked(certification_ids, "")
    if left := set(certification_ids).difference(found):
        found += locked(left, "SKIP LOCKED")
    return found


def _among(
    rows: CertificationQuerySet, certification_ids: Collection[int]
) -> tuple[str, tuple[Any, ...]]:
    """``WITH`` the rows of these ids as ``due``, and its parameters.

    In the order of their keys, which is nearly that on disk: in another one PostgreSQL takes a
    tenth longer to update them.
    """
    columns = ("pk", "mentor_id", "certification_type_id", "expires_at")
    ordered = _these(rows, certification_ids).order_by("pk")
    sql, asked = ordered.values_list(*columns).query.sql_with_params()
    return f"due (id, mentor_id, kind, expires_at) AS ({sql})", asked


def _these(
    rows: CertificationQuerySet, certification_ids: Collection[int]
) -> CertificationQuerySet:
    """Cut down to these ids, written out as one parameter: adapting thousands takes time."""
    words = _WORDS[connection.vendor]
    array = words.array.format(",".join(map(str, certification_ids)))
    one_of_these = RawSQL(words.these, [array], BooleanField())  # noqa: S611  fixed words
    return rows.filter(one_of_these)


def _log_sql() -> str:
    """The insert of one pause for each row of what follows."""
    words = _WORDS[connection.vendor]
    sign = f"substr('{CROCKFORD}', 1 + {words.draw}, 1)"
    return f"""
        INSERT INTO certifications_autopause (
            applied_at, run_id, reason, log_id, certification_id, mentor_id, lifted_by, lift_reason
        )
        SELECT %s, %s, replace(replace(%s, '{{type}}', kind), '{{day}}', {words.day}),
            'log_' || {" || ".join([sign] * 8)}, id, mentor_id, '', ''"""


@dataclass(frozen=True)
class _Words:
    """What the two databases say differently."""

    these: str
    """Is it one of the ids that come as one parameter? Not as a table to join: PostgreSQL might
    go through that for every row."""
    array: str
    """How that parameter is written, around ids with commas between them."""
    draw: str
    """A random number from 0 to 31, drawn anew for each row."""
    day: str
    """The UTC date of ``expires_at``, in ISO."""


_WORDS = {
    "postgresql": _Words(
        these="certifications_certification.id = ANY (%s::bigint[])",
        array="{{{}}}",
        draw="floor(random() * 32)::int",
        day="to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    ),
    "sqlite": _Words(
        these="certifications_certification.id IN (SELECT value FROM json_each(%s))",
        array="[{}]",
        draw="(random() & 31)",
        day="date(expires_at)",
    ),
}
# Against changes of their grace; not against others who work on the same run.
_SHARE_TYPES = "SELECT code FROM certifications_certificationtype ORDER BY code FOR SHARE"
_CLAIM = """
    UPDATE certifications_certification AS certification
    SET auto_pause_applied = true, auto_pause_applied_at = %s, updated_at = %s"""
