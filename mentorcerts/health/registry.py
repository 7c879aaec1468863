"""What higher packages add to the program's health: things to say, and metrics.

They register when the program starts (``AppConfig.ready``); empty, everything works without them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client.metrics_core import Metric

from mentorcerts.health.run_health import Notice

NoticeSource = Callable[[datetime], list[Notice]]
"""Called with the current moment; returns what there is to say, at most one notice."""
MetricSource = Callable[[datetime], Iterable[Metric]]


@dataclass
class Registry:
    """Filled from above, read from below."""

    notice_sources: dict[str, NoticeSource] = field(default_factory=dict)
    """The kind of its notices, of 16 characters at most → where they come from."""
    metric_sources: list[MetricSource] = field(default_factory=list)


registry = Registry()
