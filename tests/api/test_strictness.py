"""What is sent is either done or refused: nothing is lost, and no answer grows without bound."""

import pytest

from certifications.models import AutoPause
from tests.support.answers import refused
from tests.support.api import RUN

CERTIFICATION = "/api/v1/certifications/cert_03PQ7SY1"
pytestmark = pytest.mark.usefixtures("demo_programme")


def test_a_name_given_twice_is_refused_whatever_the_values(api):
    body = '{"dry_run": true, "dry_run": false}'
    answer = api.generic("POST", RUN, body, content_type="application/json")
    assert "'dry_run' twice" in refused(answer, 400)["message"]
    assert AutoPause.objects.count() == 6


def test_what_is_sent_back_must_be_of_the_same_type(api):
    refused(api.put(CERTIFICATION, {"auto_pause_applied": 1}), 400, "invalid")
    assert api.put(CERTIFICATION, {"auto_pause_applied": True}).status_code == 200


def test_an_error_names_some_of_many_unknown_fields(api):
    answer = api.put(CERTIFICATION, {f"field{number}": 1 for number in range(5000)})
    assert len(refused(answer, 400, "invalid")["fields"]) == 20


def test_a_method_that_is_not_allowed_is_the_answer_whatever_the_parameters(api):
    refused(api.put("/api/v1/certifications?nonsense=1", {}), 405, "method_not_allowed")
