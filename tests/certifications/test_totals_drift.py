"""Counters that have been left behind are found, told, and put right."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from certifications import totals
from certifications.models import AutoPause, Certification, Tally
from certifications.totals import checking
from mentorcerts.health.totals_check import check_counters, repair_counters
from renewals.models import Renewal
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)

pytestmark = pytest.mark.django_db
NOW = at("2026-03-26T04:15:00")


@pytest.fixture
def various():
    CertificationFactory(expires_at=at("2026-04-10T10:00:00"), certification_type__code="advanced")
    CertificationFactory(revoked=True)
    CertificationFactory(removed=True)
    CertificationFactory(
        mentor=MentorFactory(left_at=at("2025-01-01"), left_reason="Moved"), mentor_left=True
    )
    AutoPauseFactory()
    RenewalFactory()
    RenewalFactory(deleted_at=at("2026-03-01"))


def exact() -> bool:
    live = Certification.objects.live()
    return (
        totals.total(totals.CERTIFICATION) == live.count()
        and totals.total(totals.CERTIFICATION, governing=True, left=False) == live.active().count()
        and totals.total(totals.CERTIFICATION, left=True) == live.left().count()
        and totals.total(totals.CERTIFICATION, revoked=True) == 1
        and totals.total(totals.PAUSE) == AutoPause.objects.count()
        and totals.total(totals.RENEWAL) == Renewal.objects.live().count()
    )


def test_what_the_triggers_keep_is_right(various):
    assert check_counters(now=NOW) == 0
    assert exact()


@pytest.mark.parametrize("what", ["certification", "left", "pause", "renewal"])
def test_each_kind_that_drifts_is_found_and_put_right(what, various):
    Tally.objects.filter(what=what).update(n=1000)
    assert check_counters(now=NOW) > 0
    repair_counters(now=NOW)
    assert check_counters(now=NOW) == 0
    assert exact()


def test_counters_that_are_gone_or_of_nothing_are_found(various):
    Tally.objects.all().delete()
    assert check_counters(now=NOW) > 0
    repair_counters(now=NOW)
    Tally.objects.create(what="certification", certification_type_id="x", n=3,
                         expires_at=at("2026-01-01"))  # fmt: skip
    assert check_counters(now=NOW) == 1


def test_after_a_repair_the_triggers_go_on_from_there(various):
    Tally.objects.all().delete()
    repair_counters(now=NOW)
    CertificationFactory()
    Certification.objects.filter(deleted_at=None).first().delete()
    assert check_counters(now=NOW) == 0


def test_what_was_written_without_triggers_is_found(various):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite can't switch triggers off")
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        Certification.objects.live().update(expires_at=at("2029-01-01"))
        cursor.execute("set local session_replication_role = origin")
    assert check_counters(now=NOW) > 0
    repair_counters(now=NOW)
    assert check_counters(now=NOW) == 0


def test_the_command_says_so_and_repairs(various, capsys):
    call_command("check_totals")
    assert capsys.readouterr().out == "All counters are right.\n"
    Tally.objects.filter(what="pause").update(n=5)
    with pytest.raises(SystemExit) as ended:
        call_command("check_totals")
    assert ended.value.code == 1
    assert "1 counters are wrong." in capsys.readouterr().out
    call_command("check_totals", repair=True)
    assert "counted anew" in capsys.readouterr().out
    assert check_counters(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_checking_keeps_nobody_waiting_and_sees_one_moment(various, monkeypatch):
    """A record that is written between reading the counters and counting is in neither."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, who waits for the check")
    stored = checking._stored

    def and_meanwhile() -> Any:
        found = stored()
        with ThreadPoolExecutor(1) as other:
            other.submit(_record_one_more).result(timeout=10)
        return found

    monkeypatch.setattr(checking, "_stored", and_meanwhile)
    before = Certification.objects.count()
    assert check_counters(now=NOW) == 0
    assert Certification.objects.count() == before + 1


def _record_one_more() -> None:
    try:
        CertificationFactory()
    finally:
        connection.close()
