"""Where a small fault can be put into a file, and what the source says then."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TURNED = {
    ast.Lt: ("<", ["<=", ">"]),
    ast.LtE: ("<=", ["<", ">="]),
    ast.Gt: (">", [">=", "<"]),
    ast.GtE: (">=", [">", "<="]),
    ast.Eq: ("==", ["!="]),
    ast.NotEq: ("!=", ["=="]),
    ast.Is: ("is", ["is not"]),
    ast.IsNot: ("is not", ["is"]),
    ast.In: ("in", ["not in"]),
    ast.NotIn: ("not in", ["in"]),
}
SWAPPED = {"and": "or", "or": "and", "min": "max", "max": "min", "+": "-", "-": "+"}
SAME_AS_INVERTED = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
NOT_NUMBERS = (ast.JoinedStr, ast.List, ast.ListComp, ast.Tuple)
"""``+`` puts these together; a ``-`` in between fails wherever it is executed."""
COSMETIC = ("max_length", "help_text", "verbose_name")


@dataclass(frozen=True)
class Site:
    """A piece of a file, from one byte to another, and what may stand there instead."""

    path: str
    kind: str
    line: int
    begin: int
    end: int
    instead: tuple[str, ...]
    lines: range
    """Of the expression,"""
    statement: range
    """and of the statement around it (of its head, where other statements stand inside)."""
    at_import: bool
    """Is it executed when the module is imported, and never again?"""


def sites(path: str, source: bytes) -> list[Site]:
    """All of a file's, but for what only types, decorators and ``Meta`` say."""
    finder = _Finder(path, source)
    finder.visit(ast.parse(source))
    return sorted(finder.found, key=lambda site: (site.begin, site.end))


class _Finder(ast.NodeVisitor):
    def __init__(self, path: str, source: bytes):
        self.path, self.source, self.found = path, source, list[Site]()
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._statement, self._at_import = range(0), True

    # --- what is passed over, and where it is -----------------------------------------------
    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt):
            return super().visit(node)
        outside = self._statement
        body = getattr(node, "body", None)
        end = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno
        self._statement = range(node.lineno, end + 1)
        super().visit(node)
        self._statement = outside
        return None

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                self.visit(default)
        with self._called():
            for inner in node.body if isinstance(node.body, list) else [node.body]:
                self.visit(inner)

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef  # noqa: N815  as ast has it

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for inner in node.body if node.name != "Meta" else []:
            self.visit(inner)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Python 3.11 does not say where things are in there."""

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in COSMETIC:
            self.visit(node.value)

    @contextmanager
    def _called(self) -> Iterator[None]:
        outside, self._at_import = self._at_import, False
        yield
        self._at_import = outside

    # --- the faults -------------------------------------------------------------------------
    def visit_If(self, node: ast.If | ast.While | ast.IfExp) -> None:
        if "TYPE_CHECKING" not in ast.dump(node.test):
            self._condition(node.test)
            self.generic_visit(node)

    visit_While = visit_IfExp = visit_If  # noqa: N815  as ast has it

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._condition(test)
        self.generic_visit(node)

    def _condition(self, test: ast.expr) -> None:
        """Inverted, unless that is what another kind of fault does as well."""
        turned = isinstance(test, ast.Compare) and isinstance(test.ops[0], SAME_AS_INVERTED)
        negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        if not (turned or negated or isinstance(test, ast.Constant)):
            begin, end = self._place(test)
            text = self.source[begin:end].decode()
            self._add("condition inverted", test, begin, end, f"not ({text})")

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            begin = self._place(node)[0]
            self._add("not left out", node, begin, begin + len("not "), "")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        terms = [node.left, *node.comparators]
        for left, op, right in zip(terms, node.ops, terms[1:], strict=False):
            old, new = TURNED[type(op)]
            self._between(left, right, old, "comparison turned", node, *new)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old = "and" if isinstance(node.op, ast.And) else "or"
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, old, "and/or swapped", node, SWAPPED[old])
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self._sum(node.left, node.op, node.right, node)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._sum(node.target, node.op, node.value, node)
        self.generic_visit(node)

    def _sum(self, left: ast.expr, op: ast.operator, right: ast.expr, node: ast.AST) -> None:
        texts = any(
            isinstance(each, NOT_NUMBERS)
            or (isinstance(each, ast.Constant) and isinstance(each.value, str))
            for each in (left, right)
        )
        if isinstance(op, ast.Add | ast.Sub) and not texts:
            old = "+" if isinstance(op, ast.Add) else "-"
            self._between(left, right, old, "+/- swapped", node, SWAPPED[old])

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
            self._add("min/max swapped", node.func, *self._place(node.func), SWAPPED[node.func.id])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add("True/False swapped", node, *self._place(node), str(not value))
        elif isinstance(value, int):
            instead = [str(value + 1), str(value - 1)] if value else ["1"]
            self._add("constant off by one", node, *self._place(node), *instead)

    # --- their places -----------------------------------------------------------------------
    def _place(self, node: ast.expr) -> tuple[int, int]:
        begin = self._starts[node.lineno - 1] + node.col_offset
        return begin, self._starts[node.end_lineno - 1] + node.end_col_offset

    def _between(
        self, left: ast.expr, right: ast.expr, old: str, kind: str, node: ast.AST, *instead: str
    ) -> None:
        """The operator of two operands: brackets may stand around it as well."""
        begin, end = self._place(left)[1], self._place(right)[0]
        word = re.escape(old.encode()).replace(rb"\ ", rb"\s+")
        if found := re.search(word, self.source[begin:end]):
            self._add(kind, node, begin + found.start(), begin + found.end(), *instead)

    def _add(self, kind: str, node: ast.AST, begin: int, end: int, *instead: str) -> None:
        line = self.source.count(b"\n", 0, begin) + 1
        lines = range(node.lineno, node.end_lineno + 1)
        where = (lines, self._statement, self._at_import)
        self.found.append(Site(self.path, kind, line, begin, end, instead, *where))
