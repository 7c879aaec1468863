"""The table of uploads that wait between a preview and its confirmation."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from mentorcerts.lib.sheets.bounds import MAX_BYTES


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
