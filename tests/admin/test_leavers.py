"""*Has left…* and *Is back…*: where coordinators see who has left, and where they don't."""

import re
from datetime import date

import pytest
from django.urls import reverse

from certifications import services
from certifications.models import Mentor
from statuses.models import CertificationStatus
from tests.support.actions import confirm, outcome_of
from tests.support.api import explained
from tests.support.dates import TODAY
from tests.support.pages import page

pytestmark = pytest.mark.usefixtures("demo_programme")

EXPIRED, VALID = "mentor-001", "mentor-042"


def action(name: str, mentor_id: str) -> str:
    return f"{reverse('bulk-action', args=[name])}?mentor={mentor_id}"


def leave(mentor_id: str, reason: str = "Moved abroad") -> None:
    services.record_departure(mentor_id=mentor_id, reason=reason, today=TODAY, by="kim")


def listed(client, query: str = "") -> set[str]:
    answer = client.get(page(CertificationStatus) + query)
    return {row.mentor_id for row in answer.context["cl"].queryset}


def shown(client, mentor_id: str) -> str:
    return client.get(reverse("mentor-page", args=[mentor_id])).content.decode()


def test_leaving_is_shown_before_and_done_as_shown(coordinator):
    services.exempt_mentor(
        mentor_id=EXPIRED, until=date(2026, 5, 1), reason="Ill", today=TODAY, by="kim"
    )
    preview, _ = confirm(coordinator, action("leave", EXPIRED), reason="Moved abroad")
    assert outcome_of(preview)[0] == {
        EXPIRED: "Has left: paused until they are back; the exemption until 1 May 2026 ends (Ill)"
    }
    mentor = Mentor.objects.get(pk=EXPIRED)
    assert (mentor.has_left, mentor.left_by, mentor.left_reason) == (True, "kim", "Moved abroad")


@pytest.mark.parametrize(
    ("mentor_id", "told"),
    [
        (EXPIRED, "Is back; the run of 27 Mar 2026 pauses the mentor"),
        (VALID, r"Is back; active, on cert_\w+, through 31 Mar 2026"),
        (
            "mntr_02BY7M3RL",
            "Is back; stays paused: Certification peer_mentor_basic expired on 1 Mar 2026",
        ),
    ],
)
def test_coming_back_says_what_it_comes_to(mentor_id, told, coordinator):
    leave(mentor_id)
    preview, _ = confirm(coordinator, action("return", mentor_id), reason="Is here again")
    assert re.fullmatch(told, outcome_of(preview)[0][mentor_id])
    assert not Mentor.objects.get(pk=mentor_id).has_left


def test_they_are_out_of_the_queue_unless_asked_for(coordinator):
    everybody = listed(coordinator, "?left=all")
    before = listed(coordinator)
    assert len(everybody) - len(before) == 1  # the demo's own leaver
    leave(EXPIRED)
    assert listed(coordinator) == before - {EXPIRED}
    assert listed(coordinator, "?left=yes") == everybody - before | {EXPIRED}
    assert listed(coordinator, "?left=all") == everybody


def test_the_filter_says_what_the_list_holds(coordinator):
    [choices] = [
        list(spec.choices(answer.context["cl"]))
        for answer in [coordinator.get(page(CertificationStatus))]
        for spec in answer.context["cl"].filter_specs
        if spec.title == "left"
    ]
    assert [(each["display"], each["selected"]) for each in choices] == [
        ("Has not left", True),
        ("Has left", False),
        ("All, also who has left", False),
    ]


def test_the_home_pages_cards_count_the_active_only(coordinator):
    def cards() -> dict[str, int]:
        sections = coordinator.get(reverse("admin:index")).context["sections"]
        return {card.title: card.number for _, cards in sections for card in cards}

    before = cards()
    leave(EXPIRED)
    leave(VALID)
    leave("mntr_02BY7M3RL")
    after = cards()
    fewer = {title: before[title] - after[title] for title in before}
    assert {title: number for title, number in fewer.items() if number} == {
        "Due in the next run": 1,
        "Expired, not paused": 1,
        "Expired and paused": 1,
        "Within 7 days": 1,
        "Within 30 days": 1,
        "Within 60 days": 1,
        "Within 90 days": 1,
    }  # fmt: skip


