"""Who may not, and what is not there, in the one shape."""

from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, NEW_CERTIFICATION, RENEWALS, STATUSES
from tests.support.records import everything, recorded, renewed


# --- 401 and 403 --------------------------------------------------------------------------
def test_a_missing_token(api, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    response = api.get(CERTIFICATIONS)
    refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Token"


def test_a_wrong_token(api):
    response = api.get(CERTIFICATIONS, HTTP_AUTHORIZATION="Token wrong")
    refused(response, 401, "authentication_failed")
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.usefixtures("either_mode")
def test_a_session_without_its_csrf_token(db, django_user_model):
    client = APIClient(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(django_user_model.objects.create_user("ann"))
    refused(client.post(CERTIFICATIONS, NEW_CERTIFICATION), 403, "permission_denied")


# --- 404 ----------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.usefixtures("either_mode")
@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/certifications",
        "/api/v1/Certifications",
        "/api/v1//certifications",
        "/api/v1/certifications//",
        "/api/v1/certifications/a/b",
        "/api/v1/certifications/expiry-job/run/1",
        "/api/v1/certifications/expiry-job/logs/log_00000000",
        "/api/v1/certifications/api/v1/certification-renewals",
        "/api/v1/certification-renewals/api/v1/certification-renewals",
        "/api/%00",
        "/api/é",
        "/api/v1/certifications;a=b",
        "/api/v1/certifications%0A",
        "/api/v1/" + "a" * 5000,
    ],
)
def test_an_unknown_address(path, api):
    for method in ("GET", "POST", "DELETE"):
        refused(api.generic(method, path, content_type="application/json"), 404, "not_found")


IMPOSSIBLE = [
    "nobody",
    "cert_00000000",
    "cert_03pq7sy1",
    "renewal-41",
    "renewal-0000",
    "renewal-00041",
    "renewal-99999999999999999999",
    "renewal-999999999999999999",
    "renewal--001",
    "renewal-٠٠٤١",
    "Renewal-0041",
    "0041",
    "expiry-job",
    "\0",
    "a\0b",
    "a" * 300,
    "é",
    "日本語",
    "😀",
    "\u202egnp.exe",
    " ",
    "a b",
    "a\nb",
    "mentor-1\n",
    "..",
    "%2e%2e%2f",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "null",
    "undefined",
    "{certification_id}",
    ":id",
    "-1",
    "1e400",
]


@pytest.mark.slow
@pytest.mark.parametrize("public_id", IMPOSSIBLE)
def test_an_unknown_or_impossible_id(public_id, api):
    recorded()
    renewed()
    before = everything()
    for base in (CERTIFICATIONS, STATUSES, RENEWALS):
        path = f"{base}/{quote(public_id, safe='')}"
        for method in ("GET", "PUT", "DELETE"):
            response = api.generic(method, path, "{}", content_type="application/json")
            refused(response, 404, "not_found")
        refused(api.get(f"{path}/explanation"), 404, "not_found")
    assert everything() == before


@pytest.mark.usefixtures("either_mode")
def test_bytes_that_are_no_text_in_an_id(api):
    for path in (f"{CERTIFICATIONS}/%ff%fe", f"{STATUSES}/%c3", f"{RENEWALS}/%ed%a0%80"):
        refused(api.get(path), 404, "not_found")


@pytest.mark.usefixtures("either_mode")
def test_outside_the_api_a_page_not_found_is_for_people(api):
    response = api.get("/nothing")
    assert (response.status_code, response["Content-Type"][:9]) == (404, "text/html")
