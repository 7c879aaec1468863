"""A mentor about whom something stands in every place where something can; and a look at all."""

from dataclasses import dataclass
from datetime import date

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_q.models import Task

from certifications import services
from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.lib.sheets import waiting
from mentorcerts.lib.sheets.headings import fold_heading
from mentorcerts.lib.sheets.remembered import remember_headings
from mentorcerts.promises.services import make_promise
from mentorcerts.saved_lists.models import SavedList
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    ExpiryRunFactory,
    MentorFactory,
)

MENTOR_ID, NAME, FORMER_NAME, EMAIL = (
    "mntr_ZOE42",
    "Zoë Quillfeather",
    "Zoë Marsh",
    "zoe@quill.test",
)
SECRET = "Xylophone"
"""Stands in every free text."""


@dataclass
class Held:
    mentor: Mentor
    run: ExpiryRun
    session: SessionStore


def record_zoe() -> Held:
    """Through the services where there is one, as of ``TODAY``."""
    user = User.objects.create_user("kim", is_staff=True)
    run = ExpiryRunFactory(
        failures=[
            {
                "certification_id": "cert_00000000",
                "mentor_id": MENTOR_ID,
                "error": f"DataError: row ({NAME}, {SECRET})",
            },
            {"certification_id": "cert_00000001", "mentor_id": "someone", "error": "kept"},
        ],
        error=f"DatabaseError: {MENTOR_ID} is locked",
    )
    services.save_mentor(mentor_id=MENTOR_ID, name=FORMER_NAME, email="old@quill.test")
    mentor = services.save_mentor(mentor_id=MENTOR_ID, name=NAME, email=EMAIL)
    certification = CertificationFactory(mentor=mentor, auto_pause_applied=True)
    AutoPauseFactory(certification=certification, run=run)
    services.update_certification(
        certification=certification,
        changes={"issued_at": at("2024-02-29")},
        reason=f"Checked: {SECRET}",
        today=TODAY,
    )
    services.pause_mentor(mentor_id=MENTOR_ID, reason=f"Ill: {SECRET}", by="kim")
    services.exempt_mentor(
        mentor_id=MENTOR_ID, until=date(2026, 5, 1), reason=f"Ward: {SECRET}", today=TODAY, by="kim"
    )
    renew_certification(
        mentor_id=MENTOR_ID,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2028-03-01"),
        processed_by=MENTOR_ID,
        notes=f"Notes: {SECRET}",
        today=TODAY,
    )
    revoked = CertificationFactory(
        mentor=mentor,
        certification_type__code="other",
        is_current=False,
        revoked=True,
    )
    services.update_certification(
        certification=revoked, changes={"issued_at": at("2024-02-29")}, reason=SECRET, today=TODAY
    )
    Certification.objects.filter(pk=revoked.pk).update(revocation_reason=f"Grave: {SECRET}")
    services.add_note(mentor_id=MENTOR_ID, text=f"Called {NAME}: {SECRET}", by="kim")
    make_promise(
        mentor_id=MENTOR_ID,
        day=TODAY,
        note=f"Course with {NAME}: {SECRET}",
        today=TODAY,
        now=timezone.now(),
        by="kim",
    )
    executed = ExecutedAction.objects.create(name="resume", title="End pause", by="kim", done=1)
    ActedMentor.objects.create(
        action=executed, mentor=mentor, previous_reason=f"Ill: {SECRET}", left="0" * 64
    )
    for record in (mentor, certification):
        LogEntry.objects.log_actions(user.pk, [record], CHANGE, f"{NAME}, {SECRET}")
    Task.objects.create(
        id="a" * 32, name="run", func="f", started=timezone.now(), stopped=timezone.now(),
        result={"failures": run.failures},
    )  # fmt: skip
    session = SessionStore()
    session["selected_mentors"] = {"token": [MENTOR_ID]}
    session["_auth_user_id"] = str(user.pk)
    session.create()
    waiting.keep(f"mentor_id,name\n{MENTOR_ID},{NAME}\n".encode(), user=user)
    headings = {fold_heading(NAME): "", fold_heading(EMAIL): "", "bemerkung": ""}
    remember_headings("mentors", headings, by="kim", now=timezone.now())
    # Named in passing, in what is somebody else's.
    SavedList.objects.create(
        name=f"Like {NAME}", owner=user, list="certifications.mentor", query="a=b", made_by="kim"
    )
    friend = MentorFactory(mentor_id="mntr_ZOE42.b", name="Zoë Quillfeather-Smith")
    services.pause_mentor(
        mentor_id=friend.pk, reason=f"Stands in for {NAME} ({MENTOR_ID}, {EMAIL}).", by="kim"
    )
    assert ContentType.objects.get_for_model(Mentor)
    assert AutoPause.objects.exclude(lift_reason="").count() == 1
    assert Renewal.objects.count() == 1
    return Held(mentor=mentor, run=run, session=session)


def whole_database() -> dict[str, str]:
    """Every table that the database has, as text; what is packed is unpacked."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            found[table] = "\n".join(str(value) for row in cursor.fetchall() for value in row)
    found["sessions"] = repr([session.get_decoded() for session in Session.objects.all()])
    found["results"] = repr(list(Task.objects.values("args", "kwargs", "result")))
    return found
