"""Who has changed since is left and listed with what happened; unrelated acts are no conflict."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import Certification, ExpiryRun, Mentor
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.undo import undo_action
from mentorcerts.lib.refusals import Conflict
from mentorcerts.personal_data import retention
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.promises.services import make_promise
from mentorcerts.reminders.services import switch_mails_off, switch_mails_on
from renewals.models import Renewal
from renewals.services import change_renewal, remove_renewal, renew_certification
from tests.support.action_log import a_programme, act, all_that_governs, look_at_undo, told, undo
from tests.support.dates import TODAY, at
from tests.support.records import recorded, refuses

pytestmark = pytest.mark.django_db
BY = {"today": TODAY, "by": "ana"}


@pytest.fixture
def programme(on, db) -> list[str]:
    on(TODAY)
    return a_programme()


def held(mentor_id: str = "active") -> Certification:
    return Certification.objects.get(mentor=mentor_id)


def newest() -> Renewal:
    return Renewal.objects.live().get(certification__mentor="active")


def renew_again() -> None:
    renew_certification(
        mentor_id="active", renewal_date=at("2026-03-26"), new_expiry_date=at("2030-01-01"), **BY
    )


def change(**changes) -> None:
    services.update_certification(certification=held(), changes=changes, **BY)


def revoke() -> None:
    services.update_certification(
        certification=held(), changes={}, status="revoked", reason="Misconduct", **BY
    )


def there_and_back() -> None:
    change(expires_at=at("2030-01-01"))
    change(expires_at=at("2029-03-26"))


def exempt(until: date = date(2026, 9, 9)) -> None:
    services.exempt_mentor(mentor_id="active", until=until, reason="Operation", **BY)


def exempt_and_end() -> None:
    exempt()
    services.end_exemption(mentor_id="active", reason="Well again")


def resume() -> None:
    services.resume_mentor(mentor_id="active", reason="Settled")


def pause() -> None:
    services.pause_mentor(mentor_id="active", reason="Complaint", by="ana")


def leave() -> None:
    services.record_departure(mentor_id="active", reason="Moved", **BY)


def come_back() -> None:
    services.record_return(mentor_id="active", **BY)


def promise_again() -> None:
    make_promise(
        mentor_id="active", day=date(2026, 5, 5), note="Other course", now=timezone.now(), **BY
    )


def run_later() -> None:
    """The renewal of this test was short: the date has passed by then."""
    expire_certifications(today=TODAY, as_of=TODAY, trigger=ExpiryRun.Trigger.COMMAND, force=True)


LATER_ACTS = [
    (
        "renew",
        renew_again,
        "certification renewed by ana on the server on 26 Mar",
    ),
    ("renew", lambda: change(expires_at=at("2030-01-01")), "certification changed by ana"),
    ("renew", lambda: change(issued_at=at("2024-03-02")), "certification changed by ana"),
    ("renew", there_and_back, "certification changed by ana"),
    ("renew", revoke, "certification revoked by ana"),
    ("renew", leave, "left by ana"),
    (
        "renew",
        lambda: change_renewal(
            renewal=newest(), changes={"new_expiry_date": at("2029-04-01")}, **BY
        ),
        "renewal changed by ana",
    ),
    ("renew", lambda: remove_renewal(renewal=newest(), **BY), "renewal removed by ana"),
    (
        "renew",
        lambda: services.remove_certification(certification=held(), **BY),
        "certification removed by ana",
    ),
    (
        "renew",
        lambda: Certification.objects.update(expires_at=at("2030-01-01")),
        "Left: the certification has been changed since",
    ),
    ("exempt", exempt, "Changed since: exempted by ana"),
    ("exempt", lambda: services.end_exemption(mentor_id="active"), "exemption ended"),
    ("exempt", leave, "left by ana"),
    ("end-exemption", exempt_and_end, "exemption ended"),
    ("pause", resume, "Changed since: pause by hand ended"),
    ("pause", lambda: [resume(), pause()], "Changed since: paused by hand by ana"),
    ("revoke", lambda: resume(), "pause by hand ended"),
    (
        "revoke",
        lambda: services.update_certification(
            certification=held(), changes={}, lift_revocation=True, **BY
        ),
        "revocation lifted by ana",
    ),
    ("leave", come_back, "is back by ana"),
    ("leave", lambda: [come_back(), leave()], "left by ana"),
    ("promise", promise_again, "another promise has been noted or withdrawn since"),
    (
        "remove",
        lambda: recorded("active", kind="other", expires="2028-01-01"),
        "certification recorded",
    ),
    (
        "remove",
        lambda: recorded("active", issued="2024-03-01", expires="2028-01-01"),
        "certification recorded",
    ),
    (
        "mails-off",
        lambda: switch_mails_on(mentor_id="active"),
        "mails have been switched off or on since",
    ),
    (
        "mails-off",
        lambda: [
            switch_mails_on(mentor_id="active"),
            switch_mails_off(mentor_id="active", reason="Again", by="ana"),
        ],
        "mails have been switched off or on since",
    ),
]


@pytest.mark.parametrize(("name", "later", "why"), LATER_ACTS)
def test_who_has_changed_since_is_left_and_what_happened_is_said(programme, name, later, why):
    if name == "end-exemption":
        exempt()
    action = act(name, "active", "due")
    later()
    now = all_that_governs()
    others = {mentor.pk for mentor, _ in look_at_undo(action).done}
    assert others <= {"due"}
    assert all_that_governs() == now  # looking writes nothing
    outcome = undo(action)
    assert why in told(outcome.refused)["active"]
    assert [row for row in all_that_governs()["mentors"] if row["pk"] == "active"] == [
        row for row in now["mentors"] if row["pk"] == "active"
    ]
    assert [row for row in all_that_governs()["certifications"] if row["mentor"] == "active"] == [
        row for row in now["certifications"] if row["mentor"] == "active"
    ]


UNRELATED = [
    ("renew", pause),
    ("renew", exempt),
    ("renew", lambda: services.add_note(mentor_id="active", text="Called", by="ana")),
    ("renew", lambda: services.save_mentor(mentor_id="active", name="Ana B")),
    ("renew", lambda: recorded("active", kind="other", expires="2026-05-01")),
    ("renew", promise_again),
    ("renew", lambda: switch_mails_off(mentor_id="active", reason="Asked", by="ana")),
    ("exempt", renew_again),
    ("exempt", pause),
    ("pause", renew_again),
    ("pause", exempt),
    ("promise", renew_again),
    ("leave", lambda: services.add_note(mentor_id="active", text="Called", by="ana")),
    ("revoke", exempt),
    ("mails-off", renew_again),
    ("note", renew_again),
]


@pytest.mark.parametrize(("name", "later"), UNRELATED)
def test_what_has_nothing_to_do_with_it_is_no_conflict(programme, name, later):
    action = act(name, "active")
    later()
    assert undo(action).refused == []


def test_a_pause_by_a_later_run_is_a_conflict_also_before_it_was_told(programme, on):
    action = act("renew", "active", new_expiry_date=date(2026, 7, 1))
    on("2026-07-05")
    expire_certifications(today=date(2026, 7, 5), trigger=ExpiryRun.Trigger.COMMAND, force=True)
    outcome = look_at_undo(action, today=date(2026, 7, 5))
    assert told(outcome.refused) == {
        "active": "Changed since: paused by the nightly run on 5 Jul 2026"
    }


def test_a_renewal_of_one_whose_certification_was_moved_to_another_mentor_is_left(programme):
    action = act("renew", "active")
    services.move_certification(
        certification=held(), to_mentor_id="nothing", reason="Wrong person", **BY
    )
    assert list(told(look_at_undo(action).refused)) == ["active"]


def test_undone_twice_is_refused_and_said_by_whom(programme):
    action = act("pause", "active")
    undo(action)
    with refuses(Conflict, "was undone by lee on 26 Mar 2026"):
        look_at_undo(action)


def test_two_colleagues_and_a_double_click_undo_once(programme):
    action = act("renew", "active", "due")
    shown = look_at_undo(action).digest
    click = {"action_id": action.pk, "confirmed": shown, "today": TODAY}
    _, written = undo_action(**click, now=timezone.now(), by="lee")
    assert written
    with refuses(Conflict, "was undone by lee"):
        undo_action(**click, now=timezone.now(), by="ana")
    assert ExecutedAction.objects.filter(undoes=action).count() == 1


def test_what_a_colleague_changes_between_look_and_confirmation_is_not_undone_unseen(programme):
    action = act("renew", "active", "due")
    shown = look_at_undo(action).digest
    renew_again()
    before = all_that_governs()
    outcome, written = undo_action(
        action_id=action.pk, confirmed=shown, today=TODAY, now=timezone.now(), by="lee"
    )
    assert not written
    assert list(told(outcome.refused)) == ["active"]
    assert all_that_governs() == before


def test_where_nobody_can_be_put_back_nothing_is_written(programme):
    action = act("renew", "active")
    renew_again()
    outcome = undo(action)
    assert outcome.done == []
    action.refresh_from_db()
    assert action.undone_at is None


def test_an_action_of_an_undone_action_is_undone_in_turn_only_where_the_last_comes_first(programme):
    first = act("exempt", "active")
    second = act("exempt", "active", until=date(2026, 6, 1))
    assert list(told(look_at_undo(first).refused)) == ["active"]
    undo(second)
    assert Mentor.objects.get(pk="active").exempt_until == date(2026, 5, 1)


def test_an_erased_mentor_has_no_words_left_in_it(programme):
    services.pause_mentor(mentor_id="active", reason="Xylophone", by="kim")
    action = act("resume", "active", "hand")
    pseudonym = erase_mentor(mentor_id="active", by="ada", source="command")
    person = action.people.get(mentor=pseudonym)
    assert person.previous_reason == "(erased)"
    assert undo(action).refused == []
    assert Mentor.objects.get(pk=pseudonym).pause_reason == "(erased)"


def test_old_actions_go_with_the_change_log(programme, settings, monkeypatch):
    settings.MENTORCERTS_KEEP_EVENTS_DAYS = 500
    monkeypatch.setattr(retention, "STANDSTILL", timedelta.max)
    old, young = act("pause", "active"), act("note", "due")
    undo(old)
    ExecutedAction.objects.exclude(pk=young.pk).update(at=timezone.now() - timedelta(days=501))
    gone = retention.prune(now=timezone.now())
    assert (gone["actions"], gone["mentors of actions"]) == (2, 2)
    assert list(ExecutedAction.objects.all()) == [young]
