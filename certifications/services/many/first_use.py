"""The mentors and types that rows name and nobody knows yet."""

from collections.abc import Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError

from certifications.models import CertificationType, Mentor
from certifications.services.first_use import check_key, existing_keys, make_missing
from certifications.services.many.rows import CertificationRow, MentorRow
from mentorcerts.lib.refusals import messages_by_field
from mentorcerts.lib.sheets.problems import Problems

M = TypeVar("M", Mentor, CertificationType)


def make_on_first_use(
    model: type[M],
    column: str,
    rows: Sequence[CertificationRow] | Sequence[MentorRow],
    problems: Problems,
) -> list[str]:
    """Make the mentors or types that the rows name and nobody knows; returns their keys.

    Rows whose key can't be one are noted in ``problems``.
    """
    keys = {getattr(row, column) for row in rows}
    impossible = {}
    for key in keys - existing_keys(model, keys):
        try:
            check_key(model, key, column)
        except ValidationError as error:
            impossible[key] = error
    for row in rows if impossible else ():
        if error_of := impossible.get(getattr(row, column)):
            problems.add_all({row.row: messages_by_field(error_of)})
    return make_missing(model, keys - impossible.keys())
