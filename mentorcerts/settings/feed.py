"""The feed of events for connected systems."""

from mentorcerts.settings import environment

# How many days back a system may go on from where it was; 0: as long as the log is kept.
MENTORCERTS_FEED_DAYS = environment.days("MENTORCERTS_FEED_DAYS", 90)
