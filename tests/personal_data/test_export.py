"""The export has everything, and says who has asked for it before."""

import json
import stat

import pytest
from django.core.management import CommandError, call_command

from certifications import services
from certifications.models import Certification
from mentorcerts.lib.refusals import Missing
from mentorcerts.models import PersonalDataEvent
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.personal_data.export import export_mentor
from tests.support.dates import TODAY
from tests.support.factories import CertificationFactory
from tests.support.personal_data import EMAIL, FORMER_NAME, MENTOR_ID, NAME, SECRET
from tests.support.records import everything, refuses


def exported(mentor_id: str = MENTOR_ID) -> dict:
    return json.loads(export_mentor(mentor_id=mentor_id, by="ada", source="command"))


def test_it_has_each_record_with_its_history(zoe):
    CertificationFactory()  # somebody else's
    found = exported()
    assert {table: len(rows) for table, rows in found["records"].items()} == {
        "action_log.ActedMentor": 1,
        "certifications.Mentor": 1,
        "certifications.HistoricalMentor": 5,
        "certifications.SearchWord": 6,
        "certifications.Certification": 2,
        "certifications.HistoricalCertification": 5,
        "certifications.AutoPause": 1,
        "certifications.Event": 7,
        "promises.Promise": 1,
        "renewals.Renewal": 1,
        "renewals.HistoricalRenewal": 1,
        "reminders.Message": 0,
        "reminders.Recipient": 0,
    }
    text = json.dumps(found, ensure_ascii=False)
    notes = f"Called {NAME}: {SECRET}"
    for word in (NAME, FORMER_NAME, EMAIL, f"Ward: {SECRET}", f"Notes: {SECRET}", notes):
        assert word in text
    (failure,) = found["failures_in_runs"]
    assert (failure["job_run_id"], failure["mentor_id"]) == (zoe.run.job_run_id, MENTOR_ID)
    assert len(found["admin_log"]) == 2
    assert "mntr_ZOE42.b" not in text


@pytest.mark.usefixtures("zoe")
def test_it_writes_nothing_but_that_it_was_made():
    before = everything()
    assert [line["by"] for line in exported()["exports"]] == ["ada"]
    assert [line["by"] for line in exported()["exports"]] == ["ada", "ada"]
    assert everything() == before
    assert set(PersonalDataEvent.objects.values_list("what", "mentor_id", "source")) == {
        ("exported", MENTOR_ID, "command")
    }


@pytest.mark.usefixtures("zoe")
def test_after_an_erasure_the_earlier_exports_are_under_the_pseudonym():
    exported()
    pseudonym = erase_mentor(mentor_id=MENTOR_ID, by="ada", source="command")
    assert len(exported(pseudonym)["exports"]) == 3
    assert NAME not in json.dumps(exported(pseudonym), ensure_ascii=False)


@pytest.mark.usefixtures("zoe")
def test_an_unknown_id_is_refused_and_nothing_written():
    with refuses(Missing, "There is no mentor nobody"):
        exported("nobody")
    assert PersonalDataEvent.objects.count() == 0


@pytest.mark.usefixtures("zoe")
def test_the_command_prints_it(capsys):
    call_command("export_mentor", MENTOR_ID)
    assert json.loads(capsys.readouterr().out)["mentor_id"] == MENTOR_ID


@pytest.mark.usefixtures("zoe")
def test_the_command_writes_a_new_file_that_only_its_owner_can_read(tmp_path):
    path = tmp_path / "zoe.json"
    call_command("export_mentor", MENTOR_ID, "--output", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["mentor_id"] == MENTOR_ID
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="File exists"):
        call_command("export_mentor", MENTOR_ID, "--output", str(path))


def test_the_command_says_that_it_knows_no_such_mentor(db):
    with pytest.raises(CommandError, match="There is no mentor nobody"):
        call_command("export_mentor", "nobody")


def test_of_a_certification_that_was_moved_each_mentor_has_their_own_part(zoe):
    CertificationFactory(mentor__mentor_id="ben")
    moved = Certification.objects.filter(mentor=MENTOR_ID).latest("pk")
    services.move_certification(
        certification=moved, to_mentor_id="ben", reason="Two", today=TODAY, by="kim"
    )
    theirs, bens = exported(), exported("ben")
    assert len(theirs["records"]["certifications.Certification"]) == 1
    assert len(bens["records"]["certifications.Certification"]) == 2
    for found, mentor_id in ((theirs, MENTOR_ID), (bens, "ben")):
        for table in ("Event", "AutoPause", "HistoricalCertification"):
            rows = found["records"][f"certifications.{table}"]
            assert {row["mentor_id"] for row in rows} <= {mentor_id}
    before = [
        row["history_id"] for row in theirs["records"]["certifications.HistoricalCertification"]
    ]
    assert set(before) == set(
        Certification.history.filter(mentor_id=MENTOR_ID).values_list("history_id", flat=True)
    )
    assert len(before) == 5
