"""``insert`` writes what ``save`` writes: the record, and the first line of its history."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.test import RequestFactory
from simple_history.models import HistoricalRecords
from time_machine import travel

from mentorcerts.lib.history import insert
from tests.support.factories import (
    CertificationFactory,
    CertificationTypeFactory,
    MentorFactory,
    RenewalFactory,
)

OF_ITS_OWN = {"id", "history_id", "certification_id", "mentor_id", "code"}
"""In what two records of one kind may differ."""


def values(record: models.Model) -> dict[str, Any]:
    """As the database has it."""
    record.refresh_from_db()
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.attname not in OF_ITS_OWN
    }


@pytest.fixture
def kim(db) -> Iterator[User]:
    """Who asks the API for something meanwhile."""
    HistoricalRecords.context.request = RequestFactory().post("/api/v1/certifications")
    HistoricalRecords.context.request.user = user = User.objects.create(username="kim")
    yield user
    del HistoricalRecords.context.request


@pytest.mark.parametrize("by_somebody", [True, False])
@pytest.mark.parametrize("reason", [None, "A letter of 2 March"])
@pytest.mark.parametrize(
    "made",
    [
        lambda: CertificationFactory.build(
            mentor=MentorFactory(), certification_type=CertificationTypeFactory()
        ),
        lambda: CertificationFactory.build(
            mentor=MentorFactory(), certification_type=CertificationTypeFactory(), revoked=True
        ),
        lambda: RenewalFactory.build(certification=CertificationFactory(), notes="50 % off"),
        lambda: MentorFactory.build(name="Kim %s", exempt_until="2027-01-01"),
        lambda: CertificationTypeFactory.build(code="other", validity_months=24),
    ],
    ids=["certification", "revoked", "renewal", "mentor", "type"],
)
def test_it_does_what_save_does(made, reason, by_somebody, request, db):
    kim = request.getfixturevalue("kim") if by_somebody else None
    with travel("2026-03-26T01:00:00+00:00", tick=False):
        saved, inserted = made(), made()
        if saved._meta.model_name == "certificationtype":
            inserted.code = "another"
        saved._change_reason = inserted._change_reason = reason
        saved.save(force_insert=True)
        insert(inserted)
    assert inserted.pk
    assert not inserted._state.adding
    assert values(inserted) == values(saved)
    theirs, ours = saved.history.get(), inserted.history.get()
    assert values(ours) == values(theirs)
    assert (ours.history_user, ours.history_change_reason) == (kim, reason)
    assert ours.source == ("API" if kim else "command")
    assert ours.history_type == "+"


def test_a_second_live_one_of_a_day_is_refused_and_leaves_nothing(db):
    first = CertificationFactory()
    twin = CertificationFactory.build(
        mentor=first.mentor, certification_type=first.certification_type, is_current=False
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(twin)
    assert type(first).objects.count() == 1
    assert first.history.model.objects.count() == 1


def test_it_can_be_saved_again(db):
    certification = CertificationFactory.build(
        mentor=MentorFactory(), certification_type=CertificationTypeFactory()
    )
    insert(certification)
    certification.updated_reason = "A letter of 2 March"
    certification.save()
    assert [line.history_type for line in certification.history.all()] == ["~", "+"]
