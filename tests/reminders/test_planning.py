"""Who is reminded, of what, and when: rounds as the database has them."""

from datetime import date, timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from certifications import expiry, ladder, services
from certifications.models import Certification, CertificationType
from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Conflict
from mentorcerts.reminders.ladders import rungs_of
from mentorcerts.reminders.models import Message, Round
from mentorcerts.reminders.reached import reached, reminder_key
from mentorcerts.reminders.services import (
    drop_round,
    release_round,
    switch_mails_off,
    switch_mails_on,
)
from mentorcerts.reminders.starting import Start, change_ladder, impact_of_ladder
from tests.support.dates import TODAY
from tests.support.factories import CertificationFactory, CertificationTypeFactory, MentorFactory
from tests.support.mailing import begin, holding, only, plan, send, states

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.mark.parametrize("seed", range(6))
def test_the_rungs_are_the_same_in_sql(seed):
    """``reached`` against ``ladder.rung_reached``: any types, ladders, days of grace."""
    random = Random(seed)
    kinds = [
        CertificationTypeFactory(
            code=f"kind-{number}",
            reminder_days=days,
            grace_days=random.choice([0, 5, 20]),
            requirement=requirement,
        )
        for number, (days, requirement) in enumerate(
            [("", "a"), ("40, 10, 0", "b"), ("none", "c"), ("3, -2, -9", "d"), ("", "")]
        )
    ]
    for _ in range(60):
        CertificationFactory(
            mentor=MentorFactory(left_at=None),
            certification_type=random.choice(kinds),
            expires_at=moments.utc_midnight(TODAY + timedelta(days=random.randint(-30, 120)))
            + timedelta(hours=random.randint(0, 23)),
            revoked=random.random() < 0.1,
        )
    expected = {
        (each.pk, rung, reminder_key(each.certification_id, day, rung))
        for each in Certification.objects.filter(revoked_at=None).select_related(
            "certification_type"
        )
        if (day := moments.utc_date(each.expires_at))
        and (
            rung := ladder.rung_reached(
                rungs_of(each.certification_type),
                days_left=expiry.days_until_expiry(each.expires_at, today=TODAY),
                grace_days=each.grace_days,
            )
        )
        is not None
    }
    found = [
        (row.pk, each.rung, row.key)  # type: ignore[attr-defined]
        for each in reached(today=TODAY)
        for row in each.certifications
    ]
    assert sorted(found) == sorted(expected)


def test_a_message_says_what_it_is_about_and_goes_out_once():
    held = holding(29)
    first = plan()
    assert (first.planned, first.mentors, first.by_rung) == (1, 1, {30: 1})
    message = only()
    assert message.key == reminder_key(held.certification_id, date(2026, 4, 24), 30)
    assert (message.kind, message.state, message.rung) == ("reminder", "planned", 30)
    assert (message.expires_on, message.round_id) == (date(2026, 4, 24), first.round_id)
    assert plan().planned == 0
    assert Round.objects.count() == 1, "a round that finds nobody leaves no row"


def test_forty_days_down_then_one_mail_of_the_right_rung(on):
    holding(95)
    assert plan().planned == 0
    on("2026-06-05", "09:00:00")  # 24 days left: 90, 60 and 30 have passed meanwhile
    assert plan().by_rung == {30: 1}


def test_what_counts_in_each_requirement_is_reminded_of_not_only_what_governs():
    course = holding(5)
    check = CertificationFactory(
        mentor=course.mentor,
        certification_type=CertificationTypeFactory(code="check", requirement="check"),
        expires_at=course.expires_at + timedelta(days=20),
        is_current=False,
    )
    older = CertificationFactory(
        mentor=course.mentor,
        certification_type=CertificationTypeFactory(code="older"),
        expires_at=course.expires_at - timedelta(days=2),
        is_current=False,
    )
    assert plan().by_rung == {30: 1, 7: 1}
    about = set(Message.objects.values_list("certification", flat=True))
    assert about == {course.pk, check.pk}
    assert older.pk not in about, "the course that lasts longer counts in its place"


