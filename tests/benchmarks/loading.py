"""A programme of any size, made by the database itself.

Ordinary ``INSERT … SELECT`` statements, with every constraint, index and trigger at work, so that
what they keep is right. Of 1,000 mentors 35 (or as many as asked for) are due for the next run,
100 were paused by an earlier one, 5 revoked; the others run out over the next two years. 199 hold
an older certification besides, of which every twentieth was removed; 300 were renewed once, and
50 were paused once and resumed. Ids are scattered like random ones.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TYPES = ("peer_mentor_basic", "peer_mentor_advanced", "crisis_support", "group_facilitation")
GRACE_OF_THE_LAST = 14
SCRAMBLE = 25_214_903_917
"""An odd factor: multiplied by it, numbers stay different in their last 40 bits, and scatter."""
FORTY_BITS = 2**40 - 1
OLDER, NEWER = 2**23, 2**24
"""Where other numbers begin, above those of the mentors: older certifications, newer logs."""
DUE, ALL = 35, 1000
"""Mentors in a thousand who are due for the next run."""


@dataclass(frozen=True)
class Dialect:
    """What the two databases spell differently."""

    vendor: str
    today: date

    def numbers(self, size: int) -> str:
        """A query of one column ``i``, from 1."""
        if self.vendor == "postgresql":
            return f"SELECT i FROM generate_series(1, {size}) AS g(i)"
        return (
            "SELECT i FROM (WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL "
            f"SELECT i + 1 FROM n WHERE i < {size}) SELECT i FROM n)"
        )

    def moment(self, days: str) -> str:
        """UTC midnight, so many days from today."""
        if self.vendor == "postgresql":
            return f"(timestamptz '{self.today} 00:00+00' + ({days}) * interval '1 day')"
        return f"datetime('{self.today}', ({days}) || ' days')"

    def moved(self, moment: str, days: int) -> str:
        if self.vendor == "postgresql":
            return f"({moment} + interval '{days} days')"
        return f"datetime({moment}, '{days} days')"

    def day(self, moment: str) -> str:
        """Its UTC date, as text."""
        if self.vendor == "postgresql":
            return f"({moment} AT TIME ZONE 'UTC')::date"
        return f"date({moment})"


def scattered(number: str) -> str:
    """SQL for eight characters that no other number has."""
    bits = f"((CAST({number} AS bigint) * {SCRAMBLE}) & {FORTY_BITS})"
    return " || ".join(
        f"substr('{CROCKFORD}', CAST(({bits} >> {shift}) & 31 AS integer) + 1, 1)"
        for shift in range(35, -1, -5)
    )


def load(size: int, *, due: int = DUE, today: date) -> None:
    """Fill the empty, migrated database that Django is connected to."""
    from django.db import connection, transaction

    dialect = Dialect(connection.vendor, today)
    with transaction.atomic(), connection.cursor() as cursor:
        run = _types_and_run(today)
        for sql in (
            _mentors(dialect, size),
            *_search_words(size, dialect),
            _governing(dialect, size, due),
            _older(dialect),
            _open_pauses(dialect, run),
            _lifted_pauses(dialect, run),
            _renewals(dialect),
        ):
            cursor.execute(sql)


def load_many(size: int, *, due: int = DUE, today: date) -> None:
    """The same, for many: indexes are built when the rows are there, which is much quicker."""
    from django.db import connection

    with connection.cursor() as cursor:
        indexes = []
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(INDEXES)
            indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        load(size, due=due, today=today)
        for _, definition in indexes:
            cursor.execute(definition)
    tidy()


INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid IN ('certifications_mentor'::regclass,
        'certifications_certification'::regclass, 'certifications_autopause'::regclass,
        'renewals_renewal'::regclass, to_regclass('certifications_searchword'))
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
"""Those that are no constraint of their table."""


def tidy() -> None:
    """What the database does by itself in the hours after: statistics, and dead rows removed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM (FREEZE, ANALYZE)")


def _types_and_run(today: date) -> Any:
    from django.utils import timezone

    from certifications.ids import job_run_id
    from certifications.models import CertificationType, ExpiryRun

    for code in TYPES:
        grace = GRACE_OF_THE_LAST if code == TYPES[-1] else 0
        CertificationType.objects.create(code=code, validity_months=24, grace_days=grace)
    earlier = today.replace(year=today.year - 2, day=1)
    told = {"pauses_told_at": timezone.now()} if hasattr(ExpiryRun, "pauses_told_at") else {}
    return ExpiryRun.objects.create(
        job_run_id=job_run_id(earlier, 1), day=earlier, number=1, trigger="schedule",
        state="done", as_of=earlier, completed_at=timezone.now(), **told,
    ).pk  # fmt: skip


def _mentors(dialect: Dialect, size: int) -> str:
    from mentorcerts.demo import FIRST_NAMES, LAST_NAMES

    def words(names: list[str]) -> str:
        return "VALUES " + ", ".join(f"({k}, '{name}')" for k, name in enumerate(names))

    return f"""
        INSERT INTO certifications_mentor
            (mentor_id, name, email, paused_by, pause_reason, exempt_reason, created_at, updated_at)
        WITH first(k, word) AS ({words(FIRST_NAMES)}), last(k, word) AS ({words(LAST_NAMES)})
        SELECT 'mntr_' || {scattered("i")},
            first.word || ' ' || last.word || '-' || i, 'p' || i || '@mentors.example',
            '', '', '', {dialect.moment("-800")}, {dialect.moment("-800")}
        FROM ({dialect.numbers(size)}) AS numbers
        JOIN first ON first.k = i % {len(FIRST_NAMES)} JOIN last ON last.k = i % {len(LAST_NAMES)}
    """


