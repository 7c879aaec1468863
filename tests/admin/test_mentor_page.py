"""One page answers why a mentor is paused, and what happened."""

import pytest
from django.urls import reverse

from certifications import services
from certifications.models import Certification, Mentor
from statuses.models import CertificationStatus
from tests.support.actions import confirm, outcome_of
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationTypeFactory
from tests.support.pages import filled_in, page

pytestmark = pytest.mark.usefixtures("demo_programme")


def shown(client, mentor_id) -> str:
    answer = client.get(reverse("mentor-page", args=[mentor_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_why_a_mentor_is_paused_by_which_run_and_what_would_resume_them(viewer):
    text = shown(viewer, "mntr_02BY7M3RL")
    assert "Why is this mentor paused?" in text
    assert "Certification peer_mentor_basic expired on 1 Mar 2026." in text
    assert "job_02MAR2026_01 paused the mentor on 2 Mar 2026, 01:00 UTC" in text
    assert "A renewal, or any later expiry date" in text


def test_it_says_why_a_mentor_is_not_paused_and_what_would_pause_them(viewer):
    text = shown(viewer, "mentor-042")
    assert "valid through 31 Mar 2026 (5 days left)" in text
    assert "the expiry run of 1 Apr 2026 pauses the mentor" in text


def test_the_timeline_tells_who_when_what_and_from_where(coordinator, api):
    api.put(
        "/api/v1/certification-statuses/mentor-042",
        {"expiry_date": "2028-06-01", "updated_reason": "renewal_extension"},
    )
    status = CertificationStatus.objects.get(mentor_id="mntr_02BY7M3RL")
    record = Certification.objects.get(pk=status.pk)
    sent = filled_in(record, expires_on="2029-03-01", reason="Paper form found")
    coordinator.post(page(Certification, "change", record.pk), sent)
    by_api = shown(coordinator, "mentor-042")
    assert "over the API" in by_api
    assert "expires at: 31 Mar 2026 → 1 Jun 2028" in by_api
    assert "renewal_extension" in by_api
    by_admin = shown(coordinator, "mntr_02BY7M3RL")
    assert "over the API" not in by_admin
    assert "Paper form found" in by_admin
    assert "Paused by the nightly run" in by_admin
    assert "Pause by the nightly run lifted" in by_admin


def test_the_queue_links_to_it_and_the_status_page_leads_there(coordinator):
    listed = coordinator.get(page(CertificationStatus)).content.decode()
    address = reverse("mentor-page", args=["mentor-042"])
    assert f'href="{address}"' in listed
    record = CertificationStatus.objects.get(mentor_id="mentor-042")
    answer = coordinator.get(page(CertificationStatus, "change", record.pk))
    assert answer["Location"] == address


def test_a_mentor_without_a_certification_has_a_page_too(coordinator):
    Mentor.objects.create(mentor_id="new-one")
    assert "no certification that counts" in shown(coordinator, "new-one")


def test_buttons_that_a_person_may_not_use_are_not_there(viewer, coordinator):
    assert "Renew…" not in shown(viewer, "mentor-042")
    assert "Renew…" in shown(coordinator, "mentor-042")


def test_it_is_for_those_who_may_see_where_mentors_stand(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.get(reverse("mentor-page", args=["mentor-042"])).status_code == 403


def test_an_unknown_mentor_is_not_found(coordinator):
    assert coordinator.get(reverse("mentor-page", args=["nobody"])).status_code == 404


def test_its_queries_do_not_grow_with_the_history(coordinator, django_assert_max_num_queries, api):
    for year in range(2028, 2034):
        api.put("/api/v1/certifications/cert_03PQ7SY1", {"expires_at": f"{year}-01-01"})
    with django_assert_max_num_queries(18):
        shown(coordinator, "mntr_02BY7M3RL")


def test_with_mails_it_asks_three_times_what_the_change_form_asks(
    administrator, django_assert_max_num_queries
):
    """A stock change form shows one row of one table; this page shows those of nine."""
    with django_assert_max_num_queries(17):
        shown(administrator, "mntr_02BY7M3RL")


def offered(client, mentor_id="mentor-042") -> set[str]:
    answer = client.get(reverse("mentor-page", args=[mentor_id]))
    return {label for label, _ in answer.context["actions"]}


def test_only_actions_that_fit_are_offered(coordinator):
    assert {"Renew…", "Revoke…", "Pause by hand…", "Note a promise…"} <= offered(coordinator)
    services.pause_mentor(mentor_id="mentor-042", reason="Ill", by="ada")
    assert "Pause by hand…" not in offered(coordinator)
    assert "End pause by hand…" in offered(coordinator)
    record = Certification.objects.get(mentor_id="mentor-042")
    services.update_certification(
        certification=record, changes={}, status="revoked", today=TODAY, by="kim"
    )
    left = offered(coordinator)
    assert left.isdisjoint({"Renew…", "Revoke…", "Note a promise…"})
    assert {"Add a note…", "Has left…", "Remove…"} <= left


def test_it_says_how_to_reach_a_mentor(viewer):
    Mentor.objects.filter(pk="mentor-042").update(email="o'neil+x@mentors.example")
    text = shown(viewer, "mentor-042")
    assert 'href="mailto:o%27neil%2Bx@mentors.example"' in text
    assert 'data-copied="o&#x27;neil+x@mentors.example"' in text


def test_the_newest_notes_stand_at_its_top(coordinator):
    for text in ("First", "Second", "Third", "Fourth"):
        services.add_note(mentor_id="mentor-042", text=text, by="kim")
    answer = coordinator.get(reverse("mentor-page", args=["mentor-042"]), {"kind": "pauses"})
    assert [note.detail for note in answer.context["notes"]] == ["Fourth", "Third", "Second"]


def test_a_certification_is_added_by_those_who_may(coordinator, viewer):
    form = f'href="{page(Certification, "add")}?mentor=mentor-042"'
    assert form in shown(coordinator, "mentor-042")
    assert "Add a certification" not in shown(viewer, "mentor-042")


def test_each_certification_is_renewed_by_itself(coordinator):
    status = CertificationStatus.objects.get(mentor_id="mentor-042")
    CertificationTypeFactory(code="check", requirement="check", validity_months=12)
    check = services.record_certification(
        mentor_id="mentor-042",
        certification_type="check",
        issued_at=at("2025-06-01"),
        expires_at=at("2026-06-01"),
        today=TODAY,
    )
    answer = coordinator.get(reverse("mentor-page", args=["mentor-042"]))
    rows = {row[0].pk: row[2:] for row in answer.context["certifications"]}
    assert [rows[pk][0] for pk in (status.pk, check.pk)] == ["mentoring, decides", "check"]
    address = dict(rows[check.pk][1])["Renew…"]
    preview, done = confirm(
        coordinator,
        address,
        renewal_date="2026-03-26",
        new_expiry_date="",
        notes="",
        certification_id=check.certification_id,
    )
    [what] = outcome_of(preview)[0].values()
    assert what == (
        f"{check.certification_id} (check): Expiry 1 Jun 2026 → 1 Jun 2027; "
        f"{status.certification_id} (peer_mentor_advanced) still decides, through 31 Mar 2026"
    )
    check.refresh_from_db()
    assert check.expires_at == at("2027-06-01")
    assert what in str(*done.context["messages"])


def test_each_certification_has_the_actions_that_fit_it(coordinator, viewer):
    record = Certification.objects.get(mentor_id="mentor-042")

    def buttons(client) -> list[list[str]]:
        answer = client.get(reverse("mentor-page", args=["mentor-042"]))
        return [[label for label, _ in row[3]] for row in answer.context["certifications"]]

    assert buttons(coordinator) == [["Renew…", "Note a promise…", "Move…"]]
    assert buttons(viewer) == [[]]
    services.update_certification(
        certification=record, changes={}, status="revoked", today=TODAY, by="kim"
    )
    assert buttons(coordinator) == [["Move…"]]


def test_a_certification_of_somebody_else_is_refused(coordinator):
    other = Certification.objects.exclude(mentor_id="mentor-042").first()
    address = f"{reverse('bulk-action', args=['renew'])}?mentor=mentor-042"
    answer = coordinator.get(f"{address}&certification={other.certification_id}")
    [why] = outcome_of(answer)[1].values()
    assert why == f"mentor-042 holds no certification {other.certification_id}."


def test_the_demo_has_somebody_with_two_requirements(coordinator):
    [check] = Certification.objects.filter(certification_type_id="background_check")
    answer = coordinator.get(reverse("mentor-page", args=[check.mentor_id]))
    assert [row[2] for row in answer.context["certifications"]] == [
        "mentoring, decides",
        "background_check",
    ]


def test_previews_of_renewals_say_where_the_pause_goes(coordinator):
    """Case F6: the pause rests on the check; renewing the other one lifts nothing."""
    CertificationTypeFactory(code="check", requirement="check", validity_months=12)
    who = "mntr_02BY7M3RL"  # paused by the run, for mentoring
    mentoring = Certification.objects.get(mentor_id=who)
    check = services.record_certification(
        mentor_id=who,
        certification_type="check",
        issued_at=at("2025-02-01"),
        expires_at=at("2026-02-01"),
        today=TODAY,
    )
    address = f"{reverse('bulk-action', args=['renew'])}?mentor={who}&certification="

    def told(certification: Certification) -> str:
        answer = coordinator.get(address + certification.certification_id)
        return outcome_of(answer)[0][who]

    assert told(mentoring) == (
        f"{mentoring.certification_id} (peer_mentor_basic): Expiry 1 Mar 2026 → 26 Mar 2029; stays "
        f"paused by the nightly run; {check.certification_id} (check) still decides, through "
        "1 Feb 2026"
    )
    assert told(check) == (
        f"{check.certification_id} (check): Expiry 1 Feb 2026 → 26 Mar 2027; stays paused by the "
        f"nightly run; {mentoring.certification_id} (peer_mentor_basic) decides now, through "
        "1 Mar 2026"
    )
