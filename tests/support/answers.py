"""What the API says: its one shape of a refusal."""

import re
from typing import Any


def refused(
    response: Any, status: int, code: str | None = None, fields: set[str] | None = None
) -> dict[str, Any]:
    """The error in the answer, once it is sure that it has the one shape and the status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert_error_shape(body)
    error = body["error"]
    if code is not None:
        assert error["code"] == code, error
    if fields is not None:
        assert set(error["fields"]) == fields, error
    return error


def assert_error_shape(body: Any) -> None:
    """Exactly ``{"error": {"code", "message", "fields", "details"}}``, of the right types."""
    assert list(body) == ["error"]
    error = body["error"]
    assert list(error) == ["code", "message", "fields", "details"]
    assert re.fullmatch(r"[a-z_]+", error["code"])
    assert isinstance(error["message"], str)
    assert error["message"]
    assert isinstance(error["fields"], dict)
    for texts in error["fields"].values():
        assert isinstance(texts, list)
        assert texts
        assert all(isinstance(text, str) and text for text in texts)
    assert isinstance(error["details"], dict)
