"""What people have open on their screens, and send later than they have read it."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.test import Client
from rest_framework.test import APIClient

from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.pages.actions.definitions import ACTIONS
from tests.support.dates import at
from tests.support.forms import form_fields
from tests.support.pages import page

Row = dict[str, Any]


def row_of(record: models.Model) -> Row:
    """All its columns as they are in the database now."""
    row: Row = type(record)._base_manager.filter(pk=record.pk).values().get()
    return row


@dataclass
class OpenForm:
    """A change form in somebody's window; sent as often as they press *Save*."""

    client: Client
    record: models.Model
    row: Row
    """The record as it was when the form was shown."""
    fields: dict[str, Any]
    """What the form would send."""
    typed: dict[str, Any] = field(default_factory=dict)
    """What its person has changed so far."""

    @classmethod
    def opened(cls, client: Client, record: models.Model) -> "OpenForm":
        shown = client.get(page(type(record), "change", record.pk))
        assert shown.status_code == 200, shown.content
        return cls(client, record, row_of(record), form_fields(shown))

    def type(self, **texts: str) -> None:
        """An empty text unticks a box, as a browser then sends nothing for it."""
        self.typed |= texts
        self.fields |= texts
        if not self.fields.get("revoked", "on"):
            del self.fields["revoked"]

    @property
    def meaning(self) -> dict[str, Any]:
        """What was typed about a certification, as its record would say it."""
        meaning: dict[str, Any] = {}
        for theirs, ours in (("issued_on", "issued_at"), ("expires_on", "expires_at")):
            if theirs in self.typed:
                meaning[ours] = at(self.typed[theirs])
        if "revoked" in self.typed:
            meaning["revoked"] = bool(self.typed["revoked"])
        return meaning

    def is_current(self) -> bool:
        return row_of(self.record) == self.row

    def save(self) -> Any:
        answer = self.client.post(page(type(self.record), "change", self.record.pk), self.fields)
        assert "login" not in answer.headers.get("Location", "")
        return answer

    def shown_again(self, answer: Any) -> "OpenForm":
        """The form as it came back with a refusal."""
        return OpenForm(
            self.client, self.record, row_of(self.record), form_fields(answer), dict(self.typed)
        )


def refusal(answer: Any) -> str:
    """What the form says above its fields."""
    assert answer.status_code == 200, answer
    return " ".join(answer.context["adminform"].form.non_field_errors())


@dataclass
class OpenRenewal:
    """The preview of *Renew…* for one mentor; confirmed as often as they press the button."""

    client: Client
    mentor_id: str
    click: dict[str, str]
    until: str = ""
    """The new expiry date that was shown; empty where the renewal was refused."""
    facts: Any = None
    """What it was judged by: the caller's own note."""

    @classmethod
    def opened(cls, client: Client, mentor_id: str, **asked: str) -> "OpenRenewal":
        address = ACTIONS["renew"].page_for_mentor(mentor_id)
        shown = client.post(address, {**asked, "preview": ""})
        assert shown.status_code == 200, shown.content
        preview = cls(client, mentor_id, {**asked, "confirm": ""})
        preview.look_again(shown)
        return preview

    def look_again(self, shown: Any) -> None:
        """At what the page says now."""
        sentences = [sentence for _, sentence in shown.context["result"].done]
        until = re.search(r"→ (\d{1,2} \w{3} \d{4})", sentences[0]) if sentences else None
        self.until = str(read_date(until[1]).date()) if until else ""
        self.click["shown"] = shown.context["shown"]

    def confirm(self) -> Any:
        answer = self.client.post(ACTIONS["renew"].page_for_mentor(self.mentor_id), self.click)
        assert "login" not in answer.headers.get("Location", "")
        return answer


@dataclass
class Read:
    """A record as a client of the API has read it, with its tag."""

    address: str
    body: Any
    tag: str
    row: Row

    @classmethod
    def of(cls, api: APIClient, address: str, row: Row) -> "Read":
        answer = api.get(address)
        assert answer.status_code == 200, answer.content
        return cls(address, answer.json(), answer["ETag"], row)

    def is_current(self, api: APIClient) -> bool:
        return bool(api.get(self.address).json() == self.body)


@dataclass
class Sent:
    """A ``POST`` with a key, and its answer."""

    path: str
    body: dict[str, Any]
    key: str
    answer: Any = None
    moment: Any = None
    """When it was sent for the first time."""

    def send(self, api: APIClient) -> Any:
        return api.post(self.path, self.body, HTTP_IDEMPOTENCY_KEY=self.key)
