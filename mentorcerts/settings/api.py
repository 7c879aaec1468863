"""Settings of the packages that the API is made with."""

from typing import Any

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "mentorcerts.access.permissions.ApiTokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["mentorcerts.access.permissions.ApiAccess"],
    "DEFAULT_THROTTLE_CLASSES": ["mentorcerts.access.throttling.ByToken"],
    "DEFAULT_PARSER_CLASSES": ["mentorcerts.lib.api.json.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["mentorcerts.lib.api.json.JsonRenderer"],
    "DEFAULT_PAGINATION_CLASS": "mentorcerts.lib.api.paging.ContractPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "mentorcerts.lib.api.filtering.StrictFilterBackend",
        "mentorcerts.lib.api.ordering.StrictOrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "mentorcerts.openapi.SaysItsPermission",
    "EXCEPTION_HANDLER": "mentorcerts.lib.api.errors.exception_handler",
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
        "PREPROCESSING_HOOKS": ["mentorcerts.openapi.short_paths_only"],
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "mentorcerts.openapi.one_error_shape",
        ],
    }
