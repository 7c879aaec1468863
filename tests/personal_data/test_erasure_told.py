"""After an erasure the change log tells that, and nothing else; and soon not even of whom."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from certifications import services
from certifications.change_log.erased import forget_former_ids
from certifications.change_log.fold import compare_with_log
from certifications.change_log.publish import publish_events
from certifications.change_log.telling import told_events, told_outside
from certifications.job.run import expire_certifications
from certifications.models import Event, EventCursor
from certifications.registry import registry
from mentorcerts.pages.timeline import timeline
from mentorcerts.personal_data import erasure
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.personal_data.mentions import ERASED
from mentorcerts.personal_data.retention import prune
from tests.support.dates import TODAY, at
from tests.support.factories import MentorFactory
from tests.support.processes import until
from tests.support.records import recorded
from tests.support.sql import WAITING_FOR_US, number

WHO = "mntr_ZOE42"


@pytest.fixture(autouse=True)
def _nobody_follows(on, db, monkeypatch) -> None:
    on(TODAY, "08:00:00")
    monkeypatch.setattr(registry, "event_readers", [])


@pytest.fixture
def position(monkeypatch) -> Callable[[int], None]:
    """A reader of the change log, who is at this number."""
    numbers = [0]
    monkeypatch.setattr(registry, "event_readers", [lambda: numbers, list])

    def at(number: int) -> None:
        numbers[:] = [number]

    return at


def erase(mentor_id: str = WHO) -> tuple[str, Event]:
    pseudonym = erase_mentor(mentor_id=mentor_id, by="ada", source="command")
    return pseudonym, Event.objects.filter(type=Event.Type.ERASED).latest("pk")


def publish() -> None:
    publish_events(now=timezone.now())


def told() -> list[tuple[str, str | None, bool | None]]:
    lines = [(event.type, told_outside(event)) for event in told_events()]
    return [(kind, line["mentor_id"], line["paused"]) for kind, line in lines]


def former_id(event: Event) -> str | None:
    event.refresh_from_db()
    return event.data.get("former_mentor_id")


def later(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


# --- what is told -----------------------------------------------------------------------------
def test_only_the_erasure_is_told_of_what_was_published_before_and_of_what_was_not():
    recorded(WHO, expires="2026-03-20")
    recorded("other", expires="2027-03-20")
    publish()
    services.add_note(mentor_id=WHO, text="Called", by="kim")
    erase()
    publish()
    assert told() == [
        ("certification.recorded", "other", False),
        ("mentor.erased", WHO, None),
    ]


def test_a_pause_that_was_not_told_yet_is_not_told_later():
    recorded(WHO, expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    pseudonym, _ = erase()
    publish()
    pause = Event.objects.get(mentor=pseudonym, type=Event.Type.PAUSED)
    assert (pause.withdrawn, pause.paused) == (True, True)
    assert [line for line in told() if line[0].startswith("mentor.")] == [
        ("mentor.erased", WHO, None)
    ]


def test_the_line_of_the_erasure_names_no_pseudonym_and_says_who_did_it():
    recorded(WHO)
    pseudonym, event = erase()
    assert (event.mentor, event.by, event.source, event.reason) == (None, "ada", "command", "")
    assert event.data == {"former_mentor_id": WHO}
    values = Event.objects.filter(pk=event.pk).values_list().get()
    assert pseudonym not in str(values)


def test_the_timeline_goes_on_under_the_pseudonym_without_texts():
    # As on every installation: the log began before. Other tests may have emptied the table.
    EventCursor.objects.update_or_create(pk=1, defaults={"began_at": at("2026-03-26T07:00:00")})
    recorded(WHO, expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    services.add_note(mentor_id=WHO, text="Called\nagain", by="kim")
    services.pause_mentor(mentor_id=WHO, reason="Ill", by="kim")
    before = [(line.what, line.who) for line in timeline_of(WHO)]
    pseudonym, _ = erase()
    after = timeline_of(pseudonym)
    renamed = [(what.replace(WHO, pseudonym), who) for what, who in before]
    assert [(line.what, line.who) for line in after] == renamed
    details = {line.what: line.detail for line in after}
    assert details["Note"] == details["Paused by hand"] == ERASED
    assert "expired on 2026-03-20" in details["Paused by the nightly run"]


def timeline_of(mentor_id: str):
    return timeline(Event.objects.filter(mentor=mentor_id).latest("pk").mentor)


def test_the_log_still_folds_to_what_the_tables_say():
    recorded(WHO, expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    erase()
    publish()
    assert not compare_with_log()


def test_an_id_that_comes_again_and_is_erased_again_is_told_each_time():
    recorded(WHO)
    _, first = erase()
    recorded(WHO)
    _, second = erase()
    assert [former_id(event) for event in (first, second)] == [WHO, WHO]


def test_what_others_have_noted_about_the_mentor_names_the_pseudonym():
    recorded(WHO)
    other = MentorFactory(mentor_id="other")
    services.add_note(mentor_id=other.pk, text=f"Stands in for {WHO}.", by="kim")
    pseudonym, _ = erase()
    assert Event.objects.get(mentor=other).reason == f"Stands in for {pseudonym}."


# --- for how long the id is kept -----------------------------------------------------------------
def test_the_id_goes_once_every_reader_has_passed_it(position):
    recorded(WHO)
    _, event = erase()
    position(10**9)
    assert forget_former_ids(now=timezone.now()) == 0  # nobody can have it: it has no number
    publish()
    event.refresh_from_db()
    position(event.sequence - 1)
    assert forget_former_ids(now=timezone.now()) == 0
    assert former_id(event) == WHO
    position(event.sequence)
    assert forget_former_ids(now=timezone.now()) == 1
    assert former_id(event) is None
    assert told()[-1] == ("mentor.erased", None, None)
    assert forget_former_ids(now=timezone.now()) == 0


def test_the_slowest_reader_decides(monkeypatch):
    recorded(WHO)
    _, event = erase()
    publish()
    event.refresh_from_db()
    slow = [event.sequence - 1]
    monkeypatch.setattr(registry, "event_readers", [lambda: [event.sequence, 10**9], lambda: slow])
    assert forget_former_ids(now=timezone.now()) == 0
    slow[:] = [event.sequence]
    assert forget_former_ids(now=timezone.now()) == 1


@pytest.mark.parametrize("published", [True, False])
def test_after_thirty_days_the_id_goes_whoever_has_it(published, position):
    recorded(WHO)
    _, event = erase()
    if published:
        publish()
    position(0)
    assert forget_former_ids(now=later(days=29, hours=23)) == 0
    assert forget_former_ids(now=later(days=30, seconds=1)) == 1
    assert former_id(event) is None


def test_without_a_reader_time_alone_decides(settings):
    settings.MENTORCERTS_KEEP_ERASED_ID_DAYS = 3
    recorded(WHO)
    _, event = erase()
    publish()
    assert forget_former_ids(now=later(days=2, hours=23)) == 0
    assert forget_former_ids(now=later(days=3, seconds=1)) == 1
    assert former_id(event) is None


def test_a_line_that_a_wrong_clock_has_dated_ahead_is_not_kept_for_years(on):
    on(date(2036, 1, 1))
    recorded(WHO)
    _, event = erase()
    on(TODAY)
    assert forget_former_ids(now=timezone.now()) == 1
    assert former_id(event) is None


def test_the_nightly_clean_up_empties_it_and_a_dry_run_counts_it(position):
    recorded(WHO)
    _, event = erase()
    publish()
    position(10**9)
    what = "former ids of erased mentors"
    assert prune(now=timezone.now(), dry_run=True)[what] == 1
    assert former_id(event) == WHO
    assert prune(now=timezone.now())[what] == 1
    assert prune(now=timezone.now())[what] == 0
    assert former_id(event) is None


# --- with others at work -----------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_the_publisher_waits_for_an_erasure_and_neither_stands_in_the_others_way(monkeypatch):
    """It has the friend's line first, and the erasure the mentor's: each wants the other's, too."""
    recorded("friend")
    services.add_note(mentor_id="friend", text=f"Stands in for {WHO}.", by="kim")
    recorded(WHO)

    def run() -> None:
        try:
            publish()
        finally:
            connections.close_all()

    publisher = Thread(target=run)

    def while_erasing(*arguments: str) -> None:
        publisher.start()
        if connection.vendor == "postgresql":
            until(lambda: number(WAITING_FOR_US))
        else:
            publisher.join(0.5)  # before the one lock that there is
            assert publisher.is_alive()

    monkeypatch.setattr(erasure, "_empty_admin_log", while_erasing)
    pseudonym, event = erase()
    publisher.join(30)
    assert not publisher.is_alive()
    publish()
    assert not Event.objects.filter(sequence=None).exists()
    assert former_id(event) == WHO
    note = Event.objects.get(type=Event.Type.NOTED)
    assert note.reason == f"Stands in for {pseudonym}."
