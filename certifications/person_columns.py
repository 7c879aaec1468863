"""Whom a row of a downloaded table is about: the same columns wherever a page names mentors."""

from certifications.models import Mentor

PERSON = ("Mentor id", "Name", "E-mail")


def person_cells(mentor: Mentor) -> tuple[str, str, str]:
    """The cells below ``PERSON``."""
    return mentor.pk, mentor.name, mentor.email


def about_mentor(mentor: Mentor) -> dict[str, str]:
    """The same by heading."""
    return dict(zip(PERSON, person_cells(mentor), strict=True))
