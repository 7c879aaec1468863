"""What must hold after any sequence of writes.

Long, because one machine makes every kind of write and holds every invariant after each."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from certifications import expiry, services
from certifications.change_log.expired import tell_expired
from certifications.change_log.fold import compare_with_log
from certifications.change_log.publish import publish_events
from certifications.job.refusals import Held
from certifications.job.run import expire_certifications
from certifications.job.undo import undo_pause, undo_run
from certifications.models import AutoPause, Certification, EventCursor, ExpiryRun
from certifications.services.many import CertificationRow, record_certifications
from mentorcerts.lib import moments
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.lib.sheets.problems import RefusedRows
from renewals.many import RenewalRow, renew_certifications
from renewals.models import Renewal
from renewals.services import change_renewal, remove_renewal, renew_certification, restore_renewal
from tests.support.examples import EXAMPLES
from tests.support.factories import CertificationTypeFactory
from tests.support.records import everything, rolled_back

START = date(2026, 3, 1)


MENTORS = ("ana", "ben", "cleo", "dan", "eve")
TYPES = {"basic": "mentoring", "advanced": "mentoring", "check": "check", "aid": "first-aid"}
"""Each with the requirement that it meets to begin with, where there are three."""
REQUIREMENTS = ("mentoring", "check", "first-aid")


REFUSALS = (ValidationError, Conflict, Missing, RefusedRows)
mentors = st.sampled_from(MENTORS)
types = st.sampled_from(list(TYPES))
requirements = st.sampled_from([None, None, None, "mentoring", "check", "first-aid", ""])
which = st.integers(0, 5)
claims = st.sampled_from([None, None, None, "valid", "expired", "revoked"])
around_today = st.sampled_from([-30, -8, -3, -2, -1, -1, 0, 1, 1, 2, 3, 5, 10, 60])
longer = st.sampled_from([-1, 0, 1, 2, 5, 20, 60])
long_ago = st.sampled_from([-400, -399, -200, -45])
times = st.sampled_from([time(0), time(0), time(23, 59, 59)])


def there_are(model: str, *, removed: bool) -> Any:
    """A rule that makes sense only where there are (removed) records to choose from."""
    return precondition(
        lambda self: any((row["deleted_at"] is not None) is removed for row in self.records[model])
    )


class Programme(RuleBasedStateMachine):
    """Five mentors, four types, three requirements; clients, coordinators and the job write.

    It remembers what each expiry date should be and who was paused by hand, and compares. Replaying
    the change log gives the same after each step, however much of it has been published.
    """

    in_use = REQUIREMENTS

    def __init__(self) -> None:
        super().__init__()
        self.transaction = rolled_back()
        self.transaction.__enter__()
        self.today = START
        EventCursor.objects.update_or_create(pk=1, defaults={"last": 0, "began_at": moment(START)})
        self.expected: dict[int, datetime] = {}  # certification → its expiry date
        self.before: dict[int, datetime] = {}  # renewal → the expiry date just before it
        self.edited: set[int] = set()  # certifications changed since their newest renewal
        self.edited_before: dict[int, bool] = {}  # renewal → was it so just before it?
        self.by_hand: set[str] = set()
        self.gone: set[str] = set()
        self.log: dict[str, dict[str, Any]] = {}
        self.look()

    def teardown(self) -> None:
        self.transaction.__exit__(None, None, None)

    # -- what they share --
    def attempt(self, service: Callable[..., Any], **arguments: Any) -> Any:
        """What the service returns; ``None`` if it refuses, and then nothing was written."""
        try:
            return service(**arguments)
        except REFUSALS:
            assert everything() == self.records
            return None

    def moment(self, days: int, at_time: time = time(0)) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), at_time, UTC)

    def some(self, queryset: Any, which: int) -> Any:
        records = list(queryset.order_by("pk"))
        return records[which % len(records)]

    def moved(self, renewal: Renewal) -> None:
        """A renewal, made or restored, has moved the expiry date."""
        pk = renewal.certification_id
        self.before[renewal.pk] = self.expected[pk]
        self.edited_before[renewal.pk] = pk in self.edited
        self.expected[pk] = renewal.new_expiry_date
        self.edited.discard(pk)

    # -- clients --
    @initialize()
    def everybody_is_certified(self) -> None:
        for mentor, days in zip(MENTORS, (-1, 0, 20, 60, 60), strict=True):
            self.record(mentor, "basic", -400, days, time(0), None, False)
        for mentor, kind in zip(MENTORS[2:], ("check", "aid", "check"), strict=True):
            self.record(mentor, kind, -400, 1, time(0), None, False)

    @rule(
        mentor=mentors,
        kind=types,
        issued=long_ago,
        expires=around_today,
        at_time=times,
        claim=claims,
        must_govern=st.booleans(),
    )
    def record(self, mentor, kind, issued, expires, at_time, claim, must_govern) -> None:
        made = self.attempt(
            services.record_certification,
            mentor_id=mentor,
            certification_type=kind,
            issued_at=self.moment(issued),
            expires_at=self.moment(expires, at_time),
            status=claim,
            must_govern=must_govern,
            today=self.today,
        )
        if made:
            self.expected[made.pk] = self.moment(expires, at_time)

    @there_are("Certification", removed=False)
    @rule(
        which=which,
        expires=st.none() | around_today,
        issued=st.none() | st.none() | long_ago,
        kind=st.none() | st.none() | types,
        claim=claims,
    )
    def edit(self, which, expires, issued, kind, claim) -> None:
        certification = self.some(Certification.objects.all(), which)
        changes: dict[str, Any] = {}
        if expires is not None:
            changes["expires_at"] = self.moment(expires)
        if issued is not None:
            changes["issued_at"] = self.moment(issued)
        if kind is not None:
            changes["certification_type"] = kind
        done = self.attempt(
            services.update_certification,
            certification=certification,
            changes=changes,
            status=claim,
            today=self.today,
        )
        if done and "expires_at" in changes:
            self.expected[done.pk] = changes["expires_at"]
            if changes["expires_at"] != certification.expires_at:
                self.edited.add(done.pk)

    @there_are("Certification", removed=False)
    @rule(which=which, all_of_the_mentors=st.sampled_from([False, False, False, True]))
    def remove(self, which, all_of_the_mentors) -> None:
        certification = self.some(Certification.objects.live(), which)
        if all_of_the_mentors:
            services.remove_mentor_certifications(
                mentor_id=certification.mentor_id, today=self.today
            )
        else:
            services.remove_certification(certification=certification, today=self.today)

    @there_are("Certification", removed=True)
    @rule(which=which)
    def restore(self, which) -> None:
        removed = Certification.objects.filter(deleted_at__isnull=False)
        self.attempt(
            services.restore_certification,
            certification=self.some(removed, which),
            today=self.today,
        )

    @there_are("Certification", removed=False)
    @rule(which=which, mentor=mentors)
    def move(self, which, mentor) -> None:
        self.attempt(
            services.move_certification,
            certification=self.some(Certification.objects.all(), which),
            to_mentor_id=mentor,
            reason="Recorded for the wrong one",
            today=self.today,
            by="coordinator",
        )

    # -- renewals --
    @there_are("Certification", removed=False)
    @rule(which=which, named=st.booleans(), granted=st.integers(-20, 5), days=longer)
    def renew(self, which, named, granted, days) -> None:
        """The governing certification, or any one (and then perhaps a removed one) by name."""
        any_one = self.some(Certification.objects.all(), which)
        moved = any_one if named else self.governing.get(any_one.mentor_id, any_one)
        renewal = self.attempt(
            renew_certification,
            mentor_id=moved.mentor_id,
            certification_id=moved.certification_id if named else None,
            renewal_date=self.moment(granted),
            new_expiry_date=moved.expires_at + timedelta(days=days),
            today=self.today,
        )
        if renewal:
            self.moved(renewal)

    @there_are("Renewal", removed=False)
    @rule(which=which, days=longer)
    def change_a_renewal(self, which, days) -> None:
        renewal = self.some(Renewal.objects.all(), which)
        until = renewal.previous_expiry_date + timedelta(days=days)
        changes = {"new_expiry_date": until, "notes": "Changed"}
        done = self.attempt(change_renewal, renewal=renewal, changes=changes, today=self.today)
        if done and until != renewal.new_expiry_date:
            self.expected[done.certification_id] = until

    @there_are("Renewal", removed=False)
    @rule(which=which)
    def remove_a_renewal(self, which) -> None:
        renewal = self.some(Renewal.objects.all(), which)
        done = self.attempt(remove_renewal, renewal=renewal, today=self.today)
        if done:
            self.expected[done.certification_id] = self.before[done.pk]
            if self.edited_before[done.pk]:
                self.edited.add(done.certification_id)

    @there_are("Renewal", removed=True)
    @rule(which=which)
    def restore_a_renewal(self, which) -> None:
        removed = Renewal.objects.filter(deleted_at__isnull=False)
        done = self.attempt(restore_renewal, renewal=self.some(removed, which), today=self.today)
        if done:
            self.moved(done)

    # -- imports --
    @rule(
        rows=st.lists(st.tuples(mentors, types, around_today), min_size=1, max_size=3),
        issued=long_ago,
    )
    def import_certifications(self, rows, issued) -> None:
        done = self.attempt(
            record_certifications,
            rows=[
                CertificationRow(
                    row=number,
                    mentor_id=mentor,
                    certification_type=kind,
                    issued_at=self.moment(issued),
                    expires_at=self.moment(expires),
                )
                for number, (mentor, kind, expires) in enumerate(rows)
            ],
            today=self.today,
        )
        for pk, (_, _, expires) in zip(done.pks if done else (), rows, strict=done is not None):
            self.expected[pk] = self.moment(expires)

    @rule(rows=st.lists(st.tuples(mentors, around_today), min_size=1, max_size=3))
    def import_renewals(self, rows) -> None:
        done = self.attempt(
            renew_certifications,
            rows=[
                RenewalRow(
                    row=number,
                    mentor_id=mentor,
                    renewal_date=self.moment(-60),
                    new_expiry_date=self.moment(days),
                )
                for number, (mentor, days) in enumerate(rows)
            ],
            today=self.today,
        )
        for pk in done.pks if done else ():
            self.moved(Renewal.objects.get(pk=pk))

    # -- coordinators --
    @rule(mentor=mentors, days=st.sampled_from([-1, 0, 1, 2, 7, 30]))
    def exempt(self, mentor, days) -> None:
        self.attempt(
            services.exempt_mentor,
            mentor_id=mentor,
            until=self.today + timedelta(days=days),
            reason="Ill",
            today=self.today,
            by="coordinator",
        )

    @precondition(lambda self: any(row["exempt_until"] for row in self.records["Mentor"]))
    @rule(mentor=mentors)
    def end_the_exemption(self, mentor) -> None:
        self.attempt(services.end_exemption, mentor_id=mentor)

    @rule(mentor=mentors)
    def pause_by_hand_or_resume(self, mentor) -> None:
        if mentor in self.by_hand:
            services.resume_mentor(mentor_id=mentor)
        else:
            services.pause_mentor(mentor_id=mentor, reason="On leave", by="coordinator")
        self.by_hand ^= {mentor}

    @rule(mentor=mentors)
    def leave_or_return(self, mentor) -> None:
        if mentor in self.gone:
            services.record_return(mentor_id=mentor, today=self.today, by="coordinator")
        else:
            services.record_departure(
                mentor_id=mentor, reason="Moved", today=self.today, by="coordinator"
            )
        self.gone ^= {mentor}

    @rule(mentor=mentors)
    def note(self, mentor) -> None:
        services.add_note(mentor_id=mentor, text="Called back", by="coordinator")

    @rule(code=types, grace_days=st.sampled_from([0, 0, 1, 7, 30]), requirement=requirements)
    def set_the_rules(self, code, grace_days, requirement) -> None:
        if requirement not in (None, "", *self.in_use):
            requirement = None
        services.save_certification_type(
            code=code, grace_days=grace_days, requirement=requirement, today=self.today
        )

    @precondition(lambda self: any(row["auto_paused"] for row in self.records["ExpiryRun"]))
    @rule(days=st.sampled_from([-1, 0, 3]))
    def undo_the_last_run_that_paused(self, days) -> None:
        self.attempt(
            undo_run,
            run=ExpiryRun.objects.filter(auto_paused__gt=0).latest("pk"),
            exempt_until=self.today + timedelta(days=days),
            reason="A mistake",
            today=self.today,
            by="coordinator",
        )

    @precondition(lambda self: self.records["AutoPause"])
    @rule(which=which)
    def undo_a_pause(self, which) -> None:
        self.attempt(
            undo_pause,
            pause=self.some(AutoPause.objects.all(), which),
            exempt_until=self.today,
            reason="A mistake",
            today=self.today,
            by="coordinator",
        )

    # -- the change log --
    @rule()
    def publish(self) -> None:
        publish_events(now=moment(self.today))

    @rule()
    def tell_what_has_expired(self) -> None:
        tell_expired(today=self.today)

    # -- the job --
    @rule(nights=st.sampled_from([1, 1, 2, 7]))
    def run(self, nights) -> None:
        self.today += timedelta(days=nights)
        shown = set(Certification.objects.due(self.today).values_list("mentor_id", flat=True))
        done = self.run_once()
        assert set(done.pauses.values_list("mentor_id", flat=True)) == shown
        self.assert_all_dealt_with(done)

    @rule(batch=st.sampled_from([1, 2]), limited=st.booleans())
    def look_ahead_and_run(self, batch, limited) -> None:
        limits = {"MENTORCERTS_BRAKE_MENTORS": 1, "MENTORCERTS_BRAKE_PERCENT": 50}
        self.today += timedelta(days=1)
        with override_settings(MENTORCERTS_BATCH_SIZE=batch, **limits if limited else {}):
            foreseen = self.run_once(dry_run=True)
            after = everything()
            assert after["ExpiryRun"].pop()["job_run_id"] == foreseen.job_run_id
            assert after == self.records
            done = self.run_once()
        if done is None:
            assert foreseen.expired_found > 1
            assert foreseen.auto_paused == 0
            return
        for count in ("mentors_scanned", "expired_found", "auto_paused", "skipped_exempt"):
            assert getattr(done, count) == getattr(foreseen, count), count
        self.assert_all_dealt_with(done)

    def assert_all_dealt_with(self, done: ExpiryRun) -> None:
        assert done.failures == []
        self.look()
        for each in self.governing.values():
            if (
                self.is_overdue(each)
                and each.revoked_at is None
                and each.mentor_id not in self.gone
            ):
                assert each.auto_pause_applied is not self.is_exempt(each.mentor_id)

    def run_once(self, *, dry_run: bool = False) -> ExpiryRun | None:
        try:
            return expire_certifications(today=self.today, trigger="schedule", dry_run=dry_run)
        except Held:
            assert not dry_run
            return None

    # -- what holds after every step: read from plain rows, by the rule alone --
    def look(self) -> None:
        self.records = everything()
        self.certifications = [
            SimpleNamespace(pk=row["id"], **row) for row in self.records["Certification"]
        ]
        self.governing = {each.mentor_id: each for each in self.certifications if each.is_current}

    def type_of(self, each: SimpleNamespace) -> dict[str, Any]:
        rows = {row["code"]: row for row in self.records["CertificationType"]}
        return rows[each.certification_type_id]

    def grace_ends(self, each: SimpleNamespace) -> date:
        days = timedelta(days=self.type_of(each)["grace_days"])
        return moments.utc_date(each.expires_at) + days

    def is_overdue(self, each: SimpleNamespace) -> bool:
        return self.grace_ends(each) < self.today

    def counting(self, mentor: str) -> list[SimpleNamespace]:
        """Of each requirement the one that lasts longest."""
        best: dict[str, SimpleNamespace] = {}
        for each in self.certifications:
            requirement = self.type_of(each)["requirement"]
            if each.mentor_id == mentor and each.deleted_at is None and requirement:
                rival = best.setdefault(requirement, each)
                best[requirement] = max(rival, each, key=expiry.precedence)
        return list(best.values())

    def is_exempt(self, mentor_id: str) -> bool:
        until = {row["mentor_id"]: row["exempt_until"] for row in self.records["Mentor"]}
        return until[mentor_id] is not None and until[mentor_id] >= self.today

    @invariant()
    def the_records_are_sound(self) -> None:
        self.look()
        self.one_governs_each_certified_mentor()
        self.due_is_whom_something_overdue_should_pause()
        self.who_left_is_marked()
        self.each_mark_has_its_open_pause_and_each_open_pause_its_mark()
        self.nobody_paused_by_the_job_is_valid_or_exempt()
        self.expiry_dates_are_those_that_were_set_last()
        self.renewals_chain()
        self.what_is_logged_stays_and_what_was_lifted_had_to_be()
        self.only_coordinators_pause_and_resume_by_hand()
        self.the_tallies_are_exact()
        self.replaying_the_log_gives_what_is_recorded()
        self.numbers_have_no_gap_and_keep_each_mentors_order()

    def one_governs_each_certified_mentor(self) -> None:
        for mentor in MENTORS:
            theirs = [each for each in self.certifications if each.mentor_id == mentor]
            counting = self.counting(mentor)
            revoked = [each for each in counting if each.revoked_at is not None]
            weakest = sorted(
                revoked or counting,
                key=lambda each: (
                    self.grace_ends(each),
                    moments.utc_date(each.expires_at),
                    each.pk,
                ),
            )
            assert [each for each in theirs if each.is_current] == weakest[:1]

    def due_is_whom_something_overdue_should_pause(self) -> None:
        """The run's question asks one certification; it must find what the others would say."""
        paused = {row["mentor_id"] for row in self.records["AutoPause"] if not row["lifted_at"]}
        due = {
            mentor
            for mentor in set(MENTORS) - paused - self.gone
            if any(self.is_overdue(each) for each in self.counting(mentor))
            and all(each.revoked_at is None for each in self.counting(mentor))
            and not self.is_exempt(mentor)
        }
        found = Certification.objects.due(self.today)
        assert set(found.values_list("mentor_id", flat=True)) == due

    def who_left_is_marked(self) -> None:
        rows = {row["mentor_id"]: row for row in self.records["Mentor"]}
        assert {mentor for mentor, row in rows.items() if row["left_at"]} == self.gone
        for each in self.certifications:
            assert each.mentor_left == (each.is_current and each.mentor_id in self.gone)

    def the_tallies_are_exact(self) -> None:
        counted = Counter(
            (
                "left" if each.mentor_left else "certification",
                each.certification_type_id,
                moments.utc_midnight(moments.utc_date(each.expires_at)),
                each.revoked_at is not None,
                each.is_current,
            )
            for each in self.certifications
            if each.deleted_at is None
        )
        counted["pause", None, None, False, False] = len(self.records["AutoPause"])
        live = [row for row in self.records["Renewal"] if row["deleted_at"] is None]
        counted["renewal", None, None, False, False] = len(live)
        if connection.vendor == "postgresql":  # whole months have rows of their own
            for (what, kind, day, *more), number in list(counted.items()):
                if month := {"certification": "cert-month", "left": "left-month"}.get(what):
                    counted[month, kind, day.replace(day=1), *more] += number
        tallied: Counter[Any] = Counter()
        for row in self.records["Tally"]:
            key = row["what"], row["certification_type_id"], row["expires_at"]
            tallied[(*key, row["revoked_at"] is not None, row["is_current"])] += row["n"]
        assert tallied == counted  # what stands at nought is as good as missing

    def each_mark_has_its_open_pause_and_each_open_pause_its_mark(self) -> None:
        marked = [
            (each.pk, each.mentor_id, each.auto_pause_applied_at)
            for each in self.certifications
            if each.auto_pause_applied
        ]
        resting = [
            (row["certification_id"], row["mentor_id"], row["applied_at"])
            for row in self.records["AutoPause"]
            if row["lifted_at"] is None
        ]
        assert sorted(resting) == marked

    def nobody_paused_by_the_job_is_valid_or_exempt(self) -> None:
        for each in self.certifications:
            if each.auto_pause_applied:
                assert expiry.status_of(each, today=self.today) != expiry.VALID
                assert not self.is_exempt(each.mentor_id)

    def expiry_dates_are_those_that_were_set_last(self) -> None:
        assert {each.pk: each.expires_at for each in self.certifications} == self.expected

    def renewals_chain(self) -> None:
        newest = {}
        for row in self.records["Renewal"]:
            assert row["new_expiry_date"] > row["previous_expiry_date"]
            assert row["previous_expiry_date"] == self.before[row["id"]]
            if row["deleted_at"] is None:
                newest[row["certification_id"]] = row["new_expiry_date"]
        for certification_id, new_expiry_date in newest.items():
            if certification_id not in self.edited:
                assert new_expiry_date == self.expected[certification_id]

    def what_is_logged_stays_and_what_was_lifted_had_to_be(self) -> None:
        log = {row["log_id"]: row for row in self.records["AutoPause"]}
        for log_id, known in self.log.items():
            row = log[log_id]
            changed = {name for name in row if row[name] != known[name]}
            if known["lifted_at"] is not None:
                assert not changed
            elif row["lifted_at"] is None:
                assert changed <= {"certification_id"}
            else:
                assert changed == {"lifted_at", "lift_reason"} | changed & {"lifted_by"}
                counting = self.counting(row["mentor_id"])
                overdue = any(self.is_overdue(each) for each in counting)
                assert not overdue or self.is_exempt(row["mentor_id"])
        self.log = log

    def only_coordinators_pause_and_resume_by_hand(self) -> None:
        paused = {row["mentor_id"] for row in self.records["Mentor"] if row["paused_at"]}
        assert paused == self.by_hand

    def replaying_the_log_gives_what_is_recorded(self) -> None:
        assert not compare_with_log()
        told: dict[str, bool | None] = dict.fromkeys(MENTORS)
        told |= {row["mentor_id"]: row["paused"] for row in self.records["Event"]}
        has_line = {row["pause_id"] for row in self.records["Event"]}
        for row in self.records["AutoPause"]:
            if row["id"] not in has_line:
                told[row["mentor_id"]] = True
        told.pop(None, None)  # runs
        assert told == {mentor: self.stand(mentor) for mentor in MENTORS}

    def stand(self, mentor: str) -> bool | None:
        if (governing := self.governing.get(mentor)) is None:
            return None
        return (
            governing.auto_pause_applied
            or governing.revoked_at is not None
            or mentor in self.by_hand | self.gone
        )

    def numbers_have_no_gap_and_keep_each_mentors_order(self) -> None:
        numbered = [row for row in self.records["Event"] if row["sequence"] is not None]
        assert sorted(row["sequence"] for row in numbered) == list(range(1, len(numbered) + 1))
        assert EventCursor.objects.get().last == len(numbered)
        for mentor in MENTORS:
            theirs = [row["sequence"] for row in numbered if row["mentor_id"] == mentor]
            assert theirs == sorted(theirs)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(1), UTC)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "requirements"), [(0, 3), (1, 3), (2, 3), (3, 3), (4, 2), (5, 1)]
)
def test_whatever_is_written_in_whatever_order_the_records_stay_sound(number, requirements, db):
    """In parts with a seed each: one long search keeps to variations of what it began with."""
    met = REQUIREMENTS[:requirements]
    for code, requirement in TYPES.items():
        CertificationTypeFactory(
            code=code, requirement=requirement if requirement in met else REQUIREMENTS[0]
        )
    run_state_machine_as_test(
        seed(number)(type("Programme", (Programme,), {"in_use": met})),
        settings=settings(EXAMPLES, max_examples=10, stateful_step_count=25),
    )
