"""A body is read once, and none of its objects may have a name twice."""

import io

import pytest
from rest_framework.exceptions import ParseError

from mentorcerts.lib.api.json import StrictJsonParser

pytestmark = pytest.mark.one_database


def parsed(body: str) -> object:
    return StrictJsonParser().parse(io.BytesIO(body.encode()))


@pytest.mark.parametrize(
    "body",
    [
        '{"a": 1, "a": 1}',
        '{"a": 1, "b": 2, "a": 3}',
        '{"a" : 1, "a"\n:2}',
        r'{"a": 1, "\u0061": 2}',
        '{"x": {"a": 1, "a": 2}}',
        '[1, [{"x": [{"a": [], "a": {}}]}]]',
        '{"a": ":", "b": "12:00", "a": "\\":"}',
    ],
)
def test_a_name_given_twice_is_refused_at_any_depth(body):
    with pytest.raises(ParseError, match="names 'a' twice"):
        parsed(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"a": ":", "b": " :", "c": "\\":"}', {"a": ":", "b": " :", "c": '":'}),
        ('{"a": {"a": {"a": "a"}}}', {"a": {"a": {"a": "a"}}}),
        ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"": "", " ": ""}', {"": "", " ": ""}),
        ('{"a:": 1, "a\\":": 2}', {"a:": 1, 'a":': 2}),
    ],
)
def test_what_only_looks_like_a_name_twice_is_read(body, value):
    assert parsed(body) == value


def test_a_long_name_is_cut_in_the_refusal():
    name = "n" * 1000
    with pytest.raises(ParseError) as refusal:
        parsed(f'{{"{name}": 1, "{name}": 2}}')
    assert f"'{'n' * 64}' twice" in str(refusal.value)
