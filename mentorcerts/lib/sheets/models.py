"""Uploads that wait between a preview and its confirmation, and headings as they were matched."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from mentorcerts.lib.sheets.bounds import MAX_BYTES

HEADING_LENGTH = 100
"""Characters; who writes more above a column is asked each time."""


class WaitingUpload(models.Model):
    """A file whose preview somebody has seen, and may still confirm.

    In the database, because every web node reads that. Only the person who uploaded it can use it.
    Deleted when it is confirmed, after a day, and whenever a mentor is erased.
    """

    token = models.CharField(primary_key=True, max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()  # nobody sees or edits it
        constraints = [
            models.CheckConstraint(
                name="waiting_upload_is_bounded",
                condition=LessThanOrEqual(Length("content"), MAX_BYTES),
            )
        ]

    def __str__(self) -> str:
        return f"upload of {self.created_at:%Y-%m-%d %H:%M}"


class RememberedHeading(models.Model):
    """What somebody has said a heading of their spreadsheets means, for one of the lists."""

    table = models.CharField(max_length=40)
    """The title of the table."""
    heading = models.CharField(max_length=HEADING_LENGTH)
    """Without case, accents, spaces and signs: see ``headings.fold_heading``."""
    column = models.CharField(max_length=64, blank=True)
    """Its name; empty: a column that is ignored."""
    said_by = models.CharField(max_length=150)
    """The name of the user, who may be deleted since."""
    said_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()  # the page that matches columns shows and changes it
        constraints = [
            models.UniqueConstraint(
                fields=["table", "heading"], name="one_meaning_of_a_remembered_heading"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.heading} is {self.column or 'ignored'}"
