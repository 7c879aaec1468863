"""The coordinators' pages on certifications and the nightly run. They write through services."""

from certifications.admin import certifications, mentors, pauses, runs, types

__all__ = ["certifications", "mentors", "pauses", "runs", "types"]
