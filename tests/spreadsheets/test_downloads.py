"""Every list and every table of people has a file: all that the page counts, readable, audited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certifications.admin.search import MentorSearch
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from certifications.services import end_exemption, save_mentor, update_certification
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.lib.sheets.models import WaitingUpload
from mentorcerts.lib.sheets.tables import ImportTable
from mentorcerts.models import AuditEvent, PersonalDataEvent
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Message, Round
from tests.support.action_log import act
from tests.support.actions import choose
from tests.support.dates import TODAY, at
from tests.support.downloads import downloaded, rows_of
from tests.support.mailing import begin, holding, plan, send, tell
from tests.support.pages import hidden_fields, page
from tests.support.promises import promise
from tests.support.runs import run
from tests.support.spreadsheets import (
    BASIC,
    CERTIFICATION_COLUMNS,
    csv_file,
    export,
    preview,
)

pytestmark = pytest.mark.slow

KINDS = ["csv", "xlsx"]
RUN_PAGE = reverse("admin:certifications_expiryrun_preview_and_run")


@pytest.fixture(autouse=True)
def _mails_are_on(settings: Any, demo_programme: None) -> None:
    settings.MENTORCERTS_REMINDERS = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    begin()


# --- lists ----------------------------------------------------------------------------------
def lists() -> dict[type, Any]:
    return {
        model: model_admin
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, SpreadsheetExport)
    }


def test_each_list_of_people_can_be_exported():
    of_mentors = {
        model
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, MentorSearch) or "mentor_page" in model_admin.list_display
    }
    assert len(of_mentors) >= 8
    of_others = {User, AuditEvent, ExpiryRun, Round, CertificationType}
    assert of_mentors | of_others <= set(lists())


def something_of_each() -> None:
    """A programme in which no list is empty."""
    run(str(TODAY))
    held = holding(29, mentor_id="mentor-001x")
    plan()
    promise(held, "2026-04-10")
    act("pause", "mentor-001")
    PersonalDataEvent.objects.create(mentor_id="mentor-001", what="exported", by="kim")
    AuditEvent.objects.create(what="login", by="kim")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_list_exports_is_readable_and_all_of_it(kind, administrator):
    something_of_each()
    for model, model_admin in lists().items():
        number = administrator.get(page(model)).context["cl"].result_count
        rows = rows_of(export(administrator, model, kind), kind)
        assert len(rows) == number > 0, model
        assert list(rows[0]) == model_admin.table.headings()
        assert_readable(rows)
        assert AuditEvent.objects.filter(what="export", rows=number).exists()


def assert_readable(rows: list[dict[str, Any]]) -> None:
    for heading in rows[0]:
        assert heading[0].isupper(), heading
        assert "_" not in heading


def test_pauses_promises_mails_and_accounts_are_exported_as_listed(administrator):
    something_of_each()
    pauses = rows_of(export(administrator, AutoPause, "xlsx"), "xlsx")
    newest = AutoPause.objects.select_related("mentor", "certification").first()
    assert newest is not None
    told = {row["Log id"]: row for row in pauses}[newest.log_id]
    assert told["Name"] == newest.mentor.name
    assert told["Certification id"] == newest.certification.certification_id
    assert told["Applied at (UTC)"] == newest.applied_at.replace(microsecond=0, tzinfo=None)
    (promised,) = rows_of(export(administrator, Promise, "csv"), "csv")
    assert (promised["Mentor id"], promised["By"]) == ("mentor-001x", "2026-04-10")
    mails = rows_of(export(administrator, Message, "csv"), "csv")
    about = {row["Mentor id"]: row["About"] for row in mails}
    assert about["mentor-001x"] == "30 days before 24 Apr 2026"
    (ada,) = rows_of(export(administrator, User, "csv", "?q=ada"), "csv")
    assert (ada["Username"], ada["Role"], ada["Active"]) == ("ada", "Superuser", "yes")


# --- tables of pages ------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """A page with a table of people."""

    answer: Any
    number: int
    """Of the rows that it counts."""
    fields: dict[str, str] | None = None
    """What was entered, where the page shows what a form would do."""
    sent_to: str = ""
    """The form's address, where it isn't the page's."""


def a_run(client: Client) -> Shown:
    done = run(str(TODAY))
    return Shown(client.get(page(ExpiryRun, "change", done.pk)), done.auto_paused)


def the_preview(client: Client) -> Shown:
    answer = client.get(RUN_PAGE)
    found = answer.context["found"]
    skipped = found.skipped_exempt + answer.context["in_grace_count"]
    return Shown(answer, found.expired_found + skipped)


