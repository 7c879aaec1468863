"""django-ninja: schemas, a filter schema and its own pagination."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from ninja import FilterLookup, FilterSchema, NinjaAPI, Query, Schema
from ninja.pagination import PageNumberPagination, paginate

from certifications.models import Certification

api = NinjaAPI()


class CertificationOut(Schema):
    certification_id: str
    mentor_id: str
    certification_type: str
    issued_at: datetime
    expires_at: datetime
    status: str
    auto_pause_applied: bool

    @staticmethod
    def resolve_certification_type(record: Certification) -> str:
        return record.certification_type_id

    @staticmethod
    def resolve_status(record: Certification) -> str:
        if record.revoked_at:
            return "revoked"
        return "expired" if record.expires_at.date() < timezone.now().date() else "valid"


class CertificationIn(Schema):
    mentor_id: str
    certification_type: str
    issued_at: datetime
    expires_at: datetime


class CertificationFilters(FilterSchema):
    mentor_id: str | None = None
    certification_type: Annotated[str | None, FilterLookup("certification_type_id")] = None
    auto_pause_applied: bool | None = None
    expires_before: Annotated[datetime | None, FilterLookup("expires_at__lt")] = None
    expires_after: Annotated[datetime | None, FilterLookup("expires_at__gte")] = None
    issued_before: Annotated[datetime | None, FilterLookup("issued_at__lt")] = None
    issued_after: Annotated[datetime | None, FilterLookup("issued_at__gte")] = None


@api.get("/certifications", response=list[CertificationOut])
@paginate(PageNumberPagination, page_size=20)
def certifications(request: HttpRequest, filters: Query[CertificationFilters]) -> Any:
    return filters.filter(Certification.objects.filter(deleted_at=None).order_by("pk"))


@api.get("/certifications/{certification_id}", response=CertificationOut)
def certification(request: HttpRequest, certification_id: str) -> Any:
    live = Certification.objects.filter(deleted_at=None)
    return get_object_or_404(live, certification_id=certification_id)


@api.post("/certifications", response={201: CertificationOut})
def create(request: HttpRequest, sent: CertificationIn) -> Any:
    fields = sent.dict()
    kind = fields.pop("certification_type")
    return 201, Certification.objects.create(certification_type_id=kind, **fields)


urlpatterns = [path("api/v1/", api.urls)]
