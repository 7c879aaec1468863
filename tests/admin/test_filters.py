"""Filters of the lists, what stands above a list about them, and its tabs. Case E4."""

from datetime import date

import pytest

from certifications import services
from certifications.models import AutoPause, Certification, Mentor
from certifications.pause_causes import PAUSE_CAUSES, causes_of_pause
from mentorcerts.lib.admin.list_queries import chips_of, tabs_of
from statuses.models import CertificationStatus
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.pages import page
from tests.support.schedules import next_run_at


@pytest.fixture
def programme(on, db):
    """One mentor for each thing that can be asked, called after it. Today is 26 March."""
    on(str(TODAY))
    next_run_at("2026-03-27T01:00:00")
    run = ExpiryRunFactory()

    def holds(name, expires, mentor=None, **more):
        mentor = MentorFactory(mentor_id=name, **(mentor or {}))
        return CertificationFactory(mentor=mentor, expires_at=at(expires), **more)

    lenient = CertificationTypeFactory(code="lenient", grace_days=30, requirement="lenient")
    holds("valid", "2026-12-31")
    holds("soon", "2026-03-30")
    holds("due", "2026-03-20")
    holds("in-grace", "2026-03-20", certification_type=lenient)
    holds("revoked", "2026-12-31", revoked=True)
    holds("by-hand", "2026-12-31", mentor={"paused_at": at("2026-02-10"), "pause_reason": "Ill"})
    holds("exempt", "2026-03-20", mentor={"exempt_until": date(2026, 4, 1)})
    gone = {"left_at": at("2026-01-15T12:00"), "left_reason": "Moved"}
    holds("gone", "2026-12-31", mentor=gone, mentor_left=True)
    paused = holds("by-job", "2026-03-01", auto_pause_applied=True)
    AutoPauseFactory(certification=paused, run=run, applied_at=at("2026-03-02T01:00:03"))
    lifted = Certification.objects.get(mentor_id="valid")
    AutoPauseFactory(
        certification=lifted,
        run=run,
        applied_at=at("2026-03-02T01:00:03"),
        lifted_at=at("2026-03-03"),
        lift_reason="Renewed",
    )
    MentorFactory(mentor_id="holds-nothing")
    CertificationFactory(mentor=MentorFactory(mentor_id="holds-removed"), removed=True)


def changelist(client, query="", model=CertificationStatus):
    return client.get(page(model) + query).context["cl"]


def listed(client, query="", model=CertificationStatus):
    key = "pk" if model is Mentor else "mentor_id"
    return set(changelist(client, query, model).queryset.values_list(key, flat=True))


EVERYBODY = {"valid", "soon", "due", "in-grace", "revoked", "by-hand", "exempt", "by-job"}


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYBODY),
        ("?expires_from=2026-03-01&expires_to=2026-03-20", {"due", "in-grace", "exempt", "by-job"}),
        ("?expires_from=2026-03-21&expires_to=2026-12-30", {"soon"}),
        ("?expires_from=2026-12-31", {"valid", "by-hand"}),
        ("?expires_to=2026-03-01", {"by-job"}),
        ("?expires_to=9999-12-31&expires_from=2026-12-31", {"valid", "by-hand"}),
        ("?expires_from=1 March 2026&expires_to=1 Mar 2026", {"by-job"}),
        ("?expires_from=2026-04-01&expires_to=2026-03-01", set()),
        ("?run=due", {"due"}),
        ("?run=grace", {"in-grace"}),
        ("?paused=yes", {"revoked", "by-hand", "by-job"}),
        ("?cause=job", {"by-job"}),
        ("?cause=coordinator", {"by-hand"}),
        ("?cause=revocation", {"revoked"}),
        ("?cause=departure&left=all", {"gone"}),
        ("?since_from=2026-02-10&since_to=2026-02-10", {"by-hand"}),
        ("?since_from=2026-02-11", {"revoked", "by-job"}),
        ("?since_to=2026-02-15&left=all", {"revoked", "by-hand", "gone"}),
        ("?since_from=2026-02-01&cause=coordinator", {"by-hand"}),
        ("?since_from=2026-03-01&cause=coordinator", set()),
        ("?exempt=yes", {"exempt"}),
        ("?exempt=ending", {"exempt"}),
        ("?left=yes", {"gone"}),
        ("?left=all", EVERYBODY | {"gone"}),
    ],
)
def test_where_mentors_stand_is_narrowed(query, expected, coordinator):
    assert listed(coordinator, query) == expected


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?holds=none", {"holds-nothing", "holds-removed"}),
        ("?exempt=yes", {"exempt"}),
        ("?by_hand=yes", {"by-hand"}),
        ("?since_from=2026-02-10&since_to=2026-02-10", {"by-hand"}),
        ("?since_from=2026-02-11", set()),
        ("?left=yes", {"gone"}),
        ("?gone_from=2026-01-15&gone_to=2026-01-15", {"gone"}),
        ("?gone_to=2026-01-14", set()),
        ("?left=no", EVERYBODY | {"holds-nothing", "holds-removed"}),
    ],
)
def test_mentors_are_narrowed(query, expected, coordinator):
    assert listed(coordinator, query, Mentor) == expected


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?status=revoked", {"revoked"}),
        ("?status=expired", {"due", "in-grace", "exempt", "by-job"}),
        ("?expires_from=2026-03-30&expires_to=2026-03-30", {"soon"}),
    ],
)
def test_certifications_are_narrowed(query, expected, coordinator):
    assert listed(coordinator, query, Certification) == expected


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?in_force=yes", {"by-job"}),
        ("?in_force=no", {"valid"}),
        ("?applied_from=2026-03-02&applied_to=2026-03-02", {"by-job", "valid"}),
        ("?applied_from=2026-03-03", set()),
    ],
)
def test_pauses_are_narrowed(query, expected, coordinator):
    assert listed(coordinator, query, AutoPause) == expected


