"""Further tasks of a coordinator, each with what it comes to and its clicks: five at most.

A file of its own, since most of these need more than the programme: mails that are on, a round that
is held, an administrator. What each takes stands in docs/coordinators.md. Some are done in the
tests of their subject, which ask there as well.
"""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certifications import services
from certifications.models import Certification, Event, Mentor
from certifications.services import save_mentor
from mentorcerts.calendars.models import CalendarLink
from mentorcerts.digests.models import Subscription
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Message, Recipient, Round
from mentorcerts.reports.models import ReportMail
from mentorcerts.saved_lists.models import SavedList
from tests.support.tasks import promised, promised_clicks
from tests.support.visitors import Counted

MOST = 5
WHO = "mentor-042"


@pytest.fixture
def kim(visit):
    return Counted(visit("Coordinators", permissions=["clipboard-read", "clipboard-write"]))


def at_page_of(person: Counted, mentor_id: str) -> None:
    expect(person.page).to_have_url(re.compile(re.escape(reverse("mentor-page", args=[mentor_id]))))


def rows_of_list(person: Counted) -> int:
    return person.page.locator("input[name=_selected_action]").count()


def show_and_confirm(person: Counted, *, of: str = WHO) -> None:
    """Both buttons of an action, and the page of the mentor afterwards."""
    person.button("Show what will happen").button("confirm for 1 mentor")
    at_page_of(person, of)


def test_somebody_is_found_by_a_name_typed_without_its_accents(kim):
    save_mentor(mentor_id="mentor-0047", name="Jürgen Müller-Groß")
    kim.find("gross jurgen mueller")
    at_page_of(kim, "mentor-0047")
    assert kim.clicks == promised("Find somebody")