def the_preview_of_today(client: Client) -> Shown:
    answer = client.get(RUN_PAGE, {"now": "1"})
    found = answer.context["found"]
    skipped = found.skipped_exempt + answer.context["in_grace_count"]
    return Shown(answer, found.expired_found + skipped)


def an_undo_with_conflicts(client: Client) -> Shown:
    done = run(str(TODAY))
    first = Certification.objects.governing().get(mentor_id="mentor-001")
    update_certification(certification=first, changes={"expires_at": at("2027-01-01")}, today=TODAY)
    answer = client.get(reverse("admin:certifications_expiryrun_undo", args=[done.pk]))
    assert answer.context["conflicts"]
    return Shown(answer, len(answer.context["pauses"]) + len(answer.context["conflicts"]))


def an_undo_of_one_pause(client: Client) -> Shown:
    pause = run(str(TODAY)).pauses.first()
    assert pause is not None
    return Shown(client.get(reverse("admin:certifications_autopause_undo", args=[pause.pk])), 1)


def an_action_on_many(client: Client) -> Shown:
    chosen = ("mntr_01HX4V2K8P", "mntr_02BY7M3RL", "mentor-042")
    address = choose(client, "exempt", *chosen)
    fields = {"until": "2026-04-30", "reason": "Course"}
    answer = client.post(address, fields | {"preview": ""})
    return Shown(answer, 3, fields)


def an_action_that_was_done(client: Client) -> Shown:
    done = act("exempt", "mntr_01HX4V2K8P", "mntr_02BY7M3RL")
    return Shown(client.get(page(ExecutedAction, "change", done.pk)), 2)


def an_undo_of_an_action(client: Client) -> Shown:
    done = act("exempt", "mntr_01HX4V2K8P", "mntr_02BY7M3RL", "mentor-042")
    end_exemption(mentor_id="mentor-042", reason="Well again")
    answer = client.get(page(ExecutedAction, "undo", done.pk))
    assert answer.context["outcome"].refused
    return Shown(answer, 3, {})


def what_an_action_left(client: Client) -> Shown:
    paused = ("mntr_01HX4V2K8P", "mentor-042", "mentor-001", "mntr_02BY7M3RL")
    address = choose(client, "resume", *paused)
    Mentor.objects.filter(pk="mntr_02BY7M3RL").update(
        paused_at=timezone.now(), paused_by="kim", pause_reason="Asked"
    )
    fields = {"reason": "Well again"}
    shown = client.post(address, fields | {"preview": ""})
    done = client.post(address, fields | hidden_fields(shown) | {"confirm": ""}, follow=True)
    kept = client.session["left_as_before"]
    token = next(reversed(kept))
    assert "Who was left as before" in done.content.decode()
    return Shown(client.get(reverse("action-result"), {"of": token}), 3)


def removing_many(client: Client) -> Shown:
    chosen = list(Certification.objects.order_by("pk").values_list("pk", flat=True)[:4])
    fields = {"action": "remove_selected", "_selected_action": chosen}
    return Shown(client.post(page(Certification), fields), 4, fields)  # type: ignore[arg-type]


def new_rules_of_a_type(client: Client) -> Shown:
    address = page(CertificationType, "change", "peer_mentor_basic")
    form = client.get(address).context["adminform"].form
    entered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in entered.items() if value is not None}
    answer = client.post(address, sent | hidden_fields(client.get(address)) | {"grace_days": "30"})
    return Shown(answer, sum(each.number for each in answer.context["named"]), {})


def an_import(client: Client, *rows: list[str]) -> Shown:
    answer = preview(client, Certification, csv_file(CERTIFICATION_COLUMNS, *rows))
    return Shown(answer, len(rows), {}, page(Certification, "process_import"))


NEW = [["m-1", BASIC, "2026-03-20", ""], ["m-2", BASIC, "2026-03-20", "2028-01-01"]]
BAD = [["m-3", BASIC, "soon", ""], ["", BASIC, "2026-03-20", "later"]]


def an_import_of_good_rows(client: Client) -> Shown:
    return an_import(client, *NEW)


def an_import_of_some_bad_rows(client: Client) -> Shown:
    return an_import(client, *BAD, *NEW)


def mails_of_a_day(client: Client) -> Shown:
    holding(29, mentor_id="mentor-001x")
    answer = client.get(reverse("admin:reminders_round_who_gets_what"), {"day": "2026-03-26"})
    return Shown(answer, answer.context["page"].paginator.count)


def who_cannot_be_reached(client: Client) -> Shown:
    for number in (1, 2):
        made = holding(29, mentor_id=f"without-{number}")
        save_mentor(mentor_id=made.mentor_id, email="")
    plan()
    send()
    answer = client.get(reverse("admin:reminders_round_cannot_be_reached"))
    return Shown(answer, answer.context["page"].paginator.count)


