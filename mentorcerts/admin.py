"""Where Django's admin looks for this package's pages: they are in ``pages``."""

from mentorcerts.pages import records, schedules, third_party_admin

__all__ = ["records", "schedules", "third_party_admin"]