def test_an_address_is_copied(kim):
    email = Mentor.objects.get(pk=WHO).email
    assert "@" in email
    kim.find(WHO).button("Copy the e-mail address")
    expect(kim.page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert kim.page.evaluate("navigator.clipboard.readText()") == email
    assert kim.clicks == promised("Copy somebody's e-mail address")


def test_a_note_is_added(kim):
    kim.find(WHO).link("Add a note…")
    kim.page.locator("textarea[name=text]").fill("Rings back in May.")
    show_and_confirm(kim)
    expect(kim.page.get_by_role("heading", name="Notes")).to_be_visible()
    assert Event.objects.get(type=Event.Type.NOTED).reason == "Rings back in May."
    assert kim.clicks == promised("Add a note")


def test_a_promise_is_noted(kim):
    kim.find(WHO).link("Note a promise…")
    kim.page.locator("input[name=day]").fill("2026-04-20")
    kim.page.get_by_label("What was promised").fill("First-aid course")
    show_and_confirm(kim)
    promise = Promise.objects.get(mentor=WHO)
    assert (f"{promise.day}", promise.note) == ("2026-04-20", "First-aid course")
    assert kim.clicks == promised("Note a promise")


def test_somebody_has_left(kim):
    kim.find(WHO).link("Has left…")
    kim.page.get_by_label("Reason").fill("Moved abroad")
    show_and_confirm(kim)
    assert Mentor.objects.get(pk=WHO).left_reason == "Moved abroad"
    assert kim.clicks == promised("Somebody has left")


def test_somebody_who_had_left_is_back(kim):
    [gone] = Mentor.objects.filter(left_at__isnull=False)
    kim.find(gone.pk).link("Is back…")
    kim.page.get_by_label("Reason").fill("Home again")
    show_and_confirm(kim, of=gone.pk)
    assert not Mentor.objects.get(pk=gone.pk).has_left
    assert kim.clicks == promised("Somebody is back")


def test_the_mails_of_one_mentor_are_switched_off(mails, kim):
    kim.find(WHO).link("Switch mails off…")
    kim.page.get_by_label("Reason").fill("Prefers the telephone")
    show_and_confirm(kim)
    expect(
        kim.page.get_by_text("This mentor is not written to: Mails are switched")
    ).to_be_visible()
    assert Recipient.objects.get(mentor=WHO).off_by == "kim"
    assert kim.clicks == promised("No more mails to somebody")


def test_a_held_round_is_sent(mails, kim):
    held = Message.objects.filter(state="planned").update(state="held")
    assert held > 0
    Round.objects.update(state="held")
    kim.visitor.go("/admin/")
    kim.link("Held rounds").link("26 Mar 2026").link("Send or drop…").button("^Send ")
    assert Message.objects.filter(state="planned").count() == held
    assert kim.clicks == promised("Send or drop a held round")


def test_who_expires_between_two_days(kim):
    kim.link("Where mentors stand").button("Filters")
    days = kim.page.get_by_role("group", name="Expires between")
    days.get_by_label("From").fill("2026-03-31")
    days.get_by_label("Through").fill("2026-04-20")
    kim.click(days.locator("xpath=..").get_by_role("button", name="Show these days"))
    told = kim.page.get_by_role("list", name="The list is narrowed to")
    expect(told).to_contain_text(re.compile("Expires 31 Mar 2026 . 20 Apr 2026"))
    expected = Certification.objects.governing().filter(
        expires_at__gte="2026-03-31T00:00Z",
        expires_at__lt="2026-04-21T00:00Z",
        mentor__left_at=None,
    )
    assert rows_of_list(kim) == expected.count() > 0
    assert kim.clicks == promised("Who expires between two days?")


def test_a_list_is_saved_and_opened_again_from_the_menu(kim):
    kim.link("Where mentors stand").link("Exempt").link("Save this list…")
    kim.page.get_by_label("Name").fill("On leave")
    kim.button("^Save$")
    shown = rows_of_list(kim)
    kim.visitor.go("/admin/")
    kim.click(kim.page.locator("#nav-sidebar").get_by_role("link", name="On leave"))
    assert rows_of_list(kim) == shown > 0
    assert SavedList.objects.get().name == "On leave"
    assert kim.clicks == promised("Save a list, and open it again")


def test_what_tomorrow_brings(kim):
    kim.link("Tomorrow")
    expect(kim.page.get_by_text(re.compile(r"It would pause \d+ of \d+ mentors"))).to_be_visible()
    assert kim.clicks == promised("What does tomorrow bring?")


def test_the_report_is_mailed_to_the_board(mails, kim):
    kim.link("Report for the board")
    kim.page.locator("textarea[name=to]").fill("board@programme.test")
    kim.button("^Send$")
    expect(kim.page.get_by_text("It goes out to board@programme.test")).to_be_visible()
    assert ReportMail.objects.get().address == "board@programme.test"
    assert kim.clicks == promised("Mail the report to the board")


def test_an_address_for_a_calendar_is_made(kim):
    kim.link("My calendar and digest").button("Make an address")
    expect(kim.page.locator("#calendar")).to_contain_text("http")
    assert CalendarLink.objects.filter(user__username="kim", expires_at__gt=timezone.now()).exists()
    assert kim.clicks == promised("Expiries in my calendar program")


def test_a_digest_is_chosen(kim):
    User.objects.filter(username="kim").update(email="kim@programme.test")
    kim.link("My calendar and digest").click(kim.page.get_by_label("every Monday"))
    kim.button("^Save$")
    expect(kim.page.get_by_text("Saved. Digest: every Monday.")).to_be_visible()
    assert Subscription.objects.get(user__username="kim").rhythm == Subscription.Rhythm.WEEKLY
    assert kim.clicks == promised("A digest by mail")


def test_a_new_mentor_with_the_first_certification(kim):
    kim.click(kim.page.locator("#nav-sidebar a[href$='/certifications/mentor/']"))
    kim.click(kim.page.locator("a[href$='/admin/certifications/mentor/add/']").first)
    kim.page.get_by_label("Name").fill("Ann Newcomer")
    kim.page.get_by_label("First certification").select_option(index=1)
    kim.page.get_by_label("Issue date").fill("2026-03-01")
    kim.page.get_by_label("Expiry date").fill("2028-03-01")
    kim.page.keyboard.press("Escape")
    kim.button("^Save$")
    made = Mentor.objects.get(name="Ann Newcomer")
    at_page_of(kim, made.pk)
    assert Certification.objects.get(mentor=made).is_current
    assert kim.clicks == promised("A new mentor with a certification")


def test_a_certification_of_the_wrong_person_is_moved(kim):
    services.save_mentor(mentor_id="mentor-0042", name="Ann Example")
    held = Certification.objects.get(mentor_id=WHO)
    kim.find(WHO).link(f"Move {held.certification_id}")
    kim.click(kim.page.locator(".select2-selection").first)
    kim.page.locator(".select2-search__field").fill("mentor-0042")
    found = kim.page.locator(".select2-results__option")
    expect(found).to_have_text([re.compile("mentor-0042")])
    kim.page.keyboard.press("Enter")
    kim.page.get_by_label("Reason").fill("Two of nearly the same id")
    kim.button("Show what will happen").button("confirm")
    at_page_of(kim, "mentor-0042")
    assert Certification.objects.get(pk=held.pk).mentor_id == "mentor-0042"
    assert kim.clicks == promised("Recorded for the wrong person")


def test_no_task_takes_more_than_five_clicks_and_each_of_the_table_is_done_by_a_test():
    clicks = promised_clicks()
    assert len(clicks) >= 25
    assert max(clicks.values()) <= MOST
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    assert [task for task in clicks if f'"{task}"' not in tests] == []
