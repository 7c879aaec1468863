"""What is wrong with the rows of a spreadsheet, by row and column."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from mentorcerts.lib.refusals import Refused, messages_by_field


class Problems(dict[int, dict[str, list[str]]]):
    """What is wrong: row → column (empty: the row as a whole) → sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: dict[int, Refused] = {}
        """Row → the first of its refusals that is no bad value: it has a code and details."""

    def add(self, row: int, column: str, message: str) -> None:
        messages = self.setdefault(row, {}).setdefault(column, [])
        if message not in messages:
            messages.append(message)

    def add_all(self, others: Mapping[int, Mapping[str, Sequence[str]]]) -> None:
        for row, columns in others.items():
            for column, messages in columns.items():
                for message in messages:
                    self.add(row, column, message)

    @contextmanager
    def of(self, row: int, column: str = "") -> Iterator[None]:
        """Note the refusals of the body; ``column`` is that of refusals that name none."""
        try:
            yield
        except (ValidationError, Refused) as error:
            if isinstance(error, Refused):
                self.refusals.setdefault(row, error)
            for name, messages in messages_by_field(error).items():
                for message in messages:
                    self.add(row, column if name == NON_FIELD_ERRORS else name, message)


class RefusedRows(Refused):
    """Some rows can't be written, so none was."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{len(problems)} rows can't be written, so none was.")
        self.problems = problems
