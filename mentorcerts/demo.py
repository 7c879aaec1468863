"""The demo programme: 84 certified mentors and one who has left, for trying things out.

It has the mentors, certifications, renewals and pause logs that the two contracts print, so that
each of their example requests can be replayed, and 80 invented mentors whose dates lie around
``today``; one of these holds a background check as well, and one has left. The services can't
create a past (they act today), so this is the only code that writes records directly.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.core.management.color import no_style
from django.db import connection, transaction
from simple_history.utils import bulk_create_with_history

from certifications import expiry
from certifications.change_log.base import tell_who_is_paused
from certifications.ids import job_run_id
from certifications.models import (
    AutoPause,
    Certification,
    CertificationType,
    ExpiryRun,
    Mentor,
)
from certifications.services.search_index import add_search_words
from mentorcerts.lib import change_source, moments
from mentorcerts.lib.identifiers import CROCKFORD
from renewals.models import Renewal

BASIC, ADVANCED = "peer_mentor_basic", "peer_mentor_advanced"
STANDARD, TRAINER = "peer_mentor_standard", "peer_mentor_trainer"
CHECK = "background_check"
TYPES = (
    CertificationType(code=BASIC, name="Peer mentor, basic", validity_months=36),
    CertificationType(code=STANDARD, name="Peer mentor, standard", validity_months=24),
    CertificationType(code=ADVANCED, name="Peer mentor, advanced", validity_months=24),
    CertificationType(code=TRAINER, name="Mentor trainer", validity_months=12, grace_days=14),
    CertificationType(
        code=CHECK, name="Background check", validity_months=60, requirement="background_check"
    ),
)
MENTORS, RENEWALS, DUE = 84, 41, 3
RENEWED_AFTER_A_PAUSE = (40, 75, 110, 160, 210)
"""Days ago: five invented mentors were paused then, and renewed nine days later."""

FIRST_NAMES = (
    "Amara Anton Beatriz Bruno Chidi Clara Dalia Dev Elena Emre Farah Finn Grace Hana Idris Ines "
    "Jonas Kaya Leila Liam Mateo Mei Nadia Noor Olga Omar Priya Rafael Sana Tomas"
).split()
LAST_NAMES = (
    "Abebe Almeida Bauer Costa Demir Eriksen Fischer Garcia Haddad Ivanova Jansen Kaur Lindqvist "
    "Moreau Nowak Okafor Petrov Rossi Silva Tanaka Usman Varga Weber Yilmaz"
).split()


def _at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), UTC)


@dataclass
class Programme:
    """Collects the records, in the order in which they get their numbers, and saves them."""

    today: date
    random: Random = field(default_factory=lambda: Random(84))  # noqa: S311  not for secrets
    mentors: list[Mentor] = field(default_factory=list)
    certifications: list[Certification] = field(default_factory=list)
    renewals: list[Renewal] = field(default_factory=list)
    runs: dict[date, ExpiryRun] = field(default_factory=dict)
    pauses: list[AutoPause] = field(default_factory=list)

    def id(self, prefix: str) -> str:
        return prefix + "".join(self.random.choices(CROCKFORD, k=8))

    def hold(
        self, mentor_id: str, kind: str, issued: date, expires: date, certification_id: str = ""
    ) -> Certification:
        """Add a mentor with one certification."""
        number = len(self.mentors)
        first = FIRST_NAMES[number % len(FIRST_NAMES)]
        last = LAST_NAMES[(number * 7) % len(LAST_NAMES)]
        mentor = Mentor(
            mentor_id=mentor_id,
            name=f"{first} {last}",
            email=f"{first}.{last}{number}@mentors.example".lower(),
            created_at=_at(issued, 9),
        )
        certification = Certification(
            certification_id=certification_id or self.id("cert_"),
            mentor=mentor,
            certification_type_id=kind,
            issued_at=_at(issued),
            expires_at=_at(expires),
            is_current=True,
            created_at=_at(issued, 11, 30),
            updated_at=_at(issued, 11, 30),
        )
        self.mentors.append(mentor)
        self.certifications.append(certification)
        return certification

    def renewed(self, certification: Certification, on: date, previous: date, by: str) -> None:
        """Add the renewal that gave the certification its present expiry date."""
        self.renewals.append(
            Renewal(
                pk=len(self.renewals) + 1,
                certification=certification,
                renewal_date=_at(on),
                previous_expiry_date=_at(previous),
                new_expiry_date=certification.expires_at,
                processed_by=by,
                created_at=_at(on, 11),
                updated_at=_at(on, 11),
            )
        )

    def paused(self, certification: Certification, expired: date, log_id: str = "") -> AutoPause:
        """Add the pause that the nightly run applied on the day after the expiry."""
        day = expired + timedelta(days=1)
        run = self.runs.setdefault(
            day,
            ExpiryRun(
                job_run_id=job_run_id(day, 1),
                day=day,
                number=1,
                trigger=ExpiryRun.Trigger.SCHEDULE,
                state=ExpiryRun.State.DONE,
                as_of=day,
                started_at=_at(day, 1),
                heartbeat_at=_at(day, 1, 0, 4),
                completed_at=_at(day, 1, 0, 4),
                mentors_scanned=MENTORS,
            ),
        )
        run.expired_found = run.auto_paused = run.auto_paused + 1
        pause = AutoPause(
            log_id=log_id or self.id("log_"),
            certification=certification,
            mentor=certification.mentor,
            run=run,
            reason=expiry.pause_reason(certification.certification_type_id, _at(expired)),
            applied_at=_at(day, 1, 0, 3),
        )
        self.pauses.append(pause)
        return pause

    def save(self) -> None:
        CertificationType.objects.bulk_create(TYPES, ignore_conflicts=True)
        for model, records in (
            (Mentor, self.mentors),
            (Certification, self.certifications),
            (Renewal, self.renewals),
        ):
            for record in records:
                record._history_date = record.created_at  # type: ignore[union-attr]
            bulk_create_with_history(records, model)
        add_search_words(self.mentors)
        ExpiryRun.objects.bulk_create(self.runs.values())
        AutoPause.objects.bulk_create(self.pauses)
        tell_who_is_paused(now=_at(self.today), source=change_source.COMMAND)
        # The renewals were saved with their numbers; the next one must come after them.
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Renewal]):
                cursor.execute(statement)


@transaction.atomic
def load(*, today: date) -> bool:
    """Load the programme; return ``False`` and do nothing if there are mentors already."""
    if Mentor.objects.exists():
        return False
    programme = Programme(today)
    contract_renewal = _contract_mentors(programme)
    _invented_mentors(programme)
    _check_beside(programme, programme.certifications[-1])
    _leaver(programme)
    contract_renewal()
    programme.save()
    return True


def _contract_mentors(programme: Programme):  # type: ignore[no-untyped-def]
    """Add the mentors that the contracts print, first in every list.

    Return a function that adds their renewal, which has to get the last number.
    """
    programme.hold("mntr_01HX4V2K8P", BASIC, date(2024, 6, 15), date(2027, 6, 15), "cert_04QR8TZ2")
    paused = programme.hold(
        "mntr_02BY7M3RL", BASIC, date(2023, 3, 1), date(2026, 3, 1), "cert_03PQ7SY1"
    )
    programme.paused(paused, date(2026, 3, 1), "log_01AAZ7BC")
    paused.auto_pause_applied = True
    paused.auto_pause_applied_at = _at(date(2026, 3, 2), 1)
    renewed = programme.hold("mentor-001", STANDARD, date(2024, 3, 15), date(2026, 3, 15))
    programme.hold("mentor-042", ADVANCED, date(2023, 9, 1), date(2026, 3, 31))
    programme.hold("mentor-099", STANDARD, date(2024, 3, 26), date(2026, 3, 26))
    return lambda: programme.renewed(
        renewed, date(2024, 3, 15), date(2025, 3, 15), "coordinator-007"
    )


def _invented_mentors(programme: Programme) -> None:
    """Add the other mentors, such that the first run pauses three, on any day."""
    today = programme.today
    due = sum(
        1
        for certification in programme.certifications
        if not certification.auto_pause_applied
        and expiry.is_expired(certification.expires_at, today=today)
    )
    days_left = [-2, -5, -9][: max(0, DUE - due)]
    exempt, in_grace, by_hand, revoked = range(len(days_left), len(days_left) + 4)
    days_left += [-12, -6, 300, 420, 0, 1, 3, 5, 6, 9, 14, 20, 27, 33, 41, 48, 56, 63, 71, 80, 88]
    soon = len(days_left)
    days_left += [95 + 9 * n for n in range(MENTORS - len(programme.mentors) - soon)]
    for number, left in enumerate(days_left):
        kind = TRAINER if number == in_grace else (BASIC, STANDARD, ADVANCED)[number % 3]
        years = {BASIC: 3, STANDARD: 2, ADVANCED: 2, TRAINER: 1}[kind]
        expires = today + timedelta(days=left)
        certification = programme.hold(
            f"mntr_{number + 3:02d}" + "".join(programme.random.choices(CROCKFORD, k=8)),
            kind,
            expires - timedelta(days=365 * years),
            expires,
        )
        mentor = certification.mentor
        if number == exempt:
            mentor.exempt_until = today + timedelta(days=30)
            mentor.exempt_reason = "On parental leave; renews on return."
        elif number == by_hand:
            mentor.paused_at = _at(today - timedelta(days=4), 14)
            mentor.paused_by, mentor.pause_reason = "coordinator", "Asked for a break."
        elif number == revoked:
            certification.revoked_at = _at(today - timedelta(days=20), 10)
            certification.revocation_reason = "Broke the code of conduct."
    _past_renewals(programme, programme.certifications[-(RENEWALS - 1) :])


def _check_beside(programme: Programme, certification: Certification) -> None:
    """Let its mentor hold a background check as well, which lasts longer."""
    issued = programme.today - timedelta(days=200)
    programme.certifications.append(
        Certification(
            certification_id=programme.id("cert_"),
            mentor=certification.mentor,
            certification_type_id=CHECK,
            issued_at=_at(issued),
            expires_at=_at(programme.today + timedelta(days=365 * 5)),
            created_at=_at(issued, 12),
            updated_at=_at(issued, 12),
        )
    )


def _leaver(programme: Programme) -> None:
    """Add a mentor who left long ago, with a certification that ran out since."""
    left = programme.today - timedelta(days=500)
    expires = left + timedelta(days=90)
    certification = programme.hold(
        f"mntr_{MENTORS:02d}" + "".join(programme.random.choices(CROCKFORD, k=8)),
        BASIC,
        expires - timedelta(days=3 * 365),
        expires,
    )
    certification.mentor_left = True
    mentor = certification.mentor
    mentor.left_at, mentor.left_by = _at(left, 15), "coordinator"
    mentor.left_reason = "Moved abroad."


def _past_renewals(programme: Programme, certifications: list[Certification]) -> None:
    """Add one renewal to each, the oldest first; the first five were renewed after a pause."""
    today = programme.today
    paused = dict(zip(RENEWED_AFTER_A_PAUSE, certifications, strict=False))
    others = certifications[len(paused) :]
    history = {ago - 9: (ago, certification) for ago, certification in paused.items()}
    history |= {15 + 13 * number: (0, certification) for number, certification in enumerate(others)}
    for ago in sorted(history, reverse=True):
        paused_ago, certification = history[ago]
        on = today - timedelta(days=ago)
        expired = today - timedelta(days=paused_ago + 1) if paused_ago else None
        issued = moments.utc_date(certification.issued_at)
        if issued > on - timedelta(days=400):
            issued = on - timedelta(days=730)
            certification.issued_at = _at(issued)
        by = f"coordinator-{programme.random.randint(1, 9):03d}"
        programme.renewed(certification, on, expired or on + timedelta(days=5), by)
        if expired:
            pause = programme.paused(certification, expired)
            pause.lifted_at, pause.lifted_by = _at(on, 11), by
            number = programme.renewals[-1].renewal_id
            pause.lift_reason = f"{number} moved the expiry to "
            pause.lift_reason += str(moments.utc_date(certification.expires_at))
