"""Behind a TLS-terminating proxy."""

from labeling.settings import environment
from labeling.settings.base import *  # noqa: F403

environment.text("GYRE_HOSTS")
ALLOWED_HOSTS = [*environment.words("GYRE_HOSTS"), "127.0.0.1", "localhost", "[::1]"]  # and probes
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = environment.switch("GYRE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.whole_number("GYRE_HSTS_SECONDS", 3600)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
