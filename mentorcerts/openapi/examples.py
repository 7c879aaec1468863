"""The contracts' own requests and answers, as examples of their operations.

``contract.json`` has them as printed; ``tests/contract`` replays them. An answer gets the keys that
came after the contract's, so that it is one that the program would give.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).with_name("contract.json")
NAME = "contract"
FURTHER = {
    "certification_id": "cert_03PQ7SY1",
    "created_at": "2023-03-01T09:00:00Z",
    "days_until_expiry": 5,
    "previous_expiry_date": "2026-03-31T00:00:00Z",
    "revoked_at": None,
    "skipped_exempt": 1,
    "status": "valid",
    "updated_at": "2026-03-26T11:30:00Z",
}
"""Key → its value in examples that were printed without it."""
_BY_TYPE = {"string": "", "boolean": False, "integer": 0, "array": [], "object": {}}


@cache
def printed() -> list[dict[str, Any]]:
    """What the contracts print: ``request``, ``printed`` (path), ``answer`` and maybe ``body``."""
    examples: list[dict[str, Any]] = json.loads(CONTRACT.read_text("utf-8"))
    return examples


def add_examples(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add to each operation of a contract what it prints."""
    by_shape = {re.sub(r"\{\w+\}", "{}", path): path for path in result["paths"]}
    for example in printed():
        method, path = example["request"].split()
        operations = result["paths"][by_shape[re.sub(r":\w+", "{}", path)]]
        operation = operations[method.lower()]
        _give(operation["responses"], example, result)
        if "body" in example:
            body = operation["requestBody"]
            _add(body, example["body"])
            if method == "PUT":
                _add(operations["patch"]["requestBody"], example["body"])
                _give(operations["patch"]["responses"], example, result)
    return result


def _give(responses: dict[str, Any], example: dict[str, Any], result: dict[str, Any]) -> None:
    status = next(status for status in responses if status.startswith("2"))
    schema = responses[status]["content"]["application/json"]["schema"]
    _add(responses[status], completed(example["answer"], schema, result))


def _add(part: dict[str, Any], value: Any) -> None:
    content = part["content"]["application/json"]
    shown = {"summary": "As the contract prints it", "value": value}
    content.setdefault("examples", {})[NAME] = shown


def completed(value: Any, schema: dict[str, Any], result: dict[str, Any]) -> Any:
    """The value, with the keys after its own that an answer has as well."""
    schema = _resolved(schema, result)
    if isinstance(value, list):
        return [completed(each, schema["items"], result) for each in value]
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    inner = {name: completed(each, known[name], result) for name, each in value.items()}
    missing = [name for name in known if name in schema.get("required", ()) and name not in value]
    return inner | {name: _further(name, known[name], result) for name in missing}


def _further(name: str, schema: dict[str, Any], result: dict[str, Any]) -> Any:
    if name in FURTHER:
        return FURTHER[name]
    kind = _resolved(schema, result).get("type", "string")
    return None if isinstance(kind, list) and "null" in kind else _BY_TYPE[str(kind)]


def _resolved(schema: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = result["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema
