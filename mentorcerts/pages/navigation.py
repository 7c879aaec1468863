"""The menu of the admin."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from mentorcerts.access.viewers import may_view_report, may_view_statuses
from mentorcerts.lib.admin.page_names import page_name_of
from mentorcerts.saved_lists.reading import ReadList, lists_of

MENU = {
    "Mentors": (
        ("groups", "statuses.CertificationStatus"),
        ("person", "certifications.Mentor"),
        ("verified", "certifications.Certification"),
        ("event_repeat", "renewals.Renewal"),
        ("handshake", "promises.Promise"),
        ("category", "certifications.CertificationType"),
        ("manage_history", "action_log.ExecutedAction"),
    ),
    "Mails to mentors": (
        ("schedule_send", "reminders.Round"),
        ("mail", "reminders.Message"),
        ("edit_note", "reminders.Text"),
    ),
    "Nightly run": (
        ("play_circle", "certifications.ExpiryRun"),
        ("pause_circle", "certifications.AutoPause"),
        ("e911_emergency", "mentorcerts.Incident"),
        ("schedule", "django_q.Schedule"),
        ("error", "django_q.Failure"),
    ),
    "Other systems": (("webhook", "webhooks.Endpoint"), ("sync", "sync.Reader")),
    "Access": (
        ("badge", "auth.User"),
        ("group", "auth.Group"),
        ("key", "knox.AuthToken"),
        ("lock", "axes.AccessAttempt"),
        ("privacy_tip", "mentorcerts.PersonalDataEvent"),
        ("policy", "mentorcerts.AuditEvent"),
    ),
}
"""Group → icon and model of each list. A list has the name that its model admin declares."""

ALL_SAVED = "All saved lists"
OWN, TOMORROW = "My calendar and digest", "Tomorrow"
CHANGES, BOARD = "What has changed", "Report for the board"
OWN_PAGES = {
    "Ahead and back": (
        ("event_upcoming", TOMORROW, "tomorrow"),
        ("history", CHANGES, "changes"),
        ("summarize", BOARD, "board"),
    ),
    "Yours": (("calendar_month", OWN, "own-page"),),
}
"""Group → icon, name and address of each page that is no list; for who sees where mentors stand."""
MORE_IS_NEEDED: Mapping[str, Callable[[Any], bool]] = {
    "changes": lambda user: bool(user.has_perm("certifications.view_event")),
    "board": may_view_report,
}
"""What else decides whether somebody may open some of them."""


def build_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu as Unfold reads it, without the lists that the person may not see."""
    menu: list[dict[str, Any]] = []
    for group, lists in MENU.items():
        items = [
            {
                "title": page_name_of(admin.site.get_model_admin(model)),
                "icon": icon,
                "link": reverse(f"admin:{app}_{name}_changelist"),
            }
            for icon, app, name, model in _models(lists)
            if admin.site.get_model_admin(model).has_view_permission(request)
        ]
        if items:
            menu.append({"title": group, "separator": bool(menu), "items": items})
    if saved := lists_of(request):
        here = reverse("saved-lists")
        every: dict[str, Any] = {"title": ALL_SAVED, "icon": "bookmarks", "link": here}
        every["active"] = request.path == here
        items = [*map(_saved_item, saved), every]
        # Right under the lists of mentors, where there are any: at the end nobody would look.
        menu.insert(1, {"title": "Saved lists", "separator": True, "items": items})
    for group, pages in OWN_PAGES.items() if may_view_statuses(request.user) else ():
        items = [
            {"title": title, "icon": icon, "link": reverse(name)}
            for icon, title, name in pages
            if name not in MORE_IS_NEEDED or MORE_IS_NEEDED[name](request.user)
        ]
        menu.append({"title": group, "separator": True, "items": items})
    return menu


def _saved_item(found: ReadList) -> dict[str, Any]:
    """A script adds the number of those who are on the list, once the page is there."""
    return {
        "title": found.saved.name,
        "icon": "group" if found.saved.is_for_all else "bookmark",
        "link": reverse("saved-list", args=[found.saved.pk]),
        "active": found.is_shown(),
    }


def _models(
    lists: Iterable[tuple[str, str]],
) -> Iterator[tuple[str, str, str, type[Model]]]:
    """Yield the icon, the app, the name and the class of each model."""
    for icon, label in lists:
        model = apps.get_model(label)
        yield icon, model._meta.app_label, str(model._meta.model_name), model
