"""Ids that are taken are drawn again."""

import itertools

import pytest
from django.db import IntegrityError

from certifications import ids, services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
)
from tests.support.records import refuses
from tests.support.services import ADVANCED, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch):
    """``drawn("A", "B")``: the next ids end in 0000000A and 0000000B."""

    def draw(*endings: str) -> None:
        numbers = iter(endings)
        draw_really = ids.random_id

        def next_id(prefix: str, length: int = 8) -> str:
            if prefix == "evt_":  # so long that it is never taken
                return draw_really(prefix, length)
            return f"{prefix}0000000{next(numbers)}"

        monkeypatch.setattr(ids, "random_id", next_id)

    return draw


def test_an_id_that_is_taken_is_drawn_again(drawn):
    drawn("A", "A", "A", "B")
    assert record().certification_id == "cert_0000000A"
    assert record(certification_type=ADVANCED).certification_id == "cert_0000000B"


def test_an_id_of_a_removed_record_is_taken_too(drawn):
    drawn("A", "A", "B")
    services.remove_certification(certification=record(), today=TODAY)
    assert record().certification_id == "cert_0000000B"


def test_ids_that_are_always_taken_end_in_an_error(drawn):
    drawn(*itertools.repeat("A", 10))
    record()
    with refuses(IntegrityError):
        record(certification_type=ADVANCED)


@pytest.fixture
def database_draws_the_same(monkeypatch):
    """The batch's own ids are all one: it fails whenever it is tried with more than one row."""
    monkeypatch.setattr("certifications.job.claim.CROCKFORD", "0" * 32)
    AutoPauseFactory(log_id="log_00000000", lifted_at=at("2026-03-03"), lift_reason="Renewed")


def test_log_ids_that_are_taken_are_drawn_again(drawn, database_draws_the_same):
    """One id is taken by an older pause, one by the pause just made."""
    AutoPauseFactory(log_id="log_0000000A", lifted_at=at("2026-03-03"), lift_reason="Renewed")
    Certification.objects.update(auto_pause_applied=False, auto_pause_applied_at=None)
    CertificationFactory()
    drawn("A", "B", "B", "C", "D")
    run = expire_certifications(today=TODAY, trigger="schedule")
    assert (run.auto_paused, run.failures) == (3, [])
    assert set(AutoPause.objects.open().values_list("log_id", flat=True)) == {
        "log_0000000B",
        "log_0000000C",
        "log_0000000D",
    }


def test_log_ids_that_are_taken_again_when_drawn_again_are_drawn_once_more(
    drawn, database_draws_the_same
):
    AutoPauseFactory(log_id="log_0000000A", lifted_at=at("2026-03-03"), lift_reason="Renewed")
    Certification.objects.filter(pauses__log_id="log_00000000").update(revoked_at=at("2026-03-03"))
    Certification.objects.update(auto_pause_applied=False, auto_pause_applied_at=None)
    drawn("A", "A", "A", "B")
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1
    assert AutoPause.objects.open().get().log_id == "log_0000000B"
