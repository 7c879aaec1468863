"""The table of stored answers."""

from django.db import models
from django.utils import timezone


class StoredAnswer(models.Model):
    """The answer to one request that carried an ``Idempotency-Key``.

    The row is written first and committed with what the request wrote, so that both exist or
    neither. Deleted after 24 hours, and when a mentor whom the answer names is erased.
    """

    lookup = models.CharField(
        primary_key=True, max_length=64, help_text="SHA-256 of client, method, path and key."
    )
    body_digest = models.CharField(max_length=64, help_text="SHA-256 of the request's body.")
    status = models.PositiveSmallIntegerField(default=0, help_text="0 while it is being answered.")
    body = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()  # nobody sees or edits it

    def __str__(self) -> str:
        return f"{self.lookup[:8]}: {self.status}"