def tomorrow(client: Client) -> Shown:
    holding(0, mentor_id="tonight")
    holding(8, mentor_id="a-week")
    letter = client.get(reverse("tomorrow")).context["letter"]
    return Shown(client.get(reverse("tomorrow")), letter.pauses.number + letter.mails.planned)


def changes(client: Client) -> Shown:
    run(str(TODAY))
    tell()
    answer = client.get(reverse("changes"))
    return Shown(answer, answer.context["number"])


PAGES: list[Callable[[Client], Shown]] = [
    a_run,
    the_preview,
    the_preview_of_today,
    an_undo_with_conflicts,
    an_undo_of_one_pause,
    an_action_on_many,
    an_action_that_was_done,
    an_undo_of_an_action,
    what_an_action_left,
    removing_many,
    new_rules_of_a_type,
    an_import_of_good_rows,
    an_import_of_some_bad_rows,
    mails_of_a_day,
    who_cannot_be_reached,
    tomorrow,
    changes,
]


@pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
def test_a_table_of_people_can_be_downloaded_as_it_is_counted(made, administrator):
    shown = made(administrator)
    for kind in KINDS:
        rows = downloaded(administrator, shown.answer, kind, shown.fields, sent_to=shown.sent_to)
        assert len(rows) == shown.number > 0
        assert_readable(rows)
        assert all("Mentor id" in row for row in rows)
        assert AuditEvent.objects.filter(what="export", rows=shown.number).count() >= 1


# --- previews of imports --------------------------------------------------------------------
def preview_rows(client: Client, shown: Shown) -> list[dict[str, str]]:
    return downloaded(client, shown.answer, "csv", shown.fields, sent_to=shown.sent_to)


def test_the_file_of_an_imports_preview_has_good_rows_and_bad_ones_in_their_order(administrator):
    before = Certification.objects.count()
    rows = preview_rows(administrator, an_import(administrator, *BAD, *NEW))
    assert [(row["Row"], row["Kind"]) for row in rows] == [
        ("2", "refused"),
        ("3", "refused"),
        ("4", "new"),
        ("5", "new"),
    ]
    told = [row["What happens, or what is wrong"] for row in rows]
    assert told[0].startswith("Issued: ")
    assert "Mentor id: It is empty." in told[1]
    assert "Expires: " in told[1]
    assert "Makes the mentor." in told[2]
    assert (rows[3]["Mentor id"], rows[3]["Expires"]) == ("m-2", "2028-01-01")
    assert Certification.objects.count() == before


def test_where_no_row_is_good_the_file_says_what_is_wrong_with_each(administrator):
    rows = preview_rows(administrator, an_import(administrator, *BAD))
    assert [(row["Row"], row["Kind"]) for row in rows] == [("2", "refused"), ("3", "refused")]
    assert rows[0]["What is wrong"].startswith("Issued: ")
    assert not WaitingUpload.objects.exists()


def test_what_a_page_carries_of_problems_is_bounded_and_only_ours(administrator, monkeypatch):
    shown = an_import(administrator, *BAD)
    forged = administrator.post(shown.sent_to, {"problems": "x", "format": "csv"})
    assert forged.status_code == 302
    monkeypatch.setattr("mentorcerts.lib.admin.import_preview_file.MAX_CARRIED", 10)
    assert "data-download" not in an_import(administrator, *BAD).answer.content.decode()


def test_the_file_has_all_rows_also_where_the_page_shows_the_first(administrator, monkeypatch):
    monkeypatch.setattr(ImportTable, "previewed", 1)
    shown = an_import(administrator, *NEW)
    assert len(shown.answer.context["result"].outcome.rows) == 1
    assert len(preview_rows(administrator, shown)) == 2


def test_an_import_that_comes_to_something_else_by_now_is_shown_anew(administrator):
    shown = an_import(administrator, *NEW)
    save_mentor(mentor_id="m-1", name="Ann")
    answer = administrator.post(shown.sent_to, hidden_fields(shown.answer) | {"format": "csv"})
    assert "not what was shown any more" in answer.content.decode()
    assert "data-download" in answer.content.decode()


def test_an_action_that_would_do_something_else_by_now_is_shown_anew(administrator):
    shown = an_action_on_many(administrator)
    Mentor.objects.filter(pk="mentor-042").update(
        exempt_until=TODAY, exempt_reason="Has asked for it"
    )
    address = shown.answer.wsgi_request.get_full_path()
    sent = {**hidden_fields(shown.answer), **(shown.fields or {}), "format": "csv"}
    answer = administrator.post(address, sent)
    assert "not what was shown any more" in answer.content.decode()
    assert "instead of until 26 Mar 2026" in answer.content.decode()
