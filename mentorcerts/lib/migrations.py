"""Operations of migrations that let everybody go on working on PostgreSQL, and run on SQLite too.

There nobody writes while the one file is migrated, and Django's own operations do.
"""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

from mentorcerts.lib.lock_timeout import lock_timeout


class AddIndexWithoutLock(migrations.AddIndex):
    """Build an index while others write. For migrations with ``atomic = False``.

    One that was left half built by a migration that was killed is built anew.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        _drop_index(schema_editor, self.index.name)
        with lock_timeout(schema_editor.connection, "0"):
            schema_editor.add_index(model, self.index, concurrently=True)


class AddUniqueIndexWithoutLock(migrations.AddConstraint):
    """The same for a unique constraint that is an index: one with expressions or a condition."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        create = str(self.constraint.create_sql(model, schema_editor))
        create = create.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1)
        _drop_index(schema_editor, self.constraint.name)
        with lock_timeout(schema_editor.connection, "0"):
            schema_editor.execute(create, params=None)


class RemoveIndexWithoutLock(migrations.RemoveIndex):
    """Drop an index while others read and write; one that has been dropped already is no error."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            _drop_index(schema_editor, self.name)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class RemoveUniqueIndexWithoutLock(migrations.RemoveConstraint):
    """The same for a unique constraint that is an index."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            _drop_index(schema_editor, self.name)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def _drop_index(schema_editor: Any, name: str) -> None:
    # Building and dropping wait for older transactions without being in anybody's way. To give up
    # (migrate --lock-timeout) would leave an index that is not valid, and cost the work so far.
    with lock_timeout(schema_editor.connection, "0"):
        name = schema_editor.quote_name(name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class AddUncheckedConstraint(migrations.AddConstraint):
    """Add a check constraint for what is written from now on, without reading what is there.

    ``ValidateConstraints`` in a later migration reads it. On SQLite all is checked at once.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        statement = self.constraint.create_sql(model, schema_editor)
        schema_editor.execute(f"{statement} NOT VALID", params=None)


class ValidateConstraints(Operation):
    """Check the rows that were there before ``AddUncheckedConstraint``, while others write."""

    reversible = True

    def __init__(self, model_name: str, names: list[str]) -> None:
        self.model_name, self.names = model_name, names

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for name in self.names:
            schema_editor.execute(
                f"ALTER TABLE {schema_editor.quote_name(table)} "
                f"VALIDATE CONSTRAINT {schema_editor.quote_name(name)}"
            )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing to take back."""

    def describe(self) -> str:
        return f"Check the rows of {self.model_name} against {', '.join(self.names)}"
