"""Actions as a spreadsheet, and the people of one. For reading: nothing is imported."""

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest
from django.utils.text import slugify

from certifications.person_columns import PERSON, person_cells
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.lib.admin.downloads import download
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.tables import Column, Table

PUT_BACK, LEFT = "put back", "left: something had changed since"


class ActionTable(Table):
    title = "actions"

    what = Column("title")
    at = Column("at", moment=True, heading="When")
    done_by = Column("by", heading="Who")
    done = Column("done", heading="Mentors")
    left_as_before = Column("left_as_before")
    details = Column("details")
    undone_at = Column("undone_at", moment=True)
    undone_by = Column("undone_by")
    put_back = Column("put_back", heading="Undone for")


def people_file(
    request: HttpRequest, file_format: FileFormat, executed: ExecutedAction
) -> FileResponse:
    """All people of an action as a file."""
    return download(
        request,
        file_format,
        title=str(executed),
        file_name=slugify(str(executed)),
        headings=[*PERSON, "Undone"],
        rows=_rows(executed),
    )


def _rows(executed: ExecutedAction) -> Iterator[list[str]]:
    for person in executed.people.select_related("mentor").order_by("mentor"):
        undone = PUT_BACK if person.is_put_back else LEFT
        yield [*person_cells(person.mentor), undone if executed.undone_at else ""]
