"""Lists of what the program records about its own work."""

from django.contrib import admin

from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.models import Incident, PersonalDataEvent


@admin.register(PersonalDataEvent)
class PersonalDataEventAdmin(ReadOnlyAdmin):
    """Who exported or erased whose personal data."""

    page_name = "Exports and erasures"
    list_display = ["mentor_id", "what", "at", "by", "source"]
    list_filter = ["what"]
    search_fields = ["mentor_id", "by"]


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    """Problems with the nightly run."""

    list_display = ["title", "job_run_id", "opened_at", "told_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
