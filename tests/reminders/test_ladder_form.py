"""The ladder on the form of a type: its impact is shown before it is saved, and decided on."""

import pytest

from certifications.models import CertificationType
from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
from mentorcerts.reminders.models import Message
from tests.support.mailing import begin, holding, plan
from tests.support.pages import hidden_fields, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(settings) -> CertificationType:
    """Its mentor has 45 days left, and was told of the 60."""
    begin()
    held = holding(45)
    plan()
    return held.certification_type


def address(kind: CertificationType) -> str:
    return page(CertificationType, "change", kind.pk)


def sending(kind: CertificationType, **changes: str) -> dict[str, str]:
    kind.refresh_from_db()
    rules = {
        "name": kind.name,
        "validity_months": str(kind.validity_months or ""),
        "grace_days": str(kind.grace_days),
        "requirement": kind.requirement,
        "reminder_days": kind.reminder_days,
    }
    return {SHOWN_RECORD: as_shown(kind)} | rules | changes


def look(client, kind: CertificationType, **changes: str):
    answer = client.post(address(kind), sending(kind, **changes))
    assert answer.status_code == 200
    return answer


def saved(kind: CertificationType) -> str:
    kind.refresh_from_db()
    return kind.reminder_days


def choose(client, kind: CertificationType, shown, choice: str):
    sent = hidden_fields(shown) | {"ladder_choice": choice}
    return client.post(address(kind), sent, follow=True)


def test_another_ladder_shows_its_impact_first(kim, kind):
    ladder = look(kim, kind, reminder_days="50, 30").context["ladder"]
    assert ladder.sentences == [
        "Start quietly: 1 reminder due by now would count as done; the next round would write 0 "
        "mails to 0 mentors.",
        "Write to them: the next round would write 1 mail to 1 mentor.",
    ]
    assert [value for value, _ in ladder.choices] == ["quietly", "write"]
    assert saved(kind) == ""
    assert Message.objects.count() == 1


def test_it_starts_quietly(kim, kind):
    choose(kim, kind, look(kim, kind, reminder_days="50, 30"), "quietly")
    assert saved(kind) == "50, 30"
    assert plan().planned == 0


def test_it_writes_to_them(kim, kind):
    choose(kim, kind, look(kim, kind, reminder_days="50, 30"), "write")
    assert saved(kind) == "50, 30"
    assert plan().by_rung == {50: 1}


def test_other_rules_are_saved_along_with_it(kim, kind):
    shown = look(kim, kind, reminder_days="50", grace_days="30", name="Basic")
    assert shown.context["impact"] is not None
    choose(kim, kind, shown, "quietly")
    assert saved(kind) == "50"
    assert (kind.grace_days, kind.name) == (30, "Basic")


def test_it_is_not_saved_where_more_are_due_by_now(kim, kind):
    shown = look(kim, kind, reminder_days="50, 30")
    holding(45, certification_type=kind)
    answer = choose(kim, kind, shown, "write")
    assert "Nothing was saved" in answer.content.decode()
    assert saved(kind) == ""


def test_it_is_not_saved_without_a_choice(kim, kind):
    shown = look(kim, kind, reminder_days="50, 30")
    answer = kim.post(address(kind), hidden_fields(shown))
    assert "Nothing was saved" in answer.content.decode()
    assert saved(kind) == ""


def test_a_colleagues_change_meanwhile_is_kept(kim, kind):
    shown = look(kim, kind, reminder_days="50, 30")
    CertificationType.objects.filter(pk=kind.pk).update(name="By a colleague")
    choose(kim, kind, shown, "write")
    assert saved(kind) == ""
    assert kind.name == "By a colleague"


def test_what_is_no_ladder_is_an_error_on_its_field(kim, kind):
    answer = look(kim, kind, reminder_days="soon")
    assert list(answer.context["adminform"].form.errors) == ["reminder_days"]


def test_the_same_ladder_written_otherwise_is_no_change(kim, kind):
    choose(kim, kind, look(kim, kind, reminder_days="50, 30"), "quietly")
    answer = kim.post(address(kind), sending(kind, reminder_days="30,50"))
    assert answer.status_code == 302
    assert saved(kind) == "50, 30"


def test_before_mails_were_ever_on_it_is_saved_at_once(kim):
    kind = holding(45).certification_type
    answer = kim.post(address(kind), sending(kind, reminder_days="50, 30"))
    assert answer.status_code == 302
    assert saved(kind) == "50, 30"
    assert not Message.objects.exists()


def test_a_new_type_gets_its_ladder(kim):
    values = {"code": "check", "name": "Check", "grace_days": "0", "requirement": "mentoring"}
    answer = kim.post(page(CertificationType, "add"), values | {"reminder_days": "none"})
    assert answer.status_code == 302, answer.context["errors"]
    assert CertificationType.objects.get(pk="check").reminder_days == "none"
