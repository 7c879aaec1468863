"""What the project package itself keeps: when a token was last used."""

from django.db import models
from knox.models import AuthToken


class TokenUse(models.Model):
    """When a token last opened the API; no row where it never did. To the minute, not exact."""

    token = models.OneToOneField(
        AuthToken, models.CASCADE, primary_key=True, related_name="last_use"
    )
    used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()  # seen with its token, and never by itself

    def __str__(self) -> str:
        return f"{self.used_at:%Y-%m-%d %H:%M} UTC"
