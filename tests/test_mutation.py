"""The faults that ``python -m tests.mutation`` puts into the core are those it names."""

import ast

import pytest

from tests.mutation.__main__ import Fault
from tests.mutation.sites import sites

pytestmark = pytest.mark.one_database


def mutants(source):
    """What becomes of it, one fault at a time."""
    return [
        Fault(site, instead).put_into(source.encode()).decode()
        for site in sites("some.py", source.encode())
        for instead in site.instead
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(a) < b", ["(a) <= b", "(a) > b"]),
        ("a == b", ["a != b"]),
        ("a is  not b", ["a is b"]),
        ("a not in b", ["a in b"]),
        ("0 <= a", ["1 <= a", "0 < a", "0 >= a"]),
        ("a and b", ["a or b"]),
        ("not (a or b)", ["(a or b)", "not (a and b)"]),
        ("b if a else c", ["b if not (a) else c"]),
        ("[a for a in b if a]", ["[a for a in b if not (a)]"]),
        ("while a:\n    pass", ["while not (a):\n    pass"]),
        ("if a == b:\n    pass", ["if a != b:\n    pass"]),
        ("if not a:\n    pass", ["if a:\n    pass"]),
        ("a - 2_000", ["a + 2_000", "a - 2001", "a - 1999"]),
        ("a += b", ["a -= b"]),
        ("min(a, b)", ["max(a, b)"]),
        ("x = 'ä', True", ["x = 'ä', False"]),
    ],
)
def test_what_is_put_in(source, expected):
    assert mutants(source) == expected
    for mutant in expected:
        ast.parse(mutant)


@pytest.mark.parametrize(
    "source",
    [
        "'a' + b",
        "a + [*b]",
        "a: Literal[1]",
        "def f(a: Literal[1]) -> Literal[2]: pass",
        "@cache(maxsize=1)\ndef f(): pass",
        "class Meta:\n    abstract = True",
        "a(max_length=10, help_text=1)",
        "if TYPE_CHECKING:\n    a = 1",
        "f'{a:{2}}'",
    ],
)
def test_what_is_left_alone(source):
    assert mutants(source) == []


def test_what_runs_at_import_and_what_only_when_called():
    source = b"a = 1\ndef f(b=2):\n    return 3\nc = lambda: 4\nclass D:\n    e = 5\n"
    assert [site.at_import for site in sites("some.py", source)] == [
        True, True, False, False, True
    ]  # fmt: skip


def test_the_lines_of_a_place_are_those_of_its_expression_and_statement():
    source = b"if (\n    a and\n    b\n):\n    c(\n        1,\n    )\n"
    inverted, swapped, constant = sites("some.py", source)
    assert inverted.lines == swapped.lines == range(2, 4)
    assert inverted.statement == range(1, 5)
    assert (constant.lines, constant.statement) == (range(6, 7), range(5, 8))
