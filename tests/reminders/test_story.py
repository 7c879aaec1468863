"""What a mentor's page tells of mails: each rung, each with its sentence."""

import json

import pytest
from django.core.management import CommandError, call_command

from mentorcerts.reminders.services import switch_mails_off
from mentorcerts.reminders.story import messages_of
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, ladder_of, plan, send

pytestmark = pytest.mark.django_db


def told(held, today=TODAY) -> dict[int, str]:
    found = ladder_of(held.mentor_id, today=today)
    return {each.rung: each.sentence for each in found.rungs}


def test_a_ladder_is_drawn_rung_by_rung(mailbox):
    begin()
    held = holding(29)
    assert told(held)[30] == "due, planned with the next round"
    plan()
    assert told(held)[30] == "goes out on 26 Mar 2026, 09:00 UTC"
    send()
    assert told(held) == {
        90: "passed without a mail",
        60: "passed without a mail",
        30: f"sent on 26 Mar 2026 to {held.mentor_id}@mentors.test",
        7: "goes out on 17 Apr 2026",
    }
    assert [each.rung for each in messages_of(held.mentor_id)] == [30]


def test_it_says_what_stands_against_mails():
    held = holding(29)
    switch_mails_off(mentor_id=held.mentor_id, reason="Asked", by="kim")
    plan()
    found = ladder_of(held.mentor_id, today=TODAY)
    assert found.obstacle == "Mails are switched off for this mentor."
    assert told(held)[30] == "suppressed: Mails are switched off for this mentor"


# --- the command ---------------------------------------------------------------------------------
def command(*arguments: str, capsys) -> str:
    call_command("send_reminders", *arguments)
    return capsys.readouterr().out


def test_the_command_plans_and_sends_and_prints_json(mailbox, capsys):
    command("--switch-on", "write", capsys=capsys)
    holding(29)
    answer = json.loads(command("--json", capsys=capsys))
    assert answer["reminders"]["by_rung"] == [{"rung": 30, "messages": 1}]
    assert answer["sending"] == {"accepted": 1, "judged": 0, "failed": 0, "stopped": "done"}
    assert len(mailbox.received) == 1


def test_a_dry_run_looks_ahead_and_writes_nothing(capsys):
    holding(95)
    looked = json.loads(command("--dry-run", "--as-of", "2026-04-02", "--json", capsys=capsys))
    assert looked["reminders"]["planned"] == 1
    assert looked["sending"] is None
    assert list(messages_of(holding(95).mentor_id)) == []


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--as-of", "2026-04-02"], 2, "add --dry-run"),
        ([], 1, "may not write to mentors"),
    ],
)
def test_what_the_command_refuses(arguments, code, text):
    with pytest.raises(CommandError, match=text) as refused:
        call_command("send_reminders", *arguments)
    assert refused.value.returncode == code


def test_the_command_says_that_mails_are_off(settings):
    settings.MENTORCERTS_REMINDERS = False
    with pytest.raises(CommandError, match="MENTORCERTS_REMINDERS") as refused:
        call_command("send_reminders")
    assert refused.value.returncode == 2


def test_a_held_round_is_an_exit_code(settings, mailbox, capsys):
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS = 0
    begin()
    holding(29)
    with pytest.raises(SystemExit) as ended:
        call_command("send_reminders")
    assert ended.value.code == 3
    assert "held" in capsys.readouterr().out
    assert mailbox.received == []
