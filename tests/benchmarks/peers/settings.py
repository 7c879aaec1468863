"""The program's own settings, middleware included, with a peer's URLs and stock REST settings."""

import os

from mentorcerts.settings import *  # noqa: F403

ROOT_URLCONF = os.environ["PEER"]
REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 20,
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.OrderingFilter",
    ],
}
