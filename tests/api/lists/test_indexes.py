"""A page after a cursor begins where an index says, and comes in the index's order."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import resolve

from certifications.models import Certification, Mentor
from mentorcerts.lib.api.lists.cursors import CursorWalk
from tests.support.api import STATUSES
from tests.support.dates import at
from tests.support.factories import CertificationFactory, CertificationTypeFactory, MentorFactory
from tests.support.lists import each_list, rows_of_everything

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="what PostgreSQL would do with many rows"
)


def plan_of(rows):
    """Where sorting and reading all is dear, as it is with many rows."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
            cursor.execute(f"set local enable_{way} = off")
    return rows.explain()


def plan_after_the_first(view, order):
    walk = CursorWalk(view.queryset.order_by(*order), {})
    first = walk.following([]).values_list(*walk.columns)[0]
    return plan_of(walk.following(walk.position(walk.cursor(first))).values_list("pk"))


@each_list
def test_every_order_has_an_index(path, db, on):
    on("2026-03-26")
    rows_of_everything(2)
    view = resolve(path).func.cls
    orders = [view.ordering]
    for column in view.ordering_fields.values():
        orders += [(column, "pk"), (f"-{column}", "-pk")]
    for order in orders:
        plan = plan_after_the_first(view, order)
        assert "Sort" not in plan, (order, plan)
        begin = "Index Cond: (ROW(" if len(order) > 1 else "Index Cond: ("
        sign = "<" if order[0].startswith("-") else ">"
        assert begin in plan, (order, plan)
        assert sign in plan.partition("Index Cond: ")[2].partition("\n")[0], (order, plan)


@pytest.fixture
def four_hundred_mentors(db: None) -> None:
    """Some are paused, and each holds another one besides; PostgreSQL knows how many there are.

    Of empty tables it takes any index that fits, depending on which rows were there before; and an
    index that is swollen by rows of other tests is dearer than one that would do, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("reindex table certifications_certification")
    kind = CertificationTypeFactory()
    by_hand = {"paused_at": at("2026-03-01"), "paused_by": "kim", "pause_reason": "Ill"}
    mentors = [MentorFactory.build(**({} if n % 40 else by_hand)) for n in range(400)]
    Mentor.objects.bulk_create(mentors)
    Certification.objects.bulk_create(
        CertificationFactory.build(
            mentor=mentor,
            certification_type=kind,
            issued_at=at("2024-01-01") if is_current else at("2020-01-01"),
            expires_at=at("2026-04-01") + timedelta(days=n),
            is_current=is_current,
            auto_pause_applied=is_current and n % 10 == 1,
        )
        for n, mentor in enumerate(mentors)
        for is_current in (True, False)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze certifications_certification, certifications_mentor")


@pytest.mark.usefixtures("four_hundred_mentors")
def test_those_who_are_not_paused_are_read_in_the_order_of_their_expiry():
    rows = resolve(STATUSES).func.cls.queryset.not_paused().order_by("expires_at", "pk")
    plan = plan_of(rows.values_list("mentor_id"))
    assert "using certification_unpaused" in plan, plan
    assert "Sort" not in plan


@pytest.mark.usefixtures("four_hundred_mentors")
def test_those_who_are_paused_are_read_without_walking_through_all_mentors():
    rows = resolve(STATUSES).func.cls.queryset.paused_for_a_page().order_by("mentor_id")
    plan = plan_of(CursorWalk(rows, {}).following([]).values_list("mentor_id"))
    assert "using one_governing_certification" in plan, plan
    assert "Join" not in plan