def test_who_has_left_or_is_revoked_or_expired_is_not_reminded():
    services.record_departure(
        mentor_id=holding(10).mentor_id, reason="Moved", today=TODAY, by="kim"
    )
    holding(10, revoked=True)
    holding(-1)
    assert plan().planned == 0


def test_a_renewal_begins_a_new_ladder_and_a_date_put_back_resends_nothing():
    held = holding(29)
    plan()
    was = held.expires_at
    Certification.objects.filter(pk=held.pk).update(expires_at=was + timedelta(days=50))
    assert plan().by_rung == {90: 1}
    Certification.objects.filter(pk=held.pk).update(expires_at=was)
    assert plan().planned == 0


def test_without_an_address_it_is_suppressed_with_a_sentence_until_there_is_one():
    held = holding(29)
    held.mentor.email = ""
    held.mentor.save()
    first = plan()
    assert (first.planned, first.suppressed) == (0, 1)
    assert only().reason == "There is no address."
    services.save_mentor(mentor_id=held.mentor_id, email="maria@mentors.test")
    assert plan().by_rung == {30: 1}
    assert (only().state, only().reason) == ("planned", "")


def test_mails_that_are_off_for_a_mentor_are_not_planned_until_they_are_on():
    held = holding(29)
    switch_mails_off(mentor_id=held.mentor_id, reason="Asked for it", by="kim")
    assert plan().suppressed == 1
    switch_mails_on(mentor_id=held.mentor_id)
    assert plan().planned == 1
    with pytest.raises(Conflict):
        switch_mails_on(mentor_id=held.mentor_id)


# --- the safety limit --------------------------------------------------------------------------
@pytest.fixture
def _low_limit(settings) -> None:
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS, settings.MENTORCERTS_MAIL_LIMIT_PERCENT = 2, 20


@pytest.mark.usefixtures("_low_limit")
def test_a_round_above_both_limits_is_held_and_goes_out_once_released(mailbox):
    begin()
    for _ in range(3):
        holding(10)
    round_ = Round.objects.get(pk=plan().round_id)
    assert (round_.state, round_.mentors, round_.of_mentors) == ("held", 3, 3)
    assert send().accepted == 0
    assert plan().planned == 0, "what is held is planned"
    release_round(round_id=round_.pk, by="kim", now=timezone.now())
    assert send().accepted == 3
    with pytest.raises(Conflict):
        drop_round(round_id=round_.pk, by="kim", now=timezone.now(), reason="Late")


@pytest.mark.usefixtures("_low_limit")
def test_a_round_that_is_held_goes_out_where_the_command_overrides_the_limit(mailbox, capsys):
    begin()
    for _ in range(3):
        holding(10)
    with pytest.raises(SystemExit) as held:
        call_command("send_reminders")
    assert held.value.code == 3
    call_command("send_reminders", "--force", "--dry-run")
    assert (mailbox.received, Round.objects.get().state) == ([], "held")
    call_command("send_reminders", "--force")
    assert len(mailbox.received) == 3
    assert "Held until now, and released: 1 round." in capsys.readouterr().out
    round_ = Round.objects.get()
    assert (round_.state, bool(round_.decided_by)) == ("released", True)
    assert round_.decision_reason == "The safety limit was overridden by the command."


@pytest.mark.usefixtures("_low_limit")
def test_a_dropped_round_is_never_sent_and_says_why():
    begin()
    for _ in range(3):
        holding(10)
    held = plan()
    drop_round(round_id=held.round_id, by="kim", now=timezone.now(), reason="Wrong file")
    assert set(states().values()) == {State.SUPPRESSED}
    assert {each.reason for each in Message.objects.all()} == {"The round was dropped: Wrong file"}
    assert plan().planned == 0


@pytest.mark.usefixtures("_low_limit")
@pytest.mark.parametrize(("others", "held"), [(11, True), (12, False)])
def test_both_the_number_and_the_share_must_be_exceeded(others, held):
    for _ in range(3):
        holding(10)
    for _ in range(others):
        holding(300)
    assert plan().held is held


