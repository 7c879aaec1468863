"""Settings, from the environment (or a ``.env`` file beside ``manage.py``) and nothing else.

A bare clone runs: development mode, SQLite, loopback host names only. With ``DEBUG`` off it
refuses to start without ``SECRET_KEY`` and ``ALLOWED_HOSTS``. ``.env.example`` lists them all.
"""

from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from mentorcerts.settings import api, environment, logging, security, tasks, theme

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = environment.boolean("DEBUG", default=True)
if DEBUG:
    # A forgotten setting must not be an open door: nobody but this machine gets an answer.
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    SECRET_KEY = env.str("SECRET_KEY", default="") or environment.development_key(
        BASE_DIR / ".development-key"
    )
else:
    SECRET_KEY = env.str("SECRET_KEY", default="")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
    if not SECRET_KEY or not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "DEBUG is off: set SECRET_KEY (50 random characters or more) and ALLOWED_HOSTS "
            "(the host names, separated by commas). .env.example shows how."
        )
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- the programme ---------------------------------------------------------------------
MENTORCERTS_TIME_ZONE = environment.time_zone("MENTORCERTS_TIME_ZONE", default="UTC")
MENTORCERTS_API_ACCESS = environment.choice(
    "MENTORCERTS_API_ACCESS",
    ("public", "read-only", "authenticated"),
    default="public" if DEBUG else "authenticated",
)
# The brake holds a run that would pause more than both of these.
MENTORCERTS_BRAKE_MENTORS = environment.integer("MENTORCERTS_BRAKE_MENTORS", 100, minimum=0)
MENTORCERTS_BRAKE_PERCENT = environment.integer(
    "MENTORCERTS_BRAKE_PERCENT", 20, minimum=0, maximum=100
)
MENTORCERTS_BATCH_SIZE = environment.integer("MENTORCERTS_BATCH_SIZE", 20_000, minimum=1)
# Workers that share a run: above 1, task clusters are asked to help.
MENTORCERTS_RUN_WORKERS = environment.integer("MENTORCERTS_RUN_WORKERS", 1, minimum=1, maximum=64)
# A run whose last sign of life is older than this many seconds is taken for dead.
MENTORCERTS_RUN_STALE_SECONDS = environment.integer("MENTORCERTS_RUN_STALE_SECONDS", 300, minimum=1)
# The home page warns when the last good run is older than this many hours.
MENTORCERTS_RUN_OVERDUE_HOURS = environment.integer("MENTORCERTS_RUN_OVERDUE_HOURS", 26, minimum=1)

# --- the doors -------------------------------------------------------------------------
MENTORCERTS_ADMIN_PATH = environment.path("MENTORCERTS_ADMIN_PATH", default="admin/")
# Proxies of ours between client and program: so many entries of X-Forwarded-For are to be trusted.
MENTORCERTS_PROXIES = environment.integer("MENTORCERTS_PROXIES", 0, minimum=0, maximum=10)
MENTORCERTS_API_RATES = security.rates(default="off" if DEBUG else "")
AXES_FAILURE_LIMIT = environment.integer("MENTORCERTS_LOGIN_FAILURES", 10, minimum=1)
AXES_COOLOFF_TIME = timedelta(
    minutes=environment.integer("MENTORCERTS_LOGIN_LOCK_MINUTES", 30, minimum=1)
)
vars().update(security.AXES)
CACHES = security.CACHES
FILE_UPLOAD_HANDLERS = security.FILE_UPLOAD_HANDLERS
DEFAULT_EXCEPTION_REPORTER = "mentorcerts.lib.error_reports.PrivateReporter"
SESSION_COOKIE_AGE = 3600 * environment.integer("MENTORCERTS_SESSION_HOURS", 12, minimum=1)

# --- looking after it (docs/operations.md) -----------------------------------------------
MENTORCERTS_RUN_WATCH = (
    "mentorcerts.health.run_observer.observed"  # stands beside every run of the job
)
# Above the time limit of tasks: a single worker can't give a sign of life while it works.
MENTORCERTS_CLUSTER_STALE_SECONDS = environment.integer(
    "MENTORCERTS_CLUSTER_STALE_SECONDS", 900, minimum=0
)
# Days; 0 keeps for ever. Pauses and the runs that they belong to are always kept.
MENTORCERTS_KEEP_RUNS_DAYS = environment.days("MENTORCERTS_KEEP_RUNS_DAYS", 730)
MENTORCERTS_KEEP_RESULTS_DAYS = environment.days("MENTORCERTS_KEEP_RESULTS_DAYS", 90)
MENTORCERTS_KEEP_HISTORY_DAYS = environment.days("MENTORCERTS_KEEP_HISTORY_DAYS", 3650)
MENTORCERTS_METRICS_TOKEN = env.str("MENTORCERTS_METRICS_TOKEN", default="")
MENTORCERTS_ALERT_EMAILS = environment.addresses("MENTORCERTS_ALERT_EMAILS")
MENTORCERTS_PING_URL = environment.web_address("MENTORCERTS_PING_URL")
vars().update(
    environment.mail("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost")
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "MENTORCERTS_MAIL_FROM", default="mentorcerts@localhost"
)
LOGGING = logging.from_environment(development=DEBUG)

# --- Django ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.simple_history",
    "unfold.contrib.import_export",
    "mentorcerts.pages.apps.AdminWhenAsked",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
    "simple_history",
    "import_export",
    "axes",
    "certifications",
    "statuses",
    "renewals",
    "mentorcerts",
]
MIDDLEWARE = [
    "mentorcerts.health.middleware.Observed",
    "mentorcerts.lib.api.errors.JsonErrorsMiddleware",
    "mentorcerts.access.middleware.NoNulInCookies",
    "django.middleware.security.SecurityMiddleware",
    "mentorcerts.access.middleware.ContentSecurityPolicy",
    "mentorcerts.access.middleware.RateLimitHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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

DATABASES = {"default": environment.database("DATABASE_URL", BASE_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = security.PASSWORD_VALIDATORS
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses who is locked out, before a password is tried
    "mentorcerts.access.backend.OneQuery",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "mentorcerts.formats"
# Expiry dates are UTC calendar dates, so pages show UTC; MENTORCERTS_TIME_ZONE decides "today".
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
if not DEBUG:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    SECURE_REDIRECT_EXEMPT = [
        r"^(healthz|readyz|metrics)$"
    ]  # asked by the machine itself, without HTTPS
    SECURE_SSL_REDIRECT = environment.boolean("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = environment.integer("SECURE_HSTS_SECONDS", 31_536_000, minimum=0)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    if environment.boolean("BEHIND_HTTPS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- API -------------------------------------------------------------------------------
REST_FRAMEWORK = api.REST_FRAMEWORK
REST_KNOX = api.REST_KNOX
SPECTACULAR_SETTINGS = api.spectacular((BASE_DIR / "docs" / "api.md").read_text("utf-8"))

Q_CLUSTER = tasks.from_environment(DATABASES["default"]["ENGINE"])

UNFOLD = theme.UNFOLD
