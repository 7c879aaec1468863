"""Error reports without personal data, should one ever be mailed."""

from typing import Any

from django.conf import settings
from django.views.debug import ExceptionReporter


class PrivateReporter(ExceptionReporter):
    """In production only types and lines: no request, variables, settings or messages.

    Bodies, paths and variables contain personal data and tokens; so can messages, because a
    database quotes the row that it refused. The log has the rest.
    """

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        if settings.DEBUG:
            return data
        frames = [
            frame | {"vars": [], "exc_cause": type(frame.get("exc_cause")).__name__}
            for frame in data["frames"]
        ]
        kept = ("exception_type", "django_version_info", "sys_version_info", "server_time")
        return {
            **{name: data[name] for name in kept if name in data},
            "frames": frames,
            "lastframe": frames[-1] if frames else None,
            "settings": {},
        }
