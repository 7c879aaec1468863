"""However a text names the mentor, the erasure finds it; other people's names and ids stay."""

import json
import unicodedata

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from certifications import services
from certifications.models import Mentor
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.personal_data.mentions import Mentions
from tests.support.dates import TODAY
from tests.support.factories import ExpiryRunFactory, MentorFactory

ID, NAME, ADDRESS = "mntr_ZOE42", "Zoë Anne Quill", "zoe@quill.test"


@pytest.fixture
def zoe(on, db) -> Mentor:
    on(str(TODAY))
    services.save_mentor(mentor_id=ID, name="Zoë Marsh", email="old@quill.test")
    return services.save_mentor(mentor_id=ID, name=NAME, email=ADDRESS)


def after_erasing(text: str) -> str:
    """What a run's error, which could name anybody, says afterwards; ``X`` is the pseudonym."""
    run = ExpiryRunFactory(error=text)
    pseudonym = erase_mentor(mentor_id=ID, by="ada", source="command")
    run.refresh_from_db()
    return run.error.replace(pseudonym, "X")


@pytest.mark.usefixtures("zoe")
@pytest.mark.parametrize(
    ("text", "afterwards"),
    [
        ("mailto:zoe@quill.test", "mailto:X"),
        ("E-Mail:zoe@quill.test.", "E-Mail:X."),
        ("<zoe@quill.test>;old@quill.test", "<X>;X"),
        ("ZOE@Quill.Test wrote", "X wrote"),
        ("Write to zoe@quill.test.Then wait", "Write to X.Then wait"),
        ("ID:mntr_ZOE42, again", "ID:X, again"),
        ("ID.mntr_ZOE42.", "ID.X."),
        ("MNTR_zoe42", "X"),
        ("Mr.Zoë Anne Quill", "Mr.X"),
        ("Name:Zoë Anne Quill:absent", "Name:X:absent"),
        ("ZOË ANNE QUILL", "X"),
        ("zoë  anne\nquill", "X"),
        ("Zoë\N{NO-BREAK SPACE}Anne\tQuill", "X"),
        ("Quill, Zoë Anne", "X"),
        ("Quill,Zoë Anne; Marsh, Zoë", "X; X"),
        ("ANNE QUILL, ZOË", "X"),
        ("Quill Zoë Anne", "X"),
        (unicodedata.normalize("NFD", NAME), "X"),
        (json.dumps({"error": "ZOË ANNE\nQUILL"}), '{"error": "X"}'),
    ],
)
def test_it_is_found(text, afterwards):
    assert after_erasing(text) == afterwards


@pytest.mark.usefixtures("zoe")
@pytest.mark.parametrize(
    "text",
    [
        "ann.zoe@quill.test",
        "a+zoe@quill.test",
        "zoe@quill.test.example.org",
        "Zoë Anne Quill-Marsh",
        "Chloe-Zoë Anne Quill",
        "mntr_ZOE42@example.org",
        "xmntr_ZOE42",
        "mntr_ZOE421",
        "Zoë, Anne and Quill",
        "Zoë",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert after_erasing(text) == text


@pytest.mark.usefixtures("zoe")
@pytest.mark.parametrize("other", ["mntr_ZOE42.b", "x:mntr_ZOE42", "a.mntr_ZOE42:c", "Mntr_Zoe42"])
def test_the_id_of_another_mentor_stays(other):
    MentorFactory(mentor_id=other)
    assert after_erasing(f"ID:{other}, {ID}.") == f"ID:{other}, X."


@pytest.mark.usefixtures("zoe")
def test_what_another_mentor_or_an_account_is_called_stays():
    MentorFactory(mentor_id="other", name="Maria Zoë Anne Quill", email="zoe@quill.test.Org")
    User.objects.create_user("kim", email="zoe@quill.test.Com")
    text = "MARIA ZOË ANNE QUILL, zoe@quill.test.Org, zoe@quill.test.Com"
    assert after_erasing(f"{text}, {NAME}") == f"{text}, X"


def test_a_name_in_another_script_is_found(on, db):
    on(str(TODAY))
    services.save_mentor(mentor_id=ID, name="Зоя Перова")
    assert after_erasing("ПЕРОВА, ЗОЯ") == "X"


def test_a_name_of_one_word_and_a_number_are_whole_values_only(on, db):
    on(str(TODAY))
    mentor = services.save_mentor(mentor_id="2026", name="May")
    mentions = Mentions(mentor, "X")
    assert mentions.replaced(["2026", "in May 2026", {"2026": "May"}]) == [
        "X", "in May 2026", {"X": "May"},
    ]  # fmt: skip


def test_accounts_with_an_address_of_the_mentor_are_named(zoe, admin_client, capsys):
    User.objects.create_user("zq", email="Zoe@Quill.test")
    User.objects.create_user("old@quill.test")
    User.objects.create_user("kim", email="kim@quill.test")
    page = admin_client.get(reverse("personal-data", args=[zoe.pk])).content.decode()
    assert "There is an account with an address of this mentor: old@quill.test, zq." in page
    call_command("erase_mentor", zoe.pk, "--yes")
    told = capsys.readouterr().out
    assert "Accounts with an address of the mentor are left: old@quill.test, zq." in told


def test_where_there_is_no_such_account_none_is_spoken_of(zoe, admin_client, capsys):
    page = admin_client.get(reverse("personal-data", args=[zoe.pk])).content.decode()
    assert "There is an account" not in page
    call_command("erase_mentor", zoe.pk, "--yes")
    assert "Accounts" not in capsys.readouterr().out
