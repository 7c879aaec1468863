"""The heading of an admin page, named as the menu names the page."""

from typing import Any

from django import template
from django.contrib import admin
from django.db.models import Model
from django.template.context import RequestContext
from django.urls import reverse

from certifications.mentor_links import mentors_of, with_mentor_links
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.page_names import page_name_of

register = template.Library()


@register.simple_tag(takes_context=True)
def heading_parts(context: RequestContext) -> list[dict[str, Any]]:
    """Return the parts of the heading, each a title and perhaps a link.

    First the list that the page belongs to, then the record, or what the page is about. Empty for
    a page that belongs to no list.
    """
    opts = context.get("original_opts") or context.get("opts")  # the first: of an earlier state
    if opts is None or not admin.site.is_registered(opts.model):
        return []
    model_admin = admin.site.get_model_admin(opts.model)
    page_name = page_name_of(model_admin)
    changelist = f"admin:{opts.app_label}_{opts.model_name}_changelist"
    listed = reverse(changelist)
    if filters := _filters(context):
        listed = f"{listed}?{filters}"
    parts = [{"title": page_name, "link": context.get("list_address") or listed}]
    record = context.get("original") or context.get("object")
    further: Any = context.get("heading_is_about") or []
    about = [record, *further]
    mentors = [mentor for each in about for mentor in mentors_of(each)]
    if isinstance(record, Model):
        name = getattr(model_admin, "record_name", str)(record)
        parts.append({"title": with_mentor_links(name, mentors), "link": ""})
    elif (title := context.get("title")) and title != page_name:
        parts.append({"title": with_mentor_links(str(title), mentors), "link": ""})
    return parts


def _filters(context: RequestContext) -> str:
    """The query of the list that a record was opened from: its name leads back to that."""
    request = context.get("request")
    return places.filters_of(request) if request is not None else ""
