"""The Django apps, the middleware, and where addresses and templates are found."""

from mentorcerts.settings.core import BASE_DIR
from mentorcerts.settings.cors import CORS_ALLOWED_ORIGINS

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "mentorcerts.lib.task_cluster",
    "django_q",
    "simple_history",
    "axes",
    "certifications",
    "statuses",
    "renewals",
    "mentorcerts.lib.idempotency",
    "mentorcerts.lib.sheets",
    "mentorcerts.sync",
    "mentorcerts.webhooks",
    "mentorcerts.promises",
    "mentorcerts.reminders",
    "mentorcerts.calendars",
    "mentorcerts.digests",
    "mentorcerts.saved_lists",
    "mentorcerts.visits",
    "mentorcerts.reports",
    "mentorcerts",
]
# It costs every request something, so it is there only where it has something to allow.
_CORS = ["corsheaders.middleware.CorsMiddleware"] if CORS_ALLOWED_ORIGINS else []
MIDDLEWARE = [
    "mentorcerts.health.middleware.Observed",
    *_CORS,  # before all that may refuse: a page reads the headers of refusals too
    "mentorcerts.lib.api.compression.CompressedAnswers",
    "mentorcerts.lib.api.errors.JsonErrorsMiddleware",
    "mentorcerts.access.middleware.NoNulInCookies",
    "mentorcerts.access.middleware.NoNulInAddresses",
    "mentorcerts.access.middleware.CacheControl",
    "django.middleware.security.SecurityMiddleware",
    "mentorcerts.access.middleware.ContentSecurityPolicy",
    "mentorcerts.access.middleware.RateLimitHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mentorcerts.lib.sheets.uploads.ClosedUploads",
    "mentorcerts.access.session_middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "mentorcerts.access.session_middleware.Logins",
    "mentorcerts.access.session_middleware.Messages",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "mentorcerts.urls"
WSGI_APPLICATION = "mentorcerts.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
