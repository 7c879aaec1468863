"""Probes, metrics, alerts and pings (docs/operations.md)."""

from mentorcerts.settings import environment

# Longer than the time limit of tasks: a single worker can't write a heartbeat while it works.
MENTORCERTS_CLUSTER_STALE_SECONDS = environment.integer(
    "MENTORCERTS_CLUSTER_STALE_SECONDS", 900, minimum=0
)
MENTORCERTS_METRICS_TOKEN = environment.text("MENTORCERTS_METRICS_TOKEN")
MENTORCERTS_ALERT_EMAILS = environment.addresses("MENTORCERTS_ALERT_EMAILS")
MENTORCERTS_PING_URL = environment.web_address("MENTORCERTS_PING_URL")
