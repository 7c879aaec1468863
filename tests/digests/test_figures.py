"""What a digest says: each number is that of the page it leads to, and nobody is named."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorcerts.digests.figures import report_for
from mentorcerts.digests.text import digest_for
from mentorcerts.reminders.models import Message
from tests.support.dates import TODAY
from tests.support.factories import AutoPauseFactory, CertificationFactory, ExpiryRunFactory
from tests.support.home import day, text
from tests.support.mailing import holding
from tests.support.promises import promise

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 3, 20, 8, tzinfo=UTC)


def report(user):
    return report_for(user, since=SINCE, today=TODAY, now=timezone.now())


def numbers(user) -> dict[str, int]:
    return {figure.title: figure.number for figure in report(user).figures}


@pytest.fixture
def programme(kit, on) -> None:
    """A mentor on each side of each bound."""
    for offset in (-1, 0, 6, 7, 30, 31):
        CertificationFactory(expires_at=day(offset), mentor__email="a@mentors.test")
    for offset in (0, 14, 15):
        until = TODAY + timedelta(days=offset)
        CertificationFactory(expires_at=day(-5), mentor__exempt_until=until)
    run = ExpiryRunFactory()
    for moment in (SINCE - timedelta(seconds=1), SINCE, SINCE + timedelta(days=1)):
        held = CertificationFactory(expires_at=day(-9), auto_pause_applied=True)
        AutoPauseFactory(certification=held, run=run, applied_at=moment)
    broken, kept = holding(60), holding(60)
    on("2026-03-01", "09:00:00")
    promise(broken, "2026-03-25")
    promise(kept, "2026-03-26")
    on(TODAY, "09:00:00")
    Message.objects.create(
        key="reminder",
        kind=Message.Kind.REMINDER,
        state=Message.State.SUPPRESSED,
        cause="no_address",
        reason="There is no address.",
        finished_at=timezone.now(),
        mentor=held.mentor,
        certification=held,
        expires_on=day(-9),
        rung=7,
        planned_at=timezone.now(),
        not_before=timezone.now(),
    )


def number_listed(context) -> int:
    if "found" in context:
        return context["found"].expired_found
    return context["cl"].result_count if "cl" in context else context["page"].paginator.count


@pytest.mark.usefixtures("programme")
def test_each_number_is_that_of_the_page_it_leads_to(kit):
    visitor = Client()
    visitor.force_login(kit)
    followed = 0
    for figure in report(kit).figures:
        if figure.path:
            answer = visitor.get(figure.path)
            assert answer.status_code == 200, figure.title
            listed = number_listed(answer.context)
            assert figure.number == listed > 0, figure.title
            followed += 1
    assert followed == 6


@pytest.mark.usefixtures("programme")
def test_the_bounds_are_those_of_the_home_page(kit):
    found = numbers(kit)
    assert found["Paused by the nightly run since then"] == 2
    assert found["Expiring within 30 days"] == 4
    assert found["Exemptions that end within 14 days"] == 2
    assert found["Broken promises"] == 1
    assert found["Mentors who cannot be reached by mail"] == 1


@pytest.mark.usefixtures("programme")
def test_it_names_nobody(kit):
    written = digest_for(kit, since=SINCE, today=TODAY, now=timezone.now())
    assert written is not None
    for word in ("mentor-0", "mntr_", "Maria", "@mentors.test", "First-aid"):
        assert word not in written.body
    assert "https://mentors.example/admin/own/" in written.body
    assert "https://mentors.example/admin/promises/promise/?state=broken" in written.body


def test_what_somebody_may_not_see_is_not_told(kit):
    kit.user_permissions.set(Permission.objects.filter(codename="view_certificationstatus"))
    found = numbers(type(kit).objects.get(pk=kit.pk))
    assert "Broken promises" not in found
    assert not any(title.startswith(("Paused", "Will be paused")) for title in found)


def test_problems_of_the_home_page_are_named(kit):
    ExpiryRunFactory(day=TODAY, state="held", started_at=day(0), completed_at=day(0))
    written = digest_for(kit, since=SINCE, today=TODAY, now=timezone.now())
    assert written is not None
    assert "The home page says:\n- " in written.body
    assert "held" in written.body


def test_without_a_public_address_there_are_no_links(kit, settings):
    settings.MENTORCERTS_PUBLIC_URL = ""
    holding(10)
    written = digest_for(kit, since=SINCE, today=TODAY, now=timezone.now())
    assert written is not None
    assert "http" not in written.body
    assert "Expiring within 30 days: 1" in written.body


# --- the page of one's own ------------------------------------------------------------------------
def test_it_is_chosen_on_the_page_of_ones_own(kit):
    visitor = Client()
    visitor.force_login(kit)
    page = reverse("own-page")
    assert 'value="off" checked' in text(visitor.get(page))
    visitor.post(page, {"do": "choose", "rhythm": "weekly"})
    assert 'value="weekly" checked' in text(visitor.get(page))
    refused = visitor.post(page, {"do": "choose", "rhythm": "hourly"}, follow=True)
    assert "Choose off, daily or weekly." in text(refused)
    assert 'value="weekly" checked' in text(refused)


def test_a_sample_is_shown_and_not_sent(kit, mailoutbox):
    holding(10)
    visitor = Client()
    visitor.force_login(kit)
    page = text(visitor.post(reverse("own-page"), {"do": "sample"}))
    assert "Expiring within 30 days: 1" in page
    assert mailoutbox == []
