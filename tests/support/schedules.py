"""The schedule of the nightly run. A test that empties all tables takes it away: this makes it."""

from django_q.models import Schedule

from certifications.job.next_run import NIGHTLY
from tests.support.dates import at


def next_run_at(moment: str) -> None:
    """The task cluster starts the nightly run next at this moment (ISO, UTC)."""
    Schedule.objects.update_or_create(
        func=NIGHTLY,
        defaults={
            "name": "Nightly expiry run",
            "schedule_type": Schedule.CRON,
            "cron": "0 1 * * *",
            "repeats": -1,
        },
    )
    # Afterwards: a new schedule of this type is given the real next run.
    Schedule.objects.filter(func=NIGHTLY).update(next_run=at(moment))
