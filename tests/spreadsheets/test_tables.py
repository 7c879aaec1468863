"""Columns are what their declaration says; one that contradicts itself is refused at once."""

from datetime import date
from types import SimpleNamespace

import pytest

from mentorcerts.lib.sheets.cells import read_text
from mentorcerts.lib.sheets.exporting import rows_file
from mentorcerts.lib.sheets.files import FORMATS
from mentorcerts.lib.sheets.tables import Column, Table
from tests.support.downloads import rows_of

TODAY = date(2026, 3, 26)


def test_a_table_has_its_columns_in_the_order_of_their_declaration():
    class Pets(Table):
        title = "pets"
        name = Column("name")
        owner = Column("owner__name")
        days = Column(computed=lambda pet, *, today: (today - pet.born).days)

    assert [column.name for column in Pets.columns.values()] == ["name", "owner", "days"]
    pet = SimpleNamespace(name="=Rex", owner=SimpleNamespace(name="Ann"), born=date(2026, 3, 1))
    cells = [column.export(pet, today=TODAY) for column in Pets.columns.values()]
    assert cells == ["'=Rex", "Ann", 25]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_of_a_page_are_guarded_counted_and_keep_their_kinds(kind):
    rows = [["00123", "=1+1", date(2026, 3, 1), 5, None], ["\t1", "Zoë", None, -5, True]]
    file, number = rows_file(["Id", "Name", "Day", "Number", "Yes"], iter(rows), FORMATS[kind])
    with file:
        first, second = rows_of(file.read(), kind)
    assert number == 2
    assert (first["Id"], first["Name"]) == ("00123", "'=1+1")
    assert (second["Id"], second["Name"], second["Yes"]) == ("'\t1", "Zoë", "yes")
    if kind == "csv":
        assert (first["Day"], first["Number"], second["Day"]) == ("2026-03-01", "5", "")
    else:
        assert first["Day"].date() == date(2026, 3, 1)
        assert (first["Number"], second["Number"], second["Day"]) == (5, -5, None)


def test_a_column_is_imported_because_it_is_declared_so():
    assert Column("name", reader=read_text, imported=True, help_text="Their name.").imported
    assert not Column("name", reader=read_text).imported


def test_an_empty_cell_changes_nothing_and_a_dash_empties_where_that_may_be():
    name = Column("name", reader=read_text, imported=True, emptied="", help_text="Their name.")
    assert (name.read(" "), name.read(" - "), name.read(" Ann ")) == (None, "", "Ann")
    needed = Column("id", reader=read_text, imported=True, required=True, help_text="The id.")
    with pytest.raises(ValueError, match="It is empty"):
        needed.read(None)
    assert needed.read(None, is_needed=False) is None
    with pytest.raises(ValueError, match="can't be emptied"):
        needed.read("-")
    assert needed.read("'-") == "-"


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"attribute": "name", "computed": lambda record, *, today: ""},
        {"attribute": "name", "imported": True},
        {"attribute": "name", "imported": True, "reader": read_text},
        {"attribute": "name", "imported": True, "help_text": "Their name."},
        {"attribute": "name", "reader": read_text, "required": True},
        {"attribute": "name", "help_text": "Their name."},
        {"attribute": "name", "emptied": ""},
    ],
)
def test_a_column_that_contradicts_itself_is_refused(declared):
    with pytest.raises(TypeError, match="column"):
        Column(**declared)


def test_a_heading_is_as_declared_or_the_name_made_readable():
    class Pets(Table):
        title = "pets"
        pet_id = Column("pet_id")
        email = Column("email", heading="E-mail")

    assert [column.heading for column in Pets.columns.values()] == ["Pet id", "E-mail"]
