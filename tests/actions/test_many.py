"""Actions on hundreds: chosen from a list as a whole, in a few statements, listed in part."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.lib.admin.outcomes import SHOWN
from mentorcerts.lib.admin.session_room import with_newest
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.pages.actions.execution import execute_action
from renewals.models import Renewal
from statuses.admin import SESSION_KEY
from statuses.models import CertificationStatus
from tests.support.actions import choose, confirm, outcome_of
from tests.support.dates import TODAY, at
from tests.support.hundreds import hundreds
from tests.support.pages import page

GIVEN: dict[str, dict[str, Any]] = {
    "renew": {"renewal_date": TODAY, "new_expiry_date": None, "notes": ""},
    "exempt": {"until": TODAY, "reason": "On leave"},
    "promise": {"day": TODAY, "note": "Will come"},
    "pause": {"reason": "Complaint"},
    "revoke": {"reason": "Misconduct", "and_pause": True},
    "leave": {"reason": "Moved away"},
    "note": {"text": "Was at the meeting"},
    "mails-off": {"reason": "Asked for it"},
    "remove": {},
}
ENDED_BY = {
    "exempt": ("end-exemption", {"reason": ""}),
    "promise": ("withdraw-promise", {}),
    "pause": ("resume", {"reason": ""}),
    "leave": ("return", {"reason": ""}),
    "mails-off": ("mails-on", {}),
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", GIVEN)
def test_a_thousand_cost_no_more_statements_than_half_of_them(name):
    """SQLite takes long inserts in pieces of some dozens of rows: those are what is more."""
    mentors = hundreds(1000)
    steps = [(name, GIVEN[name]), *([ENDED_BY[name]] if name in ENDED_BY else [])]
    for step, given in steps:
        few, many = (_statements(step, given, some) for some in (mentors[:500], mentors))
        pieces = 0 if connection.vendor == "postgresql" else 500 // 20
        assert few < 80
        assert many - few <= pieces
        _carry_out(step, given, mentors)


@pytest.mark.slow
def test_a_whole_filtered_list_of_six_hundred_is_renewed(coordinator, on):
    on("2026-03-26")
    hundreds(600)
    Certification.objects.filter(mentor="many-0001").update(expires_at=at("2029-01-01"))
    listed = f"{page(CertificationStatus)}?expiring=7"
    first = CertificationStatus.objects.order_by("expires_at", "pk")[:1]
    answer = coordinator.post(
        listed,
        {"action": "renew", "select_across": "1", "_selected_action": [first[0].pk]},
    )
    shown = coordinator.get(answer["Location"])
    done, refused = outcome_of(shown)
    assert (len(done), refused, "many-0001" in done) == (599, {}, False)
    assert shown.context["result"].summary.startswith("599 renewed, valid through 1 Apr 2029.")
    _, after = confirm(coordinator, answer["Location"], renewal_date="2026-03-26")
    assert "599 renewed" in after.content.decode()
    assert after.redirect_chain[-1][0] == listed
    assert Renewal.objects.count() == 599


@pytest.mark.slow
def test_a_page_lists_the_first_and_whoever_is_in_question(coordinator, on):
    """Whom it leaves out is in the digest, and in the file."""
    on("2026-03-26")
    mentors = hundreds(SHOWN + 50)
    odd, refused = mentors[-1], mentors[-2]
    long = CertificationType.objects.create(code="long", validity_months=12 * 60)
    Certification.objects.filter(mentor=odd).update(certification_type=long)
    Certification.objects.filter(mentor=refused).update(revoked_at=at("2026-01-01"))
    shown = coordinator.get(choose(coordinator, "renew", *(mentor.pk for mentor in mentors)))
    text = shown.content.decode()
    result = shown.context["result"]
    assert (len(result.done), len(result.shown), result.not_shown) == (249, 201, 48)
    assert result.shown[-1][0] == odd
    assert "is the year right?" in result.shown[-1][1]
    assert "48 more are not listed here" in text
    assert refused.pk in text
    assert mentors[SHOWN + 1].pk not in text
    before = result.digest
    Certification.objects.filter(mentor=mentors[SHOWN + 1]).update(expires_at=at("2026-05-01"))
    assert (
        coordinator.get(shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"]).context[
            "shown"
        ]
        != before
    )


def test_what_a_session_has_no_room_for_goes_first():
    kept: dict[str, list[int]] = {}
    for turn, number in enumerate([4000, 3000, 5000, 2000]):
        kept = with_newest(kept, str(turn), list(range(number)), most=5, size=len)
    assert {token: len(items) for token, items in kept.items()} == {"1": 3000, "2": 5000, "3": 2000}
    kept = with_newest(kept, "all", list(range(10_000)), most=5, size=len)
    assert list(kept) == ["all"]


def test_only_the_newest_selections_are_kept(coordinator):
    hundreds(2)
    for _ in range(7):
        choose(coordinator, "note", "many-0001", "many-0002")
    assert len(coordinator.session[SESSION_KEY]) == 5


def _statements(name: str, given: dict[str, Any], mentors: list[Mentor]) -> int:
    """Of a preview, which is the action."""
    with CaptureQueriesContext(connection) as captured:
        outcome, _ = execute_action(ACTIONS[name], mentors, given, today=TODAY, by="kim")
    assert len(outcome.done) == len(mentors), outcome.refused[:1]
    return len(captured)


def _carry_out(name: str, given: dict[str, Any], mentors: list[Mentor]) -> None:
    by = {"today": TODAY, "by": "kim"}
    shown, _ = execute_action(ACTIONS[name], mentors, given, **by)
    _, written = execute_action(ACTIONS[name], mentors, given, **by, confirmed=shown.digest)
    assert written
