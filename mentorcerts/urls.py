"""Where everything answers.

Each endpoint has two addresses: the one that its contract prints, with the base path before the
whole path, and the short one.
"""

from django.conf import settings
from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from mentorcerts.health.metrics import metrics
from mentorcerts.health.probes import healthz, readyz

handler500 = "mentorcerts.lib.outage.error_page"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("readyz", readyz, name="readyz"),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    # As ``include`` would have it, but loaded when somebody asks for a page (pages.apps).
    URLResolver(RoutePattern(settings.MENTORCERTS_ADMIN_PATH), "mentorcerts.pages.urls"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/", include("certifications.urls")),
    path("api/v1/", include("statuses.urls")),
    path("api/v1/", include("renewals.urls")),
    path("api/v1/certifications/api/v1/", include("certifications.urls")),
    path("api/v1/certification-statuses/api/v1/", include("statuses.urls")),
    path("api/v1/certification-statuses/api/v1/", include("renewals.urls")),
]
