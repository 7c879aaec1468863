"""Which failed logins a good one forgets: those of its own name, and no others.

django-axes forgets those of the same name *or the same address*. Then whoever has an account of
their own could guess other people's passwords from their address for ever, logging in themselves
before the address is locked. The failures of people who mistype their password and then log in
don't count against their address, so that an office behind one address isn't shut out.
"""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest


class LoginLock(AxesDatabaseHandler):  # type: ignore[misc]
    """``AXES_HANDLER``."""

    def reset_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        name = (credentials or {}).get("username", "")
        return int(self.reset_attempts(username=name)) if name else 0
