"""The texts of mails: written, previewed, tried, given up."""

import pytest
from django.contrib.auth.models import User

from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
from mentorcerts.reminders.models import Message, Text
from mentorcerts.reminders.texts import DEFAULTS, save_text, wording_of
from tests.support.pages import hidden_fields, page

pytestmark = pytest.mark.django_db
PAUSED = {"kind": "paused", "rung": "", "subject": "A note", "body": "Dear {name},\r\nBye."}


def text(**fields) -> Text:
    values = {"kind": Message.Kind.REMINDER, "rung": None, "subject": "Soon", "body": "Hello"}
    return save_text(**(values | fields), by="lee")


def test_the_list_shows_the_programs_own_where_nobody_has_written_another(kim):
    text(kind=Message.Kind.PAUSED)
    own = kim.get(page(Text)).context["programs_own"]
    assert [about for about, _, _ in own] == [
        "Reminder",
        "You are active again",
        "Reminders in the days of grace",
    ]
    assert "Hello Maria Example" in own[0][1].body


def test_a_new_one_begins_with_what_is_written_now(kim):
    form = kim.get(f"{page(Text, 'add')}?kind=paused").context["adminform"].form
    assert form.initial["body"] == DEFAULTS[Message.Kind.PAUSED].body


def test_it_is_written(kim):
    assert kim.post(page(Text, "add"), PAUSED).status_code == 302
    kept = Text.objects.get()
    assert (kept.body, kept.changed_by) == ("Dear {name},\nBye.\n", "kim")
    assert wording_of(Message.Kind.PAUSED).subject == "A note"


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"body": "{days_left} days"}, "body", "Not possible here: {days_left}"),
        ({"subject": "{name}"}, "subject", "Not possible here: {name}"),
        ({"rung": "30"}, "rung", "Only reminders have texts by days."),
    ],
)
def test_what_can_not_be_replaced_is_refused_on_its_field(changes, field, told, kim):
    answer = kim.post(page(Text, "add"), PAUSED | changes)
    (error,) = answer.context["adminform"].form.errors[field]
    assert told in error
    assert not Text.objects.exists()


def test_there_is_one_of_each(kim):
    text(kind=Message.Kind.PAUSED)
    answer = kim.post(page(Text, "add"), PAUSED)
    assert "There is such a text already" in answer.content.decode()
    assert Text.objects.get().subject == "Soon"


def test_a_preview_shows_what_was_typed_and_saves_nothing(kim):
    answer = kim.post(page(Text, "add"), PAUSED | {"reminders_text_preview": ""})
    assert answer.context["sample"].body.split() == ["Dear", "Maria", "Example,", "Bye."]
    assert "Nothing is saved yet" in answer.content.decode()
    assert answer.context["adminform"].form["subject"].value() == "A note"
    assert not Text.objects.exists()


def test_a_preview_of_a_change_saves_nothing_and_saving_after_it_does(kim):
    kept = text()
    address = page(Text, "change", kept.pk)
    sent = {SHOWN_RECORD: as_shown(kept), "subject": "Later", "body": "Dear {name}"}
    kim.post(address, sent | {"reminders_text_preview": ""})
    assert Text.objects.get().subject == "Soon"
    assert kim.post(address, sent).status_code == 302
    assert Text.objects.get().subject == "Later"


def choose(client, view: str, choice: str):
    address = page(Text, view, Text.objects.get().pk)
    return client.post(
        address, hidden_fields(client.get(address)) | {"choice": choice}, follow=True
    )


def test_a_sample_goes_to_oneself(kim, mailbox):
    text(body="Dear {name}")
    answer = choose(kim, "sample", "send")
    assert [str(each) for each in answer.context["messages"]] == ["Sent to kim@programme.test."]
    assert mailbox.recipients == ["kim@programme.test"]
    assert mailbox.bodies == ["Dear Maria Example\n"]


def test_a_server_that_does_not_take_it_is_told(kim, mailbox):
    text()
    mailbox.at_recipient["*"] = "550 No"
    answer = choose(kim, "sample", "send")
    assert "The mail server did not take it: 550" in str(*answer.context["messages"])


def test_who_has_no_address_gets_no_sample(kim):
    text()
    User.objects.update(email="")
    proposal = kim.get(page(Text, "sample", Text.objects.get().pk)).context["proposal"]
    assert proposal.choices == []
    assert "no e-mail address" in proposal.sentences[0]


def test_a_text_is_given_up_once_it_was_shown_what_comes_instead(kim):
    text(rung=30, body="Thirty")
    general = text(body="General {name}")
    address = page(Text, "reset", Text.objects.get(rung=30).pk)
    assert "General Maria Example" in kim.get(address).content.decode()
    kim.post(address, hidden_fields(kim.get(address)) | {"choice": "reset"})
    assert Text.objects.get() == general
    choose(kim, "reset", "reset")
    assert wording_of(Message.Kind.REMINDER) == DEFAULTS[Message.Kind.REMINDER]


def test_who_may_only_look_writes_none(viewer):
    kept = text()
    assert viewer.get(page(Text)).status_code == 200
    assert viewer.get(page(Text, "change", kept.pk)).status_code == 200
    assert viewer.get(page(Text, "add")).status_code == 403
    assert viewer.get(page(Text, "reset", kept.pk)).status_code == 403
