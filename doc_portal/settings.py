"""Settings: they assemble the portal and contain no rules.

Everything that differs between places comes from the environment; `docs/operations.md` lists the names.
"""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PORTAL_ENV = env.str("PORTAL_ENV", default="sample")
PRODUCTION = PORTAL_ENV == "production"
PORTAL_HTTPS = env.bool("PORTAL_HTTPS", default=False)
PORTAL_DATA = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / "var")))
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "only-for-commands-run-outside-the-portal")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: production has no default.")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

UNITS = ["personnel", "mission", "training", "fiscal"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "pgtrigger",
    "pghistory",
    "doc_portal.core",
    *UNITS,
]
MIDDLEWARE = [
    "doc_portal.core.middleware.RequestContext",
    "doc_portal.core.middleware.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "doc_portal.core.middleware.SessionLimits",
    "personnel.applicants.ApplicantSession",
    "personnel.applicants.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "doc_portal.core.middleware.BadInput",
]
ROOT_URLCONF = "doc_portal.urls"
WSGI_APPLICATION = "doc_portal.wsgi.application"
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
                "doc_portal.core.navigation.frame",
            ],
            "builtins": ["doc_portal.core.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "doc_portal.core.rendering.PortalRenderer"

DATABASE_ROLE = env.str("PORTAL_DATABASE_ROLE", default="app")
_as_owner = DATABASE_ROLE == "owner" and env.str("DATABASE_OWNER_URL", default="")
_url = "DATABASE_OWNER_URL" if _as_owner else "DATABASE_URL"
DATABASES = {"default": env.db_url(_url, default="postgres:///portal")}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": env.bool("PORTAL_BEHIND_POOLER", default=False),
}
DATABASE_COUNTER_URL = env.str("DATABASE_COUNTER_URL", default="")

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["doc_portal.core.backend.GrantBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "doc_portal.core.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "doc_portal.core.signin.SignInForm",
    "change_password": "doc_portal.core.signin.PasswordChangeForm",
    "reset_password": "doc_portal.core.signin.PasswordResetForm",
    "reset_password_from_key": "doc_portal.core.signin.PasswordFromKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3600
# A prison shares one address, so sign-in has no limit by address: the lock on the name and the few places to work on
# a password (signin.py) hold guessing down, and allauth's lock by address would turn people away at shift change.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False, "reset_password": "60/m/ip,5/m/key"}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = env.int("IDLE_OWN_MINUTES", default=30)
SESSION_ABSOLUTE_HOURS = 12
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_HOURS * 3600
SIGN_IN_FAILURES = 5
SIGN_IN_WINDOW_MINUTES = 15
SIGN_IN_RELEASE = env.str("SIGN_IN_RELEASE", default="15 min")
# Checking a password keeps a core busy for a quarter of a second; further ones wait this long for their turn.
SIGN_IN_HASHES_AT_ONCE = 1
SIGN_IN_WAIT_SECONDS = 2
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "doc_portal.core.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PORTAL_HTTPS
# Browsers take a cookie so named only over HTTPS and from this very host.
SESSION_COOKIE_NAME = "__Host-sessionid" if PORTAL_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PORTAL_HTTPS else "csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if PORTAL_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PORTAL_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_STORE = PORTAL_DATA / "files"
FILE_UPLOAD_TEMP_DIR = None
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
# A function(bytes) -> name of the malware found, or "": put the department's virus scanner here.
ATTACHMENT_SCANNER = env.str("ATTACHMENT_SCANNER", default="doc_portal.core.attachments.known_test_virus")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))  # EMAIL_BACKEND, EMAIL_HOST and the like
EMAIL_TIMEOUT = 10
# Where mail sends its readers: the portal's address as they type it.
FRAME_KEPT_SECONDS = env.int("FRAME_KEPT_SECONDS", default=5)
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}")
# Whom to tell by mail when something in the portal breaks; nobody until set.
FAULT_MAIL_TO = env.list("FAULT_MAIL_TO", default=[])
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
# Whether people may have a secret address under which calendar programs read their events without signing in.
CALENDAR_FEEDS = env.bool("CALENDAR_FEEDS", default=False)
# Whether anybody may read the announcements that are for the public, and open an account to apply, without signing in.
PUBLIC_JOBS = env.bool("PUBLIC_JOBS", default=PORTAL_ENV == "sample")
# Whether anybody may ask by its code whether a certificate of training holds, without signing in.
PUBLIC_CERTIFICATES = env.bool("PUBLIC_CERTIFICATES", default=PORTAL_ENV == "sample")
CERTIFICATE_CHECKS_A_MINUTE = 60
# The sentence that says how to reach the help desk. None was supplied; sample systems show a sample number.
HELP_DESK_TEXT = env.str("HELP_DESK_TEXT", default="")

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Chicago"
FORMAT_MODULE_PATH = ["doc_portal.core.formats"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILE_STORE}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for what stands here
# Pages ask for hashed names alone, and nobody reads source maps: without both a first start is four times faster.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "generic/table.html"

PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"one_line": {"()": "doc_portal.core.request_log.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django.request": {"filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
