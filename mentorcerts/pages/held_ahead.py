"""The notice of a night to come on which the run would be held, while there is time to look."""

from urllib.parse import urlencode

from django.urls import reverse

from certifications.job.next_run import HeldNight
from mentorcerts.health.run_health import Notice
from mentorcerts.lib import moments

PREVIEW = "admin:certifications_expiryrun_preview_and_run"
Links = list[tuple[str, str]]
"""Text and address of each."""


def held_ahead(night: HeldNight | None, *, of: int, may_look: bool) -> list[tuple[Notice, Links]]:
    """The notice with its links; none if there is no such night. ``of``: the mentors scanned."""
    if night is None:
        return []
    day = moments.in_words(night.day)
    notice = Notice(
        kind="held ahead",
        title=f"The run of {day} would be held by the safety limit",
        text=f"{night.due:,} of {of:,} mentors become due at once. "
        "That is unusually many, so it would pause nobody.",
        advice="Check whether their dates are right (was a wrong file imported?). If they are, "
        "confirm the run on that day.",
        is_problem=False,
    )
    look = f"{reverse(PREVIEW)}?{urlencode({'as_of': night.day})}"
    return [(notice, [("See who they are", look)] if may_look else [])]
