"""Pages of certifications, however far, are those that reading on would show."""

import pytest
from django.db import connection

from certifications import blocks
from certifications.models import Certification
from tests.support.dates import at
from tests.support.factories import CertificationFactory

SPARSE = range(5, 9000, 311)
"""Ids over nine blocks, of which the third and the fourth lose theirs."""


@pytest.fixture
def sparse(db: None) -> list[int]:
    """The live ones in the order of their ids."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no blocks")
    for number in SPARSE:
        CertificationFactory(pk=number, removed=2 * blocks.SIZE < number < 4 * blocks.SIZE)
    Certification.objects.filter(pk__in=SPARSE[20:23]).update(
        deleted_at=at("2026-01-01"), is_current=False
    )
    Certification.objects.filter(pk=SPARSE[25]).delete()
    return list(Certification.objects.live().order_by("pk").values_list("pk", flat=True))


def test_every_page_of_every_size_holds_what_it_should(sparse):
    assert len(sparse) == len(SPARSE) - 7 - 3 - 1
    for limit in (1, 4, 100):
        for offset in range(len(sparse) + 3):
            assert blocks.keys(offset=offset, limit=limit) == sparse[offset : offset + limit]


def test_one_that_is_restored_is_counted_again(sparse):
    Certification.objects.filter(pk=SPARSE[20]).update(deleted_at=None)
    assert blocks.keys(offset=0, limit=100) == sorted([*sparse, SPARSE[20]])
    for offset, key in enumerate(sorted([*sparse, SPARSE[20]])):
        assert blocks.keys(offset=offset, limit=1) == [key]


def test_without_certifications_there_are_no_pages(db):
    counted = connection.vendor == "postgresql"
    assert blocks.keys(offset=0, limit=20) == ([] if counted else None)


def test_a_far_page_without_filters_skips_no_block_record_by_record(
    sparse, api, monkeypatch, django_assert_num_queries
):
    """Its total, its keys, its records; with a filter the offset is gone through."""
    monkeypatch.setattr("mentorcerts.lib.api.lists.paging.SHALLOW", -1)
    with django_assert_num_queries(3) as asked:
        page = api.get("/api/v1/certifications?limit=5&page=3").json()
    assert "certifications_block" in asked[1]["sql"]
    assert [each["mentor_id"] for each in page["data"]] == [
        Certification.objects.get(pk=key).mentor_id for key in sparse[10:15]
    ]
    for query in ("ordering=expires_at", "status=expired", "certification_type=peer_mentor_basic"):
        with django_assert_num_queries(3) as asked:
            api.get(f"/api/v1/certifications?limit=5&page=2&{query}")
        assert "certifications_block" not in "".join(each["sql"] for each in asked)
