"""``python -m tests.house``: how the code measures up, as a table.

Functions by length, files by length, how much is annotated, and names that mean something in two
places. Counted are the program's own modules, without migrations and tests.
"""

import ast
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("mentorcerts", "certifications", "statuses", "renewals")
LONG_FUNCTION, LONG_FILE = 50, 300
COMMON = {"logger", "urlpatterns", "router", "Command", "M", "T", "R"}
"""Names that every Django project repeats, and type variables."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class House:
    """What was counted."""

    files: dict[str, int] = field(default_factory=dict)
    """Path → lines."""
    functions: dict[str, int] = field(default_factory=dict)
    """``path:line name`` → lines."""
    annotations: list[bool] = field(default_factory=list)
    """One for each parameter and each result: is it annotated?"""
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Public module-level name → the modules that define it."""


def modules() -> Iterator[Path]:
    """The program's modules, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        if line.startswith(PACKAGES) and "/migrations/" not in line:
            yield ROOT / line


def measure() -> House:
    """Read every module once."""
    house = House()
    for path in modules():
        name, text = str(path.relative_to(ROOT)), path.read_text("utf-8")
        tree = ast.parse(text)
        house.files[name] = len(text.splitlines())
        for node in ast.walk(tree):
            if isinstance(node, Function):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                house.functions[f"{name}:{node.lineno} {node.name}"] = length
                house.annotations += _annotations(node)
        for defined in _public_names(tree):
            house.names[defined].append(name)
    return house


def _annotations(function: Function) -> Iterator[bool]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [each for each in (arguments.vararg, arguments.kwarg) if each]
    for each in named:
        if each.arg not in ("self", "cls"):
            yield each.annotation is not None
    yield function.returns is not None


def _public_names(tree: ast.Module) -> set[str]:
    found = set()
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            targets = [each for target in node.targets for each in ast.walk(target)]
            found |= {each.id for each in targets if isinstance(each, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return {name for name in found if not name.startswith("_")} - COMMON


def table(house: House) -> str:
    """The figures, then what is long and what is defined twice."""
    lengths = sorted(house.functions.values())
    tenth = statistics.quantiles(lengths, n=10)[-1]
    annotated = 100 * sum(house.annotations) / len(house.annotations)
    long_functions = {name: n for name, n in house.functions.items() if n > LONG_FUNCTION}
    long_files = {name: n for name, n in house.files.items() if n > LONG_FILE}
    twice = {name: homes for name, homes in house.names.items() if len(homes) > 1}
    lines = [
        "| files | functions: median / p90 / max lines | > 50 lines | files > 300 | annotated |",
        "|---|---|---|---|---|",
        f"| {len(house.files)} | {statistics.median(lengths):.0f} / {tenth:.0f} / {lengths[-1]} "
        f"| {len(long_functions)} | {len(long_files)} | {annotated:.1f} % |",
        *(f"function of {n} lines: {name}" for name, n in long_functions.items()),
        *(f"file of {n} lines: {name}" for name, n in long_files.items()),
        *(f"defined in {len(homes)} modules: {name} ({', '.join(homes)})"
          for name, homes in sorted(twice.items())),
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure()))
