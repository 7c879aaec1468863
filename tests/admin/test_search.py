"""Whoever is stored is found: in every list, by name, e-mail and any id, in any case."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from certifications import services
from certifications.admin.search import MentorSearch
from certifications.models import (
    AutoPause,
    Certification,
    CertificationType,
    Mentor,
    SearchWord,
    ids_found,
    search_words_of,
)
from certifications.services.many import CertificationRow, MentorRow, save_mentors
from certifications.services.search_repair import wrongly_found
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Message
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.dates import TODAY, at
from tests.support.demo_programme import load_demo
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)
from tests.support.rows import record_rows

pytestmark = pytest.mark.django_db

PEOPLE = {
    "mentor-0047": ("Jürgen Müller-Groß", "juergen.mg@Quill.test"),
    "MNTR_Jose": ("José Álvarez", ""),
    "mntr_01LUK": ("Łukasz Øvergård", "lo@quill.test"),
    "mntr_01": ("Anna O’Brien", "anna@quill.test"),  # noqa: RUF001
    "9": ("Mueller, Paul", ""),
}


def whom(query: str) -> set[str]:
    return set(Mentor.objects.filter(pk__in=ids_found(query)).values_list("pk", flat=True))


@pytest.fixture
def people():
    save_mentors(
        rows=[
            MentorRow(row=number, mentor_id=mentor_id, name=name, email=email)
            for number, (mentor_id, (name, email)) in enumerate(PEOPLE.items())
        ]
    )


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("MÜLLER", {"mentor-0047", "9"}),
        ("muller", {"mentor-0047"}),
        ("mueller", {"mentor-0047", "9"}),
        ("JOSE", {"MNTR_Jose"}),
        ("lukasz", {"mntr_01LUK"}),
        ("overgard", {"mntr_01LUK"}),
        ('"Müller, Jürgen"', {"mentor-0047"}),
        ("jürgen müller", {"mentor-0047"}),
        ("gross", {"mentor-0047"}),
        ("GROSS", {"mentor-0047"}),
        ("müller-groß", {"mentor-0047"}),
        ("Mu\u0308ller", {"mentor-0047", "9"}),
        ("o'brien", {"mntr_01"}),
        ("OBRIEN anna", {"mntr_01"}),
        ("juergen.mg@quill.test", {"mentor-0047"}),
        ("JUERGEN.MG@", {"mentor-0047"}),
        ("quill.test", {"mentor-0047", "mntr_01LUK", "mntr_01"}),
        ("MENTOR-0047", {"mentor-0047"}),
        ("0047", {"mentor-0047"}),
        ("MNTR_01", {"mntr_01LUK", "mntr_01"}),
        ("mntr_jose", {"MNTR_Jose"}),
        ("9", {"9"}),
        ("müller anna", set()),
        ("ller", set()),
        ("m%", set()),
        ("_", set()),
    ],
)
def test_each_word_of_the_query_begins_a_word_of_the_mentor(query, found):
    assert whom(query) == found


def test_words_follow_every_service_that_makes_or_renames_a_mentor():
    services.save_mentor(mentor_id="a", name="José")
    assert whom("jose") == {"a"}
    services.save_mentor(mentor_id="a", name="Ana", email="ana@quill.test")
    assert (whom("jose"), whom("ana@quill.test")) == (set(), {"a"})
    save_mentors(rows=[MentorRow(row=2, mentor_id="a", name="Zoë")])
    assert (whom("ana"), whom("zoe")) == ({"a"}, {"a"})  # by the address
    services.record_certification(
        mentor_id="new_one", certification_type="basic",
        issued_at=at("2026-01-01"), expires_at=at("2028-01-01"), today=TODAY,
    )  # fmt: skip
    record_rows(
        CertificationRow(
            row=2, mentor_id="new_two", certification_type="basic",
            issued_at=at("2026-01-01"), expires_at=at("2028-01-01"),
        )
    )  # fmt: skip
    assert whom("NEW") == {"new_one", "new_two"}
    pseudonym = erase_mentor(mentor_id="a", by="ada", source="command")
    assert (whom("zoe"), whom("ana"), whom(pseudonym)) == (set(), set(), {pseudonym})
    assert list(wrongly_found()) == []


def test_the_demo_programme_is_found():
    load_demo(TODAY)
    assert list(wrongly_found()) == []
    assert whom("MNTR_02by7m3rl") == {"mntr_02BY7M3RL"}


def test_words_that_sql_left_behind_are_found_and_written_anew(capsys):
    MentorFactory.create_batch(3, name="José Silva")
    call_command("check_search")
    assert capsys.readouterr().out == "All mentors are found by what they are called.\n"
    first, second, third = Mentor.objects.order_by("pk")
    Mentor.objects.filter(pk=first.pk).update(name="Zoë")
    SearchWord.objects.filter(mentor=second).delete()
    with pytest.raises(SystemExit) as ended:
        call_command("check_search")
    assert ended.value.code == 1
    assert "2 mentors are wrong" in capsys.readouterr().out
    call_command("check_search", repair=True)
    assert "2 mentors have been written anew" in capsys.readouterr().out
    assert (whom("zoe"), whom("silva")) == ({first.pk}, {second.pk, third.pk})
    assert list(wrongly_found()) == []


# --- in the lists ---------------------------------------------------------------------------------
LISTS = [CertificationStatus, Mentor, Certification, Renewal, AutoPause, Promise, Message]


@pytest.fixture
def of_two():
    """Two mentors, each with one of everything."""
    for name, mentor_id in (("Jürgen Groß", "mentor-0047"), ("José", "mentor-0048")):
        mentor = MentorFactory(mentor_id=mentor_id, name=name, email=f"{mentor_id}@quill.test")
        certification = CertificationFactory(mentor=mentor)
        AutoPauseFactory(certification=certification)
        RenewalFactory(certification=certification)
        Promise.objects.create(
            mentor=mentor, certification=certification, day=TODAY, note="A course",
            expires_on=TODAY, made_at=at("2026-03-01"),
        )  # fmt: skip


def found_in(client, model, query: str) -> set[str]:
    """The mentors of the rows that the list shows."""
    page = client.get(
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), {"q": query}
    )
    assert page.status_code == 200
    path = admin.site.get_model_admin(model).mentor_path
    return set(page.context["cl"].queryset.values_list(path, flat=True))


def test_every_list_about_mentors_searches_alike():
    about = {
        model
        for model, page in admin.site._registry.items()
        if page.search_fields and any(field.related_model is Mentor for field in model._meta.fields)
    }
    assert about <= set(LISTS)
    for model in LISTS:
        assert isinstance(admin.site.get_model_admin(model), MentorSearch), model


@pytest.mark.usefixtures("of_two")
@pytest.mark.parametrize("model", [model for model in LISTS if model is not Message])
@pytest.mark.parametrize(
    "query",
    ["GROSS", "groß, jürgen", "MENTOR-0047", "Mentor-0047@QUILL.test", "cert", "log", "renewal"],
)
def test_each_list_finds_people_and_any_id_in_any_case(query, model, coordinator):
    ids = {
        "cert": Certification.objects.get(mentor="mentor-0047").certification_id,
        "log": AutoPause.objects.get(mentor="mentor-0047").log_id,
        "renewal": Renewal.objects.get(certification__mentor="mentor-0047").renewal_id,
    }
    for typed in {ids.get(query, query).upper(), ids.get(query, query).lower()}:
        assert found_in(coordinator, model, typed) == {"mentor-0047"}, typed


@pytest.mark.usefixtures("of_two")
def test_an_id_finds_its_own_record_and_not_all_of_its_mentor(coordinator):
    other = CertificationFactory(
        mentor=Mentor.objects.get(pk="mentor-0047"),
        certification_type__code="other", is_current=False,
    )  # fmt: skip
    page = coordinator.get(
        reverse("admin:certifications_certification_changelist"),
        {"q": other.certification_id.swapcase()},
    )
    assert list(page.context["cl"].result_list) == [other]


@pytest.mark.usefixtures("of_two")
def test_a_runs_id_finds_whom_it_paused(coordinator):
    run = AutoPause.objects.get(mentor="mentor-0047").run.job_run_id.lower()
    assert found_in(coordinator, AutoPause, run) == {"mentor-0047"}
    assert found_in(coordinator, CertificationStatus, run) == {"mentor-0047"}


@pytest.mark.usefixtures("of_two")
def test_renewals_are_found_by_who_processed_them_where_nobody_is_called_so(coordinator):
    assert found_in(coordinator, Renewal, "ADMIN-01") == {"mentor-0047", "mentor-0048"}
    assert found_in(coordinator, Renewal, "admin-0") == set()


def test_accounts_and_types_are_found_without_accents(coordinator):
    User.objects.create_user("kim2", first_name="Zoë", last_name="Ødegård", email="z@quill.test")
    CertificationType.objects.create(code="erste_hilfe", name="Größte Hilfe")
    administrator = User.objects.create_superuser("ada2")
    coordinator.force_login(administrator)
    for model, query in ((User, "odegard ZOE"), (CertificationType, "grosste HILFE")):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert coordinator.get(reverse(name), {"q": query}).context["cl"].result_count == 1
        assert coordinator.get(reverse(name), {"q": "ode hilfe"}).context["cl"].result_count == 0


def test_words_say_nothing_that_the_mentor_does_not():
    mentor = Mentor(mentor_id="mentor-7", name="Ann Lee", email="ann@quill.test")
    assert search_words_of(mentor) == {
        "mentor-7", "7", "ann", "lee", "ann@quill.test", "quill.test",
    }  # fmt: skip
