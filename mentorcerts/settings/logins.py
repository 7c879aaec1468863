"""Logins of people: passwords, lockouts (django-axes), sessions."""

from datetime import timedelta

from mentorcerts.settings import environment

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses a locked login before it checks the password
    "django.contrib.auth.backends.ModelBackend",
]
_PASSWORD_LENGTH = environment.integer("MENTORCERTS_PASSWORD_LENGTH", 12, minimum=8, maximum=64)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": _PASSWORD_LENGTH}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 3 * 86_400  # seconds: a weekend; for links that set a password
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 3600 * environment.integer("MENTORCERTS_SESSION_HOURS", 12, minimum=1)

AXES_FAILURE_LIMIT = environment.integer("MENTORCERTS_LOGIN_FAILURES", 10, minimum=1)
AXES_COOLOFF_TIME = timedelta(
    minutes=environment.integer("MENTORCERTS_LOGIN_LOCK_MINUTES", 30, minimum=1)
)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]  # either of them
AXES_HANDLER = "mentorcerts.access.login_lock.LoginLock"
# Otherwise an attacker who keeps trying locks the user out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "mentorcerts.access.client_address.client_address"
AXES_LOCKOUT_CALLABLE = "mentorcerts.pages.logins.locked_out"
# User names and addresses are kept only as long as they count, and are not logged.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False  # mentorcerts.pages.logins has its own page
