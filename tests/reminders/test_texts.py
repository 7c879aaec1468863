"""Texts know a few words, and refuse all others."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from mentorcerts.reminders.models import Message
from mentorcerts.reminders.texts import (
    DEFAULTS,
    IN_GRACE,
    Wording,
    check_wording,
    filled,
    remove_text,
    save_text,
    send_sample,
    wording_of,
)

Kind = Message.Kind


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        ("Hello {name}", "x", "subject"),
        ("{type}", "x", "subject"),
        ("x", "{email}", "body"),
        ("x", "{name.__class__}", "body"),
        ("x", "{0}", "body"),
        ("x", "{ name }", "body"),
        ("x", "{name", "body"),
        ("x", "{{name}}", "body"),
        ("x", "", "body"),
        ("one\ntwo", "x", "subject"),
    ],
)
def test_unknown_words_are_refused(subject, body, field):
    with pytest.raises(ValidationError) as caught:
        check_wording(Kind.REMINDER, Wording(subject, body))
    assert list(caught.value.message_dict) == [field]


def test_a_notice_knows_no_days_left():
    with pytest.raises(ValidationError, match="Not possible here"):
        check_wording(Kind.PAUSED, Wording("x", "{days_left}"))


@pytest.mark.parametrize("kind", Kind)
def test_the_programs_own_texts_pass_their_own_check(kind):
    check_wording(kind, DEFAULTS[kind])
    check_wording(Kind.REMINDER, IN_GRACE)


def test_words_are_replaced_once():
    assert filled("{name} {type} {", {"name": "{type}", "type": "Basic"}) == "{type} Basic {"
    assert filled("%s {{% x %}}", {}) == "%s {{% x %}}"


@pytest.mark.django_db
def test_the_text_of_a_rung_goes_before_that_of_its_kind():
    save_text(kind=Kind.REMINDER, rung=None, subject="All", body="x", by="kim")
    save_text(kind=Kind.REMINDER, rung=7, subject="Seven", body="x", by="kim")
    subjects = {rung: wording_of(Kind.REMINDER, rung).subject for rung in (90, 7, -3)}
    assert subjects == {90: "All", 7: "Seven", -3: IN_GRACE.subject}
    save_text(kind=Kind.REMINDER, rung=7, subject="Soon", body="x", by="kim")
    assert wording_of(Kind.REMINDER, 7).subject == "Soon"
    assert remove_text(kind=Kind.REMINDER, rung=7) is True
    assert wording_of(Kind.REMINDER, 7).subject == "All"


@pytest.mark.django_db
def test_a_sample_is_marked_and_names_nobody():
    send_sample(kind=Kind.REMINDER, rung=30, to="kim@example.org")
    (sample,) = mail.outbox
    assert sample.subject.startswith("[Sample]")
    assert "Maria Example" in sample.body
    assert "{" not in sample.body
    with pytest.raises(ValidationError):
        send_sample(kind=Kind.REMINDER, to="nobody")
