"""One file; what differs between machines comes from the environment, read here."""

import os
import secrets
from pathlib import Path

import dj_database_url
import fontpkg_inter
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent


def _switched_on(name):
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _stored_secret(path):
    """The key of this installation: made at the first start, readable by its owner."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


DATA_DIR = Path(os.environ.get("XENOGRAFT_DATA_DIR", BASE_DIR / "data"))
HTTPS = _switched_on("XENOGRAFT_HTTPS")
DEBUG = _switched_on("XENOGRAFT_DEBUG")
TIME_ZONE = os.environ.get("XENOGRAFT_TIME_ZONE", "UTC")
DATABASE_URL = os.environ.get("DATABASE_URL", "")

SECRET_KEY = os.environ.get("XENOGRAFT_SECRET_KEY") or _stored_secret(
    DATA_DIR / "secret_key"
)
ALLOWED_HOSTS = os.environ.get("XENOGRAFT_HOSTS", "127.0.0.1,localhost,[::1]").split(
    ","
)
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"
]

INSTALLED_APPS = [
    "xenograft",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, for the renderer of our own
    "django_tables2",
    "django_filters",
    "django_htmx",
    "lucide",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xenograft.study.middleware.SharedDevices",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "xenograft.history.middleware.WhoAndWhy",
    "xenograft.randomization.middleware.LooksByRole",
    "xenograft.randomization.middleware.RefusedPages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xenograft.study.middleware.PrivatePages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xenograft.urls"
WSGI_APPLICATION = "xenograft.wsgi.application"

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
                "xenograft.endpoint.context.waiting",
            ],
        },
    },
]
FORM_RENDERER = "xenograft.study.rendering.FieldRenderer"
DJANGO_TABLES2_TEMPLATE = "table.html"

if DATABASE_URL:
    DATABASES = {
        "default": dj_database_url.parse(
            DATABASE_URL, conn_max_age=0, conn_health_checks=True
        )
    }
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}
else:
    # ATOMIC_REQUESTS stays off: with IMMEDIATE transactions each page that only
    # reads would wait for the write lock.
    DATABASES = {
        "default": {
            "ENGINE": "xenograft.storage.sqlite",
            "NAME": DATA_DIR / "xenograft.sqlite3",
            "ATOMIC_REQUESTS": False,
            "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
            "TEST": {"NAME": ":memory:"},
        }
    }
# Only the tests, which empty all tables, turn this off.
HISTORY_IS_APPEND_ONLY = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "429.html"
LOGIN_URL = "study:sign-in"
LOGIN_REDIRECT_URL = "study:home"
LOGOUT_REDIRECT_URL = "study:sign-in"

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
FORMAT_MODULE_PATH = None

STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", Path(fontpkg_inter.__file__).parent / "files"),
]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# A sheet of 200 mice has more fields than Django's 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
FILE_UPLOAD_HANDLERS = [
    "xenograft.export.upload.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = os.environ.get(
    "XENOGRAFT_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"

DEFAULT_FROM_EMAIL = os.environ.get("XENOGRAFT_EMAIL_FROM", "xenograft@localhost")
EMAIL_HOST = os.environ.get("XENOGRAFT_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("XENOGRAFT_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("XENOGRAFT_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("XENOGRAFT_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = _switched_on("XENOGRAFT_EMAIL_TLS")
EMAIL_TIMEOUT = 20
# Before the address of a page in a message.
SITE_URL = os.environ.get("XENOGRAFT_URL", "http://127.0.0.1:8000").rstrip("/")
# How long an alert waits without a decision.
REMIND_AFTER_HOURS = float(os.environ.get("XENOGRAFT_REMIND_AFTER_HOURS", "4"))
ESCALATE_AFTER_HOURS = float(os.environ.get("XENOGRAFT_ESCALATE_AFTER_HOURS", "24"))
# How many days late a look is when those who measure, the study director and the
# welfare officer are told. Starting values.
OVERDUE_DAYS = tuple(
    int(days) for days in os.environ.get("XENOGRAFT_OVERDUE_DAYS", "1,2,3").split(",")
)
# Limits of the volume of a dose that a study has until it says otherwise, as
# po_most_ml_per_kg=20,iv_good_ml_per_kg=4; what is left out is that of the table.
DOSE_VOLUMES = os.environ.get("XENOGRAFT_DOSE_VOLUMES", "")
# How long a specimen may wait until it is frozen or fixed: phosphorylation is lost in
# minutes. Over the first it is marked, over the second it is too late. Starting values.
COLD_ISCHEMIA_WARN_MIN = float(os.environ.get("XENOGRAFT_COLD_ISCHEMIA_WARN", "15"))
COLD_ISCHEMIA_MOST_MIN = float(os.environ.get("XENOGRAFT_COLD_ISCHEMIA_MOST", "30"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
