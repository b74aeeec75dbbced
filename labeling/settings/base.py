"""What holds in every environment. Values that differ are read from the environment."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from labeling.core import logs
from labeling.settings import environment
from labeling.settings.storage import blob_storage

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = environment.folder("GYRE_DATA", REPOSITORY / ".gyre")
FRONTEND = environment.folder("GYRE_FRONTEND", REPOSITORY / "frontend" / "dist")

SECRET_KEY = environment.text("GYRE_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = environment.words("GYRE_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("GYRE_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "csp",
    "labeling.core",
    "labeling.accounts",
    "labeling.projects",
    "labeling.ingest",
    "labeling.cohorts",
    "labeling.rounds",
    "labeling.prelabel",
    "labeling.assign",
    "labeling.annotate",
    "labeling.assist",
    "labeling.review",
    "labeling.simulations",
    "labeling.export",
    "labeling.dicomweb",
    "labeling.pacs",
    "labeling.demo",
    "activelearning",
]

MIDDLEWARE = [
    "labeling.core.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "labeling.dicomweb.cors.Cors",
    "labeling.core.middleware.Programs",
    "csp.middleware.CSPMiddleware",
    "labeling.core.frontend.FrontendFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "labeling.core.middleware.Problems",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "labeling.urls"
WSGI_APPLICATION = "labeling.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "labeling.core.problems.sign_in_locked"
AXES_CLIENT_IP_CALLABLE = "labeling.core.middleware.client_address"
AXES_HTTP_RESPONSE_CODE = 429

# HTTP
CSRF_FAILURE_VIEW = "labeling.core.problems.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "worker-src": [SELF, "blob:"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
CORS_ORIGINS = environment.words("GYRE_CORS_ORIGINS")  # of /dicomweb alone; none: off
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = environment.whole_number("GYRE_MAX_BODY_BYTES", 64 * 1024 * 1024)
FILE_UPLOAD_PERMISSIONS = 0o600

# Stored bytes
BLOBS = DATA / "blobs"
ACCEL = environment.optional("GYRE_ACCEL").rstrip("/")  # nginx's internal location over BLOBS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "blobs": blob_storage(environment.optional("GYRE_BLOBS"), BLOBS),
}
DISK_RESERVE = environment.whole_number("GYRE_DISK_RESERVE", 1 << 30)  # bytes that stay free
BLOB_CACHE_BYTES = environment.whole_number("GYRE_BLOB_CACHE_BYTES", 20 << 30)  # of S3, local
BLOB_CACHE_GRACE = 150  # seconds from `blobs.path` to the opening: a volume's child has 120
BLOB_GRACE = 3600  # seconds within which a row must name a blob that was put, or it may be swept
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "labeling.core.uploads.ScratchUpload",
]
STATIC_URL = "/static/"

# Jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None  # workers import the tasks; the web names them only
PROCRASTINATE_ON_APP_READY = "labeling.core.jobs.fenced_manager.install"
TRAINING_MAX_STEPS = environment.whole_number("GYRE_TRAINING_MAX_STEPS", 0)  # 0: no limit
TRAINING_THREADS = environment.whole_number("GYRE_TRAINING_THREADS", 0)  # 0: one a core
QUEUE_CAP = environment.whole_number("GYRE_QUEUE_CAP", 10_000)

# Upstream archives
PACS_NETWORKS = environment.networks("GYRE_PACS_NETWORKS")  # beside public addresses over TLS
PACS_CA = environment.optional_file("GYRE_PACS_CA")  # a bundle, for certificates of one's own

# Logs
LOGGING = logs.configure(environment.text("GYRE_LOG_LEVEL", "INFO"))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "labeling.accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "labeling.core.exception_handler.handle",
    "DEFAULT_PAGINATION_CLASS": "labeling.core.pagination.Page",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["labeling.core.parsers.PlainJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gyre",
    "DESCRIPTION": "Annotation and active learning for radiology.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api",
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "labeling.projects.models.Role",
        "CaseStateEnum": "labeling.cohorts.models.CaseState",
        "AssignmentStateEnum": "labeling.assign.models.AssignmentState",
        "DraftStateEnum": "labeling.prelabel.models.DraftState",
        "SeriesStateEnum": "labeling.ingest.models.SeriesState",
        "UploadStateEnum": "labeling.ingest.models.UploadState",
        "RunStateEnum": "labeling.rounds.models.RunState",
        "ModelStateEnum": "labeling.rounds.models.ModelState",
        "FileStateEnum": "labeling.export.models.FileState",
        "DeidentificationOptionEnum": "labeling.ingest.api.deid_serializers.OPTIONS",
        "PacsStateEnum": "labeling.pacs.models.PacsState",
        "PullStateEnum": "labeling.pacs.models.PullState",
        "PullSeriesStateEnum": "labeling.pacs.models.PullSeriesState",
        "SimulatedStrategyEnum": "labeling.simulations.parameters.STRATEGIES",
        "SimulationStateEnum": "labeling.simulations.models.SimulationState",
        "SendStateEnum": "labeling.pacs.models.SendState",
    },
}
