"""The counters that the database keeps of live records: exact, and cheap to read at any size.

Triggers (migrations ``certifications/0002_triggers_and_indexes``, ``certifications/0008_leavers``
and ``renewals/0002_triggers``) add every insert, change and removal to a row of this table, in the
transaction that makes it. So a sum over a few thousand rows here is what ``COUNT(*)`` over millions
would say in the same snapshot.

A writer takes a row for its key that no other transaction holds, or makes another one: no writer
waits for another, and a key has at most as many rows as it had writers at one moment.
"""

from typing import Final, Literal

from django.db import models

from mentorcerts.lib.lengths import IDENTIFIER_LENGTH

Kind = Literal["certification", "pause", "renewal"]
CERTIFICATION: Final = "certification"
PAUSE: Final = "pause"
RENEWAL: Final = "renewal"
LEFT: Final = "left"
"""Certifications that govern a mentor who has left. They are not among the others: what is asked
about those who are active costs nothing for those who are not."""
MONTH: Final = "cert-month"
"""Certifications once more, by the month of their expiry date; on PostgreSQL."""
LEFT_MONTH: Final = "left-month"


class Tally(models.Model):
    """``n`` live records of a kind; of certifications, those that agree in what follows."""

    what = models.CharField(max_length=16)
    certification_type_id = models.CharField(max_length=IDENTIFIER_LENGTH, null=True)
    expires_at = models.DateTimeField(null=True, help_text="Midnight UTC of the expiry date.")
    revoked_at = models.DateTimeField(null=True, help_text="1970-01-01 where revoked, else none.")
    is_current = models.BooleanField(default=False)
    n = models.BigIntegerField()

    class Meta:
        app_label = "certifications"
        default_permissions = ()  # the database keeps it: it is neither shown nor edited
        indexes = [
            models.Index(fields=["what", "expires_at", "certification_type_id"], name="tally_key"),
        ]
