"""Certifications and mentors by the thousand: the services for sets of rows.

Same rules, one transaction, and a number of statements that does not grow with every row. All rows
are checked before anything is refused: ``RefusedRows`` lists every bad row with its columns, and
then nothing has been written. ``row`` is the number by which the caller knows a row.
"""

from certifications.services.many.mentors import SavedMentors, save_mentors
from certifications.services.many.naming import look_alikes, with_mentor_ids
from certifications.services.many.recording import record_certifications
from certifications.services.many.rows import CertificationRow, MentorRow, Written
from certifications.services.many.saving import save_certifications

__all__ = [
    "CertificationRow",
    "MentorRow",
    "SavedMentors",
    "Written",
    "look_alikes",
    "record_certifications",
    "save_certifications",
    "save_mentors",
    "with_mentor_ids",
]