def test_the_preview_of_the_run_leaves_them_out(coordinator):
    address = reverse("admin:certifications_expiryrun_preview_and_run") + "?now=1"
    assert EXPIRED in coordinator.get(address).content.decode()
    leave(EXPIRED)
    assert EXPIRED not in coordinator.get(address).content.decode()


def test_their_page_tells_when_and_why_and_offers_the_way_back(coordinator):
    leave(VALID)
    text = shown(coordinator, VALID)
    assert "Moved abroad" in text
    assert "Has left" in text  # the timeline
    assert "Is back…" in text
    assert "Has left…" not in text
    assert "Exempt until…" not in text
    services.record_return(mentor_id=VALID, reason="Missed us", today=TODAY, by="kim")
    text = shown(coordinator, VALID)
    assert "“Missed us”" in text
    assert "Has left…" in text


def test_who_holds_nothing_and_has_left_or_is_paused_by_hand_is_shown_as_paused(coordinator):
    Mentor.objects.create(mentor_id="new-one")
    leave("new-one")
    services.pause_mentor(mentor_id="new-one", reason="On leave", by="kim")
    text = shown(coordinator, "new-one")
    assert "Why is this mentor paused?" in text
    assert "Left on" in text
    assert "Paused by a coordinator: On leave" in text


def test_renewing_who_has_left_says_that_they_stay_paused(coordinator):
    leave(VALID)
    done, _ = outcome_of(coordinator.get(action("renew", VALID)))
    assert done[VALID].endswith("stays paused, because they have left (Moved abroad)")


# --- over the API ---------------------------------------------------------------------------------
def test_the_lists_go_on_holding_them_as_paused_and_can_be_filtered(api):
    leave(VALID)

    def total(path: str, query: str = "") -> int:
        return api.get(f"/api/v1/{path}{query}").json()["pagination"]["total"]

    status = api.get(f"/api/v1/certification-statuses/{VALID}").json()
    assert status["paused"]
    assert status["pause_reason"].startswith("Left on ")
    for path, everybody in (("certification-statuses", 85), ("certifications", 86)):
        assert total(path) == everybody
        assert total(path, "?left=true") == 2
        assert total(path, "?left=false") == everybody - 2
        assert api.get(f"/api/v1/{path}?left=maybe").status_code == 400


def test_the_filter_adds_up_with_others(api):
    leave(VALID)
    for query in ("is_expired=false", "certification_type=peer_mentor_advanced", "paused=true"):
        for left in ("true", "false"):
            answer = api.get(f"/api/v1/certification-statuses?{query}&left={left}&limit=100").json()
            assert answer["pagination"]["total"] == len(answer["data"])
            assert (VALID in [each["mentor_id"] for each in answer["data"]]) is (left == "true")


def test_the_explanation_tells_it_and_what_would_end_it(api, on):
    on(TODAY)
    assert explained(api, EXPIRED)["departure"] is None
    leave(EXPIRED)
    answer = explained(api, EXPIRED)
    assert answer["departure"] == {"left_at": "2026-03-26T01:00:00Z", "reason": "Moved abroad"}
    assert answer["because"] == ["Left on 26 Mar 2026: Moved abroad."]
    assert answer["would_change"] == [
        "All of this is needed, in this order:",
        "1. A coordinator recording that the mentor is back.",
        "2. A renewal, or any later expiry date, that reaches today or beyond; or an exemption.",
    ]
    leave(VALID)
    assert explained(api, VALID)["would_change"] == [
        "A coordinator recording that the mentor is back; they are judged by the dates then."
    ]
