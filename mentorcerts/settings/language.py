"""Language, formats of dates, and the time zone of pages."""

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "mentorcerts.formats"
# Expiry dates are UTC calendar dates, so pages show UTC; MENTORCERTS_TIME_ZONE decides "today".
TIME_ZONE = "UTC"
USE_TZ = True
