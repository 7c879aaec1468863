"""Pages and API while the database is away: 503 and when to try again. What crashes is a 500."""

import pytest
from django.db import OperationalError

SECRET = "the password is swordfish"
OUTSIDE_THE_VIEWS = "django.middleware.common.CommonMiddleware.process_request"
IN_A_PAGE = "django.contrib.auth.views.LoginView.dispatch"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.DEBUG = False


def raising(error):
    def fail(*args, **kwargs):
        raise error(SECRET)

    return fail


@pytest.mark.parametrize("place", [OUTSIDE_THE_VIEWS, IN_A_PAGE])
def test_a_page_says_try_again(place, api, monkeypatch):
    monkeypatch.setattr(place, raising(OperationalError))
    response = api.get("/admin/login/")
    assert (response.status_code, response["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert int(response["Retry-After"]) > 0
    assert b"try again" in response.content
    assert SECRET.encode() not in response.content


def test_the_api_says_it_in_its_own_shape_wherever_it_happens(api, monkeypatch):
    monkeypatch.setattr(OUTSIDE_THE_VIEWS, raising(OperationalError))
    response = api.get("/api/v1/certifications")
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("place", [OUTSIDE_THE_VIEWS, IN_A_PAGE])
def test_a_page_that_crashes_is_a_500(place, api, monkeypatch):
    monkeypatch.setattr(place, raising(RuntimeError))
    response = api.get("/admin/login/")
    assert response.status_code == 500
    assert SECRET.encode() not in response.content
