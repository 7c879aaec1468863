"""A mentor's timeline is the change log, with what history and pauses tell of everything else."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from certifications import services
from certifications.change_log.expired import tell_expired
from certifications.change_log.publish import publish_events
from certifications.change_log.telling import told_events, told_outside
from certifications.job.run import expire_certifications
from certifications.job.undo import undo_pause
from certifications.models import AutoPause, Certification, Event, EventCursor, Mentor
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN
from mentorcerts.pages.timeline import Line, LineKind, timeline
from mentorcerts.promises.services import make_promise
from renewals.models import Renewal
from renewals.services import change_renewal, remove_renewal, renew_certification, restore_renewal
from tests.support.actions import choose, confirm
from tests.support.dates import TODAY, at
from tests.support.factories import AutoPauseFactory, CertificationFactory, MentorFactory
from tests.support.pages import hidden_fields
from tests.support.records import recorded, renewed

WHO = "mentor-1"


@pytest.fixture(autouse=True)
def _the_log_began_this_morning(on, db) -> None:
    on(TODAY, "08:00:00")
    EventCursor.objects.update_or_create(pk=1, defaults={"began_at": at("2026-03-26T07:00:00")})


def told(mentor_id: str = WHO, kind: LineKind | None = None) -> list[tuple[str, str]]:
    return [(line.what, line.detail) for line in lines(mentor_id, kind)]


def lines(mentor_id: str = WHO, kind: LineKind | None = None) -> list[Line]:
    return timeline(Mentor.objects.get(pk=mentor_id), kind)


def titles(mentor_id: str = WHO, kind: LineKind | None = None) -> list[str]:
    return [what for what, _ in told(mentor_id, kind)]


def shown(client, mentor_id: str = WHO, query: str = "") -> str:
    answer = client.get(reverse("mentor-page", args=[mentor_id]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the log in words ---------------------------------------------------------------------------
def test_a_certification_is_told_from_its_record_to_its_restore():
    record = recorded(expires="2027-03-01")
    change = {"certification": record, "today": TODAY, "by": "kim"}
    services.update_certification(
        changes={"expires_at": at("9999-12-31"), "issued_at": at("2024-04-01")},
        reason="Paper form found",
        **change,
    )
    services.update_certification(
        changes={"certification_type": "advanced"}, status="revoked", reason="Fraud", **change
    )
    services.remove_certification(**change)
    name = f"Certification {record.certification_id}"
    assert told() == [
        (f"{name} removed", ""),
        (f"{name} revoked", "Fraud; certification type: peer_mentor_basic → advanced"),
        (
            f"{name} changed",
            "issued at: 1 Mar 2024 → 1 Apr 2024; expires at: 1 Mar 2027 → never; "
            "“Paper form found”",
        ),
        (f"{name} recorded", "peer_mentor_basic, 1 Mar 2024 to 1 Mar 2027"),
        ("Mentor mentor-1 recorded", ""),
    ]


def test_a_renewal_is_told_in_one_line_with_what_was_moved():
    record = recorded(expires="2026-06-01")
    renewal = renewed(until="2027-06-01")
    change_renewal(
        renewal=renewal, changes={"new_expiry_date": at("2027-07-01")}, today=TODAY, by="kim"
    )
    remove_renewal(renewal=renewal, today=TODAY, by="kim")
    restore_renewal(renewal=renewal, today=TODAY, by="kim")
    assert told(kind=LineKind.RENEWALS) == [
        (f"Renewal {renewal.renewal_id} restored", "expiry 1 Jun 2026 → 1 Jul 2027"),
        (f"Renewal {renewal.renewal_id} removed", "expiry 1 Jul 2027 → 1 Jun 2026"),
        (f"Renewal {renewal.renewal_id} changed", "new expiry date: 1 Jun 2027 → 1 Jul 2027"),
        (
            f"Certification {record.certification_id} renewed",
            f"expiry 1 Jun 2026 → 1 Jun 2027 ({renewal.renewal_id})",
        ),
    ]


def test_notes_of_a_renewal_are_told_by_history_and_the_log_once_that_is_gone():
    recorded(expires="2026-06-01")
    renewal = renewed(until="2027-06-01")
    change_renewal(renewal=renewal, changes={"notes": "By phone"}, today=TODAY, by="kim")
    changed = f"Renewal {renewal.renewal_id} changed"
    assert told(kind=LineKind.RENEWALS)[0] == (changed, "notes: nothing → By phone")
    Renewal.history.all().delete()
    assert told(kind=LineKind.RENEWALS)[0] == (changed, "expiry 1 Jun 2026 → 1 Jun 2027")
    assert titles(kind=LineKind.RENEWALS).count(changed) == 1


def test_a_departure_tells_of_the_exemption_that_it_ended():
    recorded()
    services.exempt_mentor(
        mentor_id=WHO, until=date(2026, 5, 1), reason="Ill", today=TODAY, by="kim"
    )
    services.record_departure(mentor_id=WHO, reason="Moved", today=TODAY, by="kim")
    services.record_return(mentor_id=WHO, reason="Missed us", today=TODAY, by="kim")
    assert told(kind=LineKind.EXEMPTIONS) == [
        ("Is back", "“Missed us”"),
        ("Has left", "Moved; the exemption until 1 May 2026 ended"),
        ("Exempt until 1 May 2026", "Ill"),
    ]


def test_what_expired_is_told_though_nobody_did_it():
    record = recorded(expires="2026-03-25")
    tell_expired(today=TODAY)
    [line] = [each for each in lines() if each.what.endswith("expired")]
    assert line.detail == "peer_mentor_basic, valid through 25 Mar 2026"
    assert (line.what, line.who, line.source) == (
        f"Certification {record.certification_id} expired", "", "",
    )  # fmt: skip


def test_new_rules_of_a_type_are_told_where_they_move_a_mentor():
    recorded(expires="2028-03-01")
    revoked = recorded(kind="check", expires="2028-03-01")
    services.update_certification(
        certification=revoked, changes={}, status="revoked", reason="Fraud", today=TODAY, by="kim"
    )
    services.save_certification_type(code="check", requirement="check", today=TODAY, by="kim")
    assert told(kind=LineKind.PAUSES) == [
        ("Paused by new rules of a type", "check now counts for check")
    ]


def test_every_type_about_mentors_has_words_and_a_kind():
    mentor = MentorFactory(mentor_id=WHO)
    types = [each for each in Event.Type if not each.startswith("run.")]
    for number, each in enumerate(types):
        when = timezone.now() + timedelta(seconds=number)
        Event.objects.create(type=each, mentor=mentor, occurred_at=when, reason="Why")
    found = [line for line in lines() if line.when > timezone.now() - timedelta(seconds=1)]
    assert len(found) >= len(types)
    assert all(line.what and line.kinds for line in found)
    by_kind = [titles(kind=kind) for kind in LineKind]
    assert all(by_kind)
    assert {what for part in by_kind for what in part} == set(titles())


# --- pauses -------------------------------------------------------------------------------------
def test_a_pause_is_told_once_before_and_after_it_is_published():
    recorded(expires="2026-03-20")
    run = expire_certifications(today=TODAY, trigger="schedule")
    pause = AutoPause.objects.get()

    def told_of_pauses() -> list[tuple[str, str, str]]:
        found = lines(kind=LineKind.PAUSES)
        return [(line.what, line.detail, str(line.run), line.source) for line in found]

    assert not Event.objects.filter(pause=pause).exists()
    before = told_of_pauses()
    assert before == [("Paused by the nightly run", pause.reason, run.job_run_id, "nightly run")]
    publish_events(now=timezone.now())
    assert Event.objects.filter(pause=pause).exists()
    assert told_of_pauses() == before


def test_the_end_of_a_pause_is_told_with_who_and_why():
    recorded(expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    renewal = renew_certification(
        mentor_id=WHO, renewal_date=at("2026-03-25"), new_expiry_date=at("2027-03-25"),
        processed_by="kim", today=TODAY, by="kim",
    )  # fmt: skip
    [lift, _] = lines(kind=LineKind.PAUSES)
    assert (lift.what, lift.who) == ("Pause by the nightly run lifted", "kim")
    assert lift.detail == f"{renewal.renewal_id} moved the expiry to 25 Mar 2027"
    remove_renewal(renewal=renewal, today=TODAY, by="kim")
    assert told(kind=LineKind.PAUSES)[0] == (
        f"Renewal {renewal.renewal_id} removed",
        "expiry 25 Mar 2027 → 20 Mar 2026; the pause by the nightly run is back",
    )
    assert titles(kind=LineKind.PAUSES).count("Paused by the nightly run") == 1


def test_an_undone_pause_is_told_once_and_among_exemptions_too():
    recorded(expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    undo_pause(
        pause=AutoPause.objects.get(), exempt_until=date(2026, 4, 1), reason="Mistake",
        today=TODAY, by="kim",
    )  # fmt: skip
    lifted = ("Pause by the nightly run lifted", "Undone, exempt until 2026-04-01: Mistake")
    assert told(kind=LineKind.EXEMPTIONS) == [lifted]
    assert titles().count(lifted[0]) == 1


def test_who_was_paused_when_the_log_began_is_told_where_nothing_else_says_so():
    silent = CertificationFactory(mentor__mentor_id="silent", auto_pause_applied=True)
    known = AutoPauseFactory(certification__mentor__mentor_id="known").certification
    for record in (silent, known):
        Event.objects.create(
            type=Event.Type.PAUSED, mentor=record.mentor, certification=record, paused=True,
            backfilled=True, source="upgrade",
        )  # fmt: skip
    assert titles("silent")[0] == "Paused when the change log began"
    assert "Paused when the change log began" not in titles("known")
    assert "Paused by the nightly run" in titles("known")


# --- before the log, and beside it --------------------------------------------------------------
def test_before_the_log_history_tells_and_afterwards_the_log_does(on):
    EventCursor.objects.update(began_at=at("2026-03-26T07:00:00"))
    on(TODAY, "06:00:00")
    record = recorded(expires="2027-03-01")
    services.pause_mentor(mentor_id=WHO, reason="Ill", by="kim")
    services.update_certification(
        certification=record, changes={}, status="revoked", reason="Fraud", today=TODAY, by="kim"
    )
    Event.objects.all().delete()  # the version of those days wrote none
    on(TODAY, "09:00:00")
    services.resume_mentor(mentor_id=WHO, reason="Well")
    services.update_certification(
        certification=record, changes={}, lift_revocation=True, reason="Appeal", today=TODAY,
        by="kim",
    )  # fmt: skip
    name = f"ertification {record.certification_id}"
    assert told() == [
        (f"Revocation of c{name} lifted", "“Appeal”"),
        ("Pause by hand ended", "“Well”"),
        (f"C{name} revoked", "Fraud"),
        ("Paused by hand", "Ill"),
        (f"C{name} recorded", "peer_mentor_basic, 1 Mar 2024 to 1 Mar 2027"),
        ("Mentor mentor-1 recorded", ""),
    ]


def test_a_renewal_that_is_older_than_the_log_is_recorded_once_and_restored(on):
    on(TODAY, "06:00:00")
    recorded(expires="2026-06-01")
    renewal = renewed(until="2027-06-01")
    Event.objects.all().delete()
    on(TODAY, "09:00:00")
    remove_renewal(renewal=renewal, today=TODAY, by="kim")
    restore_renewal(renewal=renewal, today=TODAY, by="kim")
    name, move = f"Renewal {renewal.renewal_id}", "expiry 1 Jun 2026 → 1 Jun 2027"
    assert told(kind=LineKind.RENEWALS) == [
        (f"{name} restored", move),
        (f"{name} removed", "expiry 1 Jun 2027 → 1 Jun 2026"),
        (f"{name} recorded", move),
    ]


def test_names_and_addresses_are_told_though_they_are_no_events():
    services.save_mentor(mentor_id=WHO, name="Ann", email="")
    services.save_mentor(mentor_id=WHO, name="Ann Lee", email="ann@example.org")
    services.pause_mentor(mentor_id=WHO, reason="Ill", by="kim")
    assert told(kind=LineKind.DETAILS) == [
        ("Mentor mentor-1 changed", "name: Ann → Ann Lee; e-mail: nothing → ann@example.org"),
        ("Mentor mentor-1 changed", "name: nothing → Ann"),
        ("Mentor mentor-1 recorded", ""),
    ]
    assert titles().count("Paused by hand") == 1


def test_what_the_log_has_no_longer_is_told_by_what_is_left():
    record = recorded(expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    publish_events(now=timezone.now())
    before = titles()
    Event.objects.all().delete()
    assert titles() == before
    Certification.history.all().delete()
    assert f"Certification {record.certification_id} recorded" in titles()


# --- notes --------------------------------------------------------------------------------------
TEXT = "Called: <b>back</b> in May.\nWill bring the form."


def note_page(*mentor_ids: str) -> str:
    return f"{reverse('bulk-action', args=['note'])}?mentor={mentor_ids[0]}"


def test_a_note_is_shown_before_and_kept_with_who_and_when(coordinator):
    recorded(expires="2027-03-01")
    preview, done = confirm(coordinator, note_page(WHO), text=TEXT.replace("\n", "\r\n"))
    as_shown = "Called: &lt;b&gt;back&lt;/b&gt; in May.<br>Will bring the form."
    assert as_shown in preview.content.decode()
    assert as_shown in done.content.decode()
    [line] = lines(kind=LineKind.NOTES)
    assert (line.what, line.detail, line.who, line.source) == ("Note", TEXT, "kim", "admin")


def test_a_note_that_is_sent_twice_is_kept_once(coordinator):
    recorded(expires="2027-03-01")
    address, text = note_page(WHO), {"text": "Called"}
    preview, _ = confirm(coordinator, address, **text)
    twice = {**text, "shown": hidden_fields(preview)["shown"], "confirm": ""}
    assert NOT_AS_SHOWN in coordinator.post(address, twice).content.decode()
    _, again = confirm(coordinator, address, **text)
    assert "is left as before. The last note says just that." in again.content.decode()
    assert len(lines(kind=LineKind.NOTES)) == 1
    confirm(coordinator, address, text="Called again")
    confirm(coordinator, address, **text)
    assert [line.detail for line in lines(kind=LineKind.NOTES)] == [
        "Called",
        "Called again",
        "Called",
    ]


def test_a_note_may_have_2000_characters_however_its_lines_end(coordinator):
    recorded(expires="2027-03-01")
    longest = "\r\n".join(["x" * 99] * 20)
    confirm(coordinator, note_page(WHO), text=longest)
    [line] = lines(kind=LineKind.NOTES)
    assert line.detail == longest.replace("\r\n", "\n")
    answer = coordinator.post(note_page(WHO), {"text": "y" * 2001, "preview": ""})
    assert "at most 2000 characters" in answer.content.decode()
    empty = coordinator.post(note_page(WHO), {"text": " \r\n ", "preview": ""})
    assert "This field is required." in empty.content.decode()


def test_a_note_is_never_told_outside():
    recorded(expires="2027-03-01")
    services.add_note(mentor_id=WHO, text=TEXT, by="kim")
    publish_events(now=timezone.now())
    outside = {event.type: told_outside(event) for event in told_events()}
    assert "Called" not in str(outside)
    assert set(outside["mentor.noted"]) == {"sequence", "mentor_id", "paused"}


def test_many_mentors_can_have_the_same_note(coordinator):
    for number in (1, 2):
        recorded(f"mentor-{number}", expires="2027-03-01")
    confirm(
        coordinator, choose(coordinator, "note", "mentor-1", "mentor-2"), text="Was at the fair"
    )
    assert [titles(f"mentor-{number}", LineKind.NOTES) for number in (1, 2)] == [["Note"], ["Note"]]


def test_a_long_note_is_cut_short_in_the_message_only(coordinator):
    recorded(expires="2027-03-01")
    _, done = confirm(coordinator, note_page(WHO), text="word " * 399)
    [message] = done.context["messages"]
    assert len(strip_tags(str(message))) < 550
    assert lines(kind=LineKind.NOTES)[0].detail == ("word " * 399).strip()


def test_a_mentor_without_a_certification_can_have_a_note(coordinator, viewer):
    MentorFactory(mentor_id=WHO)
    assert "Add a note…" in shown(coordinator)
    assert "Add a note…" not in shown(viewer)
    confirm(coordinator, note_page(WHO), text="Asked for a place")
    assert "Asked for a place" in shown(viewer)


# --- the page -----------------------------------------------------------------------------------
def test_it_is_narrowed_to_a_kind_and_pages_stay_in_it(coordinator):
    recorded(expires="2027-03-01")
    for number in range(51):
        services.add_note(mentor_id=WHO, text=f"Note {number:02}", by="kim")
    text = shown(coordinator, query="?kind=notes")
    assert "Note 50" in text
    assert "Note 00" not in text
    assert 'href="?kind=notes&amp;page=2#what-happened">Older' in text
    older = shown(coordinator, query="?kind=notes&page=2")
    assert "Note 00" in older
    assert "Mentor mentor-1 recorded" not in older
    assert 'href="?kind=notes&amp;page=1#what-happened">Newer' in older
    assert "Nothing of this kind is on record." in shown(coordinator, query="?kind=pauses")


def test_the_kind_that_is_shown_is_marked_and_an_unknown_one_shows_all(coordinator):
    recorded(expires="2027-03-01")

    def marked(query: str) -> str:
        text = shown(coordinator, query=query)
        assert text.count('aria-current="true" href="?') == 1
        return text.split('aria-current="true" href="?')[1].split('"')[0]

    assert marked("?kind=details") == "kind=details#what-happened"
    for query in ("", "?kind=", "?kind=everything", "?kind=notes'--", "?kind=NOTES"):
        assert marked(query) == "#what-happened"
    assert "Mentor mentor-1 recorded" in shown(coordinator, query="?kind=everything&page=x")


def test_a_promise_is_told_from_its_own_row_and_stays_where_the_next_one_replaces_it():
    recorded(expires="2026-03-30")
    for day, note in (("2026-04-02", "Course"), ("2026-04-09", "Another course")):
        make_promise(
            mentor_id=WHO,
            day=date.fromisoformat(day),
            note=note,
            today=TODAY,
            now=timezone.now(),
            by="kim",
        )
    told = [line for line in lines() if line.what.startswith("Promise")]
    assert [(line.what, line.who) for line in told] == [
        ("Promised by 9 Apr 2026", "kim"),
        ("Promised by 2 Apr 2026", "kim"),
    ]
    assert told[0].detail.startswith("Another course; about cert_")


def test_its_queries_do_not_grow_with_the_log(django_assert_num_queries):
    recorded(expires="2026-03-20")
    expire_certifications(today=TODAY, trigger="schedule")
    publish_events(now=timezone.now())

    with django_assert_num_queries(9):
        before = len(lines())
    for number in range(20):
        services.add_note(mentor_id=WHO, text=f"Note {number}", by="kim")
        services.save_mentor(mentor_id=WHO, name=f"Name {number}")
        renewed(until=f"2027-04-{number + 1:02}", by=f"coordinator-{number}")
    with django_assert_num_queries(10):  # the mentor, and now the history of renewals
        assert len(lines()) > before + 60


def test_a_run_is_linked_for_those_who_may_see_it(coordinator, client, django_user_model):
    recorded(expires="2026-03-20")
    run = expire_certifications(today=TODAY, trigger="schedule")
    publish_events(now=timezone.now())
    link = f'href="{reverse("admin:certifications_expiryrun_change", args=[run.pk])}"'
    assert link in shown(coordinator)
    user = django_user_model.objects.create_user("looks", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_certificationstatus"))
    client.force_login(user)
    text = shown(client)
    assert run.job_run_id in text
    assert link not in text
