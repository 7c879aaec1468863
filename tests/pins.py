"""``python -m tests.pins``: what is installed is what requirements.txt says, and nothing else.

It works without the internet, and so can't know what has become known about a version since:
for that, where there is internet, ``pip install pip-audit && pip-audit -r requirements.txt``.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).parent.parent / "requirements.txt"
BROUGHT_ALONG = "what these bring along"
"""The heading below which stands what the program does not name itself."""
OF_THE_ENVIRONMENT = {"pip", "setuptools", "wheel"}

_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[A-Za-z0-9.]+)\s*(#.*)?")


def requirements(path: Path = REQUIREMENTS) -> str:
    """The text of a file of requirements, with that of the files that it includes by ``-r``."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        included = line.removeprefix("-r ")
        lines.append(line if included == line else requirements(path.parent / included))
    return "\n".join(lines)


def pins(text: str) -> tuple[dict[str, str], set[str], list[str]]:
    """Name → version; the names that others bring along; and what is wrong with the lines."""
    versions: dict[str, str] = {}
    brought: set[str] = set()
    faults, below = [], False
    for line in text.splitlines():
        if line.startswith("# ---"):
            below = BROUGHT_ALONG in line
        if not line.strip() or line.startswith("#"):
            continue
        if (pin := _PIN.fullmatch(line.strip())) is None:
            faults.append(f"not one exact version: {line}")
            continue
        name = canonicalize_name(pin["name"])
        if name in versions:
            faults.append(f"pinned twice: {name}")
        versions[name] = pin["version"]
        if below:
            brought.add(name)
    return versions, brought, faults


def faults(text: str, installed: Iterable[Distribution]) -> Iterator[str]:
    """Where the environment and the pins differ."""
    versions, brought, bad_lines = pins(text)
    yield from bad_lines
    found = {canonicalize_name(each.metadata["Name"]): each for each in installed}
    for name, version in versions.items():
        if name not in found:
            yield f"pinned and not installed: {name}=={version}"
        elif found[name].version != version:
            yield f"pinned {name}=={version}, installed is {found[name].version}"
    for name in sorted(found.keys() - versions.keys() - OF_THE_ENVIRONMENT):
        yield f"installed and not pinned: {name}=={found[name].version}"
    needed = {need for each in found.values() for need in _needs(each)}
    for name in sorted(brought - needed):
        yield f"pinned, and nothing needs it: {name}"
    for name, each in found.items():
        if each.read_text("direct_url.json") is not None:
            yield f"not from the package index: {name}"


def _needs(distribution: Distribution) -> Iterator[str]:
    """With all its extras: which of them are asked for is pip's to know."""
    for text in distribution.requires or []:
        yield canonicalize_name(Requirement(text).name)


def main() -> int:
    wrong = list(faults(requirements(), distributions()))
    print("\n".join(wrong) or "Every package is pinned, every pin is installed and needed.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
