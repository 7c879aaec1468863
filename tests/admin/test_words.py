"""What stands on the pages: one face for dates, and sentences that somebody would say."""

import gettext
import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule, Task

from certifications.models import (
    AutoPause,
    Certification,
    CertificationType,
    ExpiryRun,
    Mentor,
)
from mentorcerts.access import tokens
from mentorcerts.lib import moments
from mentorcerts.models import Incident, PersonalDataEvent
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Text
from mentorcerts.reminders.plan import plan_reminders
from mentorcerts.sync.models import Reader
from mentorcerts.webhooks.models import Endpoint
from renewals.models import Renewal
from tests.support.dates import TODAY
from tests.support.pages import page as page_of
from tests.support.walk import Page, walk

ISO = re.compile(r"\S*\b\d{4}-\d{2}-\d{2}\S*")


@pytest.fixture
def every_kind(demo_programme):
    now = timezone.now()
    for success in (True, False):
        Task.objects.create(
            id=f"task-{success}", name="t", func="f", success=success, started=now, stopped=now
        )
    Schedule.objects.create(name="Ours", func="f", schedule_type="C", cron="0 1 * * *")
    for model in (Mentor, CertificationType):
        model.objects.order_by("pk")[0].save()  # a first line of history
    AccessAttempt.objects.create(username="eve", ip_address="192.0.2.1", failures_since_start=1)
    tokens.create_token(owner=User.objects.create_user("subject"))
    Endpoint.objects.create(name="Matching app", url="https://receiver.example/hook")
    Incident.objects.create(kind="held", title="A run was held")
    Reader.objects.create(name="matching app")
    plan_reminders(today=TODAY, now=now)
    Text.objects.create(kind="paused", subject="A note", body="Hello {name}")
    held = Certification.objects.live().get(certification_id="cert_03PQ7SY1")
    Promise.objects.create(
        mentor=held.mentor, certification=held, expires_on=TODAY, day=TODAY, note="Course"
    )
    PersonalDataEvent.objects.create(
        what="exported", mentor_id="mentor-1", by="kim", source="admin"
    )


NOT_SAID = re.compile(
    "yielded into|: done for|Show again|each of them is refused|governs the mentor"
    "|were left as they are|from command|Judged by|manage.py qcluster"
    "|All of the following|take me back|quality time|close_small"
)
"""Whatever a package says instead, ``locale/en_GB`` or a template has our words for it."""
MAY_BE_ISO = {
    "/admin/tomorrow/": "bodies of webhooks, as programs read them",
    "/admin/webhooks/endpoint/": "bodies of webhooks, as programs read them",
    "/import/": "what may be written in a spreadsheet",
    "/export/": "how dates are written in the file",
    "/admin/mentorcerts/auditevent/": "the query of an address that somebody has opened",
    "/admin/axes/accessattempt/1/": "django-axes calls its record so; the heading says it better",
}
"""Part of an address, and why dates may stand there as programs write them."""


def faults_of(address: str, text: str) -> list[str]:
    """What should not stand on a page, with a few words around it."""
    found = list(NOT_SAID.finditer(text))
    if not any(part in address for part in MAY_BE_ISO):
        found += ISO.finditer(text)
    return [f"{address}: {text[max(0, each.start() - 40) : each.end() + 20]}" for each in found]


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.usefixtures("every_kind")
def test_pages_say_it_in_our_words_and_write_dates_in_one_way(administrator):
    actions = [reverse("bulk-action", args=[name]) for name in sorted(ACTIONS)]
    faults, headless, seen = [], [], 0
    for address, page in walk(administrator, [f"{it}?mentor=mntr_02BY7M3RL" for it in actions]):
        seen += 1
        faults += faults_of(address, page.text)
        headless += [address] if not page.heading else []
    assert seen > 300
    assert faults == []
    assert headless == []


@pytest.mark.slow
@pytest.mark.usefixtures("every_kind")
def test_who_may_only_look_reads_the_same_dates(viewer):
    faults = []
    for model in (Certification, Renewal, Mentor, AutoPause, ExpiryRun):
        record = model.objects.order_by("pk").first()
        address = page_of(model, "change", record.pk)
        faults += faults_of(address, Page(viewer.get(address).content.decode()).text)
    assert faults == []


@pytest.mark.usefixtures("every_kind")
def test_an_action_on_some_is_told_in_numbers(coordinator):
    address = reverse("bulk-action", args=["note"]) + "?mentor=mntr_02BY7M3RL"
    shown = coordinator.post(address, {"text": "Asked"}).context["shown"]
    told = coordinator.post(address, {"text": "Asked", "shown": shown, "confirm": ""}, follow=True)
    assert faults_of(address, Page(told.content.decode()).text) == []


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Certification basic expired on 2026-03-01", "Certification basic expired on 1 Mar 2026"),
        ("2026-03-01 to 2026-12-31.", "1 Mar 2026 to 31 Dec 2026."),
        ("cert-2026-03-01, 2026-13-01", "cert-2026-03-01, 2026-13-01"),
        ("at 2026-03-01T00:00:00Z", "at 2026-03-01T00:00:00Z"),
    ],
)
def test_dates_in_sentences_that_were_kept(kept, shown):
    assert moments.dates_in_words(kept) == shown


def test_our_words_for_those_of_packages_are_compiled():
    """``msgfmt -o django.mo django.po`` in ``locale/en_GB/LC_MESSAGES``."""
    folder = settings.LOCALE_PATHS[0] / "en_GB" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        known = dict(gettext.GNUTranslations(compiled)._catalog)
    source = (folder / "django.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    assert {said.replace('\\"', '"'): ours for said, ours in pairs} == {
        said: ours for said, ours in known.items() if said
    }