def _search_words(size: int, dialect: Dialect) -> list[str]:
    """The words that find them: what ``services.search_index`` would write, by the database."""
    from certifications import models

    if not hasattr(models, "SearchWord"):  # the code before it
        return []
    from mentorcerts.demo import FIRST_NAMES, LAST_NAMES

    def words(names: list[str]) -> str:
        return "VALUES " + ", ".join(f"({k}, '{name.lower()}')" for k, name in enumerate(names))

    each = (
        "id", "substr(id, 6)", "first.word", "last.word || '-' || i", "CAST(i AS text)",
        "'p' || i || '@mentors.example'", "'mentors.example'",
    )  # fmt: skip
    return [
        f"""
        INSERT INTO certifications_searchword (word, mentor_id)
        WITH first(k, word) AS ({words(FIRST_NAMES)}), last(k, word) AS ({words(LAST_NAMES)}),
        numbered AS (
            SELECT i, 'mntr_' || {scattered("i")} AS key, lower('mntr_' || {scattered("i")}) AS id
            FROM ({dialect.numbers(size)}) AS numbers
        )
        SELECT {word} AS word, key FROM numbered
        JOIN first ON first.k = i % {len(FIRST_NAMES)} JOIN last ON last.k = i % {len(LAST_NAMES)}
        ORDER BY 1
        """
        for word in each
    ]


CERTIFICATION = """certifications_certification
    (certification_id, mentor_id, certification_type_id, issued_at, expires_at, revoked_at,
     revocation_reason, updated_reason, auto_pause_applied, auto_pause_applied_at, is_current,
     deleted_at, created_at, updated_at)"""


def _governing(dialect: Dialect, size: int, due: int) -> str:
    """``x`` sorts the mentors into those thousandths of which the module speaks."""
    paused = f"x >= {due} AND x < {due + 100}"
    kinds = " ".join(f"WHEN {k} THEN '{code}'" for k, code in enumerate(TYPES))
    return f"""
        INSERT INTO {CERTIFICATION}
        WITH sorted AS (
            SELECT i, (CAST(i AS bigint) * 7919) % 1000 AS x FROM ({dialect.numbers(size)}) AS n
        ), dated AS (
            SELECT i, x, CASE i % 4 {kinds} END AS kind,
                CASE WHEN x < {due} THEN -1 - i % 30 WHEN {paused} THEN -31 - i % 335
                    ELSE (CAST(i AS bigint) * 31) % 731 END
                - CASE WHEN x < {due + 100} AND i % 4 = {len(TYPES) - 1}
                    THEN {GRACE_OF_THE_LAST} ELSE 0 END AS days
            FROM sorted
        )
        SELECT 'cert_' || {scattered("i")}, 'mntr_' || {scattered("i")}, kind,
            {dialect.moment("days - 1095")}, {dialect.moment("days")},
            CASE WHEN x >= 995 AND {due} <= 895 THEN {dialect.moment("-20")} END, '', '',
            {paused}, CASE WHEN {paused} THEN {dialect.moment("days + 1")} END, TRUE,
            NULL, {dialect.moment("-800")}, {dialect.moment("-800")}
        FROM dated
    """


def _older(dialect: Dialect) -> str:
    return f"""
        INSERT INTO {CERTIFICATION}
        SELECT 'cert_' || {scattered(f"id + {OLDER}")}, mentor_id, certification_type_id,
            {dialect.moved("issued_at", -1095)}, {dialect.moved("issued_at", -5)}, NULL,
            '', '', FALSE, NULL, FALSE,
            CASE WHEN id % 100 = 0 THEN {dialect.moment("-30")} END,
            {dialect.moment("-1900")}, {dialect.moment("-800")}
        FROM certifications_certification WHERE id % 5 = 0 AND revoked_at IS NULL
    """


PAUSE = """certifications_autopause
    (log_id, certification_id, mentor_id, run_id, reason, applied_at, lifted_at, lifted_by,
     lift_reason)"""


def _open_pauses(dialect: Dialect, run: int) -> str:
    return f"""
        INSERT INTO {PAUSE}
        SELECT 'log_' || {scattered("id")}, id, mentor_id, {run}, {reason(dialect)},
            auto_pause_applied_at, NULL, '', ''
        FROM certifications_certification WHERE auto_pause_applied
    """


def _lifted_pauses(dialect: Dialect, run: int) -> str:
    return f"""
        INSERT INTO {PAUSE}
        SELECT 'log_' || {scattered(f"id + {OLDER}")}, id, mentor_id, {run}, {reason(dialect)},
            {dialect.moment("-700")}, {dialect.moment("-690")}, 'kim', 'renewed'
        FROM certifications_certification WHERE is_current AND id % 20 = 7
    """


def reason(dialect: Dialect, row: str = "") -> str:
    """SQL for the sentence of ``expiry.pause_reason``."""
    expired = dialect.day(f"{row}expires_at")
    return f"'Certification ' || {row}certification_type_id || ' expired on ' || {expired}"


def _renewals(dialect: Dialect) -> str:
    return f"""
        INSERT INTO renewals_renewal
            (certification_id, renewal_date, previous_expiry_date, new_expiry_date, processed_by,
             notes, created_at, updated_at)
        SELECT id, {dialect.moved("expires_at", -740)}, {dialect.moved("expires_at", -730)},
            expires_at, 'kim', '', {dialect.moment("-740")}, {dialect.moment("-740")}
        FROM certifications_certification WHERE is_current AND id % 10 < 3
    """
