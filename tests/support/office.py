"""A programme with five mentors in the memory of a search: what was decided, and what is there."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from hypothesis.stateful import RuleBasedStateMachine, invariant
from time_machine import travel

from certifications import expiry, services
from certifications.models import Certification
from tests.support.api import api_client
from tests.support.records import everything, rolled_back

START = datetime(2026, 3, 1, 21, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MENTORS = ("ana", "ben", "cleo", "dora", "emil")


class Office(RuleBasedStateMachine):
    """It remembers what was decided last about each record, and compares after each step.

    A rule writes down in ``decided`` what it was told is done, and with ``saw`` what the person
    who did it had seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.transaction = rolled_back()
        self.transaction.__enter__()
        self.travel = travel(START, tick=True)
        self.clock, self.moment = self.travel.start(), START
        self.api, self.numbers = api_client(), 0
        self.people = [Client(), Client()]
        self.everybody_logs_in()
        self.decided: dict[Any, dict[str, Any]] = {}
        """Certification or mentor → how it should be."""
        self.seen_revoked: set[tuple[int, Any]] = set()
        self.everybody_is_certified()
        self.one_is_revoked()
        self.look()

    def teardown(self) -> None:
        self.travel.stop()
        self.transaction.__exit__(None, None, None)

    def everybody_is_certified(self) -> None:
        """One of them twice: what happens to either may let the other one govern."""
        services.save_certification_type(code="basic", validity_months=36, today=self.today)
        self.decided = {name: {"name": "", "email": "", "paused": False} for name in MENTORS}
        for mentor, days in zip((*MENTORS, "ana"), (-1, 0, 1, 20, 300, -3), strict=True):
            self.recorded(
                services.record_certification(
                    mentor_id=mentor,
                    certification_type="basic",
                    issued_at=self.new_issue_date(),
                    expires_at=self.midnight(days),
                    today=self.today,
                )
            )

    def one_is_revoked(self) -> None:
        services.update_certification(
            certification=Certification.objects.get(mentor_id="ben"),
            changes={},
            status=expiry.REVOKED,
            today=self.today,
        )
        self.decided[Certification.objects.get(mentor_id="ben").pk]["revoked"] = True

    # -- time --
    @property
    def today(self) -> date:
        return self.moment.date()

    def midnight(self, days: int) -> datetime:
        """Of the day that is so many days from today."""
        return datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(days=days)

    def go_on(self, nights: int) -> None:
        """Half an hour earlier on another day: what was yesterday is less than 24 hours ago."""
        self.moment += timedelta(days=nights, minutes=-30)
        self.clock.move_to(self.moment)
        self.everybody_logs_in()

    def everybody_logs_in(self) -> None:
        """Their sessions do not outlast a night; what is open in their windows does."""
        for client, name in zip(self.people, ("kim", "lee"), strict=True):
            user, _ = User.objects.get_or_create(username=name, is_superuser=True, is_staff=True)
            client.force_login(user)

    # -- what rules share --
    def number(self) -> int:
        """Another one at each call."""
        self.numbers += 1
        return self.numbers

    def new_issue_date(self) -> datetime:
        """Another one at each call: no two certifications are twins."""
        return LONG_AGO + timedelta(days=self.number())

    def recorded(self, certification: Certification) -> None:
        self.decided[certification.pk] = {
            "issued_at": certification.issued_at,
            "expires_at": certification.expires_at,
            "revoked": False,
            "removed": False,
        }

    def saw(self, row: dict[str, Any]) -> None:
        self.seen_revoked = {(row["id"], row["revoked_at"])}

    def governing_record(self, mentor: str) -> Certification:
        return Certification.objects.get(pk=self.governing[mentor].pk)

    def live(self, mentor: str) -> list[Any]:
        theirs = [each for each in self.certifications.values() if each.mentor_id == mentor]
        return [each for each in theirs if each.deleted_at is None]

    def look(self) -> None:
        self.before = all_there_is()
        rows = self.before["Certification"]
        self.certifications = {row["id"]: SimpleNamespace(pk=row["id"], **row) for row in rows}
        current = [each for each in self.certifications.values() if each.is_current]
        self.governing = {each.mentor_id: each for each in current}

    def nothing_was_written(self) -> None:
        assert all_there_is() == self.before

    # -- what holds after every step --
    @invariant()
    def nothing_is_lost(self) -> None:
        known = self.certifications
        self.look()
        self.one_governs_each_mentor()
        self.all_is_as_it_was_decided_last()
        self.revocations_are_lifted_by_who_saw_them(known)
        self.seen_revoked = set()

    def one_governs_each_mentor(self) -> None:
        for mentor in MENTORS:
            theirs = self.live(mentor)
            assert [each for each in theirs if each.is_current] == [
                max(theirs, key=expiry.precedence)
            ]

    def all_is_as_it_was_decided_last(self) -> None:
        found: dict[Any, dict[str, Any]] = {
            row["mentor_id"]: {
                "name": row["name"],
                "email": row["email"],
                "paused": row["paused_at"] is not None,
            }
            for row in self.before["Mentor"]
        }
        for each in self.certifications.values():
            found[each.pk] = {
                "issued_at": each.issued_at,
                "expires_at": each.expires_at,
                "revoked": each.revoked_at is not None,
                "removed": each.deleted_at is not None,
            }
        assert found == self.decided

    def revocations_are_lifted_by_who_saw_them(self, known: dict[int, Any]) -> None:
        lifted = {
            (each.pk, each.revoked_at)
            for each in known.values()
            if each.revoked_at not in (None, self.certifications[each.pk].revoked_at)
        }
        assert lifted <= self.seen_revoked


def all_there_is() -> dict[str, Any]:
    """The records with their history, and what the admin has logged."""
    return {**everything(), "LogEntry": list(LogEntry.objects.order_by("pk").values())}
