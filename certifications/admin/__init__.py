"""The coordinators' pages on what mentors hold, and on the job. They write through services."""

from certifications.admin import certifications, mentors, pauses, runs, types

__all__ = ["certifications", "mentors", "pauses", "runs", "types"]
