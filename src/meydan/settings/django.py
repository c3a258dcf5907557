"""What Django is told, made from the environment; no other place sets anything.

Strict by default: every page needs a sign-in unless it says otherwise, nothing is loaded from outside, cookies are for
our own pages only. There is no admin site: it would go round the fence between institutions, the roles and the record.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from meydan.settings.addresses import hosts_of
from meydan.settings.databases import database_settings
from meydan.settings.environment import read_environment
from meydan.settings.keys import with_keys
from meydan.settings.logs import logging_settings

ENVIRONMENT = with_keys(read_environment(os.environ))
_PACKAGE = Path(__file__).parent.parent

# What it runs on
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ROOT_URLCONF = "meydan.settings.urls"
WSGI_APPLICATION = "meydan.settings.wsgi.application"
ASGI_APPLICATION = "meydan.settings.asgi.application"
DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(ENVIRONMENT.database)}
# In the database, so that the limits on sign-in attempts hold for all processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "meydan_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = logging_settings(ENVIRONMENT.log_level, ENVIRONMENT.log_form)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "meydan.apps.tenancy",
    "meydan.apps.people",
]
MIDDLEWARE = [
    "meydan.web.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "meydan.web.language.PersonsLanguage",
    "meydan.web.second_factor.SecondFactor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Languages and time: rows are in UTC, pages in the institution's zone.
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("tr", "Türkçe"), ("nn", "Nynorsk"), ("nb", "Bokmål"), ("fi", "Suomi"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files of pages
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True

# Where it is asked from
ALLOWED_HOSTS = [*hosts_of(ENVIRONMENT.address), *ENVIRONMENT.hosts]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.address]
SECURE_SSL_REDIRECT = ENVIRONMENT.is_https
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if ENVIRONMENT.is_https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies

# Cookies: ours alone, unreadable for scripts, bound to the host where there is https.
_PREFIX = "__Host-" if ENVIRONMENT.is_https else ""
SESSION_COOKIE_NAME = f"{_PREFIX}meydan"
CSRF_COOKIE_NAME = f"{_PREFIX}meydan-form"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}meydan-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie that names anybody
SESSION_COOKIE_AGE = int(timedelta(hours=ENVIRONMENT.session_hours).total_seconds())

# Sign-in: password and authenticator app; nobody signs up, people are enrolled.
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_CHECKS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_CHECKS}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "meydan.apps.people.passwords.UncommonPasswordValidator"},
    {"NAME": f"{_CHECKS}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "meydan.web.sign_in.AccountAdapter"
ACCOUNT_USER_DISPLAY = "meydan.web.sign_in.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever enrols somebody vouches for the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; the page does not ask
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "meydan.web.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Meydan"
SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor == "required"
ENCRYPTION_KEYS = ENVIRONMENT.encryption_keys

# Mail
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
}[ENVIRONMENT.mail.kind]
EMAIL_FILE_PATH = str(ENVIRONMENT.data / "mail")
EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail.host, ENVIRONMENT.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.user, ENVIRONMENT.mail.password
EMAIL_USE_TLS = ENVIRONMENT.mail.security == "starttls"
EMAIL_USE_SSL = ENVIRONMENT.mail.security == "tls"
EMAIL_TIMEOUT = 20
