"""Our lists and a mentor's page beside stock Unfold: same database, columns and rows.

Stock means: Unfold's own templates and settings, a plain ``ModelAdmin`` for each model with the
same columns, and Django's own filters by field where ours has filters. Either side has a process of
its own, which answer in turns.
"""

from typing import Any

from tests.benchmarks.admin_pages import NUMBER, timed_requests
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared

LISTS_BAR, PERSON_BAR = 1.2, 1.5
FORM = "certification's form"
TURNS = 3


def rows(lab: Lab) -> list[Row]:
    """The three lists, and a mentor's page against a change form."""
    size = lab.sizes.medium
    database = lab.copy(lab.loaded(size), f"stock_{size}")
    found = {"DEBUG": "true"}  # static files, without collecting them
    with program(database, **found) as ours, program(database, **found) as stock:
        names = stock(serve_stock)
        times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in names}
        for _ in range(TURNS):
            for name, (at_ours, at_stock) in times.items():
                at_ours += ours(_measure_ours, name)
                at_stock += stock(_measure_stock, name)
    lab.drop(f"stock_{size}")
    say(f"{len(times)} pages beside stock Unfold")
    return [
        compared(
            "page of a mentor against stock Unfold's change form" if name == FORM else name,
            *measured,
            names=("ours", "stock"),
            unit="ms",
            bar=PERSON_BAR if name == FORM else LISTS_BAR,
        )
        for name, measured in times.items()
    ]


def _measure_ours(name: str) -> list[float]:
    from django.urls import reverse

    from certifications.models import Mentor

    mentor = Mentor.objects.get(email=f"p{NUMBER}@mentors.example")
    pages = {
        "queue": reverse("admin:statuses_certificationstatus_changelist"),
        "certifications": reverse("admin:certifications_certification_changelist"),
        "mentors": reverse("admin:certifications_mentor_changelist"),
        FORM: reverse("mentor-page", args=[mentor.pk]),
    }
    return timed_requests(pages[name])


def _measure_stock(name: str) -> list[float]:
    from django.urls import reverse

    from certifications.models import Certification

    record = Certification.objects.governing().get(mentor__email=f"p{NUMBER}@mentors.example")
    pages = {
        "queue": reverse("admin:statuses_certificationstatus_changelist"),
        "certifications": reverse("admin:certifications_certification_changelist"),
        "mentors": reverse("admin:certifications_mentor_changelist"),
        FORM: reverse("admin:certifications_certification_change", args=[record.pk]),
    }
    return timed_requests(pages[name])


def serve_stock() -> list[str]:
    """Put stock pages in the place of ours, in this process; return what there is to measure."""
    from django.conf import settings
    from django.contrib import admin
    from unfold.admin import ModelAdmin

    from certifications.models import Certification, Mentor
    from statuses.models import CertificationStatus

    settings.TEMPLATES[0]["DIRS"] = []  # before the first page is asked for
    settings.UNFOLD = {}
    for model, select_related, filters, order in (
        (
            CertificationStatus,
            ["mentor", "certification_type"],
            ["certification_type"],
            "expires_at",
        ),
        (
            Certification,
            ["mentor", "certification_type"],
            ["certification_type", "auto_pause_applied", "is_current"],
            "-pk",
        ),
        (Mentor, [], ["exempt_until", "paused_at", "left_at"], "pk"),
    ):
        ours: Any = admin.site.get_model_admin(model)
        stock = type(
            "Stock",
            (ModelAdmin,),
            {
                "list_display": [_plain(ours, column) for column in ours.list_display],
                "list_display_links": None,
                "list_select_related": select_related,
                "list_filter": filters,
                "list_per_page": ours.list_per_page,
                "ordering": [order],
                "search_fields": ["pk"],
                # As a list of all mentors to choose from, the field would take a second.
                "autocomplete_fields": ["mentor"] if model is Certification else [],
                "get_queryset": lambda self, request, ours=ours: ours.get_queryset(request),
            },
        )
        admin.site.unregister(model)
        admin.site.register(model, stock)
    return ["queue", "certifications", "mentors", FORM]


def _plain(ours: Any, column: str) -> Any:
    return getattr(ours, column, column)
