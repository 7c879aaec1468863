"""Where what happens is sent to: the list of endpoints, and each one's page."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from certifications.change_log.publish import last_number
from certifications.models import Event
from mentorcerts.lib import clock
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.lib.admin.proposals import digest_of
from mentorcerts.lib.admin.stale_forms import GuardedAdmin
from mentorcerts.webhooks import pages, plans, services, wording
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.watching import lag_of

ATTEMPTS_SHOWN = 20
SKIPPED_SHOWN = 50


class EndpointForm(ServiceForm):
    """Name, address and events. What is sent meanwhile does not make it stale, other edits do."""

    shown_record = None  # type: ignore[assignment]  # it compares all fields, and the position moves with each event
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    types = forms.MultipleChoiceField(
        label="Events",
        required=False,
        choices=[(kind.value, kind.value) for kind in Event.Type],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="None chosen: all of them, also those that a later version adds.",
    )

    class Meta:
        model = Endpoint
        fields = ["name", "url", "types"]
        widgets = {"url": UnfoldAdminTextInputWidget}
        help_texts = {
            "url": "An https:// address of the receiver. docs/webhooks.md says how it verifies "
            "what it gets."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["was"] = digest_of(_edited(self.instance))

    def write(self, *, today: date, by: str) -> Endpoint:
        values = {name: self.cleaned_data[name] for name in ("name", "url", "types")}
        if not self.instance.pk:
            return services.add_endpoint(**values)
        return services.change_endpoint(pk=self.instance.pk, check=self._check, **values)

    def _check(self, current: Endpoint) -> None:
        if digest_of(_edited(current)) != self.cleaned_data["was"]:
            raise ValidationError(
                "Nothing was saved: somebody has changed this endpoint since you opened the page. "
                "Open it again."
            )


def _edited(endpoint: Endpoint) -> list[Any]:
    return [endpoint.name, endpoint.url, endpoint.types]


@admin.register(Endpoint)
class EndpointAdmin(GuardedAdmin, NamedPage, ModelAdmin):  # type: ignore[misc,type-arg]
    """Changed by services only. What sends or cannot be taken back has a page that confirms it."""

    page_name = "Webhooks"
    form = EndpointForm
    list_display = ["name", "host", "state", "lag", "delivered_at"]
    list_filter = ["enabled"]
    search_fields = ["name"]
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    change_form_before_template = "admin/webhooks/endpoint.html"
    actions_detail = [
        "send_test",
        {"title": "Send…", "items": ["send_tonight", "send_again", "send_skipped"]},
        {"title": "Secret…", "items": ["show_secret", "rotate_secret"]},
        "switch",
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.request = request  # the form class is made for this request
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["name", "url", "types", *(["was"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the form has written the record."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List the endpoints alone: their attempts are deleted with them."""
        return [str(each) for each in objs], {}, set(), []

    # --- the list -----------------------------------------------------------------------------
    @display(description="Host")
    def host(self, obj: Endpoint) -> str:
        return wording.host_of(obj)

    @display(
        description="State",
        label={"well": "success", "failing": "danger", "disabled": "warning"},
    )
    def state(self, obj: Endpoint) -> str:
        return wording.state_of(obj)

    @display(description="Behind by")
    def lag(self, obj: Endpoint) -> str:
        return wording.lag_in_words(lag_of(obj, now=timezone.now()))

    # --- one endpoint -------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show how far it is, what was tried last, and what it has refused."""
        endpoint = self.get_object(request, object_id)
        context = extra_context or {}
        if endpoint is not None:
            skipped = endpoint.skipped_events.all()
            context |= {
                "endpoint": endpoint,
                "state": wording.state_of(endpoint),
                "lag_words": wording.lag_in_words(lag_of(endpoint, now=timezone.now())),
                "last_number": last_number(),
                "attempts": list(endpoint.tries.all()[:ATTEMPTS_SHOWN]),
                "skipped": list(skipped[:SKIPPED_SHOWN]),
                "skipped_number": skipped.count(),
            }
        return super().change_view(request, object_id, form_url, context)

    def has_send_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tests and repetitions."""
        return bool(request.user.has_perm("webhooks.send_webhooks"))

    def has_secret_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Who has a secret can forge messages to that receiver."""
        return bool(request.user.has_perm("webhooks.view_webhook_secret"))

    @action(description="Send a test", url_path="test", permissions=["send"])
    def send_test(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the message; ``POST`` sends it."""
        return pages.confirmed(self, request, object_id, plans.plan_test)

    @action(description="Send tonight's events", url_path="tonight", permissions=["send"])
    def send_tonight(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the next run would tell; ``POST`` sends it, marked as tests."""
        today = clock.today()
        return pages.confirmed(
            self, request, object_id, lambda each: plans.plan_tonight(each, today)
        )

    @action(description="Send the missed ones", url_path="again", permissions=["send"])
    def send_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a number or a time; ``POST`` sets the position back."""
        form = plans.AgainForm(request.GET or None)
        return pages.confirmed(
            self, request, object_id, lambda each: plans.plan_again(each, form), form
        )

    @action(description="Skipped events", url_path="skipped", permissions=["send"])
    def send_skipped(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List what it refused; ``POST`` sends one of them again."""
        return pages.confirmed(self, request, object_id, plans.plan_skipped)

    @action(description="Show secret", url_path="secret", permissions=["secret"])
    def show_secret(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """``POST`` shows it, and records who looked."""
        return pages.secret_page(self, request, object_id)

    @action(description="Rotate secret", url_path="rotate", permissions=["secret"])
    def rotate_secret(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """``POST`` makes a new secret; for a day both sign."""
        return pages.confirmed(
            self, request, object_id, lambda each: plans.plan_rotation(each, request)
        )

    @action(description="Enable or disable", url_path="switch", permissions=["change"])
    def switch(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether to send what was missed, where it is disabled; ``POST`` does it."""
        by = request.user.get_username()
        return pages.confirmed(
            self, request, object_id, lambda each: plans.plan_switching(each, by)
        )
