"""The mentoring programme: what "today" is, and how the nightly expiry run pauses mentors."""

from mentorcerts.settings import environment

# "Today" is the calendar date in this zone.
MENTORCERTS_TIME_ZONE = environment.time_zone("MENTORCERTS_TIME_ZONE", default="UTC")
# The safety limit: a run that would pause more mentors than both of these is held.
MENTORCERTS_BRAKE_MENTORS = environment.integer("MENTORCERTS_BRAKE_MENTORS", 10, minimum=0)
MENTORCERTS_BRAKE_PERCENT = environment.integer(
    "MENTORCERTS_BRAKE_PERCENT", 20, minimum=0, maximum=100
)
# Certifications per transaction.
MENTORCERTS_BATCH_SIZE = environment.integer("MENTORCERTS_BATCH_SIZE", 20_000, minimum=1)
# Workers that share a run: above 1, the task cluster is asked to help.
MENTORCERTS_RUN_WORKERS = environment.integer("MENTORCERTS_RUN_WORKERS", 1, minimum=1, maximum=64)
# A run whose last heartbeat is older than this many seconds is considered dead.
MENTORCERTS_RUN_STALE_SECONDS = environment.integer("MENTORCERTS_RUN_STALE_SECONDS", 300, minimum=1)
# The nightly run is overdue when the last good one is older than this many hours.
MENTORCERTS_RUN_OVERDUE_HOURS = environment.integer("MENTORCERTS_RUN_OVERDUE_HOURS", 26, minimum=1)
