"""Actions as a spreadsheet, and the people of one. They are for reading: nothing is imported."""

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest
from django.utils.text import slugify

from certifications.person_columns import PERSON, person_cells
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.lib.admin.downloads import download
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.tables import Column, Table


class ActionTable(Table):
    title = "actions"

    what = Column("title")
    at = Column("at", heading="When", moment=True)
    who = Column("by")
    source = Column("source")
    done = Column("done", heading="Mentors")
    left_as_before = Column("left_as_before")
    details = Column("details")
    undone_at = Column("undone_at", moment=True)
    undone_by = Column("undone_by")
    put_back = Column("put_back", heading="Undone for")


def people_file(
    request: HttpRequest, file_format: FileFormat, executed: ExecutedAction
) -> FileResponse:
    """To whom an action was done, and of whom it was undone."""
    return download(
        request,
        file_format,
        title=f"Mentors of: {executed}",
        file_name=slugify(f"{executed.title} {executed.pk} mentors"),
        headings=[*PERSON, "Undone"],
        rows=_rows(executed),
    )


def _rows(executed: ExecutedAction) -> Iterator[list[str]]:
    people = executed.people.select_related("mentor").order_by("mentor")
    for person in people.iterator(chunk_size=2000):
        undone = "put back" if person.is_put_back else "left: something had changed since"
        yield [*person_cells(person.mentor), undone if executed.undone_at else ""]
