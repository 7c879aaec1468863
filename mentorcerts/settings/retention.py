"""How long old records are kept, in days; 0 keeps them for ever.

Pauses and the runs that they belong to are always kept.
"""

from mentorcerts.settings import environment

MENTORCERTS_KEEP_RUNS_DAYS = environment.days("MENTORCERTS_KEEP_RUNS_DAYS", 730)
MENTORCERTS_KEEP_RESULTS_DAYS = environment.days("MENTORCERTS_KEEP_RESULTS_DAYS", 90)
MENTORCERTS_KEEP_AUDIT_DAYS = environment.days("MENTORCERTS_KEEP_AUDIT_DAYS", 365)
MENTORCERTS_KEEP_ATTEMPTS_DAYS = environment.days("MENTORCERTS_KEEP_ATTEMPTS_DAYS", 30)
MENTORCERTS_KEEP_HISTORY_DAYS = environment.days("MENTORCERTS_KEEP_HISTORY_DAYS", 3650)
MENTORCERTS_KEEP_EVENTS_DAYS = environment.days("MENTORCERTS_KEEP_EVENTS_DAYS", 3650)

MENTORCERTS_KEEP_ERASED_ID_DAYS = environment.integer(
    "MENTORCERTS_KEEP_ERASED_ID_DAYS", 30, minimum=1, maximum=365
)
"""At most so long the change log tells the former id of a mentor who was erased."""
