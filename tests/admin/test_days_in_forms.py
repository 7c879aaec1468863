"""Dates in forms are read as in spreadsheets, and shown as on pages."""

from datetime import date

import pytest
from django import forms
from django.urls import reverse

from certifications.models import Certification
from mentorcerts.lib.admin.day_fields import DayField
from tests.support.pages import page


class Asked(forms.Form):
    day = DayField()


@pytest.mark.parametrize(
    "typed",
    ["2026-03-26", "26/03/2026", "26.03.2026", "26.3.2026", "26 Mar 2026", "26 March 2026 "],
)
def test_what_an_import_takes_is_taken(typed):
    form = Asked({"day": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 3, 26)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("03/04/2026", "03/04/2026 could be 3 April or 4 March: write 2026-04-03 or 2026-03-04."),
        ("31/02/2026", "There is no such date: 31/02/2026."),
        ("26/03/26", "Write the year of 26/03/26 with four digits, or write 2026-03-26."),
    ],
)
def test_what_is_not_clear_is_refused_with_what_to_write(typed, told):
    assert Asked({"day": typed}).errors == {"day": [told]}


def test_a_day_is_shown_as_pages_write_it_and_can_be_sent_back():
    shown = str(Asked(initial={"day": date(2026, 3, 1)})["day"])
    assert 'value="1 Mar 2026"' in shown
    assert not Asked({"day": "1 Mar 2026"}, initial={"day": date(2026, 3, 1)}).has_changed()


@pytest.mark.usefixtures("demo_programme")
def test_the_ambiguous_date_of_an_exemption_is_asked_back(coordinator):
    address = reverse("bulk-action", args=["exempt"]) + "?mentor=mntr_02BY7M3RL"
    answer = coordinator.post(address, {"until": "05/06/2026", "reason": "Leave"})
    assert b"05/06/2026 could be 5 June or 6 May" in answer.content
    answer = coordinator.post(address, {"until": "5 June 2026", "reason": "Leave"})
    assert b"Exempt until 5 Jun 2026" in answer.content


@pytest.mark.usefixtures("demo_programme")
def test_a_change_form_shows_days_in_words(coordinator):
    held = Certification.objects.live().get(certification_id="cert_03PQ7SY1")
    answer = coordinator.get(page(Certification, "change", held.pk))
    assert b'value="1 Mar 2026"' in answer.content
