"""Exact totals at any size: the database counts, these functions add up."""

from certifications.totals.counters import CERTIFICATION, PAUSE, RENEWAL, Kind
from certifications.totals.sums import total, total_as_column

__all__ = ["CERTIFICATION", "PAUSE", "RENEWAL", "Kind", "total", "total_as_column"]
