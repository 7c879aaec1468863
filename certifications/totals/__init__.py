"""Exact totals at any size: the database counts, these functions add up."""

from certifications.totals.counters import CERTIFICATION, PAUSE, RENEWAL, Kind
from certifications.totals.sums import active_by_day, total, total_as_column

__all__ = ["CERTIFICATION", "PAUSE", "RENEWAL", "Kind", "active_by_day", "total", "total_as_column"]
