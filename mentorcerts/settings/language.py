"""Language, formats of dates, and the time zone of pages."""

from mentorcerts.settings.core import BASE_DIR
from mentorcerts.settings.programme import MENTORCERTS_TIME_ZONE

LANGUAGE_CODE = "en-gb"
# Our words for sentences of Django, Unfold and django-simple-history.
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "mentorcerts.formats"
# Of moments, which is when something happened. Dates of certifications are UTC calendar dates.
TIME_ZONE = MENTORCERTS_TIME_ZONE
USE_TZ = True
