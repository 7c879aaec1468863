"""Lists of what the program records about its own work."""

from django.contrib import admin
from unfold.decorators import display

from certifications.mentor_links import mentor_link
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.models import AuditEvent, Incident, PersonalDataEvent
from mentorcerts.pages.sheets import AuditTable, PersonalDataTable


@admin.register(PersonalDataEvent)
class PersonalDataEventAdmin(SpreadsheetExport, ReadOnlyAdmin):
    """Who exported or erased whose personal data."""

    page_name = "Exports and erasures"
    table = PersonalDataTable
    list_display = ["mentor_page", "what", "at", "by", "source"]
    list_display_links = ["what"]
    list_filter = ["what"]
    search_fields = ["mentor_id", "by"]

    @display(description="Mentor", ordering="mentor_id")
    def mentor_page(self, obj: PersonalDataEvent) -> str:
        """Who is erased is on record under this pseudonym, and has a page."""
        return mentor_link(obj.mentor_id)


@admin.register(AuditEvent)
class AuditEventAdmin(SpreadsheetExport, ReadOnlyAdmin):
    """Logins, exports of lists, API tokens, and changes of who may do what."""

    page_name = "Audit log"
    table = AuditTable
    list_display = ["at", "what", "by", "address", "rows", "about"]
    list_filter = ["what", "at"]
    search_fields = ["by", "address", "about"]
    search_help_text = "By user name, address, or what it was about."


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    """Problems with the nightly run."""

    list_display = ["title", "job_run_id", "opened_at", "told_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
