"""The API: who may use it and how often, and the packages it is built with."""

from mentorcerts.settings import environment
from mentorcerts.settings.core import BASE_DIR, DEBUG

MENTORCERTS_API_ACCESS = environment.choice(
    "MENTORCERTS_API_ACCESS",
    ("public", "read-only", "authenticated"),
    default="public" if DEBUG else "authenticated",
)
MENTORCERTS_API_DOCS_PUBLIC = environment.boolean("MENTORCERTS_API_DOCS_PUBLIC", default=False)
# (requests, seconds) per token, per address, and per address for failed tokens; None is off.
MENTORCERTS_API_RATES = {
    counted: environment.rate(
        f"MENTORCERTS_API_RATE_{counted.upper()}", "off" if DEBUG else default
    )
    for counted, default in (
        ("token", "1200/minute"),
        ("address", "120/minute"),
        ("failures", "20/minute"),
    )
}
# Only the API's rate limits use Django's cache: in the memory of each web process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "mentorcerts.access.authentication.ApiTokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["mentorcerts.access.permissions.ApiAccess"],
    "DEFAULT_THROTTLE_CLASSES": ["mentorcerts.access.throttling.ByToken"],
    "DEFAULT_PARSER_CLASSES": ["mentorcerts.lib.api.json.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["mentorcerts.lib.api.json.JsonRenderer"],
    "DEFAULT_PAGINATION_CLASS": "mentorcerts.lib.api.lists.paging.ContractPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "mentorcerts.lib.api.lists.filtering.StrictFilterBackend",
        "mentorcerts.lib.api.lists.ordering.StrictOrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "mentorcerts.openapi.operations.OperationSchema",
    "EXCEPTION_HANDLER": "mentorcerts.lib.api.errors.exception_handler",
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "mentorcerts",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": (BASE_DIR / "docs" / "api.md").read_text("utf-8"),
    "CONTACT": {"name": "The administrators of this installation"},
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/", "description": "This installation"}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["mentorcerts.access.permissions.ApiDocsAccess"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_NAME_OVERRIDES": {
        "CertificationState": "certifications.serializers.STATUSES",
        "EventType": "certifications.models.Event.Type",
        "PauseCause": "certifications.models.Event.Cause",
        "RunState": "certifications.models.ExpiryRun.State",
        "RunTrigger": "certifications.models.ExpiryRun.Trigger",
    },
    "PREPROCESSING_HOOKS": ["mentorcerts.openapi.operations.short_paths_only"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "mentorcerts.openapi.refusals.describe_refusals",
        "mentorcerts.webhooks.openapi.describe_webhooks",
        "mentorcerts.openapi.document.finish_document",
        "mentorcerts.openapi.examples.add_examples",
    ],
}
