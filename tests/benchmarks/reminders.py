"""Mails to mentors: planned against one SQL statement, their memory, their speed.

Also that the nightly run costs what it did before there were any: in turns with the code before.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.benchmarks import change_log, web
from tests.benchmarks import lab as labs
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared, figure
from tests.support.network import free_port

WORK = "work"
NAMES = ("the plan", "one statement")
BAR = 1.5
ON = {
    "MENTORCERTS_REMINDERS": "true",
    "MENTORCERTS_MAIL_HOURS": "0-24",
    "MENTORCERTS_MAIL_PER_MINUTE": "1000000",
}
"""Mails are on, whenever this is measured, and sent as quickly as they can be."""
SENDING = 5
"""Seconds of each round of sending."""
NOW = datetime.now(UTC).replace(microsecond=0)

SENT = """
    UPDATE reminders_message SET state = 'sent', finished_at = now(), tried_at = now(),
        attempts = 1, message_id = '<' || md5(id::text) || '@mentors.example>',
        recipient = 'p@mentors.example', subject = 'A certification runs out', body = 'Hello'
    WHERE state = 'planned'
"""
NEWER = """
    DELETE FROM reminders_message WHERE id > {last};
    DELETE FROM reminders_round AS round
    WHERE NOT EXISTS (SELECT FROM reminders_message WHERE round_id = round.id)
