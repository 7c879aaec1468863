"""What is done to a certification or a renewal by a path of its own: revoke, reinstate, restore."""

import pytest

from certifications.act_views import CertificationActViewSet
from certifications.models import Certification, Event
from mentorcerts.pages.actions.definitions import ACTIONS
from renewals.act_views import RenewalActViewSet
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    RENEWALS,
    address_of,
    change_certification,
    detail,
    stand,
)
from tests.support.records import everything, recorded, renewed

WHY = {"reason": "Papers were forged"}


def act(api, record, name, body=None, **headers):
    answer = api.post(f"{address_of(record)}/{name}", body, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer


# --- revoke and reinstate -------------------------------------------------------------------
def test_revoking_pauses_at_once_and_answers_the_certification(api):
    certification = recorded(expires="2027-03-01")
    answer = act(api, certification, "revoke", WHY)
    assert answer.json() == detail(api, certification)
    assert answer["ETag"] == api.get(address_of(certification))["ETag"]
    assert (answer.json()["status"], answer.json()["revocation_reason"]) == (
        "revoked",
        "Papers were forged",
    )
    assert stand(api)["paused"] is True


def test_reinstating_lifts_a_revocation_also_of_what_has_expired_since(api, on):
    certification = recorded(expires="2026-03-27")
    act(api, certification, "revoke", WHY)
    on("2026-04-10")
    refused(api.put(address_of(certification), {"status": "valid"}), 400)
    answer = act(api, certification, "reinstate", {"reason": "They were real"})
    assert (answer.json()["status"], answer.json()["revoked_at"]) == ("expired", None)
    assert answer.json() == detail(api, certification)


@pytest.mark.parametrize(("name", "first"), [("revoke", "revoke"), ("reinstate", None)])
def test_what_is_so_already_is_a_conflict(name, first, api):
    certification = recorded(expires="2027-03-01")
    if first:
        act(api, certification, first, WHY)
    before = everything()
    refused(api.post(f"{address_of(certification)}/{name}", WHY), 409, "conflict")
    assert everything() == before


@pytest.mark.parametrize("name", ["revoke", "reinstate"])
@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "reason"), ({"reason": " "}, "reason"), ({"reason": "x", "status": "valid"}, "status")],
)
def test_an_act_needs_a_reason_and_knows_nothing_else(name, body, field, api):
    certification = recorded()
    before = everything()
    refused(api.post(f"{address_of(certification)}/{name}", body), 400, "invalid", {field})
    assert everything() == before


@pytest.mark.parametrize(("name", "told"), [("revoke", "revoked"), ("reinstate", "reinstated")])
def test_the_log_tells_who_did_it_by_which_token_and_why(name, told, api, token):
    certification = recorded(expires="2027-03-01")
    if name == "reinstate":
        act(api, certification, "revoke", WHY)
    api.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    act(api, certification, name, WHY)
    event = Event.objects.order_by("-pk")[0]
    assert (event.type, event.by) == (f"certification.{told}", "coordinator")
    assert event.reason == "Papers were forged"
    assert event.source.startswith("token ")


# --- restore --------------------------------------------------------------------------------
@pytest.mark.parametrize("body", [None, {}])
def test_a_removed_certification_comes_back_as_it_was(body, api):
    certification = recorded(expires="2027-03-01")
    was = detail(api, certification)
    api.delete(address_of(certification))
    refused(api.get(address_of(certification)), 404)
    answer = act(api, certification, "restore", body)
    assert answer.json() == detail(api, certification)
    unmoved = was.keys() - {"updated_at"}
    assert {name: answer.json()[name] for name in unmoved} == {name: was[name] for name in unmoved}
    assert Event.objects.order_by("-pk")[0].type == "certification.restored"


def test_a_removed_renewal_comes_back_and_moves_the_expiry_again(api):
    certification = recorded(expires="2026-03-01")
    renewal = renewed(until="2027-03-10")
    api.delete(address_of(renewal))
    assert detail(api, certification)["expires_at"] == "2026-03-01T00:00:00Z"
    answer = act(api, renewal, "restore")
    assert answer.json() == api.get(address_of(renewal)).json()
    assert answer["ETag"] == api.get(address_of(renewal))["ETag"]
    assert detail(api, certification)["expires_at"] == "2027-03-10T00:00:00Z"


def test_what_is_not_removed_can_not_be_restored(api):
    for record in (recorded(), renewed()):
        before = everything()
        error = refused(api.post(f"{address_of(record)}/restore"), 409, "conflict")
        assert "is not removed" in error["message"]
        assert everything() == before


def test_where_another_has_taken_its_place_it_stays_removed(api):
    certification = recorded()
    api.delete(address_of(certification))
    other = recorded()
    error = refused(api.post(f"{address_of(certification)}/restore"), 409, "conflict")
    assert error["details"] == {"certification_id": other.certification_id}


def test_a_renewal_that_others_have_followed_stays_removed(api):
    certification, renewal = recorded(), renewed()
    api.delete(address_of(renewal))
    change_certification(api, certification, expires_at="2029-01-01")
    refused(api.post(f"{address_of(renewal)}/restore"), 409, "conflict")


def test_a_body_of_a_restoration_says_nothing(api):
    certification = recorded()
    api.delete(address_of(certification))
    refused(api.post(f"{address_of(certification)}/restore", WHY), 400, "invalid", {"reason"})


# --- for all of them --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        f"{CERTIFICATIONS}/cert_00000000/revoke",
        f"{CERTIFICATIONS}/%00/revoke",
        f"{CERTIFICATIONS}/../reinstate",
        f"{CERTIFICATIONS}/cert_00000000/restore",
        f"{CERTIFICATIONS}/expiry-job/restore",
        f"{RENEWALS}/renewal-0001/restore",
        f"{RENEWALS}/1/restore",
    ],
)
def test_nothing_is_done_to_what_is_not_there(path, api):
    body = None if path.endswith("restore") else WHY
    refused(api.post(path, body), 404, "not_found")


def test_what_was_removed_can_not_be_revoked(api):
    certification = recorded()
    api.delete(address_of(certification))
    refused(api.post(f"{address_of(certification)}/revoke", WHY), 404, "not_found")


def test_an_act_is_done_to_what_was_seen_and_to_nothing_else(api):
    certification = recorded(expires="2027-03-01")
    seen = api.get(address_of(certification))["ETag"]
    change_certification(api, certification, expires_at="2028-01-01")
    before = everything()
    path = f"{address_of(certification)}/revoke"
    error = refused(api.post(path, WHY, headers={"If-Match": seen}), 412, "precondition_failed")
    assert everything() == before
    act(api, certification, "revoke", WHY, **{"If-Match": error["details"]["etag"]})


@pytest.mark.parametrize("name", ["revoke", "restore"])
def test_an_act_that_is_sent_again_with_its_key_is_done_once(name, api):
    certification = recorded(expires="2027-03-01")
    body = WHY if name == "revoke" else None
    if name == "restore":
        api.delete(address_of(certification))
    first = act(api, certification, name, body, **{"Idempotency-Key": "order-1"})
    before = everything()
    again = act(api, certification, name, body, **{"Idempotency-Key": "order-1"})
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert everything() == before
    assert Certification.objects.live().count() == 1


def test_the_permissions_are_those_of_the_admin():
    assert CertificationActViewSet.needs["revoke"] == ACTIONS["revoke"].permission
    # Lifting a revocation is a change on the certification's page, and restoring asks for as much.
    assert set(CertificationActViewSet.needs.values()) == {"certifications.change_certification"}
    assert RenewalActViewSet.needs == {"restore": "renewals.change_renewal"}
