"""What a browser would send for a form as a page shows it."""

from html.parser import HTMLParser
from typing import Any

NOT_SENT = {"submit", "button", "reset", "file", "image"}


def form_fields(answer: Any) -> dict[str, Any]:
    """The fields of the admin's change form, without the protection against forgery."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    reader.fields.pop("csrfmiddlewaretoken", None)
    return reader.fields


class _Reader(HTMLParser):
    """Collects the fields of the form whose id ends in ``_form``."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self._inside = False
        self._select: dict[str, Any] | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = (given.get("id") or "").endswith("_form")
        name = given.get("name")
        if not self._inside:
            return
        if tag == "option" and self._select is not None and "selected" in given:
            self._take(self._select, given.get("value") or "")
        elif name is None or "disabled" in given:
            return
        elif tag == "input":
            self._take_input(name, given)
        elif tag == "select":
            self._select = given
            if "multiple" in given:
                self.fields[name] = []
        elif tag == "textarea":
            self._textarea, self.fields[name] = name, ""

    def _take_input(self, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind in NOT_SENT or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self.fields[name] = given.get("value") or ("on" if kind == "checkbox" else "")

    def _take(self, select: dict[str, Any], value: str) -> None:
        if "multiple" in select:
            self.fields[select["name"]].append(value)
        else:
            self.fields[select["name"]] = value

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n")
            self._textarea = None