@pytest.mark.usefixtures("_low_limit")
def test_what_trickles_in_on_one_day_is_counted_together():
    for _ in range(2):
        holding(10)
    assert not plan().held
    holding(10)
    assert plan().held


@pytest.mark.usefixtures("_low_limit")
def test_force_overrides_the_limit_and_a_dry_run_writes_nothing():
    for _ in range(3):
        holding(10)
    looked = plan(dry_run=True)
    assert (looked.planned, looked.held, looked.round_id) == (3, True, None)
    assert (Message.objects.count(), Round.objects.count()) == (0, 0)
    forced = plan(force=True)
    assert (forced.planned, forced.held) == (3, False)


@pytest.mark.slow
def test_five_thousand_imported_half_of_them_near_their_date_are_held():
    kind = CertificationTypeFactory()
    mentors = [MentorFactory.build(email="a@mentors.test") for _ in range(5000)]
    type(mentors[0]).objects.bulk_create(mentors)
    Certification.objects.bulk_create(
        CertificationFactory.build(
            mentor=mentor,
            certification_type=kind,
            expires_at=moments.utc_midnight(TODAY + timedelta(days=20 if n % 2 else 900)),
        )
        for n, mentor in enumerate(mentors)
    )
    found = plan()
    assert (found.planned, found.mentors, found.held) == (2500, 2500, True)


# --- quietly, or not ------------------------------------------------------------------------------
def test_the_first_start_is_quiet_and_the_next_rung_is_told(on, mailbox):
    holding(10)
    begin(Start.QUIETLY)
    assert plan().planned == 0
    assert only().reason.startswith("Started quietly")
    on("2026-03-29", "09:00:00")  # seven days left
    assert plan().by_rung == {7: 1}
    assert send().accepted == 1


def test_a_first_start_that_writes_plans_what_is_reached():
    holding(10)
    begin(Start.WRITE)
    assert plan().planned == 1


def test_another_ladder_in_the_settings_starts_quietly(settings):
    holding(40)
    holding(50)
    begin()
    assert plan().by_rung == {60: 2}
    settings.MENTORCERTS_REMINDER_DAYS = (45, 7)
    found = plan()
    assert (found.planned, found.started_quietly) == (0, 1)
    settings.MENTORCERTS_REMINDER_DAYS = (55, 45, 7)
    assert plan(write_to_changed=True).by_rung == {55: 1}


def test_a_type_gets_another_ladder_quietly_or_not():
    held = holding(40)
    begin(Start.QUIETLY)
    code = held.certification_type_id
    today, now = TODAY, timezone.now()
    impact = impact_of_ladder(
        code=code, reminder_days="50", start=Start.WRITE, today=today, now=now
    )
    assert (impact.passed_over, impact.plan.planned) == (0, 1)
    assert CertificationType.objects.get(pk=code).reminder_days == "", "an impact writes nothing"
    done = change_ladder(
        code=code, reminder_days="50", start=Start.QUIETLY, today=today, now=now, by="kim"
    )
    assert (done.passed_over, done.plan.planned, plan().planned) == (1, 0, 0)
    change_ladder(code=code, reminder_days="45", start=Start.WRITE, today=today, now=now, by="kim")
    assert plan().by_rung == {45: 1}


# --- days -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Pacific/Auckland", ("2026-03-26", "11:30:00"), date(2026, 3, 27)),
        ("America/Los_Angeles", ("2026-03-26", "06:30:00"), date(2026, 3, 25)),
    ],
)
def test_the_day_is_the_programmes_own(settings, on, zone, moment, day):
    settings.MENTORCERTS_TIME_ZONE = zone
    on(*moment)
    assert clock.today() == day
    CertificationFactory(
        mentor__email="a@mentors.test", expires_at=moments.utc_midnight(day + timedelta(days=30))
    )
    CertificationFactory(
        mentor__email="b@mentors.test", expires_at=moments.utc_midnight(day + timedelta(days=91))
    )
    assert plan().by_rung == {30: 1}
