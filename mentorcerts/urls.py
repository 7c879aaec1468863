"""Where everything answers.

Each endpoint has two addresses: the one that its contract prints, with the base path before the
whole path, and the short one.
"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from mentorcerts.health.metrics import metrics
from mentorcerts.health.probes import healthz, readyz
from mentorcerts.pages.bulk import bulk_page
from mentorcerts.pages.mentor import mentor_page
from mentorcerts.pages.personal_data import personal_data_export, personal_data_page

ADMIN = settings.MENTORCERTS_ADMIN_PATH
handler500 = "mentorcerts.outage.error_page"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("readyz", readyz, name="readyz"),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path(
        f"{ADMIN}mentors/<str:mentor_id>/", admin.site.admin_view(mentor_page), name="mentor-page"
    ),
    path(
        f"{ADMIN}mentors/<str:mentor_id>/personal-data/",
        admin.site.admin_view(personal_data_page),
        name="personal-data",
    ),
    path(
        f"{ADMIN}mentors/<str:mentor_id>/personal-data/export/",
        admin.site.admin_view(personal_data_export),
        name="personal-data-export",
    ),
    path(f"{ADMIN}actions/<slug:name>/", admin.site.admin_view(bulk_page), name="bulk-action"),
    path(ADMIN, admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/", include("certifications.urls")),
    path("api/v1/", include("statuses.urls")),
    path("api/v1/", include("renewals.urls")),
    path("api/v1/certifications/api/v1/", include("certifications.urls")),
    path("api/v1/certification-statuses/api/v1/", include("statuses.urls")),
    path("api/v1/certification-statuses/api/v1/", include("renewals.urls")),
]
