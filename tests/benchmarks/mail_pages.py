"""The pages about mails, at two sizes, with as many mails as mentors.

The bar is three times the time at the smaller one, as for all pages of the admin. Those that plan
a day in order to show it, or count all whom something concerns, have a bar in milliseconds. All
others ask the database equally often at both; of these it is reported (each planned mail that is
listed is judged, and each day that was promised is a statement).
"""

from datetime import timedelta
from typing import Any

from tests.benchmarks import lab as labs
from tests.benchmarks.admin_pages import BAR, NUMBER, client_of_coordinator, timed_requests
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.reminders import NOW, ON, confirm_installation
from tests.benchmarks.report import Row, compared, figure, spread

OF_ALL_CONCERNED = {
    "home": 500,
    "who gets what, today": 2_000,
    "who gets what, another day": 2_000,
    "tomorrow": 2_000,
}
"""The bars of these, in milliseconds."""
# Mails of the last year, one a mentor, about the certification that counts, by the thousandth that
# the mentor belongs to. Of those without an address nothing could go out; those of the last weeks
# are of rungs that stand on today's ladder, as the nightly plan writes them.
FILL = """
    UPDATE certifications_mentor SET email = '' WHERE mentor_id IN (
        SELECT mentor_id FROM certifications_certification WHERE is_current AND id % 200 = 3);
    INSERT INTO reminders_message (key, kind, state, mentor_id, certification_id, expires_on, rung,
        planned_at, not_before, message_id, recipient, subject, body, cause, reason, attempts,
        tried_at, finished_at)
    SELECT 'reminder:' || held.certification_id || ':earlier:' || rung, 'reminder',
        CASE WHEN mentor.email = '' OR held.id % 20 = 1 THEN 'suppressed'
            WHEN held.id % 20 = 2 THEN 'failed' ELSE 'sent' END,
        held.mentor_id, held.id, planned_at::date + 60, 60, planned_at, planned_at,
        '<' || md5(held.id::text) || '@mentors.example>', mentor.email,
        'Your certification runs out', repeat('Please renew it in time. ', 20),
        CASE WHEN mentor.email = '' THEN 'no_address' WHEN held.id % 20 = 1 THEN 'renewed'
            WHEN held.id % 20 = 2 THEN 'refused' ELSE '' END,
        CASE WHEN mentor.email = '' THEN 'There is no address.' WHEN held.id % 20 = 1
            THEN 'Renewed: it now expires later.' WHEN held.id % 20 = 2
            THEN 'The mail server refused it.' ELSE '' END,
        1, planned_at, planned_at
    FROM (
        SELECT *, 60 AS rung,
            now() - interval '2 days' - (row_number() OVER (ORDER BY id)) * interval '1 year'
                / {size} AS planned_at
        FROM certifications_certification WHERE is_current
    ) AS held
    JOIN certifications_mentor AS mentor USING (mentor_id)
    ORDER BY planned_at;
    INSERT INTO promises_promise (mentor_id, certification_id, expires_on, day, note, made_at,
        made_by, ended_by, "end")
    SELECT mentor_id, id, (expires_at AT TIME ZONE 'UTC')::date,
        CURRENT_DATE + (row_number() OVER (ORDER BY id))::int % 8 - 3, 'First-aid course', now(),
        'kim', '', ''
    FROM certifications_certification WHERE is_current AND revoked_at IS NULL AND id % 100 = 6
"""


def rows(lab: Lab) -> list[Row]:
    """Page by page, in a process for each size."""
    few, many = lab.sizes.tiny, lab.sizes.medium
    small, large = (_filled(lab, size) for size in (few, many))
    settings = {**ON, "MENTORCERTS_MAIL_HOURS": "8-18", "DEBUG": "true"}
    with program(small, **settings) as at_few, program(large, **settings) as at_many:
        for run in (at_few, at_many):
            run(_plan)
        for size in (few, many):
            lab.execute("VACUUM ANALYZE", f"mails_{size}")
        say("pages about mails")
        times, asked = {}, {}
        for name in at_few(_names):
            times[name] = (at_many(_measure, name), at_few(_measure, name))
            asked[name] = (at_many(_statements, name), at_few(_statements, name))
            say(f"{name}: {times[name][0][0]:.0f} ms, {asked[name][0]} statements")
    for size in (few, many):
        lab.drop(f"mails_{size}")
    different = {
        name: both
        for name, both in asked.items()
        if both[0] != both[1] and name not in OF_ALL_CONCERNED
    }
    assert not different, f"more statements at the larger size: {different}"
    names = (f"at {many:,}", f"at {few:,}")
    return [
        figure(
            f"page {name}, at {many:,}",
            measured[0],
            "ms",
            bar=OF_ALL_CONCERNED[name],
            details=f"{spread(measured[0], 'ms')}; {asked[name][0]} statements, at {few:,} "
            f"{spread(measured[1], 'ms')}; {asked[name][1]} statements",
        )
        if name in OF_ALL_CONCERNED
        else compared(f"page {name}", *measured, names=names, unit="ms", bar=BAR)
        for name, measured in times.items()
    ]


def _filled(lab: Lab, size: int) -> str:
    name = f"mails_{size}"
    url = lab.copy(lab.loaded(size), name)
    lab.execute(FILL.format(size=size), name)
    lab.execute("VACUUM ANALYZE", name)
    return url


def _plan() -> None:
    """Last night's plan: its mails wait for the morning, or for tomorrow's."""
    from django.db import connection

    from mentorcerts.reminders.plan import plan_reminders

    confirm_installation()
    for day in (labs.today() - timedelta(days=1), labs.today()):
        plan_reminders(today=day, now=NOW, force=True)
    connection.close()


def _names() -> list[str]:
    return list(_pages())


def _measure(name: str) -> list[float]:
    return timed_requests(_pages()[name])


def _statements(name: str) -> int:
    """How often the page asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = client_of_coordinator(), _pages()[name]
    client.get(address)  # what is read once by a process has been read
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def _pages() -> dict[str, Any]:
    from django.urls import reverse

    from certifications.models import Mentor

    messages = reverse("admin:reminders_message_changelist")
    day = reverse("admin:reminders_round_who_gets_what")
    in_a_week = labs.today() + timedelta(days=7)
    mentor = Mentor.objects.get(name__endswith=f"-{NUMBER}")
    promises = reverse("admin:promises_promise_changelist")
    return {
        "home": reverse("admin:index"),
        "who gets what, today": day,
        "who gets what, another day": f"{day}?day={in_a_week}",
        "reminders": reverse("admin:reminders_round_changelist"),
        "messages": messages,
        "messages, sent": f"{messages}?state__exact=sent",
        "messages, failed": f"{messages}?state__exact=failed",
        "messages, no address": f"{messages}?cause=no_address",
        "messages, notices": f"{messages}?kind__exact=paused",
        "messages of a year": f"{messages}?planned_at__gte={in_a_week.year}-01-01+00%3A00%3A00Z",
        "messages, search by name": f"{messages}?q={mentor.name}",
        "messages, search by id": f"{messages}?q={mentor.pk}",
        "messages of a mentor": f"{messages}?mentor__exact={mentor.pk}",
        "messages, the last page": f"{messages}?p=11",
        "mentor with mails": reverse("mentor-page", args=[mentor.pk]),
        "cannot be reached": reverse("admin:reminders_round_cannot_be_reached"),
        "promises": promises,
        "promises, in force": f"{promises}?state=open",
        "promises, broken": f"{promises}?state=broken",
        "tomorrow": reverse("tomorrow"),
    }
