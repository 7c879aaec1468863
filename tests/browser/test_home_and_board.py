"""Bars that open whom they count, what is new, and the report for the board, in a real browser."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from certifications.change_log.publish import publish_events
from certifications.models import CertificationType, EventCursor
from mentorcerts.visits.models import DayFigures, Visit
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, CertificationTypeFactory
from tests.support.tasks import promised
from tests.support.visitors import PICTURES, Counted


def pages_of(pdf: bytes) -> int:
    """How many sheets of paper it takes."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_bar_of_a_month_opens_whom_it_counts(visit):
    visitor = visit("Coordinators")
    bar = visitor.page.locator("#expiries >> xpath=ancestor::section").locator("a.bars-part").nth(1)
    told = re.search(r": (\d+)$", bar.get_attribute("title") or "")
    assert told
    person = Counted(visitor).click(bar)
    expect(visitor.page).to_have_url(re.compile(r"certificationstatus/\?expires_from=2026-"))
    assert visitor.page.locator("#result_list tbody tr").count() == int(told[1])
    assert person.clicks == promised("Who expires in a month to come?")


def test_the_table_of_a_chart_leads_there_by_keyboard(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    summary = page.locator("section[aria-labelledby=movements] summary")
    summary.focus()
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if "renewed=" in (page.evaluate("document.activeElement.href || ''")):
            break
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("renewed="))
    page.wait_for_load_state("networkidle")
    assert page.locator("#result_list tbody tr").count() == int(number)


def test_what_is_new_and_against_last_week(visit):
    visitor = visit("Coordinators")
    page = visitor.page
    through = EventCursor.objects.get_or_create(pk=1)[0].last
    yesterday = timezone.now() - timedelta(days=1)
    Visit.objects.update(seen_at=yesterday, seen_through=through)
    numbers = DayFigures.objects.get().numbers
    week_ago = {name: number + 2 for name, number in numbers.items()}
    DayFigures.objects.create(day=TODAY - timedelta(days=7), numbers=week_ago)
    renew_certification(
        mentor_id="mntr_02BY7M3RL",
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2028-03-26"),
        today=TODAY,
        by="viv",
    )
    publish_events(now=timezone.now())
    visitor.go("/admin/")
    visitor.picture("home-news")
    expect(page.get_by_text("fewer than a week ago.").first).to_be_visible()
    person = Counted(visitor).click(page.get_by_role("link", name="Certification renewed 1"))
    assert person.clicks == promised("What have others done since I was here?")
    visitor.picture("changes")
    expect(page.locator("main, #content").get_by_role("row")).to_have_count(2)
    Counted(visitor).click(page.locator("#content td a"))
    expect(page).to_have_url(re.compile("/admin/mentors/mntr_02BY7M3RL/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_fits_on_one_sheet_of_paper(scheme, visit, tmp_path):
    for number in range(14):  # as many lines as there can be
        kind = CertificationTypeFactory(code=f"kind-{number}", name=f"A type of training, {number}")
        CertificationFactory(certification_type=kind, expires_at=at("2026-05-01"))
    assert CertificationType.objects.count() > 12
    visitor = visit("Viewers", color_scheme=scheme)
    person = Counted(visitor).link("Report for the board")
    assert person.clicks == promised("Numbers for the board")
    visitor.picture(f"board-{scheme}")
    sheet = visitor.page.pdf(prefer_css_page_size=True, print_background=True)
    assert pages_of(sheet) == 1
    if PICTURES.is_dir():
        Path(PICTURES / f"board-{scheme}.pdf").write_bytes(sheet)
    visitor.page.emulate_media(media="print")
    for hidden in ("Send", "Show", "Print"):
        expect(visitor.page.get_by_role("button", name=hidden, exact=True)).to_be_hidden()
    expect(visitor.page.get_by_text("Renewal rate", exact=True)).to_be_visible()
    expect(visitor.page.get_by_text("Other types")).to_be_visible()
    ink = "getComputedStyle(document.querySelector('.board-table th')).color"
    assert visitor.page.evaluate(ink) == "rgb(0, 0, 0)"


def test_the_report_on_a_phone(visit):
    visitor = visit("Coordinators")
    visitor.page.set_viewport_size({"width": 400, "height": 800})
    visitor.go("/admin/board/")
    visitor.picture("narrow-board")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 400
    visitor.go("/admin/changes/")
    visitor.picture("narrow-changes")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 400
    visitor.go("/admin/")
    visitor.picture("narrow-home")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 400