@pytest.mark.usefixtures("programme")
def test_days_of_pauses_are_the_programmes(coordinator, settings):
    settings.MENTORCERTS_TIME_ZONE = "America/Los_Angeles"
    # 1:00 on 2 March in UTC is still 1 March there.
    assert listed(coordinator, "?since_from=2026-03-01&since_to=2026-03-01") == {"by-job"}
    assert listed(coordinator, "?since_from=2026-03-02") == set()


@pytest.mark.usefixtures("programme")
def test_what_is_paused_by_a_cause_is_what_the_cause_says_of_each_record():
    for cause in PAUSE_CAUSES:
        asked = Certification.objects.paused_by([cause.name])
        governing = Certification.objects.governing().select_related("mentor")
        assert set(asked) == {each for each in governing if cause in causes_of_pause(each)}
    every = Certification.objects.paused_by([cause.name for cause in PAUSE_CAUSES])
    assert set(every) == set(Certification.objects.paused())
    assert not Certification.objects.paused_by([]).exists()


@pytest.mark.usefixtures("programme")
def test_two_causes_at_once_count_a_mentor_once(coordinator):
    services.pause_mentor(mentor_id="by-job", reason="Ill", by="kim")
    assert Certification.objects.paused_by(["job", "coordinator"]).count() == 2
    assert changelist(coordinator, "?since_from=2026-03-01").result_count == 1
    assert listed(coordinator, "?cause=coordinator&since_from=2026-03-02") == set(
        Mentor.objects.paused_by_hand(since=at("2026-03-02")).values_list("pk", flat=True)
    )


# --- what stands above the list ---------------------------------------------------------------
BETWEEN = "Expires 1 Mar 2026 \N{EN DASH} 31 Mar 2026"


def said(client, query, model=CertificationStatus):
    return [chip.text for chip in chips_of(changelist(client, query, model))]


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("?o=3", []),
        ("?expires_from=2026-03-01&expires_to=2026-03-31", [BETWEEN]),
        ("?expires_from=2026-03-01", ["Expires from 1 Mar 2026"]),
        ("?expires_to=2026-03-31", ["Expires through 31 Mar 2026"]),
        ("?since_from=2026-03-01&cause=job", ["Paused by the nightly run", "Paused since from"]),
        ("?expiring=30", ["Expires within 30 days"]),
        ("?expiring=2026-04-01", ["Expires on 1 Apr 2026"]),
        ("?run=grace", ["Expired, in days of grace"]),
        ("?left=all&q=val", ["Search: val", "All, also who has left"]),
        ("?certification_type__code__exact=lenient", ["Certification type: lenient"]),
    ],
)
def test_chips_say_in_words_what_the_list_is_narrowed_to(query, expected, coordinator):
    chips = said(coordinator, query)
    assert len(chips) == len(expected)
    assert all(chip.startswith(words) for chip, words in zip(chips, expected, strict=True))


