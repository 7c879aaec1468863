"""The coordinators' pages on what mentors hold, and on the job. They write through services."""

from certifications.admin import certifications, mentors, runs

__all__ = ["certifications", "mentors", "runs"]
