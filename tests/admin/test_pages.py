"""Every page of the admin opens, and shows what it should; more rows cost no more queries."""

import logging
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications import services
from certifications.models import (
    AutoPause,
    Certification,
    CertificationType,
    Event,
    EventCursor,
    ExpiryRun,
    Mentor,
    SearchWord,
    Tally,
)
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.dates import TODAY
from tests.support.pages import page
from tests.support.records import recorded

pytestmark = pytest.mark.slow

WRITTEN = [Mentor, CertificationType, Certification, Renewal]
OURS = [*WRITTEN, CertificationStatus, ExpiryRun, AutoPause]
BEHIND = {Tally, EventCursor, Event, SearchWord}
"""Counters, the log's last number, words of the search; and lines of the change log, read on each
mentor's page."""


def test_every_model_of_ours_that_people_know_is_registered():
    for app in ("certifications", "statuses", "renewals"):
        for model in apps.get_app_config(app).get_models():
            if not model.__name__.startswith("Historical") and model not in BEHIND:
                assert admin.site.is_registered(model), model


@pytest.mark.parametrize("model", OURS)
@pytest.mark.usefixtures("demo_programme")
def test_lists_and_records_open(model, coordinator):
    assert coordinator.get(page(model)).status_code == 200
    assert coordinator.get(page(model), {"q": "mntr"}).status_code == 200
    record = model.objects.all()[0]
    assert coordinator.get(page(model, "change", record.pk), follow=True).status_code == 200


@pytest.mark.parametrize(
    "address",
    [*(page(model) for model in OURS), *(page(model, "add") for model in WRITTEN)],
)
@pytest.mark.usefixtures("demo_programme")
def test_templates_find_all_that_they_ask_a_model_admin_for(address, coordinator, caplog):
    """What they don't find costs a listing of all that it has, in each row of a list."""
    with caplog.at_level(logging.DEBUG, logger="django.template"):
        assert coordinator.get(address).status_code == 200
    missed = [each.exc_info[1].params for each in caplog.records if each.name == "django.template"]
    assert missed  # Unfold's menu asks for things that are not there
    assert [name for name, asked in missed if isinstance(asked, admin.ModelAdmin)] == []


@pytest.mark.parametrize("model", WRITTEN)
def test_forms_to_add_open(model, coordinator):
    assert coordinator.get(page(model, "add")).status_code == 200


@pytest.mark.usefixtures("demo_programme")
def test_other_packages_pages_open_for_an_administrator(administrator):
    for model in admin.site._registry:
        answer = administrator.get(page(model))
        assert answer.status_code == 200, model
    assert administrator.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("model", OURS)
@pytest.mark.usefixtures("demo_programme")
def test_a_list_asks_no_more_for_many_rows_than_for_one(model, coordinator):
    coordinator.get(page(model))  # caches of content types
    first = model.objects.order_by("pk").first()
    with CaptureQueriesContext(connection) as one:
        answer = coordinator.get(page(model), {"pk__exact": first.pk})
    assert answer.context["cl"].result_count == 1
    with CaptureQueriesContext(connection) as many:
        answer = coordinator.get(page(model))
    assert answer.context["cl"].result_count >= 3
    assert len(many) == len(one), [query["sql"] for query in many]


@pytest.mark.parametrize("model", [ExpiryRun, AutoPause, CertificationStatus])
@pytest.mark.usefixtures("demo_programme")
def test_runs_pauses_and_statuses_are_for_reading(model, administrator):
    record = model.objects.all()[0]
    assert administrator.get(page(model, "add")).status_code == 403
    assert administrator.post(page(model, "change", record.pk), {}).status_code == 403
    assert administrator.post(page(model, "delete", record.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", WRITTEN)
@pytest.mark.usefixtures("demo_programme")
def test_who_may_only_look_can_not_write(model, viewer):
    record = model.objects.all()[0]
    assert viewer.get(page(model)).status_code == 200
    assert viewer.get(page(model, "change", record.pk)).status_code == 200
    assert viewer.get(page(model, "add")).status_code == 403
    assert viewer.post(page(model, "change", record.pk), {}).status_code == 403


@pytest.mark.usefixtures("demo_programme")
def test_the_queue_tells_days_left_and_why_paused_in_words(coordinator):
    shown = coordinator.get(page(CertificationStatus), {"q": "mntr_02BY7M3RL"}).content.decode()
    assert "expired 25 days ago" in shown
    assert "by the nightly run" in shown


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        ("2026-03-24", "expired 2 days ago"),
        ("2026-03-25", "expired 1 day ago"),
        ("2026-03-26", "expires today"),
        ("2026-03-27", "1 day left"),
        ("2026-03-28", "2 days left"),
    ],
)
@pytest.mark.usefixtures("demo_programme")
def test_the_queue_counts_days_as_people_do(expires, words, coordinator):
    recorded("mentor-new", expires=expires)
    shown = coordinator.get(page(CertificationStatus), {"q": "mentor-new"}).content.decode()
    assert re.search(rf">\s*{words}\s*<", shown)


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"expiring": "7"}, 7),
        ({"expiring": "expired"}, 6),
        ({"paused": "yes"}, 3),
        ({"paused": "no"}, 81),
        ({"exempt": "yes"}, 1),
    ],
)
@pytest.mark.usefixtures("demo_programme")
def test_the_queues_filters(parameters, count, coordinator):
    answer = coordinator.get(page(CertificationStatus), parameters)
    assert answer.context["cl"].result_count == count


@pytest.mark.usefixtures("demo_programme")
def test_removed_records_are_shown_under_their_filter_only(coordinator):
    record = Certification.objects.get(certification_id="cert_03PQ7SY1")
    services.remove_certification(certification=record, today=TODAY)
    counts = {
        shown: coordinator.get(page(Certification), {"removed": shown} if shown else {})
        .context["cl"]
        .result_count
        for shown in ("", "yes", "all")
    }
    assert counts == {"": 85, "yes": 1, "all": 86}
