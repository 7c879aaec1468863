"""Which web pages of other origins may use the API from a browser: none, unless they are named.

Without cookies: such a page sends a token of its own, and never acts as whoever is logged in.
"""

from mentorcerts.settings import environment

CORS_ALLOWED_ORIGINS = environment.origins("MENTORCERTS_CORS_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "Allow",
    "Deprecation",
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "Mentorcerts-Today",
    "RateLimit",
    "RateLimit-Limit",
    "RateLimit-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "Sunset",
    "X-Request-ID",
]
CORS_PREFLIGHT_MAX_AGE = 3600  # seconds
