"""The secret address of a person's calendar."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarLink(models.Model):
    """One for each person at most. The token is random and long, so that a plain digest will do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="calendar_link"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")

    class Meta:
        default_permissions = ()  # everybody has their own

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
