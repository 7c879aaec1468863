"""When somebody last looked at the home page, and what its numbers were."""

from django.conf import settings
from django.db import models

from mentorcerts.lib import clock


class Visit(models.Model):
    """The visit that goes on, and where the one before it ended.

    Places in the change log are numbers of its lines: what was published through ``seen_through``
    was there when the page was seen last.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="visit"
    )
    seen_at = models.DateTimeField(help_text="To a few minutes.")
    seen_through = models.BigIntegerField()
    last_seen_at = models.DateTimeField(
        null=True, help_text="When the visit before ended; none at the first."
    )
    last_seen_through = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()  # everybody has their own

    def __str__(self) -> str:
        return clock.format_local(self.seen_at)


class DayFigures(models.Model):
    """The numbers of the home page, as somebody first saw them on a day; about nobody."""

    day = models.DateField(primary_key=True, help_text="In the programme's time zone.")
    numbers = models.JSONField(help_text="Name of the number → number.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)
