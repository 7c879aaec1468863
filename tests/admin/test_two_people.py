"""Two people at once on every page that shows something and then does it.

One looks, a colleague changes something, the first confirms: nothing is done that was not shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.reminders.models import Message, Recipient, Round, Text
from mentorcerts.reminders.plan import plan_reminders
from mentorcerts.reminders.services import (
    send_again,
    switch_mails_off,
    switch_mails_on,
    try_address_again,
)
from mentorcerts.reminders.texts import save_text
from renewals.models import Renewal
from renewals.services import remove_renewal, renew_certification
from tests.support.action_log import act
from tests.support.dates import at
from tests.support.pages import certification, hidden_fields, page
from tests.support.promises import promise
from tests.support.records import everything
from tests.support.spreadsheets import csv_file

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme", "mails_are_set")]
TODAY = date(2026, 3, 26)
PAUSED = "mntr_02BY7M3RL"
"""Expired on 2026-03-01, paused by the run of the next day; holds one certification."""


@pytest.fixture
def mails_are_set(settings: Any) -> None:
    settings.MENTORCERTS_REMINDERS = True


@dataclass(frozen=True, kw_only=True)
class Confirming:
    """A page that is confirmed."""

    address: Callable[[], str]
    meanwhile: Callable[[], Any]
    fields: dict[str, Any] | Callable[[], dict[str, Any]] = dict  # type: ignore[type-arg]
    """What the person fills in to see what will happen."""
    confirm: dict[str, str] | None = None
    """What the button sends, besides what the page carries."""
    look: str = "post"
    to: Callable[[], str] | None = None
    """Where the button leads, if to another page."""


def prolong(record: Certification | None = None) -> None:
    services.update_certification(
        certification=record or certification(),
        changes={"expires_at": at("2031-01-01")},
        today=TODAY,
    )


def pause() -> None:
    services.pause_mentor(mentor_id=PAUSED, reason="Ill", by="lee")


def put_on(day: str) -> Callable[[], None]:
    """A colleague makes somebody else due."""

    def change() -> None:
        record = Certification.objects.governing().get(mentor_id="mentor-042")
        services.update_certification(
            certification=record, changes={"expires_at": at(day)}, today=TODAY
        )

    return change


def action(name: str, meanwhile: Callable[[], Any], **fields: str) -> Confirming:
    return Confirming(
        address=lambda: reverse("bulk-action", args=[name]) + f"?mentor={PAUSED}",
        meanwhile=meanwhile,
        fields=fields,
        confirm={**fields, "confirm": ""},
    )


def an_exempt() -> str:
    services.exempt_mentor(
        mentor_id=PAUSED, until=date(2026, 5, 1), reason="Leave", today=TODAY, by="lee"
    )
    return reverse("bulk-action", args=["end-exemption"]) + f"?mentor={PAUSED}"


def a_hand_paused() -> str:
    pause()
    return reverse("bulk-action", args=["resume"]) + f"?mentor={PAUSED}"


def a_leaver() -> str:
    leave()
    return reverse("bulk-action", args=["return"]) + f"?mentor={PAUSED}"


def leave() -> None:
    services.record_departure(mentor_id=PAUSED, reason="Moved", today=TODAY, by="lee")


def mails_off() -> None:
    switch_mails_off(mentor_id=PAUSED, reason="Asked", by="lee")


def somebody_who_promised() -> str:
    promise(certification(), "2026-04-12")
    return reverse("bulk-action", args=["withdraw-promise"]) + f"?mentor={PAUSED}"


def somebody_without_mails() -> str:
    mails_off()
    return reverse("bulk-action", args=["mails-on"]) + f"?mentor={PAUSED}"


def a_refused_address() -> str:
    Recipient.objects.create(
        mentor_id=PAUSED, refused_address=Mentor.objects.get(pk=PAUSED).email or "a@mentors.test"
    )
    return reverse("bulk-action", args=["address-again"]) + f"?mentor={PAUSED}"


def importing(model: Any, header: list[str], row: list[str], meanwhile: Any) -> Confirming:
    return Confirming(
        address=lambda: page(model, "import"),
        meanwhile=meanwhile,
        fields=lambda: {"import_file": csv_file(header, row)},
        to=lambda: page(model, "process_import"),
        confirm={},
    )


def removed() -> int:
    record = certification()
    services.remove_certification(certification=record, today=TODAY)
    return record.pk


def a_removed_renewal() -> int:
    remove_renewal(renewal=Renewal.objects.get(pk=41), today=TODAY)
    return 41


def the_run() -> ExpiryRun:
    return AutoPause.objects.open().get(mentor_id=PAUSED).run


def a_run_with_a_new_pause() -> None:
    """A renewal is removed, and the pause that it lifted comes back with this run."""
    remove_renewal(renewal=Renewal.objects.order_by("-pk")[0], today=TODAY)


def a_run_whose_pause_was_lifted() -> str:
    run = expire_certifications(today=TODAY, trigger="admin")
    paused = run.pauses.order_by("pk")[0]
    renew_certification(
        mentor_id=paused.mentor_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2029-03-26"),
        today=TODAY,
    )
    return reverse("admin:certifications_expiryrun_undo", args=[run.pk])


def a_message_not_sent() -> int:
    """A reminder that could not go out."""
    plan_reminders(today=TODAY, now=timezone.now())
    Message.objects.exclude(pk=Message.objects.order_by("pk")[0].pk).delete()
    Message.objects.update(
        state="suppressed", cause="no_address", reason="None.", finished_at=timezone.now()
    )
    return Message.objects.get().pk


def a_held_round() -> int:
    plan_reminders(today=TODAY, now=timezone.now(), force=True)
    Message.objects.filter(state="planned").update(state="held")
    Round.objects.update(state=Round.State.HELD)
    return Round.objects.get().pk


def prolong_somebody_due() -> None:
    """One reminder less is due."""
    [first, *_] = (
        Certification.objects.counting()
        .order_by("expires_at")
        .filter(expires_at__gte=at("2026-03-28"))
    )
    prolong(first)


def a_text(body: str) -> Text:
    return save_text(kind=Message.Kind.PAUSED, rung=None, subject="A", body=body, by="lee")


UNDO = {"exempt_until": "2026-04-30", "reason": "Wrong list"}
RULES = {
    "name": "Peer mentor, basic",
    "validity_months": "36",
    "grace_days": "30",
    "requirement": "mentoring",
}

CONFIRMING: dict[str, Confirming] = {
    "bulk-action renew": action("renew", prolong, renewal_date="2026-03-26"),
    "bulk-action exempt": action("exempt", prolong, until="2026-12-31", reason="Ill"),
    "bulk-action end-exemption": Confirming(
        address=an_exempt,
        meanwhile=lambda: services.end_exemption(mentor_id=PAUSED),
        fields={"reason": "Back"},
        confirm={"reason": "Back", "confirm": ""},
    ),
    "bulk-action leave": action("leave", leave, reason="Moved abroad"),
    "bulk-action return": Confirming(
        address=a_leaver,
        meanwhile=lambda: services.record_return(mentor_id=PAUSED, today=TODAY, by="lee"),
        fields={"reason": "Back"},
        confirm={"reason": "Back", "confirm": ""},
    ),
    "bulk-action pause": action("pause", pause, reason="On leave"),
    "bulk-action resume": Confirming(
        address=a_hand_paused,
        meanwhile=lambda: services.resume_mentor(mentor_id=PAUSED),
        fields={"reason": "Back"},
        confirm={"reason": "Back", "confirm": ""},
    ),
    "bulk-action revoke": action("revoke", lambda: removed(), reason="Complaint"),
    # A colleague's note is no reason to withhold another; one's own from a second tab is.
    "bulk-action note": action(
        "note",
        lambda: services.add_note(mentor_id=PAUSED, text="Called", by="ada"),
        text="Called",
    ),
    "bulk-action promise": action(
        "promise",
        lambda: promise(certification(), "2026-04-15", "Another course"),
        day="2026-04-12",
        note="First-aid course",
    ),
    "bulk-action withdraw-promise": Confirming(
        address=somebody_who_promised,
        meanwhile=lambda: promise(certification(), "2026-04-15", "Another course"),
        confirm={"confirm": ""},
    ),
    "bulk-action mails-off": action("mails-off", mails_off, reason="Asked"),
    "bulk-action mails-on": Confirming(
        address=somebody_without_mails,
        meanwhile=lambda: switch_mails_on(mentor_id=PAUSED),
        confirm={"confirm": ""},
    ),
    "bulk-action address-again": Confirming(
        address=a_refused_address,
        meanwhile=lambda: try_address_again(mentor_id=PAUSED),
        confirm={"confirm": ""},
    ),
    "bulk-action remove": action("remove", lambda: removed()),
    "personal-data": Confirming(
        address=lambda: reverse("personal-data", args=[PAUSED]),
        meanwhile=prolong,
        look="get",
        confirm={"typed": PAUSED},
    ),
    "certifications_certification_delete": Confirming(
        address=lambda: page(Certification, "delete", certification().pk),
        meanwhile=prolong,
        look="get",
        confirm={"confirm": ""},
    ),
    "certifications_certification_move_one": Confirming(
        address=lambda: page(Certification, "move_one", certification().pk),
        meanwhile=prolong,
        fields={"mentor": "mentor-042", "reason": "Two Bens"},
        confirm={"mentor": "mentor-042", "reason": "Two Bens", "confirm": ""},
    ),
    "certifications_certification_restore_one": Confirming(
        address=lambda: page(Certification, "restore_one", removed()),
        meanwhile=lambda: services.record_certification(
            mentor_id=PAUSED,
            certification_type="peer_mentor_advanced",
            issued_at=at("2026-01-01"),
            expires_at=at("2031-01-01"),
            today=TODAY,
        ),
        look="get",
        confirm={"confirm": ""},
    ),
    "renewals_renewal_delete": Confirming(
        address=lambda: page(Renewal, "delete", 41),
        meanwhile=lambda: prolong(Renewal.objects.get(pk=41).certification),
        look="get",
        confirm={"confirm": ""},
    ),
    "renewals_renewal_restore_one": Confirming(
        address=lambda: page(Renewal, "restore_one", a_removed_renewal()),
        meanwhile=lambda: prolong(Renewal.objects.get(pk=41).certification),
        look="get",
        confirm={"confirm": ""},
    ),
    "certifications_certification_process_import": importing(
        Certification,
        ["mentor_id", "certification_type", "issued_at", "expires_at"],
        [PAUSED, "peer_mentor_advanced", "2026-01-01", "2028-01-01"],
        prolong,
    ),
    "certifications_mentor_process_import": importing(
        Mentor,
        ["mentor_id", "name", "email"],
        [PAUSED, "Toni", ""],
        lambda: services.save_mentor(mentor_id=PAUSED, name="Toni", email="t@mentors.example"),
    ),
    "renewals_renewal_process_import": importing(
        Renewal,
        ["mentor_id", "renewal_date", "new_expiry_date"],
        [PAUSED, "2026-03-26", "2032-01-01"],
        prolong,
    ),
    "certifications_certificationtype_change": Confirming(
        address=lambda: page(CertificationType, "change", "peer_mentor_basic"),
        meanwhile=prolong,
        fields=lambda: {
            **RULES,
            SHOWN_RECORD: as_shown(CertificationType.objects.get(pk="peer_mentor_basic")),
        },
        confirm={},
    ),
    "certifications_expiryrun_preview_and_run": Confirming(
        address=lambda: reverse("admin:certifications_expiryrun_preview_and_run") + "?now=1",
        meanwhile=put_on("2026-03-20"),
        look="get",
        confirm={},
    ),
    "certifications_expiryrun_undo": Confirming(
        address=a_run_whose_pause_was_lifted,
        meanwhile=a_run_with_a_new_pause,
        look="get",
        confirm=UNDO,
    ),
    "action_log_executedaction_undo": Confirming(
        address=lambda: page(ExecutedAction, "undo", act("pause", PAUSED).pk),
        meanwhile=lambda: services.resume_mentor(mentor_id=PAUSED, reason="Well again"),
        look="get",
        confirm={"confirm": ""},
    ),
    "reminders_message_again": Confirming(
        address=lambda: page(Message, "again", a_message_not_sent()),
        meanwhile=lambda: send_again(message_id=Message.objects.get().pk, now=timezone.now()),
        look="get",
        confirm={"choice": "again"},
    ),
    "reminders_round_decide": Confirming(
        address=lambda: page(Round, "decide", a_held_round()),
        meanwhile=lambda: Message.objects.order_by("pk")[0].delete(),
        look="get",
        confirm={"choice": "send"},
    ),
    "reminders_round_switch_on": Confirming(
        address=lambda: page(Round, "switch_on"),
        meanwhile=prolong_somebody_due,
        look="get",
        confirm={"choice": "write"},
    ),
    "reminders_text_reset": Confirming(
        address=lambda: page(Text, "reset", a_text("Hello").pk),
        meanwhile=lambda: a_text("Dear {name}"),
        look="get",
        confirm={"choice": "reset"},
    ),
    "certifications_autopause_undo": Confirming(
        address=lambda: reverse(
            "admin:certifications_autopause_undo",
            args=[AutoPause.objects.open().get(mentor_id=PAUSED).pk],
        ),
        meanwhile=prolong,
        look="get",
        confirm=UNDO,
    ),
}
"""Each page that shows and then does."""


def look(client: Client, row: Confirming) -> tuple[str, Any]:
    """Open the page and see what will happen: its address, and what it shows."""
    address = row.address()
    if row.look == "get":
        return address, client.get(address)
    fields = row.fields() if callable(row.fields) else row.fields
    return address, client.post(address, {**fields, "preview": ""})


@pytest.mark.parametrize("name", CONFIRMING)
def test_what_was_not_shown_is_not_done(name, administrator):
    row = CONFIRMING[name]
    address, shown = look(administrator, row)
    assert shown.status_code == 200
    row.meanwhile()
    before = everything()
    sent = hidden_fields(shown) | (row.confirm or {})
    answer = administrator.post(row.to() if row.to else address, sent, follow=True)
    assert answer.status_code == 200
    assert everything() == before


@pytest.mark.parametrize("name", CONFIRMING)
def test_what_was_shown_is_done(name, administrator):
    """Or the test above would find that nothing is done by buttons that do nothing."""
    row = CONFIRMING[name]
    address, shown = look(administrator, row)
    before = everything()
    sent = hidden_fields(shown) | (row.confirm or {})
    administrator.post(row.to() if row.to else address, sent, follow=True)
    assert everything() != before


# --- the list is whole ---------------------------------------------------------------------------
OTHERWISE = {
    # Forms: see test_stale_forms, which walks them too.
    "add",
    "change",
    "password_change",
    "history",
    "simple_history",
    # They show, and do nothing; or do nothing that is shown before.
    "changelist",
    "export",
    "import",
    "match_columns",
    "template",
    "autocomplete",
    "who_gets_what",
    "cannot_be_reached",
    "left_out",
    # To oneself.
    "sample",
}
OTHER_PAGES = {
    "action-result",
    "index", "login", "logout", "password_change", "password_change_done", "jsi18n", "view_on_site",
    "app_list", "autocomplete", "mentor-page", "personal-data-export", "search", "toggle_sidebar",
    "lockout", "own-page",
    # Lists under a name; changed by one click, or by a form of one field.
    "saved-lists", "saved-list", "save-list", "list-counts", "rename-list", "remove-list",
    # Passwords of one's own, by a link.
    "password-forgotten", "password-set",
}  # fmt: skip
UNDELETABLE = ("message", "round", "text")
OURS = ("action_log_", "certifications_", "reminders_", "renewals_", "statuses_")


def names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern)
        elif pattern.name:
            yield pattern.name


def test_no_confirming_page_is_forgotten():
    admin_pages = get_resolver("mentorcerts.pages.urls")
    found = set(names(admin_pages)) - OTHER_PAGES
    ours = {
        name
        for name in found
        if not name.startswith(OURS)
        or name.removeprefix("action_").split("_", 2)[2] not in OTHERWISE
    }
    ours = {name for name in ours if name.startswith(OURS) or "-" in name}
    known = {name.partition(" ")[0] for name in CONFIRMING}
    # The same page as *delete*, and lists whose records can't be deleted.
    ours -= {f"reminders_{model}_delete" for model in UNDELETABLE}
    ours -= {f"{kind}_remove_one" for kind in ("certifications_certification", "renewals_renewal")}
    for model in ("mentor", "certificationtype", "expiryrun", "autopause"):
        ours.discard(f"certifications_{model}_delete")
    ours.discard("statuses_certificationstatus_delete")
    ours.discard("action_log_executedaction_delete")
    assert ours == known - {"certifications_certificationtype_change"}
    assert {name.partition(" ")[2] for name in CONFIRMING if " " in name} == set(ACTIONS)


def test_a_double_click_renews_once(administrator):
    """Cases A4 and A5: the second click, and another coordinator with the same preview."""
    row = CONFIRMING["bulk-action renew"]
    address = row.address()
    other = Client()
    other.force_login(User.objects.create_superuser("lee"))
    sent = hidden_fields(administrator.post(address, {**row.fields, "preview": ""}))
    theirs = hidden_fields(other.post(address, {**row.fields, "preview": ""}))
    administrator.post(address, sent | row.confirm)
    for client, fields in ((administrator, sent), (other, theirs)):
        answer = client.post(address, fields | row.confirm)
        assert "not what was shown any more" in answer.content.decode()
    assert Renewal.objects.live().filter(certification__mentor_id=PAUSED).count() == 1
    assert f"{certification().expires_at:%Y-%m-%d}" == "2029-03-26"
