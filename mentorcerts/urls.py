"""The addresses of everything: probes, admin, API.

Each endpoint of the API has two addresses: a short one, and the one that its contract prints,
which repeats the base path before the whole path.
"""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView

from mentorcerts.calendars.views import calendar_feed
from mentorcerts.health.metrics import metrics
from mentorcerts.health.probes import healthz, readyz
from mentorcerts.openapi.views import DescriptionView

READING = ["get", "head"]
schema = DescriptionView.as_view(http_method_names=READING)
docs = SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=READING)

handler500 = "mentorcerts.lib.outage.error_page"
urlpatterns = [  # in the order in which they are tried: first what is asked for most
    path("api/v1/", include("certifications.urls")),
    path("api/v1/", include("statuses.urls")),
    path("api/v1/", include("renewals.urls")),
    path("api/v1/", include("mentorcerts.sync.urls")),
    path("api/v1/certifications/api/v1/", include("certifications.urls")),
    path("api/v1/certification-statuses/api/v1/", include("statuses.urls")),
    path("api/v1/certification-statuses/api/v1/", include("renewals.urls")),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("readyz", readyz, name="readyz"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar-feed"),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path(settings.MENTORCERTS_ADMIN_PATH, include("mentorcerts.pages.urls")),
    path("api/schema/", schema, name="schema"),
    path("api/schema", schema),
    path("api/docs/", docs, name="docs"),
    path("api/docs", docs),
]
