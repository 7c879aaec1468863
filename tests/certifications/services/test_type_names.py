"""A type is made on first use, unless another one was meant."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.models import CertificationType
from certifications.services.many import CertificationRow, record_certifications
from certifications.services.type_names import TypeNames
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets.problems import RefusedRows
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, CertificationTypeFactory

pytestmark = pytest.mark.django_db

NAMES = TypeNames(
    [
        ("basic", "Peer mentor"),
        ("advanced", "Advanced"),
        ("Trainer", ""),
        ("twin_a", "Twin"),
        ("twin_b", "twin"),
    ]
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("basic", ["basic"]),
        ("BASIC", ["basic"]),
        ("peer MENTOR", ["basic"]),
        (" Peer mentor ", ["basic"]),
        ("trainer", ["Trainer"]),
        ("Twin", ["twin_a", "twin_b"]),
        ("advanced", ["advanced"]),
        ("bsic", []),
        ("", []),
    ],
)
def test_a_name_is_understood_and_case_ignored(text, meant):
    assert NAMES.meant_by(text) == meant


@pytest.mark.parametrize(
    ("text", "close"),
    [("bsic", ["basic"]), ("Peer mentr", ["basic"]), ("advancd", ["advanced"]), ("first_aid", [])],
)
def test_what_is_close_is_suggested(text, close):
    assert NAMES.close_to(text) == close


def test_all_known_are_told_or_the_first_ten():
    assert TypeNames([("a", "Type A"), ("b", "")]).known() == "a (Type A), b"
    assert TypeNames((f"t{n}", "") for n in range(12)).known().endswith("t9 and 2 more")
    assert TypeNames([]).known() == "none"


@pytest.fixture
def basic():
    return CertificationTypeFactory(code="basic", name="Standard")


def record(code: str):
    return services.record_certification(
        mentor_id="mentor-1",
        certification_type=code,
        issued_at=at("2026-01-01"),
        expires_at=at("2028-01-01"),
        today=TODAY,
    )


@pytest.mark.parametrize("code", ["Basic", "BASIC", "Standard", "standard"])
def test_a_twin_by_case_or_name_is_refused_with_the_code_that_was_meant(code, basic):
    with pytest.raises(ValidationError, match="Did you mean basic"):
        record(code)
    assert list(CertificationType.objects.all()) == [basic]


def test_another_new_code_is_made_on_first_use(basic):
    assert record("bsic").certification_type.code == "bsic"


def test_a_type_that_is_there_is_taken_whatever_others_are_called(basic):
    CertificationTypeFactory(code="Basic")
    assert record("Basic").certification_type_id == "Basic"


def rows(*codes: str) -> list[CertificationRow]:
    return [
        CertificationRow(
            row=number,
            mentor_id=f"mentor-{number}",
            certification_type=code,
            issued_at=at("2026-01-01"),
            expires_at=at("2028-01-01"),
        )
        for number, code in enumerate(codes, 2)
    ]


def test_of_many_rows_each_twin_is_refused(basic):
    with pytest.raises(RefusedRows) as refusal:
        record_certifications(rows=rows("basic", "Basic", "new", "NEW"), today=TODAY)
    assert {
        row: columns["certification_type"] for row, columns in refusal.value.problems.items()
    } == {
        3: ["There is no type Basic. Did you mean basic?"],
        4: ["There is no type new. Did you mean NEW?"],
    }
    assert CertificationType.objects.count() == 1


def test_types_that_are_made_are_told(basic):
    assert record_certifications(rows=rows("basic", "new"), today=TODAY).made_types == ["new"]


# --- retired, removed -----------------------------------------------------------------------------
def test_a_retired_type_goes_on_counting(basic):
    services.save_certification_type(code="basic", retired=True, today=TODAY)
    assert CertificationType.objects.get().is_retired
    assert record("basic").is_current
    services.save_certification_type(code="basic", grace_days=3, today=TODAY)
    assert CertificationType.objects.get().is_retired
    services.save_certification_type(code="basic", grace_days=3, retired=False, today=TODAY)
    assert not CertificationType.objects.get().is_retired


def test_saving_the_same_writes_nothing(basic):
    rules = {"code": "basic", "name": "Standard", "retired": True, "today": TODAY}
    services.save_certification_type(**rules)
    lines = basic.history.count()
    since = CertificationType.objects.get().retired_at
    services.save_certification_type(**rules)
    assert basic.history.count() == lines
    assert CertificationType.objects.get().retired_at == since


def test_an_unused_type_is_removed_and_a_used_one_is_not(basic):
    services.remove_certification_type(code="basic")
    assert not CertificationType.objects.exists()
    CertificationFactory(certification_type__code="advanced", removed=True)
    with pytest.raises(Conflict, match="type of 1 certification, removed ones among them"):
        services.remove_certification_type(code="advanced")