"""
TIDY = "VACUUM ANALYZE reminders_message"


# --- against one statement -------------------------------------------------------------------
def of_nights(lab: Lab) -> list[Row]:
    """The first night, an ordinary one and an idle one, on one copy that is put back each time."""
    size = lab.sizes.large
    url = lab.copy(lab.loaded(size), WORK)
    rows = []
    with program(url, **ON) as run:
        run(timed_plan)  # both have been used once before they are timed
        lab.execute("TRUNCATE reminders_message, reminders_round", WORK)
        run(timed_statement)
        lab.execute("TRUNCATE reminders_message, reminders_round", WORK)
        say("three kinds of nights")
        rows.append(_beside(lab, run, f"first night, all who are due, {size:,} mentors"))
        run(timed_plan, -1)
        _send_all(lab)
        rows.append(_beside(lab, run, f"ordinary night, {size:,} mentors"))
        run(timed_plan)
        _send_all(lab)
        rows.append(_beside(lab, run, f"nothing due, {size:,} mentors"))
    lab.drop(WORK)
    return rows


def _send_all(lab: Lab) -> None:
    lab.execute(SENT, WORK)
    lab.execute("VACUUM (FULL, ANALYZE) reminders_message", WORK)


def _beside(lab: Lab, run: Any, what: str) -> Row:
    times: dict[Any, list[float]] = {timed_plan: [], timed_statement: []}
    last = lab.query("SELECT coalesce(max(id), 0) FROM reminders_message", WORK)[0][0]
    written = set()
    for turn in range(lab.sizes.repeat):
        for contestant in list(times) if turn % 2 else list(times)[::-1]:
            lab.execute("CHECKPOINT", WORK)
            seconds, number = run(contestant)
            times[contestant].append(seconds)
            written.add(number)
            if number:
                lab.execute(NEWER.format(last=last), WORK)
                lab.execute(TIDY, WORK)
    assert len(written) == 1, f"they planned different numbers of messages: {written}"
    what = f"plan of reminders, {what}: {written.pop():,} messages"
    say(f"{what}: {times[timed_plan][-1]:.2f} s, {times[timed_statement][-1]:.2f} s")
    return compared(what, *times.values(), names=NAMES, bar=BAR)


def timed_plan(days: int = 0) -> tuple[float, int]:
    """In the process of the program: seconds, and how many messages were written."""
    from django.db import connection

    from mentorcerts.reminders.plan import plan_reminders

    connection.ensure_connection()
    day, before = labs.today() + timedelta(days=days), _messages()
    begin = time.perf_counter()
    plan_reminders(today=day, now=NOW, force=True)
    seconds = time.perf_counter() - begin
    written = _messages() - before
    connection.close()
    return seconds, written


def timed_statement() -> tuple[float, int]:
    """The same rows inserted, with the same columns filled, by SQL alone."""
    from django.db import connection, transaction

    from mentorcerts.reminders.models import Round

    round_ = Round.objects.create(kind="reminders", state="planned", day=labs.today())
    statement = reference(labs.today(), NOW, round_.pk)
    begin = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        written = cursor.rowcount
    seconds = time.perf_counter() - begin
    if not written:
        round_.delete()
    connection.close()
    return seconds, written


def _messages() -> int:
    from mentorcerts.reminders.models import Message

    return Message.objects.count()


def reference(today: date, now: datetime, round_: int) -> str:
    """One statement for PostgreSQL that writes what a round of ``today`` does."""
    from mentorcerts.reminders.hours import next_opening

    return f"""
        INSERT INTO reminders_message (key, kind, state, mentor_id, certification_id, expires_on,
            rung, round_id, planned_at, not_before, cause, reason, finished_at)
        SELECT 'reminder:' || mine.certification_id || ':'
                || to_char(mine.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ':' || rung,
            'reminder', CASE WHEN {OFF} OR {NO_ADDRESS} OR {REFUSED} THEN 'suppressed'
                ELSE 'planned' END,
            mine.mentor_id, mine.id, (mine.expires_at AT TIME ZONE 'UTC')::date, rung, {round_},
            '{now}', '{next_opening(now)}',
            CASE WHEN {OFF} THEN 'off' WHEN {NO_ADDRESS} THEN 'no_address'
                WHEN {REFUSED} THEN 'refused' ELSE '' END,
            CASE WHEN {OFF} THEN 'Mails are switched off for this mentor.'
                WHEN {NO_ADDRESS} THEN 'There is no address.'
                WHEN {REFUSED} THEN 'The mail server refused the address.' ELSE '' END,
            CASE WHEN {OFF} OR {NO_ADDRESS} OR {REFUSED} THEN timestamptz '{now}' END
        FROM certifications_certification AS mine
        JOIN certifications_certificationtype AS type ON type.code = mine.certification_type_id
        JOIN ({_windows(today)}) AS rungs(kind, rung, first, before)
            ON rungs.kind = mine.certification_type_id
            AND mine.expires_at >= rungs.first AND mine.expires_at < rungs.before
        JOIN certifications_mentor AS mentor ON mentor.mentor_id = mine.mentor_id
        LEFT JOIN reminders_recipient AS known ON known.mentor_id = mine.mentor_id
        WHERE mine.deleted_at IS NULL AND mine.revoked_at IS NULL AND mentor.left_at IS NULL
        AND type.requirement <> '' AND NOT EXISTS (
            SELECT FROM certifications_certification AS other
            JOIN certifications_certificationtype AS same ON same.code = other.certification_type_id
            WHERE other.mentor_id = mine.mentor_id AND other.deleted_at IS NULL
            AND other.revoked_at IS NULL AND same.requirement = type.requirement
            AND ((other.expires_at AT TIME ZONE 'UTC')::date,
                 (other.issued_at AT TIME ZONE 'UTC')::date, other.id)
                > ((mine.expires_at AT TIME ZONE 'UTC')::date,
                   (mine.issued_at AT TIME ZONE 'UTC')::date, mine.id)
        )
        ORDER BY mine.id
        ON CONFLICT DO NOTHING
    """


OFF, NO_ADDRESS = "known.off_at IS NOT NULL", "mentor.email = ''"
REFUSED = "known.refused_address = mentor.email"


def _windows(today: date) -> str:
    """Type, rung, and between which expiry dates it is the narrowest reached."""
    from certifications import ladder
    from mentorcerts.reminders.ladders import types_by_ladder

    def moment(days: int) -> str:
        return f"timestamptz '{today + timedelta(days=days)} 00:00+00'"

    return "VALUES " + ", ".join(
        f"('{kind}', {window.rung}, {moment(window.fewest)}, {moment(window.most + 1)})"
        for (rungs, grace_days), kinds in types_by_ladder().items()
        for window in ladder.windows(rungs, grace_days=grace_days)
        for kind in kinds
    )


# --- the nightly run -------------------------------------------------------------------------
def of_the_run(lab: Lab) -> list[Row]:
    """A night of the expiry run with mails switched on, and of the code before there were any."""
    times = change_log.beside_before(lab, "mentorcerts/reminders/plan.py", **ON)
    size = lab.sizes.large
    what = f"run on PostgreSQL, {size:,} mentors, 3.5 % due, against the code before mails"
    return [compared(what, *times, names=("with mails", "before them"), bar=1.06)]


# --- memory and speed ------------------------------------------------------------------------
def of_memory(lab: Lab) -> list[Row]:
    """Peak memory of a first plan, and of a round of sending after it, at two sizes."""
    few, many = lab.sizes.small, lab.sizes.large
    peaks: dict[Any, dict[int, list[float]]] = {
        peak_of_plan: {few: [], many: []},
        peak_of_sending: {few: [], many: []},
    }
    with mail_server() as server:
        for size in (few, many):
            url = lab.copy(lab.loaded(size), WORK)
            for _ in range(lab.sizes.repeat):
                lab.execute("TRUNCATE reminders_message, reminders_round", WORK)
                for measured, found in peaks.items():
                    with program(url, **ON, EMAIL_URL=server) as run:  # one each: it is the peak
                        found[size].append(run(measured))
            say(", ".join(f"{found[size][-1]:.0f} MB" for found in peaks.values()))
    lab.drop(WORK)
    names = (f"at {many:,}", f"at {few:,}")
    return [
        compared(
            f"peak memory of {what} at {many:,} mentors against {few:,}",
            found[many],
            found[few],
            names=names,
            unit="MB",
            bar=1.2,
        )
        for what, found in zip(
            ("a plan of all who are due", f"sending for {SENDING} seconds"),
            peaks.values(),
            strict=True,
        )
    ]


def of_sending(lab: Lab) -> list[Row]:
    """Mails a second of one sender, to a mail server on this machine that takes everything."""
    size = lab.sizes.medium
    url = lab.copy(lab.loaded(size), WORK)
    with mail_server() as server, program(url, **ON, EMAIL_URL=server) as run:
        run(timed_plan)
        run(mails_a_second, 1)
        rates = [run(mails_a_second) for _ in range(lab.sizes.repeat)]
    lab.drop(WORK)
    what = f"mails a second to a local server, one sender, {size:,} mentors"
    return [figure(what, rates, "/s")]


@contextmanager
def mail_server() -> Iterator[str]:
    """One that takes everything and keeps nothing, in a process of its own; its ``EMAIL_URL``."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink",
         "-l", f"127.0.0.1:{port}"]
    )  # fmt: skip
    try:
        web.wait_until_it_listens(web.Server(port, process))
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def peak_of_plan() -> float:
    """The most memory of this process once it has planned all who are due, in MB."""
    written = timed_plan()[1]
    assert written > 0
    return _peak()


def peak_of_sending() -> float:
    """The same once it has sent for some seconds."""
    mails_a_second()
    return _peak()


def mails_a_second(seconds: float = SENDING) -> float:
    """Of those that are due, each claimed, judged, handed over and confirmed."""
    from django.db import connection
    from django.utils import timezone

    from mentorcerts.reminders.send import send_due

    confirm_installation()
    begin = time.perf_counter()
    sent = send_due(now_is=timezone.now, seconds=seconds)
    rate = sent.accepted / (time.perf_counter() - begin)
    connection.close()
    assert sent.stopped == "time", str(sent)
    assert sent.accepted > sent.judged, str(sent)
    return rate


def confirm_installation() -> None:
    """Let mails go out from the program on this database."""
    from mentorcerts.reminders.installation import identity
    from mentorcerts.reminders.models import Installation

    Installation.objects.get_or_create(identity=identity(), confirmed_by="benchmarks")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
