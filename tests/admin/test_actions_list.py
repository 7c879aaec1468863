"""The list of actions: who did what to how many, whom, and the page that undoes it."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from certifications import services
from certifications.models import Certification, Mentor
from mentorcerts.action_log.models import ExecutedAction
from renewals.models import Renewal
from tests.support.actions import choose, confirm
from tests.support.dates import TODAY
from tests.support.pages import page
from tests.support.spreadsheets import csv_file, imported

pytestmark = pytest.mark.usefixtures("demo_programme")

ONE, OTHER = "mntr_02BY7M3RL", "mntr_01HX4V2K8P"
RENEW = {"renewal_date": "2026-03-26", "new_expiry_date": ""}


def texts(answer) -> list[str]:
    """Rows of the list, without tags."""
    body = answer.content.decode()
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def undo_page(action: ExecutedAction) -> str:
    return page(ExecutedAction, "undo", action.pk)


def undo(client: Client, action: ExecutedAction):
    shown = client.get(undo_page(action)).context["outcome"].digest
    return client.post(undo_page(action), {"shown": shown, "confirm": ""}, follow=True)


def renewed(client: Client) -> ExecutedAction:
    confirm(client, choose(client, "renew", ONE, OTHER), **RENEW)
    return ExecutedAction.objects.get()


def test_the_message_after_an_action_leads_to_its_undo(coordinator):
    _, done = confirm(coordinator, choose(coordinator, "renew", ONE, OTHER), **RENEW)
    [address] = re.findall(r'href="([^"]*)">Undo…</a>', done.content.decode())
    assert address == undo_page(ExecutedAction.objects.get())
    shown = coordinator.get(address).content.decode()
    assert "Expiry 15 Jun 2030 → 15 Jun 2027" in shown
    assert "the pause by the nightly run is back" in shown
    assert f'href="/admin/mentors/{ONE}/"' in shown


def test_looking_at_the_undo_writes_nothing_and_confirming_puts_back_what_was_shown(coordinator):
    action = renewed(coordinator)
    coordinator.get(undo_page(action))
    assert Renewal.objects.live().filter(pk__gt=41).count() == 2
    done = undo(coordinator, action).content.decode()
    assert Renewal.objects.live().filter(pk__gt=41).count() == 0
    assert "undone: 2 put back. Active: 1, paused: 1." in done
    expires = Certification.objects.governing().get(mentor=OTHER).expires_at
    assert f"{expires:%Y-%m-%d}" == "2027-06-15"


def test_the_list_says_who_what_when_how_many_and_whether_it_was_undone(coordinator):
    action = renewed(coordinator)
    listed = coordinator.get(page(ExecutedAction))
    assert f'href="{undo_page(action)}">Undo…' in listed.content.decode()
    undo(coordinator, action)
    listed = coordinator.get(page(ExecutedAction))
    assert "Undo…" not in listed.content.decode()
    shown = texts(listed)
    assert [row for row in shown if "Renew" in row] == [
        "Undo of Renew 26 Mar 2026, 01:00 UTC kim 2 -",
        "Renew 26 Mar 2026, 01:00 UTC kim 2 Renewal date: 26 Mar 2026 all, by kim on 26 Mar 2026, "
        "01:00 UTC",
    ]


def test_it_is_in_the_menu_of_those_who_may_see_mentors(coordinator, viewer):
    for client in (coordinator, viewer):
        assert f'href="{page(ExecutedAction)}"' in client.get("/admin/").content.decode()
    stranger = Client()
    stranger.force_login(User.objects.create_user("sam", is_staff=True))
    assert page(ExecutedAction) not in stranger.get("/admin/").content.decode()
    assert stranger.get(page(ExecutedAction)).status_code == 403


def test_a_filter_by_whether_it_was_undone_by_who_and_by_what(coordinator):
    undo(coordinator, renewed(coordinator))
    confirm(coordinator, choose(coordinator, "exempt", ONE), until="2026-05-01", reason="Ill")
    found = {
        query: len(coordinator.get(f"{page(ExecutedAction)}?{query}").context["cl"].result_list)
        for query in (
            *("undone=yes", "undone=no", "undone=undos", "by=kim", "by=lee"),
            *("title=Exempt", f"q={ONE}", f"q={OTHER}", "q=nobody"),
        )
    }
    assert found == {
        "undone=yes": 1,
        "undone=no": 1,
        "undone=undos": 1,
        "by=kim": 3,
        "by=lee": 0,
        "title=Exempt": 1,
        f"q={ONE}": 3,
        f"q={OTHER}": 2,
        "q=nobody": 0,
    }


def test_the_page_of_an_action_links_its_people_and_says_who_was_put_back(coordinator):
    action = renewed(coordinator)
    services.exempt_mentor(mentor_id=ONE, until=TODAY, reason="Ill", today=TODAY, by="ana")
    Certification.objects.filter(mentor=OTHER).update(expires_at="2031-01-01T00:00:00Z")
    shown = coordinator.get(undo_page(action)).content.decode()
    assert "Left: the certification has been changed since" in shown
    told = undo(coordinator, action).content.decode()
    assert "is left as now" in told
    body = coordinator.get(page(ExecutedAction, "change", action.pk)).content.decode()
    assert f'href="/admin/mentors/{ONE}/"' in body
    assert "put back" in body
    assert "left: something had changed since" in body
    assert undo_page(action) not in body


def test_who_may_only_look_is_not_offered_the_undo(coordinator, viewer):
    action = renewed(coordinator)
    for address in (page(ExecutedAction), page(ExecutedAction, "change", action.pk)):
        assert undo_page(action) not in viewer.get(address).content.decode()
    assert viewer.get(undo_page(action)).status_code == 403
    assert viewer.post(undo_page(action), {"confirm": ""}).status_code == 403


def test_undoing_needs_the_permission_of_the_action_itself(coordinator):
    action = renewed(coordinator)
    user = User.objects.create_user("max", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_mentor", "change_mentor"])
    )
    client = Client()
    client.force_login(user)
    assert client.get(undo_page(action)).status_code == 403
    confirm(coordinator, choose(coordinator, "exempt", ONE), until="2026-05-01", reason="Ill")
    exempted = ExecutedAction.objects.get(name="exempt")
    assert "put back" in undo(client, exempted).content.decode()


def test_a_double_click_and_a_colleague_who_is_later_undo_nothing_more(coordinator, administrator):
    action = renewed(coordinator)
    clicks = [
        (client, {"shown": client.get(undo_page(action)).context["outcome"].digest, "confirm": ""})
        for client in (coordinator, administrator)
    ]
    answers = [
        client.post(undo_page(action), click, follow=True).content.decode()
        for client, click in (clicks[0], clicks[0], clicks[1])
    ]
    assert "2 put back" in answers[0]
    for late in answers[1:]:
        assert "was undone by kim on 26 Mar 2026" in late
    assert ExecutedAction.objects.filter(undoes=action).count() == 1


def test_what_has_changed_since_it_was_shown_is_asked_again(coordinator):
    action = renewed(coordinator)
    shown = coordinator.get(undo_page(action)).context["outcome"].digest
    services.record_departure(mentor_id=ONE, reason="Moved", today=TODAY, by="ana")
    again = coordinator.post(undo_page(action), {"shown": shown, "confirm": ""})
    assert "not what was shown any more" in again.content.decode()
    assert "Changed since: left by ana" in again.content.decode()
    action.refresh_from_db()
    assert action.undone_at is None


def test_who_did_it_stays_by_name_when_the_user_is_deleted(coordinator, administrator):
    action = renewed(coordinator)
    User.objects.get(username="kim").delete()
    assert any(
        "Renew" in row and "kim" in row for row in texts(administrator.get(page(ExecutedAction)))
    )
    assert "2 put back" in undo(administrator, action).content.decode()


def test_what_can_not_be_undone_has_no_button(administrator):
    Mentor.objects.filter(pk=ONE).update(email="a@b.test")
    action = ExecutedAction.objects.create(
        name="address-again", title="Try the address again", by="kim", done=1
    )
    assert administrator.get(undo_page(action)).status_code in (403, 404)
    body = administrator.get(page(ExecutedAction, "change", action.pk)).content.decode()
    assert undo_page(action) not in body


def test_an_import_is_a_line_as_well_without_an_undo(coordinator):
    rows = [["mentor_id", "name"], [ONE, "Anton Garcia Lopez"], ["mentor-new", "Nia New"]]
    imported(coordinator, Mentor, csv_file(*rows))
    line = ExecutedAction.objects.get()
    assert (line.title, line.by, line.source) == ("Import: Mentors", "kim", "import")
    assert line.details == "2 rows in the file"
    listed = coordinator.get(page(ExecutedAction)).content.decode()
    assert "Import: Mentors" in listed
    assert undo_page(line) not in listed
    assert coordinator.get(page(ExecutedAction, "change", line.pk)).status_code == 200
