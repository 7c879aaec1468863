"""Django's settings, read from the environment or from a ``.env`` file beside ``manage.py``.

One module for each thing that is configured; a new setting goes there, is imported here by name,
and is described in ``.env.example``. A bare clone runs: development mode, SQLite, loopback host
names only. With ``DEBUG`` off the program refuses to start without ``SECRET_KEY`` and
``ALLOWED_HOSTS``.
"""

from mentorcerts.settings.api import (
    CACHES,
    MENTORCERTS_API_ACCESS,
    MENTORCERTS_API_DOCS_PUBLIC,
    MENTORCERTS_API_RATES,
    REST_FRAMEWORK,
    REST_KNOX,
    SPECTACULAR_SETTINGS,
)
from mentorcerts.settings.apps import (
    INSTALLED_APPS,
    MIDDLEWARE,
    ROOT_URLCONF,
    TEMPLATES,
    WSGI_APPLICATION,
)
from mentorcerts.settings.core import (
    ALLOWED_HOSTS,
    BASE_DIR,
    CSRF_TRUSTED_ORIGINS,
    DEBUG,
    SECRET_KEY,
)
from mentorcerts.settings.cors import (
    CORS_ALLOW_CREDENTIALS,
    CORS_ALLOW_HEADERS,
    CORS_ALLOW_METHODS,
    CORS_ALLOWED_ORIGINS,
    CORS_EXPOSE_HEADERS,
    CORS_PREFLIGHT_MAX_AGE,
    CORS_URLS_REGEX,
)
from mentorcerts.settings.database import (
    DATABASES,
    DEFAULT_AUTO_FIELD,
)
from mentorcerts.settings.feed import MENTORCERTS_FEED_DAYS
from mentorcerts.settings.health import (
    MENTORCERTS_ALERT_EMAILS,
    MENTORCERTS_CLUSTER_STALE_SECONDS,
    MENTORCERTS_METRICS_TOKEN,
    MENTORCERTS_PING_URL,
)
from mentorcerts.settings.language import (
    FORMAT_MODULE_PATH,
    LANGUAGE_CODE,
    LOCALE_PATHS,
    TIME_ZONE,
    USE_TZ,
)
from mentorcerts.settings.logging import LOGGING, MENTORCERTS_LOG_ADDRESSES
from mentorcerts.settings.logins import (
    AUTH_PASSWORD_VALIDATORS,
    AUTHENTICATION_BACKENDS,
    AXES_CLIENT_IP_CALLABLE,
    AXES_COOLOFF_TIME,
    AXES_DISABLE_ACCESS_LOG,
    AXES_ENABLE_ADMIN,
    AXES_FAILURE_LIMIT,
    AXES_HANDLER,
    AXES_LOCKOUT_CALLABLE,
    AXES_LOCKOUT_PARAMETERS,
    AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT,
    AXES_RESET_ON_SUCCESS,
    AXES_SENSITIVE_PARAMETERS,
    AXES_VERBOSE,
    LOGIN_REDIRECT_URL,
    LOGIN_URL,
    PASSWORD_RESET_TIMEOUT,
    SESSION_COOKIE_AGE,
)
from mentorcerts.settings.mail import (
    DEFAULT_FROM_EMAIL,
    EMAIL_BACKEND,
    EMAIL_FILE_PATH,
    EMAIL_HOST,
    EMAIL_HOST_PASSWORD,
    EMAIL_HOST_USER,
    EMAIL_PORT,
    EMAIL_TIMEOUT,
    EMAIL_USE_SSL,
    EMAIL_USE_TLS,
    HAS_MAIL_SERVER,
    SERVER_EMAIL,
)
from mentorcerts.settings.programme import (
    MENTORCERTS_BATCH_SIZE,
    MENTORCERTS_BRAKE_MENTORS,
    MENTORCERTS_BRAKE_PERCENT,
    MENTORCERTS_RUN_OVERDUE_HOURS,
    MENTORCERTS_RUN_STALE_SECONDS,
    MENTORCERTS_RUN_WORKERS,
    MENTORCERTS_TIME_ZONE,
)
from mentorcerts.settings.reminders import (
    MENTORCERTS_INSTALLATION,
    MENTORCERTS_KEEP_MESSAGES_DAYS,
    MENTORCERTS_MAIL_HOURS,
    MENTORCERTS_MAIL_LIMIT_MENTORS,
    MENTORCERTS_MAIL_LIMIT_PERCENT,
    MENTORCERTS_MAIL_PER_MINUTE,
    MENTORCERTS_MAIL_REPLY_TO,
    MENTORCERTS_PUBLIC_URL,
    MENTORCERTS_REMINDER_DAYS,
    MENTORCERTS_REMINDERS,
)
from mentorcerts.settings.retention import (
    MENTORCERTS_KEEP_ATTEMPTS_DAYS,
    MENTORCERTS_KEEP_AUDIT_DAYS,
    MENTORCERTS_KEEP_ERASED_ID_DAYS,
    MENTORCERTS_KEEP_EVENTS_DAYS,
    MENTORCERTS_KEEP_HISTORY_DAYS,
    MENTORCERTS_KEEP_RESULTS_DAYS,
    MENTORCERTS_KEEP_RUNS_DAYS,
)
from mentorcerts.settings.security import (
    CSRF_COOKIE_SECURE,
    DEFAULT_EXCEPTION_REPORTER,
    FILE_UPLOAD_HANDLERS,
    MENTORCERTS_ADMIN_PATH,
    MENTORCERTS_PROXIES,
    SECURE_HSTS_INCLUDE_SUBDOMAINS,
    SECURE_HSTS_PRELOAD,
    SECURE_HSTS_SECONDS,
    SECURE_PROXY_SSL_HEADER,
    SECURE_REDIRECT_EXEMPT,
    SECURE_SSL_REDIRECT,
    SESSION_COOKIE_SECURE,
    SILENCED_SYSTEM_CHECKS,
)
from mentorcerts.settings.static import (
    STATIC_ROOT,
    STATIC_URL,
    STORAGES,
    WHITENOISE_AUTOREFRESH,
    WHITENOISE_USE_FINDERS,
)
from mentorcerts.settings.tasks import Q_CLUSTER
from mentorcerts.settings.theme import UNFOLD
from mentorcerts.settings.webhooks import (
    MENTORCERTS_WEBHOOK_CA,
    MENTORCERTS_WEBHOOK_KEY,
    MENTORCERTS_WEBHOOK_PRIVATE,
)
