"""An action on many does to each what the service for one does, and says the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from time_machine import travel

from certifications import expiry, services
from certifications.models import Certification, Mentor
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.pages.actions.execution import execute_action
from mentorcerts.promises.services import make_promise, withdraw_promises
from mentorcerts.reminders.services import switch_mails_off, switch_mails_on, try_address_again
from renewals.services import renew_certification
from tests.support.crowd import varied_crowd
from tests.support.dates import TODAY, at
from tests.support.records import everything, rolled_back

BY = {"today": TODAY, "by": "kim"}
GIVEN: dict[str, dict[str, Any]] = {
    "renew": {"renewal_date": TODAY, "new_expiry_date": date(2029, 3, 26), "notes": "Spring"},
    "exempt": {"until": date(2026, 5, 31), "reason": "On leave"},
    "end-exemption": {"reason": "Back from leave"},
    "promise": {"day": date(2026, 4, 20), "note": "Will come to the course"},
    "withdraw-promise": {},
    "pause": {"reason": "Complaint"},
    "resume": {"reason": "Cleared"},
    "revoke": {"reason": "Misconduct", "and_pause": True},
    "leave": {"reason": "Moved away"},
    "return": {"reason": "Is here again"},
    "note": {"text": "Was at the meeting"},
    "mails-off": {"reason": "Asked for it"},
    "mails-on": {},
    "address-again": {},
    "remove": {},
}


@pytest.fixture
def crowd(db: Any) -> Iterator[list[Mentor]]:
    """The clock stands still, so that moments can be compared too."""
    with travel(at("2026-03-26T09:00:00"), tick=False):
        yield varied_crowd()


def test_every_action_is_compared():
    assert GIVEN.keys() == ACTIONS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", GIVEN)
def test_many_at_once_are_left_as_one_by_one(name, crowd):
    """Records, history, lines of the log, sentences and refusals are the same."""
    together, told_together = _executed(name, [crowd])
    one_by_one, told_alone = _executed(name, [[mentor] for mentor in crowd])
    assert told_together == told_alone
    assert _differences(together, one_by_one) == []
    assert any(done for done, _ in told_together.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", GIVEN)
def test_an_action_does_what_the_service_for_one_does(name, crowd):
    together, told = _executed(name, [crowd])
    refused = {}
    with rolled_back():
        for mentor in crowd:
            try:
                _by_the_service(name, mentor.pk)
            except (ValidationError, Refused) as error:
                refused[mentor.pk] = _plain(sentences(error))
        assert _differences(together, _comparable()) == []
    assert refused == {mentor_id: why for mentor_id, (done, why) in told.items() if not done}


@pytest.mark.slow
def test_revoking_without_a_pause_by_hand_is_the_same_too(crowd, monkeypatch):
    monkeypatch.setitem(GIVEN, "revoke", {"reason": "Misconduct", "and_pause": False})
    together, told_together = _executed("revoke", [crowd])
    one_by_one, told_alone = _executed("revoke", [[mentor] for mentor in crowd])
    assert told_together == told_alone
    assert _differences(together, one_by_one) == []


@pytest.mark.slow
def test_renewing_by_each_types_validity_is_the_same_too(crowd, monkeypatch):
    given = {"renewal_date": TODAY, "new_expiry_date": None, "notes": ""}
    monkeypatch.setitem(GIVEN, "renew", given)
    together, told_together = _executed("renew", [crowd])
    one_by_one, told_alone = _executed("renew", [[mentor] for mentor in crowd])
    assert told_together == told_alone
    assert _differences(together, one_by_one) == []


def _executed(name: str, sets: list[list[Mentor]]) -> tuple[Any, dict[str, tuple[bool, str]]]:
    """What is in the database when these sets have been acted on, and what was told of each."""
    told = {}
    with rolled_back():
        for mentors in sets:
            shown, _ = execute_action(ACTIONS[name], mentors, GIVEN[name], **BY)
            outcome, written = execute_action(
                ACTIONS[name], mentors, GIVEN[name], **BY, confirmed=shown.digest
            )
            assert written
            told |= {mentor.pk: (True, _plain(what)) for mentor, what in outcome.done}
            told |= {mentor.pk: (False, _plain(why)) for mentor, why in outcome.refused}
        return _comparable(), told


def _by_the_service(name: str, mentor_id: str) -> None:
    given: dict[str, Any] = {"mentor_id": mentor_id, **GIVEN[name]}
    now = timezone.now()
    match name:
        case "renew":
            _held(mentor_id)
            given["renewal_date"], given["new_expiry_date"] = at("2026-03-26"), at("2029-03-26")
            renew_certification(**given, processed_by="kim", **BY)
        case "exempt":
            services.exempt_mentor(**given, **BY)
        case "end-exemption":
            services.end_exemption(**given, by="kim")
        case "promise":
            make_promise(**given, now=now, **BY)
        case "withdraw-promise":
            withdraw_promises(**given, now=now, by="kim")
        case "pause" | "resume" | "note" | "mails-off":
            service = {
                "pause": services.pause_mentor,
                "resume": services.resume_mentor,
                "note": services.add_note,
                "mails-off": switch_mails_off,
            }
            service[name](**given, by="kim")
        case "mails-on" | "address-again":
            single = {
                "mails-on": switch_mails_on,
                "address-again": try_address_again,
            }
            single[name](**given)
        case "leave":
            services.record_departure(**given, **BY)
        case "return":
            services.record_return(**given, **BY)
        case "remove":
            services.remove_mentor_certifications(**given, **BY)
        case "revoke":
            _revoke(mentor_id)


def _revoke(mentor_id: str) -> None:
    held = _held(mentor_id)
    if held.revoked_at is not None:
        raise ValidationError(f"{held.certification_id} is revoked already.")
    if mentor_id == "wrong-address":  # refused as a whole: the page does both or nothing
        services.pause_mentor(mentor_id=mentor_id, reason="Misconduct", by="kim")
    services.update_certification(
        certification=held, changes={}, status=expiry.REVOKED, reason="Misconduct", **BY
    )
    if held.mentor.paused_at is None:
        services.pause_mentor(mentor_id=mentor_id, reason="Misconduct", by="kim")


def _held(mentor_id: str) -> Certification:
    held = Certification.objects.governing().filter(mentor_id=mentor_id).first()
    if held is None:
        raise ValidationError(f"{mentor_id} has no certification that counts.")
    return held


OWN_KEYS = {
    "Event": ("id", "event_id"),
    "Renewal": ("id",),
    "HistoricalRenewal": ("id", "history_id"),
    "Promise": ("id",),
}


def _comparable() -> dict[str, list[Any]]:
    """All records without what only tells in which order they came, but for those of a mentor."""
    records = everything()
    totals: Counter[Any] = Counter()
    for row in records.pop("Tally"):  # a counter may have several rows
        totals[repr({**row, "id": 0, "n": 0})] += row["n"]
    found = {"Tally": [line for line in sorted(totals.items()) if line[1]]}
    for model, rows in records.items():
        own = OWN_KEYS.get(model, ("history_id",))
        turns: dict[Any, int] = defaultdict(int)
        lines = []
        for row in rows:
            whose = row.get("mentor_id") or row.get("certification_id")
            turns[whose] += 1
            facts = {key: value for key, value in row.items() if key not in own}
            lines.append((str(whose), turns[whose], _plain(repr(facts))))
        found[model] = sorted(lines)
    return found


def _differences(some: dict[str, list[Any]], others: dict[str, list[Any]]) -> list[Any]:
    """What is in only one of the two, by model."""
    return [
        (model, line)
        for model in some
        for line in sorted(set(some[model]).symmetric_difference(others[model]))
    ]


def _plain(text: str) -> str:
    """Numbers of renewals come from a sequence, which a rollback does not turn back."""
    return re.sub(r"renewal-\d+", "renewal-N", text)
