"""Sending over a real mail server, which takes mails, refuses them, hangs, and drops lines."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from certifications import services
from certifications.models import Certification
from mentorcerts.lib.refusals import Conflict
from mentorcerts.reminders import claims
from mentorcerts.reminders.claims import claim_next, release_stale_claims
from mentorcerts.reminders.models import Message, Recipient, SenderState
from mentorcerts.reminders.services import send_again, switch_mails_off, try_address_again
from mentorcerts.reminders.state import sending_state
from mentorcerts.reminders.texts import save_text
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory
from tests.support.mailing import NO_SUCH_USER, begin, holding, only, plan, send

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def _begun(_mails_are_on) -> None:
    begin()


def test_a_mail_arrives_with_the_id_of_its_row(mailbox, settings):
    settings.MENTORCERTS_MAIL_REPLY_TO = ["mentoring@example.org"]
    holding(29, mentor_id="m-1")
    plan()
    assert send().accepted == 1
    (received,), message = mailbox.received, only()
    assert (message.state, message.recipient) == (State.SENT, "m-1@mentors.test")
    assert received["Message-ID"] == message.message_id
    assert received["To"] == "m-1@mentors.test"
    assert received["Reply-To"] == "mentoring@example.org"
    assert received["Auto-Submitted"] == "auto-generated"
    assert "valid through 24 April 2026 (days left: 29)" in message.body
    assert "paused as a peer mentor on 25 April 2026" in message.body
    assert mailbox.bodies == [message.body]


def test_subjects_name_neither_people_nor_types(mailbox):
    held = holding(29)
    plan()
    send()
    subject = str(mailbox.received[0]["Subject"])
    assert held.certification_type_id not in subject
    assert "Maria" not in subject


def test_nothing_is_sent_twice(mailbox):
    holding(29)
    plan()
    assert [send().accepted, send().accepted] == [1, 0]
    plan()
    assert send().accepted == 0
    assert len(mailbox.received) == 1


# --- judged again -----------------------------------------------------------------------------
def _renewed(held: Certification) -> None:
    renew_certification(
        mentor_id=held.mentor_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2027-04-24"),
        processed_by="kim",
        today=TODAY,
    )


def _revoked(held: Certification) -> None:
    services.update_certification(certification=held, changes={}, status="revoked", today=TODAY)


def _removed(held: Certification) -> None:
    services.remove_certification(certification=held, today=TODAY)


def _left(held: Certification) -> None:
    services.record_departure(mentor_id=held.mentor_id, reason="Moved", today=TODAY, by="kim")


def _off(held: Certification) -> None:
    switch_mails_off(mentor_id=held.mentor_id, reason="Asked", by="kim")


def _no_address(held: Certification) -> None:
    services.save_mentor(mentor_id=held.mentor_id)


def _another(held: Certification) -> None:
    CertificationFactory(
        mentor=held.mentor,
        expires_at=at("2027-01-01"),
        issued_at=at("2026-01-01"),
        is_current=False,
        certification_type__code="other",
    )


def _earlier(held: Certification) -> None:
    Certification.objects.filter(pk=held.pk).update(expires_at=at("2026-04-20"))


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (_renewed, "Renewed: it now expires on 24 Apr 2027."),
        (_revoked, "The certification was revoked."),
        (_removed, "The certification was removed."),
        (_left, "The mentor has left."),
        (_off, "Mails are switched off for this mentor."),
        (_no_address, "There is no address."),
        (_another, "Another certification counts in its place."),
        (_earlier, "Its expiry date is 20 Apr 2026 now."),
    ],
)
def test_what_no_longer_holds_is_suppressed_with_its_sentence(mailbox, act, sentence):
    held = holding(29)
    plan()
    act(held)
    sent = send()
    assert (sent.accepted, sent.judged, mailbox.received) == (0, 1, [])
    assert (only().state, only().reason) == (State.SUPPRESSED, sentence)


def test_a_nearer_rung_takes_the_place_of_one_that_waited(mailbox, on):
    holding(65)
    plan()
    on("2026-05-15", "09:00:00")  # 15 days left
    assert plan().by_rung == {30: 1}
    assert send().accepted == 1
    reasons = dict(Message.objects.values_list("rung", "reason"))
    assert reasons == {90: "A nearer reminder is due: 30 days.", 30: ""}


def test_an_expired_one_is_not_told_that_it_will(mailbox, on):
    holding(5)
    plan()
    on("2026-04-02", "09:00:00")
    assert send().accepted == 0
    assert only().reason == "The certification has expired."


# --- hours -------------------------------------------------------------------------------------
def test_what_is_planned_at_night_goes_out_in_the_morning(mailbox, on, settings):
    settings.MENTORCERTS_TIME_ZONE = "Europe/Berlin"
    on("2026-03-26", "00:30:00")
    holding(29)
    plan()
    assert only().not_before == at("2026-03-26T07:00:00")
    assert (send().accepted, mailbox.received) == (0, [])
    on("2026-03-26", "06:59:00")
    assert send().accepted == 0
    on("2026-03-26", "07:00:01")
    assert send().accepted == 1


def test_what_has_waited_for_a_server_does_not_go_out_at_night(mailbox, on):
    holding(29)
    plan()
    on("2026-03-26", "18:00:00")
    assert (send().stopped, mailbox.received) == ("closed", [])


# --- the server --------------------------------------------------------------------------------
def test_a_refused_address_is_not_tried_again_until_it_is_another(mailbox):
    mailbox.at_recipient["old@mentors.test"] = NO_SUCH_USER
    held = holding(29, email="old@mentors.test")
    other = holding(29)
    plan()
    assert (send().accepted, mailbox.recipients) == (1, [f"{other.mentor_id}@mentors.test"])
    failed = Message.objects.get(mentor=held.mentor)
    assert (failed.state, failed.reason) == (
        State.FAILED,
        f"The mail server refused it: {NO_SUCH_USER}.",
    )
    assert Recipient.objects.get().refused_address == "old@mentors.test"
    send_again(message_id=failed.pk, now=timezone.now())
    assert send().judged == 1
    failed.refresh_from_db()
    assert failed.reason == "The mail server refused the address."
    services.save_mentor(mentor_id=held.mentor_id, email="new@mentors.test")
    assert plan().planned == 1
    assert send().accepted == 1
    assert mailbox.recipients[-1] == "new@mentors.test"


def test_another_address_gets_what_the_old_one_refused(mailbox):
    mailbox.at_recipient["old@mentors.test"] = NO_SUCH_USER
    held = holding(29, email="old@mentors.test")
    plan()
    send()
    assert plan().planned == 0, "the address is the same"
    services.save_mentor(mentor_id=held.mentor_id, email="new@mentors.test")
    assert plan().planned == 1
    assert (send().accepted, mailbox.recipients) == (1, ["new@mentors.test"])


def test_a_refused_address_can_be_tried_again_by_hand(mailbox):
    mailbox.at_recipient["old@mentors.test"] = NO_SUCH_USER
    held = holding(29, email="old@mentors.test")
    plan()
    send()
    mailbox.at_recipient.clear()
    try_address_again(mentor_id=held.mentor_id)
    send_again(message_id=only().pk, now=timezone.now())
    assert send().accepted == 1
    with pytest.raises(Conflict):
        send_again(message_id=only().pk, now=timezone.now())


def test_a_server_that_refuses_everybody_is_down_and_no_address_is_blamed(mailbox, on):
    mailbox.at_recipient["*"] = "554 Relaying denied"
    for _ in range(8):
        holding(29)
    plan()
    assert send().stopped == "down"
    assert not Recipient.objects.exclude(refused_address="").exists()
    assert set(Message.objects.values_list("state", flat=True)) == {State.PLANNED}
    assert sending_state(now=timezone.now()).down_error == "It refuses everybody: 554"
    mailbox.at_recipient.clear()
    on("2026-03-26", "10:30:00")
    assert send().accepted == 8
    assert sending_state(now=timezone.now()).down_since is None


def test_one_that_the_server_asks_to_send_later_is_sent_later(mailbox, on):
    mailbox.at_data = ["451 Greylisted"]
    holding(29)
    plan()
    assert send().failed == 1
    message = only()
    assert (message.state, message.attempts) == (State.PLANNED, 1)
    assert message.not_before - timezone.now() > timedelta(minutes=4)
    assert send().accepted == 0, "not before its time"
    on("2026-03-26", "09:06:00")
    assert send().accepted == 1
    assert mailbox.ids == [message.message_id]


def test_it_is_given_up_after_the_last_try(mailbox, on):
    mailbox.at_data = ["451 Not now"] * 10
    holding(29)
    plan()
    for moment in ("09:01", "09:07", "09:40", "12:00"):
        on("2026-03-26", f"{moment}:00")
        send()
    on("2026-03-27", "09:00:00")
    send()
    on("2026-03-28", "10:00:00")
    send()
    assert only().state == State.FAILED
    assert only().reason == "Given up after 6 tries: 451 Not now."


def test_a_mail_that_was_taken_before_the_line_broke_comes_once_more_with_the_same_id(mailbox, on):
    mailbox.at_data = ["drop"]
    holding(29)
    plan()
    assert send().failed == 1
    on("2026-03-26", "09:06:00")
    assert send().accepted == 1
    assert len(mailbox.ids) == 2
    assert len(set(mailbox.ids)) == 1


def test_two_lines_that_break_in_a_row_stop_the_round(mailbox):
    mailbox.at_data = ["drop"] * 10
    for _ in range(6):
        holding(29)
    plan()
    assert send().stopped == "down"
    assert len(mailbox.received) == 2, "the others are not sent twice for a server that drops"


def test_a_server_that_hangs_is_not_waited_for(mailbox, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mailbox.at_data = ["hang"]
    holding(29)
    plan()
    assert send().failed == 1
    assert only().state == State.PLANNED


def test_a_server_that_is_down_stops_the_round_and_no_message_is_touched(settings, mailbox, on):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for _ in range(3):
        holding(29)
    plan()
    assert send().stopped == "down"
    assert set(Message.objects.values_list("attempts", flat=True)) == {0}
    state = SenderState.objects.get()
    assert state.down_error == "ConnectionRefusedError"
    settings.EMAIL_PORT = port
    assert send().stopped == "down", "the next try waits"
    on("2026-03-26", "09:02:00")
    assert send().accepted == 3


def test_a_login_that_is_refused_concerns_the_server(settings, mailbox):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "mentorcerts", "wrong"
    holding(29)
    plan()
    assert send().stopped == "down"
    assert only().state == State.PLANNED
    assert "wrong" not in SenderState.objects.get().down_error


def test_all_senders_together_keep_to_so_many_a_minute(mailbox, settings, on):
    settings.MENTORCERTS_MAIL_PER_MINUTE = 2
    for _ in range(5):
        holding(29)
    plan()
    assert (send().stopped, send().accepted) == ("rate", 0)
    on("2026-03-26", "09:01:05")
    assert send().accepted == 2


# --- a sender dies -----------------------------------------------------------------------------
def test_what_a_dead_sender_had_claimed_is_sent_by_the_next(mailbox, on):
    holding(29)
    plan()
    claimed = claim_next(now=timezone.now(), today=TODAY)
    assert isinstance(claimed, Message)
    assert send().accepted == 0, "somebody is at it"
    on("2026-03-26", "09:11:00")
    assert send().accepted == 1
    assert mailbox.ids == [claimed.message_id]


def test_a_sender_that_was_taken_for_dead_confirms_nothing():
    holding(29)
    plan()
    claimed = claim_next(now=timezone.now(), today=TODAY)
    assert isinstance(claimed, Message)
    later = timezone.now() + claims.CLAIM_LASTS + timedelta(seconds=1)
    assert release_stale_claims(now=later) == 1
    accepted = claims.Delivery(claims.MailOutcome.ACCEPTED)
    assert claims.confirm(claimed, accepted, now=later) is False
    assert only().state == State.PLANNED


# --- texts ---------------------------------------------------------------------------------------
def test_what_coordinators_wrote_is_what_is_sent(mailbox):
    save_text(
        kind=Message.Kind.REMINDER,
        rung=30,
        subject="In {days_left} days",
        body="{name}: {type}",
        by="kim",
    )
    held = holding(29)
    held.mentor.name = "{type} {name}"
    held.mentor.save()
    plan()
    send()
    assert mailbox.bodies == ["{type} {name}: peer_mentor_basic\n"]
    assert mailbox.received[0]["Subject"] == "In 29 days"


def test_without_the_switch_nothing_is_sent(settings):
    holding(29)
    plan()
    settings.MENTORCERTS_REMINDERS = False
    assert send().stopped == "off"
    assert mail.outbox == []
