"""Settings of the packages that the API is made with."""

from typing import Any

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "mentorcerts.api.access.ApiTokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["mentorcerts.api.access.ApiAccess"],
    "DEFAULT_THROTTLE_CLASSES": ["mentorcerts.api.throttling.ByToken"],
    "DEFAULT_PARSER_CLASSES": ["mentorcerts.api.json.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["mentorcerts.api.json.JsonRenderer"],
    "DEFAULT_PAGINATION_CLASS": "mentorcerts.api.paging.ContractPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "mentorcerts.api.filtering.AskedFilters",
        "mentorcerts.api.ordering.StrictOrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "mentorcerts.api.schema.SaysItsPermission",
    "EXCEPTION_HANDLER": "mentorcerts.api.errors.exception_handler",
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}


def spectacular(description: str) -> dict[str, Any]:
    """SPECTACULAR_SETTINGS."""
    return {
        "TITLE": "mentorcerts",
        "VERSION": "1.0.0",
        "DESCRIPTION": description,
        "SERVE_INCLUDE_SCHEMA": False,
        "SERVE_PUBLIC": True,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "PREPROCESSING_HOOKS": ["mentorcerts.api.schema.short_paths_only"],
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "mentorcerts.api.schema.one_error_shape",
        ],
    }
