"""``python -m tests.compatibility``: what of the API's description would break clients.

It compares the description that the code makes with that of the last release
(``docs/openapi.json``), and ends with 1 where a client that works with that one could fail.
``--release`` writes the file anew. docs/api-compatibility.md says what is promised.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).parent.parent / "docs" / "openapi.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

Schema = dict[str, Any]


def breaks(released: Schema, now: Schema) -> list[str]:
    """Sentences: where it is, and what a client can no longer rely on."""
    return list(_Comparison(released, now).all())


class _Comparison:
    """Two descriptions, and which pairs of their schemas were compared already."""

    def __init__(self, released: Schema, now: Schema) -> None:
        self.released, self.now = released, now
        self.compared: set[tuple[str, str, bool]] = set()

    def all(self) -> Iterator[str]:
        for kind in ("paths", "webhooks"):
            theirs = self.now.get(kind, {})
            for path, operations in self.released.get(kind, {}).items():
                for method in METHODS:
                    if (old := operations.get(method)) is None:
                        continue
                    where = f"{method.upper()} {path}" if kind == "paths" else f"webhook {path}"
                    new = theirs.get(path, {}).get(method)
                    if new is not None:
                        yield from self.operation(where, old, new, sent_by_us=kind == "webhooks")
                    elif not old.get("deprecated"):
                        yield f"{where}: is gone"

    def operation(self, where: str, old: Schema, new: Schema, *, sent_by_us: bool) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{where}: its name was {old['operationId']}, now it is {new['operationId']}"
        yield from self.parameters(where, old, new)
        body, theirs = old.get("requestBody", {}), new.get("requestBody", {})
        if theirs.get("required") and not body.get("required"):
            yield f"{where}: needs a body now"
        yield from self.content(f"{where} body", body, theirs, answered=sent_by_us)
        if sent_by_us:  # what their answers mean is in words
            return
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{where}: is never answered {status} any more"
                continue
            before = self.resolved(self.released, answer)
            after = self.resolved(self.now, new["responses"][status])
            yield from self.content(f"{where} {status}", before, after, answered=True)
            for name in before.get("headers", {}).keys() - after.get("headers", {}).keys():
                yield f"{where} {status}: the header {name} is gone"

    def parameters(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = _parameters(old), _parameters(new)
        for name, parameter in before.items():
            if name in after:
                place = f"{where} parameter {name}"
                schemas = parameter["schema"], after[name]["schema"]
                yield from self.schema(place, *schemas, answered=False)
            elif not parameter.get("deprecated"):
                yield f"{where}: the parameter {name} is gone"
        for name, parameter in after.items():
            if parameter.get("required") and not before.get(name, {}).get("required"):
                yield f"{where}: needs the parameter {name} now"

    def content(self, where: str, old: Schema, new: Schema, *, answered: bool) -> Iterator[str]:
        for media_type, part in old.get("content", {}).items():
            if (theirs := new.get("content", {}).get(media_type)) is None:
                yield f"{where}: {media_type} is gone"
            else:
                yield from self.schema(where, part["schema"], theirs["schema"], answered=answered)

    # --- schemas ------------------------------------------------------------------------------
    def schema(self, where: str, old: Schema, new: Schema, *, answered: bool) -> Iterator[str]:
        """What clients send may become wider, what they are answered may become narrower."""
        if "$ref" in old and "$ref" in new:
            pair = (old["$ref"], new["$ref"], answered)
            if pair in self.compared:
                return
            self.compared.add(pair)
        old, new = self.resolved(self.released, old), self.resolved(self.now, new)
        before, after = _types(old), _types(new)
        if not (_fits(after, before) if answered else _fits(before, after)):
            yield f"{where}: was {_one_of(before)}, and is {_one_of(after)} now"
        if old.get("format") != new.get("format") and old.get("format"):
            yield f"{where}: the format was {old['format']}, now it is {new.get('format')}"
        if not answered:
            yield from _narrowed(where, old, new)
        yield from self.properties(where, old, new, answered=answered)
        if "items" in old and "items" in new:
            yield from self.schema(f"{where}[]", old["items"], new["items"], answered=answered)
        for one, other in zip(_variants(old), _variants(new), strict=False):
            yield from self.schema(where, one, other, answered=answered)

    def properties(self, where: str, old: Schema, new: Schema, *, answered: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        closed = new.get("additionalProperties") is False
        if closed and not answered and old.get("additionalProperties") is not False and before:
            yield f"{where}: takes no further keys any more"
        for name, part in before.items():
            if name in after:
                schemas = part, after[name]
                yield from self.schema(f"{where}.{name}", *schemas, answered=answered)
            elif (answered or closed) and not part.get("deprecated"):
                yield f"{where}: the key {name} is gone"
        always, still = set(old.get("required", ())), set(new.get("required", ()))
        if answered:
            for name in sorted((always - still) & after.keys()):
                yield f"{where}: the key {name} is not always there any more"
        else:
            for name in sorted(still - always):
                yield f"{where}: needs the key {name} now"

    @staticmethod
    def resolved(document: Schema, part: Schema) -> Schema:
        while "$ref" in part:
            kind, name = part["$ref"].split("/")[-2:]
            beside = {key: value for key, value in part.items() if key != "$ref"}
            part = {**document["components"][kind][name], **beside}
        return part


def _parameters(operation: Schema) -> dict[str, Schema]:
    return {f"{each['name']} ({each['in']})": each for each in operation.get("parameters", ())}


def _types(schema: Schema) -> set[str]:
    """``null``, ``string`` and so on; of ``oneOf``, all of its parts'. Of a reference, ``object``:
    what is behind it is compared by itself."""
    parts = schema.get("oneOf") or schema.get("anyOf")
    if parts:
        return {name for part in parts for name in _types(part)}
    kind = schema.get("type", "object" if "$ref" in schema or "properties" in schema else ())
    return {kind} if isinstance(kind, str) else set(kind)


def _fits(given: set[str], taken: set[str]) -> bool:
    """Whether who takes these types can be given those; no type at all is any."""
    if not taken:
        return True
    wider = taken | {"integer"} if "number" in taken else taken
    return bool(given) and given <= wider


def _variants(schema: Schema) -> list[Schema]:
    parts: list[Schema] = schema.get("oneOf") or schema.get("anyOf") or []
    return [part for part in parts if part.get("type") != "null"]


def _narrowed(where: str, old: Schema, new: Schema) -> Iterator[str]:
    """Of what clients send."""
    if "enum" in new:
        lost = set(old["enum"]) - set(new["enum"]) if "enum" in old else {"anything else"}
        if lost:
            yield f"{where}: {_one_of(lost)} is not taken any more"
    if new.get("pattern", old.get("pattern")) != old.get("pattern"):
        yield f"{where}: has another pattern: {new['pattern']}"
    for name in ("maximum", "maxLength", "maxItems"):
        if name in new and new[name] < old.get(name, float("inf")):
            yield f"{where}: {name} is {new[name]} now"
    for name in ("minimum", "minLength", "minItems"):
        if name in new and new[name] > old.get(name, float("-inf")):
            yield f"{where}: {name} is {new[name]} now"


def _one_of(names: set[str]) -> str:
    return " or ".join(sorted(map(str, names))) or "anything"


# --- the command ------------------------------------------------------------------------------
def description() -> Schema:
    """As the code makes it where everybody needs a token, as by default in production."""
    from django.test import override_settings
    from drf_spectacular.generators import SchemaGenerator

    with override_settings(MENTORCERTS_API_ACCESS="authenticated"):
        made = SchemaGenerator().get_schema(request=None, public=True)
    plain: Schema = json.loads(json.dumps(made))
    return plain


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", action="store_true", help="write docs/openapi.json anew")
    release = parser.parse_args().release
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
    django.setup()
    now = description()
    found = breaks(json.loads(RELEASED.read_text("utf-8")), now) if RELEASED.exists() else []
    print("\n".join(found) or "Nothing that would break a client.")
    if release:
        RELEASED.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return int(bool(found) and not release)


if __name__ == "__main__":
    sys.exit(main())
