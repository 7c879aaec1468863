"""Mails to mentors at ``/metrics``."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from mentorcerts.lib import clock
from mentorcerts.reminders.state import sending_state


def mail_metrics(*, now: datetime) -> Iterator[Metric]:
    """Whether mails are on, what waits or is held, and whether the server takes them."""
    state = sending_state(now=now)
    yield GaugeMetricFamily(
        "mentorcerts_mails_on", "1 if this installation writes to mentors.", int(state.is_on)
    )
    yield GaugeMetricFamily(
        "mentorcerts_mails_waiting", "Mails to mentors that could go out now.", state.waiting
    )
    oldest = state.oldest_waiting
    yield GaugeMetricFamily(
        "mentorcerts_mails_oldest_waiting_seconds",
        "Since the oldest of them could; 0 if none waits.",
        clock.age(oldest, now=now).total_seconds() if oldest else 0,
    )
    yield GaugeMetricFamily(
        "mentorcerts_mail_rounds_held",
        "Rounds of mails that the safety limit holds.",
        len(state.held_rounds),
    )
    yield GaugeMetricFamily(
        "mentorcerts_mail_server_down_seconds",
        "Since the mail server has not taken mails to mentors; 0 if it does.",
        clock.age(state.down_since, now=now).total_seconds() if state.down_since else 0,
    )
