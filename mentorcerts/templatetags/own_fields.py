"""Fields of a form that belong to one record each, beside it in a table."""

from typing import Any, Protocol

from django import template
from django.utils.safestring import SafeString

register = template.Library()


class HasOwnFields(Protocol):
    """A form with them."""

    def own_field(self, record: Any) -> SafeString: ...


@register.filter
def own_field(form: HasOwnFields, record: Any) -> SafeString:
    """The field of a record, as HTML."""
    return form.own_field(record)
