"""Two people with one record: who saves an old form writes nothing, and is told why."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django_q.models import Schedule

from certifications import services
from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.lib.admin import stale_forms
from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, GuardedForm
from mentorcerts.reminders.models import Text
from mentorcerts.webhooks.models import Endpoint
from renewals.models import Renewal
from renewals.services import change_renewal, remove_renewal, renew_certification
from tests.support.dates import at
from tests.support.forms import form_fields
from tests.support.pages import certification, filled_in, page

pytestmark = pytest.mark.usefixtures("demo_programme")
TODAY = date(2026, 3, 26)
OURS = "mentor-042"


@pytest.fixture
def colleague(db) -> Client:
    """Another coordinator, at another screen."""
    client = Client()
    client.force_login(User.objects.create_superuser("lee"))
    return client


def open_form(client: Client, record: Any) -> dict[str, Any]:
    """What saving the form at once would send."""
    return form_fields(client.get(page(type(record), "change", record.pk)))


def save(client: Client, record: Any, sent: dict[str, Any]) -> Any:
    return client.post(page(type(record), "change", record.pk), sent)


def refusal(answer: Any) -> str:
    assert answer.status_code == 200
    (text,) = answer.context["adminform"].form.non_field_errors()
    return str(text)


def revoke(client: Client) -> None:
    record = certification()
    sent = filled_in(record, revoked="on", reason="safeguarding")
    assert save(client, record, sent).status_code == 302


def test_a_revocation_by_a_colleague_is_not_lifted_by_an_open_form(coordinator, colleague):
    """Case A1."""
    record = certification()
    sent = open_form(coordinator, record) | {"issued_on": "2024-01-05"}
    revoke(colleague)
    answer = save(coordinator, record, sent)
    text = refusal(answer)
    assert "Nothing was saved: lee changed it on 26 Mar 2026" in text
    assert "safeguarding" in text
    record.refresh_from_db()
    assert record.revoked_at is not None
    shown = form_fields(answer)
    assert shown["issued_on"] == "2024-01-05", "what was typed is kept"
    assert shown["revoked"] == "on", "what was not touched shows what is recorded now"


def test_saving_again_writes_the_change_and_leaves_the_colleagues_alone(coordinator, colleague):
    record = certification()
    sent = open_form(coordinator, record) | {"issued_on": "2024-01-05"}
    revoke(colleague)
    again = form_fields(save(coordinator, record, sent))
    assert save(coordinator, record, again).status_code == 302
    record.refresh_from_db()
    assert f"{record.issued_at:%Y-%m-%d}" == "2024-01-05"
    assert record.revocation_reason == "safeguarding"


def test_a_renewal_by_a_colleague_is_not_undone_by_an_open_form(coordinator):
    """Case A2."""
    record = certification()
    sent = open_form(coordinator, record) | {"reason": "Typo"}
    renew_certification(
        mentor_id=record.mentor_id,
        certification_id=record.certification_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2029-12-01"),
        processed_by="lee",
        today=TODAY,
    )
    assert "→ 1 Dec 2029" in refusal(save(coordinator, record, sent))
    record.refresh_from_db()
    assert f"{record.expires_at:%Y-%m-%d}" == "2029-12-01"


def test_a_new_e_mail_is_not_lost_to_an_open_form_with_another_name(coordinator):
    """Case A3."""
    mentor = Mentor.objects.get(pk=OURS)
    sent = open_form(coordinator, mentor) | {"name": "Anna"}
    services.save_mentor(mentor_id=OURS, name=mentor.name, email="new@mentors.example")
    answer = save(coordinator, mentor, sent)
    assert "new@mentors.example" in refusal(answer)
    mentor.refresh_from_db()
    assert (mentor.name == "Anna", mentor.email) == (False, "new@mentors.example")
    shown = form_fields(answer)
    assert (shown["name"], shown["email"]) == ("Anna", "new@mentors.example")


@pytest.mark.parametrize(
    ("record", "remove", "typed"),
    [
        (
            certification,
            lambda: services.remove_certification(certification=certification(), today=TODAY),
            {"issued_on": "2024-01-05"},
        ),
        (
            lambda: Renewal.objects.get(pk=41),
            lambda: remove_renewal(renewal=Renewal.objects.get(pk=41), today=TODAY),
            {"notes": "By telephone"},
        ),
    ],
)
def test_a_form_of_what_was_removed_meanwhile_says_so_and_what_was_typed(
    record, remove, typed, coordinator
):
    opened = record()
    sent = open_form(coordinator, opened) | typed
    remove()
    now = state(type(opened), opened.pk)
    answer = coordinator.post(page(type(opened), "change", opened.pk), sent, follow=True)
    (message,) = map(str, answer.context["messages"])
    assert "Nothing was saved: the program changed it on 26 Mar 2026" in message
    (value,) = typed.values()
    assert value in message
    assert "Restore it first" in message
    assert state(type(opened), opened.pk) == now


def test_a_form_of_another_version_of_the_program_is_asked_for_again(coordinator, monkeypatch):
    mentor = Mentor.objects.get(pk=OURS)
    sent = open_form(coordinator, mentor) | {"name": "Anna"}
    monkeypatch.setattr(stale_forms, "NOT_COMPARED", {"email"})
    assert "opened too long ago" in refusal(save(coordinator, mentor, sent))


def test_what_a_form_was_opened_with_can_not_be_forged(coordinator):
    mentor = Mentor.objects.get(pk=OURS)
    for forged in ("", "x", open_form(coordinator, certification())[SHOWN_RECORD]):
        sent = open_form(coordinator, mentor) | {"name": "Anna", SHOWN_RECORD: forged}
        answer = save(coordinator, mentor, sent)
        assert "opened too long ago" in refusal(answer)
        assert form_fields(answer)["name"] == "Anna"
    mentor.refresh_from_db()
    assert mentor.name != "Anna"


# --- every change form ----------------------------------------------------------------------------
def prolong() -> None:
    services.update_certification(
        certification=certification(), changes={"expires_at": at("2031-01-01")}, today=TODAY
    )


def change_type() -> None:
    services.save_certification_type(
        code="peer_mentor_basic", name="New", validity_months=36, grace_days=0, today=TODAY
    )


def change_a_renewal() -> None:
    renewal = Renewal.objects.get(pk=41)
    change_renewal(renewal=renewal, changes={"notes": "New"}, today=TODAY)


def user() -> User:
    return User.objects.get_or_create(username="eve")[0]


def schedule() -> Schedule:
    func = "certifications.tasks.run_expiry_job"
    return Schedule.objects.get_or_create(name="Ours", func=func, cron="0 1 * * *")[0]


FORMS: dict[type, tuple[Callable[[], Any], Callable[[], Any]]] = {
    Certification: (certification, prolong),
    Mentor: (
        lambda: Mentor.objects.get(pk=OURS),
        lambda: services.save_mentor(mentor_id=OURS, name="New"),
    ),
    CertificationType: (
        lambda: CertificationType.objects.get(pk="peer_mentor_basic"),
        change_type,
    ),
    Renewal: (lambda: Renewal.objects.get(pk=41), change_a_renewal),
    Text: (
        lambda: Text.objects.get_or_create(kind="paused", subject="A", body="Hello\n")[0],
        lambda: Text.objects.update(subject="B"),
    ),
    User: (
        user,
        lambda: user().user_permissions.add(Permission.objects.get(codename="view_user")),
    ),
    Group: (
        lambda: Group.objects.get_or_create(name="Helpers")[0],
        lambda: Group.objects.filter(name="Helpers").update(name="Friends"),
    ),
    Schedule: (schedule, lambda: Schedule.objects.filter(name="Ours").update(cron="0 4 * * *")),
}
"""Each model with a change form → a record, and what a colleague does to it meanwhile."""


@pytest.mark.parametrize("model", FORMS)
def test_an_old_form_writes_nothing(model, administrator):
    record, meanwhile = FORMS[model]
    opened = record()
    sent = open_form(administrator, opened)
    meanwhile()
    now = state(model, opened.pk)
    refusal(save(administrator, opened, sent))
    assert state(model, opened.pk) == now


def state(model: Any, pk: Any) -> Any:
    record = model._base_manager.get(pk=pk)
    lists = [
        sorted(getattr(record, field.name).values_list("pk", flat=True))
        for field in model._meta.many_to_many
    ]
    return {field.name: getattr(record, field.attname) for field in model._meta.fields}, lists


@pytest.mark.parametrize("model", FORMS)
def test_saving_what_was_shown_is_no_change_of_it(model, administrator):
    record = FORMS[model][0]()
    answer = save(administrator, record, open_form(administrator, record))
    assert answer.status_code == 302, answer.context["errors"]


def test_no_change_form_is_forgotten(rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser("root")
    forms = {
        model
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_change_permission(request) and _can_be_saved(model_admin, request)
    }
    # An endpoint's has its own comparison: its position moves on with each delivery.
    assert forms == {*FORMS, Endpoint}
    for model in FORMS:
        assert issubclass(admin.site._registry[model].form, GuardedForm)


def _can_be_saved(model_admin: Any, request: Any) -> bool:
    record = model_admin.model()
    shown = set(model_admin.get_form(request, record).base_fields)
    return bool(shown - set(model_admin.get_readonly_fields(request, record)))
