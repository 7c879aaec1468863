"""Django's own permissions decide in the API as in the admin, by model and action."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    EVENTS,
    MENTORS,
    RUN,
    RUNS,
    STATUSES,
    api_client,
    every_endpoint,
)
from tests.support.records import everything, recorded

MODELS = {
    "/api/v1/certifications": "certifications.{}_certification",
    "/api/v1/certification-statuses": "statuses.{}_certificationstatus",
    "/api/v1/certification-renewals": "renewals.{}_renewal",
    "/api/v1/certification-types": "certifications.{}_certificationtype",
}
STATUS_IS_SEEN = "statuses.view_certificationstatus"
VERBS = {"GET": "view", "POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


@pytest.fixture(autouse=True)
def _permissions_count(settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"


def needed(method: str, path: str) -> str:
    """Which permission the endpoint should ask for: said here once more, by its address."""
    if path.startswith(EVENTS):
        return "certifications.view_event"  # comparing changes nothing
    if path.startswith(MENTORS):
        return "certifications.change_mentor" if method == "POST" else STATUS_IS_SEEN
    if path.startswith(RUNS):
        return "certifications.view_expiryrun"
    if "expiry-job" in path:
        return "certifications." + ("run_expiry_job" if method == "POST" else "view_autopause")
    [model] = [model for start, model in MODELS.items() if path == start or start + "/" in path]
    act = path.rpartition("/")[2] in ("revoke", "reinstate", "restore")
    return model.format("change" if act else VERBS[method])


def give(user, *names: str) -> None:
    for name in names:
        app, _, codename = name.partition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )


def with_token(user) -> APIClient:
    return api_client(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user)[1]}")


@pytest.fixture
def user(db, django_user_model):
    return django_user_model.objects.create_user("ann")


def test_each_endpoint_asks_for_its_permission_and_says_which(user):
    ann, (reading, writing) = with_token(user), every_endpoint()
    before = everything()
    for method, path in reading + writing:
        answer = ann.generic(method, path, "{}", content_type="application/json")
        assert needed(method, path) in refused(answer, 403, "permission_denied")["message"], path
    assert everything() == before


@pytest.mark.slow
def test_one_permission_opens_its_endpoint_and_no_other(user):
    reading, writing = every_endpoint()
    for method, path in reading + writing:
        user.user_permissions.clear()
        give(user, needed(method, path))
        for other_method, other in (("GET", CERTIFICATIONS), ("POST", STATUSES), (method, path)):
            # A field that nobody knows: whoever may come in is told so, and nothing is written.
            answer = with_token(user).generic(
                other_method, other, '{"nonsense": 1}', content_type="application/json"
            )
            may = needed(other_method, other) == needed(method, path)
            assert (answer.status_code != 403) == may, (method, path, other_method, other)


@pytest.mark.parametrize("body", [{}, {"dry_run": True}])
def test_starting_the_job_is_a_permission_of_its_own(body, user):
    give(user, "certifications.add_expiryrun", "certifications.change_certification")
    refused(with_token(user).post(RUN, body), 403, "permission_denied")
    give(user, "certifications.run_expiry_job")
    assert with_token(user).post(RUN, body).status_code == 200


@pytest.mark.parametrize(
    ("role", "reads", "writes", "runs"),
    [
        ("Viewers", 200, 403, 403),
        ("Coordinators", 200, 400, 200),
        ("Administrators", 200, 400, 200),
    ],
)
def test_the_roles_are_those_of_the_admin(role, reads, writes, runs, user):
    user.groups.add(Group.objects.get(name=role))
    ann = with_token(user)
    assert ann.get(CERTIFICATIONS).status_code == reads
    assert ann.post(CERTIFICATIONS, {}).status_code == writes
    assert ann.post(RUN, {}).status_code == runs


def test_what_is_taken_away_is_gone_with_the_next_request(user):
    user.groups.add(Group.objects.get(name="Viewers"))
    ann = with_token(user)
    assert ann.get(CERTIFICATIONS).status_code == 200
    user.groups.clear()
    refused(ann.get(CERTIFICATIONS), 403)


def test_in_read_only_mode_reading_is_for_all_and_writing_for_who_may(user, settings):
    settings.MENTORCERTS_API_ACCESS = "read-only"
    ann = with_token(user)
    assert ann.get(CERTIFICATIONS).status_code == 200
    refused(ann.post(CERTIFICATIONS, {}), 403)
    give(user, "certifications.add_certification")
    refused(ann.post(CERTIFICATIONS, {}), 400)


def test_in_public_mode_everybody_may_do_everything(user, settings):
    settings.MENTORCERTS_API_ACCESS = "public"
    recorded()
    for who in (api_client(), with_token(user)):
        refused(who.post(CERTIFICATIONS, {}), 400)
        assert who.post(RUN, {"dry_run": True}).status_code == 200


def test_a_method_that_is_not_there_is_said_to_be_so(user):
    refused(with_token(user).put(CERTIFICATIONS, {}), 405, "method_not_allowed")
    refused(api_client().put(CERTIFICATIONS, {}), 401)


# --- what it costs ------------------------------------------------------------------------
def queries(who: APIClient, path: str = CERTIFICATIONS) -> list[str]:
    who.get(path)  # the token's last use is noted, at most once a minute
    with CaptureQueriesContext(connection) as captured:
        assert who.get(path).status_code == 200
    return [query["sql"] for query in captured]


def test_a_request_costs_a_query_for_the_token_and_two_for_the_permissions(user, settings):
    user.groups.add(Group.objects.get(name="Viewers"), Group.objects.get(name="Coordinators"))
    give(user, "certifications.view_certification")
    ann = with_token(user)
    asked = queries(ann)
    # 1. the token, its owner and its last use
    # 2. the owner's own permissions
    # 3. those of their groups
    settings.MENTORCERTS_API_ACCESS = "public"
    assert len(asked) == len(queries(api_client())) + 3, asked
    assert sum("auth_permission" in sql for sql in asked) == 2
    assert sum("auth_permission" in sql for sql in queries(ann)) == 0


def test_a_superuser_costs_no_query_for_permissions(user):
    user.is_superuser = True
    user.save()
    assert not any("auth_permission" in sql for sql in queries(with_token(user)))


# --- told -----------------------------------------------------------------------------------
DESCRIPTION = ("/api/schema/", "/api/docs/", "/api/schema", "/api/docs")


def test_the_description_needs_a_token_or_a_login_where_the_api_does(user):
    for path in DESCRIPTION:
        refused(api_client().get(path), 401, "not_authenticated")
        assert with_token(user).get(path).status_code == 200
    browser = api_client()
    browser.force_login(user)
    assert browser.get("/api/docs/", HTTP_ACCEPT="text/html").status_code == 200


@pytest.mark.parametrize(
    ("mode", "public"), [("authenticated", True), ("read-only", False), ("public", False)]
)
def test_the_description_is_open_where_reading_is_or_where_a_setting_opens_it(
    mode, public, settings
):
    settings.MENTORCERTS_API_ACCESS, settings.MENTORCERTS_API_DOCS_PUBLIC = mode, public
    for path in DESCRIPTION:
        assert api_client().get(path).status_code == 200


def test_the_description_names_the_permission_of_each_endpoint(user):
    api = with_token(user)
    schema = api.get("/api/schema/", HTTP_ACCEPT="application/json").json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            permission = needed(method.upper(), path)
            assert operation["x-permission"] == permission
            assert f"`{permission}`" in operation["description"]
