"""Columns are what their declaration says; one that contradicts itself is refused at once."""

from datetime import date
from types import SimpleNamespace

import pytest

from mentorcerts.lib.sheets.cells import read_text
from mentorcerts.lib.sheets.tables import Column, Table

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
