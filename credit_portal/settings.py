"""Settings of the portal, all of them from the environment (see docs/operations.md)."""

import sys
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from credit_portal.api_settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - settings
from credit_portal.common import logs
from credit_portal.env import database_from_url, env_bool, env_int, env_list, env_secret, env_str
from credit_portal.exchange_settings import *  # noqa: F403 - settings
from credit_portal.hotline_settings import *  # noqa: F403 - settings
from credit_portal.ledger_settings import (  # noqa: F401 - settings
    LEDGER_ALARM_MINUTES,
    LEDGER_MEMORY,
    LEDGER_ORIGIN,
    LEDGER_WITNESSES,
    PUBLISHING_OFFICE_CODE,
    SIGNER_MEMORY,
)
from credit_portal.public_settings import *  # noqa: F403 - settings
from credit_portal.reporting_settings import REPORTING  # noqa: F401 - a setting
from credit_portal.vault_settings import *  # noqa: F403 - settings

BASE_DIR = Path(__file__).resolve().parent.parent
SECRETS_DIR = Path(env_str("SECRETS_DIR", str(BASE_DIR / ".run" / "secrets")))
DEBUG = env_bool("DEBUG")
DEMO = env_bool("DEMO")
EMBEDDED = env_bool("EMBEDDED")
TESTING = env_bool("TESTING", "pytest" in sys.modules)
if DEMO and not (EMBEDDED or TESTING):
    raise ImproperlyConfigured("DEMO=1 is for the embedded database only (EMBEDDED=1)")
#: Elsewhere keys are made by `manage.py create_keys` only, never beside data of older ones.
MAKE_KEYS = EMBEDDED or TESTING
#: The clock row moves all processes together in demonstration and tests (design.md 2.9).
CLOCK_ROW = DEMO or TESTING
SECRET_KEY = env_secret("SECRET_KEY", SECRETS_DIR)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
PUBLIC_URL = env_str("PUBLIC_URL", f"http://localhost:{env_int('PORT', 8000)}").rstrip("/")
HTTPS = env_bool("HTTPS", PUBLIC_URL.startswith("https://"))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "credit_portal.common",
    "credit_portal.files",
    "credit_portal.imports",
    "credit_portal.audit",
    "credit_portal.workdays",
    "credit_portal.directory",
    "credit_portal.accounts",
    "credit_portal.notices",
    "credit_portal.workflow",
    "credit_portal.ledger",
    "credit_portal.publishing",
    "integrity_files",
    "commitments",
    "complaints",
    "assessments",
    "credit_portal.portal",
    "credit_portal.desk",
    "credit_portal.checks",  # a module without models: its system checks are registered so
]

MIDDLEWARE = [
    "credit_portal.common.security_headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "credit_portal.common.middleware.OneMoment",
    "credit_portal.common.request_log.RequestLog",
    "credit_portal.ledger.gate.LedgerMemory",
    "credit_portal.common.maintenance.Maintenance",
    "credit_portal.portal.api.quick.ShortWay",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "credit_portal.accounts.middleware.SessionLimits",
    "django_htmx.middleware.HtmxMiddleware",
    "credit_portal.common.middleware.DomainErrorMiddleware",
    "credit_portal.accounts.middleware.Reauthentication",
]

ROOT_URLCONF = "credit_portal.urls"
WSGI_APPLICATION = "credit_portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "credit_portal.common.context.site",
                "credit_portal.common.context.passing",
                "credit_portal.desk.context.staff",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- databases: five roles of one database (design.md 2.4) -------------------------------------
_DEFAULT_URL = "postgres://portal_app@localhost/portal"
if env_str("DATABASE_URL") and not (env_str("DATABASE_PUBLIC_URL") or EMBEDDED or TESTING):
    raise ImproperlyConfigured("DATABASE_PUBLIC_URL is missing: the public has its own role")
_COMMON: dict[str, Any] = {"CONN_MAX_AGE": env_int("CONN_MAX_AGE", 600), "CONN_HEALTH_CHECKS": True}
_WEB_OPTIONS = f"-c statement_timeout={env_int('STATEMENT_TIMEOUT_MS', 30_000)}"
DATABASES: dict[str, dict[str, Any]] = {
    "default": database_from_url(
        env_str("DATABASE_URL", _DEFAULT_URL), OPTIONS={"options": _WEB_OPTIONS}, **_COMMON
    ),
    "public_read": database_from_url(
        env_str("DATABASE_PUBLIC_URL", env_str("DATABASE_URL", _DEFAULT_URL)),
        OPTIONS={"options": f"{_WEB_OPTIONS} -c default_transaction_read_only=on"},
        **_COMMON,
    ),
}
if env_str("DATABASE_OWNER_URL"):
    DATABASES["owner"] = database_from_url(env_str("DATABASE_OWNER_URL"), CONN_MAX_AGE=0)
