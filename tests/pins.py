"""``python -m tests.pins``: what is installed is what requirements.txt says, and nothing else.

And what production installs with hashes (``requirements/production.lock``) is what is tested.

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
PRODUCTION = REQUIREMENTS.parent / "requirements" / "production.txt"
LOCK = PRODUCTION.with_suffix(".lock")
BROUGHT_ALONG = "what these bring along"
"""The heading below which stands what the program does not name itself."""
PYTHONS = ("3.11.0", "3.11.2", "3.12.0", "3.13.0", "3.14.0")
"""On which production may run; 3.11.2 is that of Debian 12."""
OF_THE_ENVIRONMENT = {"pip", "setuptools", "wheel"}

_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[A-Za-z0-9.]+)\s*(#.*)?")

_LOCKED = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[A-Za-z0-9.]+)"
    r"(?P<hashes>(\s+--hash=sha256:[0-9a-f]{64})*)"
)


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


def lock_faults(text: str, lock: str) -> Iterator[str]:
    """Where the pins with hashes (``lock``) and those without (``text``) differ."""
    versions, _brought, _bad_lines = pins(text)
    locked: dict[str, str] = {}
    plain = "\n".join(line for line in lock.splitlines() if not line.lstrip().startswith("#"))
    for entry in re.split(r"\n(?=\S)", plain.replace("\\\n", " ").strip()):
        if (pin := _LOCKED.fullmatch(entry.strip())) is None:
            yield f"lock: not one exact version with hashes: {entry[:60]}"
            continue
        name = canonicalize_name(pin["name"])
        locked[name] = pin["version"]
        if not pin["hashes"]:
            yield f"lock: no hash: {name}"
    for name in sorted(versions.keys() | locked.keys()):
        if versions.get(name) != locked.get(name):
            yield (
                f"lock: {name} is {locked.get(name, 'missing')}, pinned is "
                f"{versions.get(name, 'nothing')}. Make the lock anew (docs/development.md)."
            )


def unpinned_needs(text: str, installed: Iterable[Distribution]) -> Iterator[str]:
    """What a pinned package needs on another Python than this one, and no line pins.

    pip refuses to install it there, because it has no hash.
    """
    versions, _brought, _bad_lines = pins(text)
    for each in installed:
        owner = canonicalize_name(each.metadata["Name"])
        for need in map(Requirement, (each.requires or []) if owner in versions else []):
            for python in PYTHONS:
                where = {
                    "python_full_version": python,
                    "python_version": python.rpartition(".")[0],
                    "extra": "",
                }
                if canonicalize_name(need.name) not in versions and (
                    need.marker is None or need.marker.evaluate(where)
                ):
                    yield f"{owner} needs {need.name} on Python {python}: pin it"
                    break


def _needs(distribution: Distribution) -> Iterator[str]:
    """With all its extras: which of them are asked for is pip's to know."""
    for text in distribution.requires or []:
        yield canonicalize_name(Requirement(text).name)


def main() -> int:
    wrong = list(faults(requirements(), distributions()))
    wrong += unpinned_needs(requirements(PRODUCTION), distributions())
    wrong += lock_faults(requirements(PRODUCTION), LOCK.read_text("utf-8"))
    print("\n".join(wrong) or "Every package is pinned, every pin is installed, needed and locked.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
