"""Everything that writes what mentors hold: one transaction each, mentors locked first."""

from certifications.services.certifications import (
    record_certification,
    remove_certification,
    remove_mentor_certifications,
    restore_certification,
    update_certification,
)
from certifications.services.mentors import (
    add_note,
    end_exemption,
    exempt_mentor,
    pause_mentor,
    record_departure,
    record_return,
    resume_mentor,
    save_mentor,
)
from certifications.services.moving import move_certification
from certifications.services.new_mentors import FirstCertification, make_mentor, propose_mentor_id
from certifications.services.revoking import reinstate_certification, revoke_certification
from certifications.services.types import remove_certification_type, save_certification_type

__all__ = [
    "FirstCertification",
    "add_note",
    "end_exemption",
    "exempt_mentor",
    "make_mentor",
    "move_certification",
    "pause_mentor",
    "propose_mentor_id",
    "record_certification",
    "record_departure",
    "record_return",
    "reinstate_certification",
    "remove_certification",
    "remove_certification_type",
    "remove_mentor_certifications",
    "restore_certification",
    "resume_mentor",
    "revoke_certification",
    "save_certification_type",
    "save_mentor",
    "update_certification",
]
