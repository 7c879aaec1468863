"""Lines of history that the database copies are those that the library would have made."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from simple_history.models import HistoricalRecords

from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.lib import history
from renewals.models import Renewal
from tests.support.factories import RenewalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def imports(monkeypatch):
    """While an import is served to somebody."""
    user = User.objects.create(username="kim")
    request = SimpleNamespace(user=user, change_source="import")
    monkeypatch.setattr(HistoricalRecords.context, "request", request, raising=False)


@pytest.fixture(params=[CertificationType, Mentor, Certification, Renewal])
def records(request):
    RenewalFactory.create_batch(3)
    return list(request.param.objects.order_by("pk"))


@pytest.mark.parametrize(("what", "update"), [(history.CREATED, False), (history.CHANGED, True)])
def test_they_say_the_same(records, what, update):
    assert _told(records, what, update)


@pytest.mark.parametrize(("what", "update"), [(history.CREATED, False), (history.CHANGED, True)])
def test_they_say_the_same_of_who_and_where_from(imports, records, what, update):
    lines = _told(records, what, update)
    assert {(line["source"], line["history_user_id"] is None) for line in lines} == {
        ("import", False)
    }


def _told(records, what, update):
    """The lines, as both ways of writing them have them, in the order of the records."""
    manager = type(records[0]).history
    manager.all().delete()
    manager.bulk_history_create(records, update=update, default_change_reason=None)
    theirs = _lines(manager)
    manager.all().delete()
    history.copy_to_history(records, what)
    ours = _lines(manager)
    assert ours == theirs
    return ours


def _lines(manager):
    lines = list(manager.order_by("history_id").values())
    for line in lines:
        del line["history_id"]
        assert timezone.now() - line.pop("history_date") < timedelta(minutes=1)
    return lines


def test_no_records_no_lines():
    history.copy_to_history([], history.CREATED)
    assert not Mentor.history.exists()
