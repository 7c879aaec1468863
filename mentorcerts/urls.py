"""Where everything answers.

Each endpoint has two addresses: the one that its contract prints, with the base path before the
whole path, and the short one.
"""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/", include("certifications.urls")),
    path("api/v1/", include("statuses.urls")),
    path("api/v1/", include("renewals.urls")),
    path("api/v1/certifications/api/v1/", include("certifications.urls")),
    path("api/v1/certification-statuses/api/v1/", include("statuses.urls")),
    path("api/v1/certification-statuses/api/v1/", include("renewals.urls")),
]