if env_str("DATABASE_SIGNER_URL"):  # given to the signer alone (docs/ledger.md)
    DATABASES["signer"] = database_from_url(
        env_str("DATABASE_SIGNER_URL"), OPTIONS={"options": _WEB_OPTIONS}, CONN_MAX_AGE=None
    )
if env_str("DATABASE_VAULT_URL"):  # given to the vault alone (docs/vault.md)
    DATABASES["vault"] = database_from_url(
        env_str("DATABASE_VAULT_URL"), OPTIONS={"options": _WEB_OPTIONS}, CONN_MAX_AGE=None
    )
#: Off where a pooler in transaction mode stands between portal and database.
PREPARED_STATEMENTS = env_bool("PREPARED_STATEMENTS", True)
DATABASE_ROUTERS = ["credit_portal.common.routers.OneDatabaseRouter"]
APP_ROLE = str(DATABASES["default"]["USER"])
PUBLIC_ROLE = str(DATABASES["public_read"]["USER"])
#: Named, because who migrates need not know how signer and vault get in.
SIGNER_ROLE = (
    str(DATABASES["signer"]["USER"])
    if "signer" in DATABASES
    else env_str("SIGNER_ROLE", "portal_signer")
)
VAULT_ROLE = (
    str(DATABASES["vault"]["USER"])
    if "vault" in DATABASES
    else env_str("VAULT_ROLE", "portal_vault")
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- broker: wake-ups only, JSON only ------------------------------------------------------------
CELERY_BROKER_URL = env_str("REDIS_URL", "redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 5}
#: Off only in the test that proves beat alone suffices.
WAKE_AT_COMMIT = env_bool("WAKE_AT_COMMIT", True)
#: At most this many seconds pass before beat picks up what a lost wake-up left behind.
SWEEP_SECONDS = env_int("SWEEP_SECONDS", 2 if DEMO or TESTING else 10)
#: From this day (MM-DD) on next year's holiday notice is asked for; it appears in November.
CALENDAR_ALARM_FROM = env_str("CALENDAR_ALARM_FROM", "12-01")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    name: {
        "task": task if task.split(".")[0] in INSTALLED_APPS else f"credit_portal.{task}",
        "schedule": float(every),
        "options": {"expires": max(every, 10)},
    }
    for name, task, every in [
        ("publish", "publishing.tasks.publish_pending", SWEEP_SECONDS),
        ("open-data", "publishing.tasks.refresh_open_data", 60),
        ("deadlines", "workflow.tasks.check_deadlines", SWEEP_SECONDS),
        ("recount", "workflow.tasks.recount_deadlines", SWEEP_SECONDS),
        ("calendar", "workflow.tasks.check_calendar", 3600),
        ("hand-overs", "workflow.tasks.make_hand_overs", SWEEP_SECONDS),
        ("inherited", "commitments.tasks.publish_inherited", SWEEP_SECONDS),
        ("notices", "notices.tasks.send_notices", SWEEP_SECONDS),
        ("followers", "notices.tasks.tell_followers", 60),
        ("imports", "imports.tasks.run_imports", SWEEP_SECONDS),
        ("scan", "files.tasks.scan_quarantined", 60),
        ("orphans", "files.tasks.sweep_orphans", 3600),
        ("sessions", "accounts.tasks.clear_sessions", 3600),
        ("endings", "accounts.tasks.remind_of_endings", 3600),
        ("anchor", "ledger.tasks.anchor_audit", 60),
        ("keys", "common.tasks.purge_idempotency_keys", 3600),
        ("invariants", "common.tasks.check_invariants", 300),
        ("sheets", "commitments.tasks.open_sheet_duties", 3600),
        ("hidings", "integrity_files.tasks.lapse_hidings", 60),
        ("reports", "integrity_files.tasks.send_reports", 60),
        ("unsealings", "complaints.tasks.end_unsealings", 60),
        ("identities", "complaints.tasks.erase_identities", 3600),
        ("pauses", "complaints.tasks.end_pauses", 3600),
        ("intake-days", "complaints.tasks.anchor_intake_days", 300),
        ("report-sweep", "complaints.tasks.sweep_reports", 3600),
        ("order-results", "complaints.tasks.send_order_results", 60),
    ]
}
CELERY_BEAT_SCHEDULE_FILENAME = env_str("BEAT_SCHEDULE", str(BASE_DIR / ".run" / "beat"))

# -- sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
#: So long a confirmed grant of a role that approves waits (security.md S9); none in demonstration.
GRANT_COOLING_HOURS = env_int("GRANT_COOLING_HOURS", 0 if DEMO or TESTING else 24)
#: So many changes proposed by a body's own staff may wait at once.
PROPOSALS_WAITING = env_int("PROPOSALS_WAITING", 50)
#: So long the link of an invitation holds.
INVITATION_DAYS = env_int("INVITATION_DAYS", 7)
AUTHENTICATION_BACKENDS = ["credit_portal.accounts.backends.StaffBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
#: The absolute limit; accounts.middleware.SessionLimits adds the idle limit of 30 minutes.
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_ADAPTER = "credit_portal.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_FORMS = {"login": "credit_portal.accounts.sign_in_form.SignInForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
#: Counted in the database over all web processes; addresses are daily digests (`adapter`).
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip", "login": "60/m/ip"}
#: An approval wants a sign-in proof of at most so many seconds (security.md S16: five minutes).
FRESH_SECONDS = env_int("FRESH_SECONDS", 300)
if not 0 < FRESH_SECONDS <= 300:
    raise ImproperlyConfigured("FRESH_SECONDS is 1 to 300: an approval needs a fresh proof")
#: So many sessions at once; a further sign-in ends the oldest.
SESSIONS_AT_ONCE = env_int("SESSIONS_AT_ONCE", 3)
#: The link of a password mail holds so long.
PASSWORD_RESET_TIMEOUT = env_int("PASSWORD_RESET_MINUTES", 60) * 60
#: A sign-in provider by OpenID Connect; accounts are linked by their users (docs/accounts.md).
OIDC_ISSUER = env_str("OIDC_ISSUER")
OIDC_CLIENT_ID = env_str("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env_str("OIDC_CLIENT_SECRET")
OIDC_LABEL = env_str("OIDC_LABEL", "统一身份认证")
#: What of the provider's token counts as a second factor ("amr:mfa,acr:2"); none: ours is asked.
OIDC_SECOND_FACTOR = env_list("OIDC_SECOND_FACTOR")
MFA_ADAPTER = "credit_portal.accounts.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
#: A passkey asks for finger, face or PIN, so it is two factors by itself.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 0)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "credit_portal.portal.errors.form_expired"
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    #: Asked inside, past the proxy that speaks TLS.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- language, time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- files ---------------------------------------------------------------------------------------
STATIC_URL, STATICFILES_DIRS = "/static/", [BASE_DIR / "static"]
STATIC_ROOT = env_str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
MEDIA_ROOT = env_str("MEDIA_ROOT", str(BASE_DIR / ".run" / "files"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
#: Look a file up when it is asked for; reading all of them costs every test client 30 ms.
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
CLAMD_SOCKET = env_str("CLAMD_SOCKET")

# -- mail, cache, logs ---------------------------------------------------------------------------
EMAIL_BACKEND = env_str(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend"
    if EMBEDDED
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = env_str("EMAIL_FILE_PATH", str(BASE_DIR / ".run" / "mail"))
EMAIL_HOST, EMAIL_PORT = env_str("EMAIL_HOST", "localhost"), env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_USER"), env_str("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS, EMAIL_TIMEOUT = env_bool("EMAIL_USE_TLS"), env_int("EMAIL_TIMEOUT", 10)
NOTICES_QUIET = env_str("NOTICES_QUIET", "" if TESTING else "21:00-08:00")
NOTICES_ALARM_MINUTES = env_int("NOTICES_ALARM_MINUTES", 60)
NOTICES_GIVE_UP_HOURS = env_int("NOTICES_GIVE_UP_HOURS", 120)
SMS_GATEWAY_URL, SMS_TIMEOUT = env_str("SMS_GATEWAY_URL"), env_int("SMS_TIMEOUT", 10)
SMS_ACCESS_ID, SMS_ACCESS_KEY = env_str("SMS_ACCESS_ID"), env_str("SMS_ACCESS_KEY")
SMS_SIGN_NAME = env_str("SMS_SIGN_NAME", env_str("SITE_NAME_ZH", "信用沈阳"))
SMS_TEMPLATES = dict(part.split("=", 1) for part in env_list("SMS_TEMPLATES") if "=" in part)
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "no-reply@localhost")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "common_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Per process on purpose: throttling must cost no query and need no Redis.
    "throttle": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
#: One line of JSON per event, without personal data; Celery and gunicorn write in the same form.
LOGGING = logs.configuration(env_str("LOG_LEVEL", "INFO"))
#: Addresses about which nothing at all is written (security.md T4), as regular expressions.
_REPORTS = "complaints|progress|verify|old-accounts/(new|mine)"
LOG_NOTHING = env_list("LOG_NOTHING", f"^/(en/)?({_REPORTS})(/|$)")
#: Opens `/metrics` as a bearer token; without one the address does not exist.
METRICS_TOKEN = env_secret("METRICS_TOKEN", SECRETS_DIR) if MAKE_KEYS else env_str("METRICS_TOKEN")

#: Shared with the telephone switch, which signs what it tells (complaints/desk_signature.py);
#: without one no call is announced.
HOTLINE_SWITCH_SECRET = (
    env_secret("HOTLINE_SWITCH_SECRET", SECRETS_DIR)
    if MAKE_KEYS
    else env_str("HOTLINE_SWITCH_SECRET")
)

# -- the site ----------------------------------------------------------------------------------
OLD_ACCOUNT_YEARS = sorted(map(int, env_list("OLD_ACCOUNT_YEARS", "3,5,10")))
OLD_ACCOUNT_YUAN = sorted(map(int, env_list("OLD_ACCOUNT_YUAN", "100000,1000000,10000000")))
