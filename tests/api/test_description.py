"""What the API's description says, beyond that it is valid: names, examples, access, types."""

import re
from collections import Counter

import pytest
from drf_spectacular.generators import SchemaGenerator

from mentorcerts.openapi import views
from mentorcerts.openapi.document import TAGS
from mentorcerts.openapi.examples import completed, printed
from mentorcerts.openapi.words import WORDS, named
from tests.support.api import api_client

SCHEMA = "/api/schema/"
SAFE = ("get",)


@pytest.fixture(scope="module")
def description():
    return SchemaGenerator().get_schema(request=None, public=True)


def operations_of(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def every(part, kind):
    """Every part of the document that is of this kind, wherever it stands."""
    if isinstance(part, kind):
        yield part
    if isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from every(each, kind)


def types(schema):
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind if isinstance(kind, list) else []


# --- names ------------------------------------------------------------------------------------
def test_an_operation_is_called_as_a_function_would_be(description):
    names = [operation["operationId"] for _, _, operation in operations_of(description)]
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name) for name in names), names
    known = {"listCertifications", "renewCertification", "runExpiryJob", "explainStatus"}
    assert known <= set(names)
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_each_tag_in_use_says_what_it_is_about(description):
    assert all(tag.get("description") for tag in description["tags"])
    assert {tag["name"] for tag in description["tags"]} == set(TAGS)


def test_a_choice_has_one_name(description):
    schemas = description["components"]["schemas"]
    named = [tuple(schema["enum"]) for schema in schemas.values() if "enum" in schema]
    assert len(set(named)) == len(named)
    inline = [
        schema["enum"]
        for name, component in schemas.items()
        if "enum" not in component
        for schema in every(component, dict)
        if isinstance(schema.get("enum"), list)
    ]
    assert inline == []


def test_nothing_is_told_in_the_words_of_the_code(description):
    texts = [
        part["description"]
        for part in every({**description, "info": {}}, dict)
        if isinstance(part.get("description"), str)
    ]
    assert len(texts) > 100
    for text in texts:
        assert text, "an empty description"
        assert not re.search(r"``|:\n\n    |Raises |\bself\.|\bqueryset\b|serializer", text), text


# --- types ------------------------------------------------------------------------------------
def test_types_are_those_of_openapi_3_1(description):
    for part in every(description["components"], dict):
        assert part.get("nullable") is not True
        if "integer" in types(part) and "type" in part:
            assert part["format"] in ("int32", "int64"), part


def test_a_request_that_may_leave_out_a_field_has_no_default_for_it(description):
    """Generators take a field that has one for required."""
    run = description["components"]["schemas"]["RunRequest"]
    assert run.get("required", []) == []
    assert not any("default" in each for each in run["properties"].values())


def test_what_is_shown_is_described_as_what_may_be_sent_back(description):
    """``GET`` of a record, then ``PUT`` of it."""
    schemas = description["components"]["schemas"]
    for shown, taken in (
        ("CertificationDetail", "CertificationChange"),
        ("StatusDetail", "StatusChange"),
        ("RenewalDetail", "RenewalChange"),
    ):
        assert schemas[taken]["additionalProperties"] is False
        assert schemas[shown]["properties"].keys() <= schemas[taken]["properties"].keys()


# --- examples ---------------------------------------------------------------------------------
@pytest.mark.parametrize("example", printed(), ids=lambda example: example["request"])
def test_a_contracts_example_stands_with_its_operation(example, description):
    method, path = example["request"].split()
    shape = re.sub(r":\w+", "{}", path)
    [operation] = [
        operation
        for known, verb, operation in operations_of(description)
        if (re.sub(r"\{\w+\}", "{}", known), verb) == (shape, method.lower())
    ]
    if "body" in example:
        content = operation["requestBody"]["content"]["application/json"]
        assert content["examples"]["contract"]["value"] == example["body"]
    status = next(each for each in operation["responses"] if each.startswith("2"))
    content = operation["responses"][status]["content"]["application/json"]
    shown = content["examples"]["contract"]["value"]
    assert shown == completed(example["answer"], content["schema"], description)
    assert list(shown)[: len(example["answer"])] == list(example["answer"])


# --- what can be answered instead -------------------------------------------------------------
def test_each_operation_says_what_can_be_answered_instead(description):
    for path, method, operation in operations_of(description):
        answers = set(operation["responses"])
        where = f"{method} {path}"
        assert {"400", "401", "403", "406", "429", "500", "503", "default"} <= answers, where
        assert ("404" in answers) >= ("{" in path), where
        assert ("415" in answers) == (method in ("post", "put", "patch")), where


def test_who_is_asked_to_come_back_is_told_when(description):
    for name, header in (
        ("TooManyRequests", "Retry-After"),
        ("Unavailable", "Retry-After"),
        ("NotAuthenticated", "WWW-Authenticate"),
    ):
        assert header in description["components"]["responses"][name]["headers"]


# --- access -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("access", "reading", "writing"),
    [("public", False, False), ("read-only", False, True), ("authenticated", True, True)],
)
def test_a_token_is_asked_for_as_the_program_is_configured(access, reading, writing, settings):
    settings.MENTORCERTS_API_ACCESS = access
    made = SchemaGenerator().get_schema(request=None, public=True)
    asked = [{"token": []}, {"session": []}]
    for _path, method, operation in operations_of(made):
        needed = reading if method in SAFE else writing
        assert operation["security"] == (asked if needed else [])
    assert ("securitySchemes" in made["components"]) == (reading or writing)


def test_it_is_made_once_for_each_way_in_which_the_api_is_open(db, settings, monkeypatch):
    made = []

    class Counting(SchemaGenerator):
        def get_schema(self, *args, **kwargs):
            made.append(settings.MENTORCERTS_API_ACCESS)
            return super().get_schema(*args, **kwargs)

    monkeypatch.setattr(views, "SchemaGenerator", Counting)
    views._description.cache_clear()
    settings.MENTORCERTS_API_DOCS_PUBLIC = True
    for access in ("public", "public", "authenticated", "public", "authenticated"):
        settings.MENTORCERTS_API_ACCESS = access
        answer = api_client().get(SCHEMA, headers={"accept": "application/json"})
        free = access == "public"
        listed = answer.json()["paths"]["/api/v1/certifications"]["get"]
        assert (listed["security"] == []) is free
    assert made == ["public", "authenticated"]
    views._description.cache_clear()


# --- words --------------------------------------------------------------------------------
def test_every_parameter_and_every_field_says_what_it_means(description):
    assert {name for name, part in named(description) if not part.get("description")} == set()


def test_no_name_is_described_that_does_not_occur(description):
    said = {(name, part["description"]) for name, part in named(description)}
    assert set(WORDS.items()) <= said


def test_a_filter_says_what_it_lets_through(description):
    parameters = description["paths"]["/api/v1/certification-statuses"]["get"]["parameters"]
    said = {each["name"]: each["description"] for each in parameters}
    assert said["is_expired"] == "Has the date passed?"
    assert said["mentor_id"] == "One, or up to 100 with commas between them."
    assert said["certification_type"] == WORDS["certification_type"]
