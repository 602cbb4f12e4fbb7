"""The one settings file: each value is literal or read through mycic.env."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from mycic import env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env.load(BASE_DIR / ".env")

# --- What kind of installation this is -------------------------------------------------------
# A demonstration has demo users, demo commands and a banner on every page; production has none of them.
DEMO = env.flag("DEMO", default=False)
DEBUG = False
DATA_DIR = env.folder("DATA", BASE_DIR / ".mycic")
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# Plain HTTP (decisions 25): only `make run` and tests may turn this on; the production checks forbid it.
PLAIN_HTTP = env.flag("PLAIN_HTTP", default=False)

SECRET_KEY = env.secret("SECRET_KEY", "demo-secret-key-never-for-production" if DEMO else None)
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEMO else ())
SITE_ORIGIN = env.text("SITE_ORIGIN", "http://localhost:8000" if DEMO else None)

# --- Who runs it (decisions 10); lines of the address are separated by a bar ------------------------
OPERATOR_NAME = env.text("OPERATOR_NAME", "MyCIC")
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS", "365 Example Street|Ottawa ON  K1A 0A1|Canada").split("|")
OPERATOR = {
    "NAME_EN": env.text("OPERATOR_NAME_EN", OPERATOR_NAME),
    "NAME_FR": env.text("OPERATOR_NAME_FR", OPERATOR_NAME),
    "ADDRESS_EN": env.text("OPERATOR_ADDRESS_EN", "|".join(OPERATOR_ADDRESS)),
    "ADDRESS_FR": env.text("OPERATOR_ADDRESS_FR", "|".join(OPERATOR_ADDRESS)),
    "PHONE": env.text("OPERATOR_PHONE", "613-555-0142"),
    "EMAIL": env.text("OPERATOR_EMAIL", "help@mycic.example"),
    "PRIVACY_EMAIL": env.text("OPERATOR_PRIVACY_EMAIL", "privacy@mycic.example"),
    "HOURS_EN": env.text("OPERATOR_HOURS_EN", "Monday to Friday, 8:00 am to 4:00 pm Eastern time"),
    "HOURS_FR": env.text("OPERATOR_HOURS_FR", "du lundi au vendredi, de 8 h à 16 h, heure de l'Est"),
    "NOTICE_EN": env.text("BRAND_NOTICE_EN", "It is not a site of a government unless the operator says so."),
    "NOTICE_FR": env.text("BRAND_NOTICE_FR", "Ce n'est pas le site d'un gouvernement, sauf si l'exploitant le dit."),
    "BRAND_EN": env.text("BRAND_NAME_EN", "MyCIC"),
    "BRAND_FR": env.text("BRAND_NAME_FR", "MyCIC"),
}
VERSION = "0.1.0"

# --- Keys (security design 2.1) ----------------------------------------------------------------
KEY_PROVIDER = env.choice("KEY_PROVIDER", ("file", "env"), "file")
# Written by `manage.py import_institutions`; until then a fictional sample serves.
INSTITUTIONS_FILE = DATA_DIR / "institutions.toml"
KEY_DIR = env.folder("KEY_DIR", DATA_DIR / "keys")
KEYS = env.secret("KEYS", "")  # for the provider "env": system-1=<base64> case-1=<base64>
KEYS_ON_FIRST_USE = DEMO  # anywhere else `manage.py init_keys` makes them, once
# Cost of turning a password into the key of a person's signing key (security design 2.10).
SIGNING_ARGON2 = {"memory_cost": 64 * 1024, "iterations": 3, "lanes": 1}

# --- Apps ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mycic.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # the renderer below finds Django's own widget templates through it
    "allauth",
    "allauth.account",
    "django_otp",
    "django_countries",
    "csp",
    "django_permissions_policy",
    "mycic.apps.MycicConfig",
    "privacy.apps.PrivacyConfig",
    "accounts.apps.AccountsConfig",
    "documents.apps.DocumentsConfig",
    "messaging.apps.MessagingConfig",
    "applications.apps.ApplicationsConfig",
]

MIDDLEWARE = [
    "mycic.middleware.trace.RequestIdMiddleware",
    "mycic.middleware.compress.CompressPagesMiddleware",  # outside everything that looks into a page
    "mycic.middleware.headers.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "mycic.middleware.headers.DeskPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mycic.middleware.strict_input.StrictInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "privacy.middleware.SameOriginMiddleware",
    "accounts.middleware.SessionPersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondStepMiddleware",
]

ROOT_URLCONF = "mycic.urls"
WSGI_APPLICATION = "mycic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mycic.context_processors.portal",
                "privacy.context_processors.csrf_token",
                "accounts.context_processors.session_ends",
            ],
        },
    }
]

# --- Database (decisions 47) -----------------------------------------------------------------------
DATABASE_URL = env.secret("DATABASE_URL", f"sqlite:///{DATA_DIR / 'mycic.sqlite3'}")
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }

# --- Cache and background work (decisions 43): without Redis the database and the outbox carry on ------
REDIS_URL = env.secret("REDIS_URL", "")
_REDIS_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 2}
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "OPTIONS": _REDIS_PATIENCE}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
CELERY_BROKER_URL = REDIS_URL or None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The visibility timeout is longer than any task; short socket limits let a page go on when the broker is away.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
TIMETABLE_LOOK_SECONDS = env.number("TIMETABLE_LOOK_SECONDS", 60, at_least=1)

# --- People ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EpassBackend"]
PASSWORD_HASHERS = ["accounts.services.hashing.Argon2Hasher"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "applications:dashboard"
SCHOOL_REDIRECT_URL = "applications:schools:queue"
# allauth carries the sign-in through our own steps (accounts.stages); its pages and mails are not used.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGIN_TIMEOUT = 3600  # registration is a sign-in too; the second step itself waits ten minutes
ACCOUNT_RATE_LIMITS = False  # ours are in accounts.services.signin

# --- Languages, dates (decisions 9; UX design 6.2) --------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
SERVICE_TIME_ZONE = "America/Toronto"
FORMAT_MODULE_PATH = "mycic.formats"
FORM_RENDERER = "mycic.forms.Renderer"
# A demonstration may be told to live in the future; anywhere else the clock is the database's (decisions 69).
CLOCK_OFFSET_SECONDS = env.number("CLOCK_OFFSET_SECONDS", 0) if DEMO else 0

# --- Static files and stored files -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Documents lie sealed in a folder; naming a bucket puts them into S3-compatible storage (the extra `s3`) instead.
FILES_S3_BUCKET = env.text("FILES_S3_BUCKET", "")
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "documents": {
        "BACKEND": "documents.storage.local.LocalBlobs",
        "OPTIONS": {"location": DATA_DIR / "documents"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if FILES_S3_BUCKET:
    STORAGES["documents"] = {
        "BACKEND": "documents.storage.s3.S3Blobs",
        "OPTIONS": {
            "bucket_name": FILES_S3_BUCKET,
            "endpoint_url": env.text("FILES_S3_ENDPOINT", "") or None,
            "region_name": env.text("FILES_S3_REGION", "us-east-1"),
            "access_key": env.secret("FILES_S3_ACCESS_KEY", "") or None,
            "secret_key": env.secret("FILES_S3_SECRET_KEY", "") or None,
        },
    }
# --- What a person may send (decisions 29) -------------------------------------------------------------------
DOCUMENT_FILE_BYTES = env.number("DOCUMENT_FILE_BYTES", 50_000_000, at_least=1)
DOCUMENT_TOTAL_BYTES = env.number("DOCUMENT_TOTAL_BYTES", 500_000_000, at_least=1)
DOCUMENT_TOTAL_FILES = env.number("DOCUMENT_TOTAL_FILES", 200, at_least=1)
DOCUMENT_FILES_AT_ONCE = env.number("DOCUMENT_FILES_AT_ONCE", 15, at_least=1)
# A clamd as host:port; empty means that this installation has no virus check.
DOCUMENT_SCANNER = env.text("DOCUMENT_SCANNER", "")
# Where a fee is paid (docs/operations): "sandbox" moves no money; empty means that nobody can pay on-line here.
PAYMENT_GATEWAY = env.choice("PAYMENT_GATEWAY", ("", "sandbox", "stripe"), "sandbox" if DEMO else "")
STRIPE_KEY = env.secret("STRIPE_KEY", "")
STRIPE_WEBHOOK_SECRET = env.secret("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API = env.text("STRIPE_API", "https://api.stripe.com")
# To which account a person without a card pays, one line after the other; without it nobody is sent to a bank.
BANK_DETAILS = {
    language: list(filter(None, env.text(f"BANK_DETAILS_{language.upper()}", sample if DEMO else "").split("|")))
    for language, sample in (
        ("en", "Sample Bank of Canada|Transit 00000, institution 000|Account 0000000"),
        ("fr", "Banque échantillon du Canada|Transit 00000, institution 000|Compte 0000000"),
    )
}
# What the card's statement may show: nothing about a person or a program.
STRIPE_ITEM_NAME = env.text("STRIPE_ITEM_NAME", "MyCIC")
STRIPE_TRIES = 2
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Mail ------------------------------------------------------------------------------------------------------
# A demonstration keeps its mail in a folder, where `manage.py demo_mail` reads it.
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'filebased' if DEMO and not env.text('MAIL_HOST', '') else 'smtp'}.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.number("MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.secret("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("MAIL_STARTTLS", default=False)
EMAIL_USE_SSL = env.flag("MAIL_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "MyCIC <noreply@localhost>")

# --- Cookies and transport (decisions 25; security design 3) -----------------------------------------------------
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_NAME = "mycic" if PLAIN_HTTP else "__Host-mycic"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True
# Routes (``app:name``) that carry a proof of their own instead: a signed one-click link, a webhook's signature.
SAME_ORIGIN_EXEMPT: frozenset[str] = frozenset({"payment_message"})
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
X_FRAME_OPTIONS = "DENY"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# How many of our own proxies a request passes; each adds the address it saw to X-Forwarded-For (mycic.whence).
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
# The proxy named here strips the header from outside and sets it itself; nobody else may be believed.
if env.flag("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        # A browser follows the answer to "pay" only to an address that stands here.
        "form-action": ["'self'", *(["https://checkout.stripe.com"] if PAYMENT_GATEWAY == "stripe" else [])],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "upgrade-insecure-requests": not PLAIN_HTTP,
    }
}
# Documents are photographed with the system's own camera dialogue; no page needs any browser feature.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "bluetooth", "camera", "clipboard-read", "display-capture", "encrypted-media",
        "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
        "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb",
        "web-share", "xr-spatial-tracking",
    )
}  # fmt: skip

# --- Sizes (decisions 29; security design 6.0) ------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # a form without files; uploads have their own limits
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # never to a temporary file

# --- Logs: JSON lines on standard error, without personal data --------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": logs.formatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # a refused page is no event of the operator's
        "celery": {"level": "INFO"},
    },
}
