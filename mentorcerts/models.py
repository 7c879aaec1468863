"""What the program records about its own work."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PersonalDataEvent(models.Model):
    """Somebody exported or erased what is held about a mentor. Written by ``people`` alone."""

    class What(models.TextChoices):
        EXPORTED = "exported", "exported"
        ERASED = "erased", "erased"

    what = models.CharField(max_length=16, choices=What.choices)
    mentor_id = models.CharField(
        max_length=64, help_text="Of an erased mentor the pseudonym, in their exports as well."
    )
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.CharField(
        max_length=150, help_text="The user's name; for a command the account that started it."
    )
    source = models.CharField(max_length=16)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["mentor_id"], name="personal_data_mentor")]

    def __str__(self) -> str:
        return f"{self.mentor_id} {self.what}"