@pytest.mark.usefixtures("programme")
def test_chips_of_other_lists_are_words_too(coordinator):
    assert said(coordinator, "?removed=yes&is_current__exact=1", Certification) == [
        "Removed",
        "Counts for the mentor: Yes",
    ]


@pytest.mark.usefixtures("programme")
def test_a_chip_is_taken_away_and_the_others_stay(coordinator):
    asked = "?expires_from=2026-03-01&cause=job&expiring=30&q=val&o=3&p=1"
    links = {chip.text: chip.link for chip in chips_of(changelist(coordinator, asked))}
    assert links["Expires from 1 Mar 2026"] == "?cause=job&expiring=30&q=val&o=3"
    assert links["Search: val"] == "?expires_from=2026-03-01&cause=job&expiring=30&o=3"
    text = coordinator.get(page(CertificationStatus) + asked).content.decode()
    assert 'aria-label="Take away: Expires within 30 days"' in text
    assert '<a href="?o=3" class="font-medium' in text


@pytest.mark.usefixtures("programme")
def test_a_link_of_a_digest_says_what_it_asks_for(coordinator):
    query = "?applied_at__gte=2026-03-01T00:00:00%2B00:00"
    [chip] = chips_of(changelist(coordinator, query, AutoPause))
    assert chip.text == "Applied at from 2026-03-01T00:00:00+00:00"
    assert (chip.link, chip.is_filter) == ("?", False)


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?expires_from=soon", "Expires: soon is no date"),
        ("?expires_from=03/04/2026", "Expires: 03/04/2026 is no date"),
        ("?cause=weather", "Paused by: weather is not understood"),
        ("?expiring=8", "Expiry: 8 is not understood"),
    ],
)
def test_what_is_not_understood_is_said(query, told, coordinator):
    [chip] = chips_of(changelist(coordinator, query))
    assert (chip.text, chip.is_understood) == (told, False)
    assert (
        "Save this list" not in coordinator.get(page(CertificationStatus) + query).content.decode()
    )


@pytest.mark.usefixtures("programme")
def test_days_that_are_no_dates_show_nobody_rather_than_everybody(coordinator):
    assert listed(coordinator, "?expires_from=soon") == set()


@pytest.mark.usefixtures("programme")
def test_an_export_has_who_the_filtered_list_has(coordinator):
    answer = coordinator.post(
        page(CertificationStatus, "export") + "?expires_to=2026-03-01", {"format": "csv"}
    )
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()
    assert len(lines) == 2
    assert "by-job" in lines[1]


# --- tabs -----------------------------------------------------------------------------------------
def tabs(client, query=""):
    return {tab["title"]: tab for tab in tabs_of(changelist(client, query))}


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("All", EVERYBODY),
        ("7 days", {"soon"}),
        ("30 days", {"soon"}),
        ("Due", {"due"}),
        ("Paused", {"revoked", "by-hand", "by-job"}),
        ("Exempt", {"exempt"}),
        ("Left", {"gone"}),
    ],
)
def test_each_tab_lists_whom_it_names_and_is_the_present_one_then(title, expected, coordinator):
    tab = tabs(coordinator)[title]
    assert listed(coordinator, tab["link"]) == expected
    there = tabs(coordinator, tab["link"])
    assert [name for name, each in there.items() if each["is_current"]] == [title]
    text = coordinator.get(page(CertificationStatus) + tab["link"]).content.decode()
    assert text.count('aria-current="page" class="block px-2.5') == 1


@pytest.mark.usefixtures("programme")
def test_a_tab_replaces_where_people_stand_and_keeps_type_search_and_order(coordinator):
    kept = "certification_type__code__exact=lenient&q=grace&o=3"
    asked = f"?since_from=2026-03-01&cause=job&expires_to=2026-05-01&left=all&{kept}"
    there = tabs(coordinator, asked)
    assert there["Exempt"]["link"] == f"?{kept}&exempt=yes"
    assert there["All"]["link"] == f"?{kept}"
    assert not any(tab["is_current"] for tab in there.values())
    assert tabs(coordinator, f"?{kept}")["All"]["is_current"]


@pytest.mark.usefixtures("programme")
def test_the_card_of_the_home_page_and_the_tab_name_the_same_people(coordinator):
    due = Certification.objects.due(date(2026, 3, 27))
    assert listed(coordinator, "?run=due") == set(due.values_list("mentor_id", flat=True))
