"""One name for each list of the admin.

Unfold is not imported here: the tag that shows the names is loaded while Unfold itself is.
"""

from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst


class NamedPage:
    """A list that has one name, in the menu, the heading, the tab and the breadcrumb.

    Stands before the model admin among the bases.
    """

    page_name: ClassVar[str] = ""
    """Empty: the plural of the model's name."""

    def record_name(self, record: Model) -> str:
        """What one record is called in the heading of its pages."""
        return str(record)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"title": page_name_of(self), **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[misc]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Name the list in the tab of a record, which begins with the record itself."""
        context = dict(extra_context or {})
        if object_id is not None:
            context.setdefault("title", page_name_of(self))
        return super().changeform_view(request, object_id, form_url, context)  # type: ignore[misc]


def page_name_of(model_admin: Any) -> str:
    """Return what a model admin's list is called."""
    return str(
        getattr(model_admin, "page_name", "") or capfirst(model_admin.opts.verbose_name_plural)
    )
