"""The menu of the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu; pages that the person may not see are left out."""
    groups = {
        "Mentors": (
            ("Where mentors stand", "groups", "statuses", "certificationstatus"),
            ("Mentors", "person", "certifications", "mentor"),
            ("Certifications", "verified", "certifications", "certification"),
            ("Renewals", "event_repeat", "renewals", "renewal"),
            ("Types", "category", "certifications", "certificationtype"),
        ),
        "Expiry job": (
            ("Runs", "play_circle", "certifications", "expiryrun"),
            ("Pauses", "pause_circle", "certifications", "autopause"),
            ("Incidents", "e911_emergency", "mentorcerts", "incident"),
            ("Schedule", "schedule", "django_q", "schedule"),
            ("Failed tasks", "error", "django_q", "failure"),
        ),
        "Access": (
            ("Users", "badge", "auth", "user"),
            ("Groups", "group", "auth", "group"),
            ("API tokens", "key", "knox", "authtoken"),
            ("Locked logins", "lock", "axes", "accessattempt"),
            ("Exports and erasures", "privacy_tip", "mentorcerts", "personaldataevent"),
        ),
    }
    menu = []
    for title, pages in groups.items():
        items = [
            {
                "title": name,
                "icon": icon,
                "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
            }
            for name, icon, app, model in pages
            if request.user.has_perm(f"{app}.view_{model}")
        ]
        if items:
            menu.append({"title": title, "separator": True, "items": items})
    return menu
