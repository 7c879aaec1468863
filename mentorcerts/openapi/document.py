"""The whole document, once all operations are there: its tags, and what holds everywhere."""

import re
from collections.abc import Iterator
from typing import Any

from mentorcerts.lib.api.lists.paging import PAGINATION
from mentorcerts.openapi.operations import FREE
from mentorcerts.openapi.words import describe_names

TAGS = {
    "certifications": "What each mentor holds.",
    "certification-statuses": "Where each mentor stands: the certification that counts.",
    "certification-renewals": "How expiry dates moved.",
    "mentors": "What coordinators decide about a mentor: paused by hand, exempt, gone and back.",
    "certification-types": "The types of certification and their rules.",
    "expiry-job": "The job that pauses mentors whose certification has expired.",
    "certification-events": "All that changes, in one order, for systems that keep a copy.",
    "webhooks": "What this program sends to the addresses that an administrator has entered.",
}
"""Tag → what its operations are about, in the order of the page."""

TEXTS = {
    "CertificationState": "Read from the dates as of today; `revoked` was done by somebody.",
}
"""Schema → what no serializer says of it."""

INT32 = 2**31 - 1
_LABELLED_BY_ITSELF = re.compile(r"^\* `(.+)` - \1$\n?", re.MULTILINE)
_DATA = ("example", "examples", "default", "enum", "const")
"""Keys under which values stand, and no schemas."""


def finish_document(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Name the tags in use, share what occurs twice, and write types as OpenAPI 3.1 does."""
    result["components"]["schemas"]["Pagination"] = PAGINATION
    operations = [
        operation
        for part in (result["paths"], result.get("webhooks", {}))
        for methods in part.values()
        for operation in methods.values()
    ]
    used = {tag for operation in operations for tag in operation.get("tags", ())}
    result["tags"] = [
        {"name": name, "description": TAGS[name]} for name in TAGS if name in used
    ] + [{"name": name} for name in sorted(used - set(TAGS))]
    _describe_access(result, operations)
    for schema in _schemas(result):
        _write_as_3_1(schema)
    _share_enums(result)
    describe_names(result)
    for name, text in TEXTS.items():
        result["components"]["schemas"][name]["description"] = text
    for kind in ("schemas", "responses"):
        result["components"][kind] = dict(sorted(result["components"][kind].items()))
    return result


def _describe_access(result: dict[str, Any], operations: list[dict[str, Any]]) -> None:
    """Where nobody needs a token: an empty list; a way to log in that nothing asks for is none."""
    for operation in operations:
        if operation.get("security", FREE) == FREE:
            operation["security"] = []
    if not any(operation["security"] for operation in operations):
        result["components"].pop("securitySchemes", None)


def _schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Every dictionary in the document that may be a schema."""
    if isinstance(part, list):
        for each in part:
            yield from _schemas(each)
    elif isinstance(part, dict):
        yield part
        for name, each in list(part.items()):
            if name not in _DATA or (isinstance(each, dict) and "type" in each):
                yield from _schemas(each)


def _write_as_3_1(schema: dict[str, Any]) -> None:
    """``nullable`` as a union with null; a format for each integer; no label that says nothing.

    Changes the schema in place.
    """
    kind = schema.get("type")
    if isinstance(text := schema.get("description"), str):
        if said := _LABELLED_BY_ITSELF.sub("", text).strip():
            schema["description"] = said
        else:
            del schema["description"]
    if isinstance(parts := schema.get("allOf"), list) and len(parts) == 1:
        schema |= schema.pop("allOf")[0]  # a reference may have neighbours now
    if schema.pop("nullable", None) is True:
        if isinstance(kind, str):
            schema["type"] = kind = [kind, "null"]
        elif "$ref" in schema:
            schema["oneOf"] = [{"$ref": schema.pop("$ref")}, {"type": "null"}]
    if kind == "integer" or (isinstance(kind, list) and "integer" in kind):
        small = schema.get("maximum", INT32 + 1) <= INT32
        schema.setdefault("format", "int32" if small else "int64")


def _share_enums(result: dict[str, Any]) -> None:
    """A choice that has a name is described there, also where it is a parameter."""
    named = {
        tuple(sorted(schema["enum"], key=str)): name
        for name, schema in result["components"]["schemas"].items()
        if "enum" in schema
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                choices = tuple(sorted(parameter["schema"].get("enum", ()), key=str))
                if choices in named:
                    parameter["schema"] = {"$ref": f"#/components/schemas/{named[choices]}"}
