"""Structured logs: one JSON object a line, and nothing in it that could be a patient's name.

Only the keys below survive, so a name can not slip in through a new key; exceptions are written as their
type and their places in the code, because a database's or a parser's message may quote what it was given.
"""

import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from labeling.core.errors import GyreError

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("gyre")

ALLOWED = frozenset(
    [
        "event",
        "level",
        "timestamp",
        "logger",
        "request_id",
        "method",
        "route",
        "status",
        "seconds",
        "bytes",
        "count",
        "stored",
        "known",
        "held",
        "refused",
        "heads",
        "person_id",
        "project_id",
        "case_id",
        "cohort_id",
        "round_id",
        "series_id",
        "study_id",
        "instance_id",
        "draft_id",
        "revision_id",
        "annotation_id",
        "assignment_id",
        "snapshot_id",
        "model_version_id",
        "training_run_id",
        "review_id",
        "job_id",
        "job",
        "attempt",
        "queue",
        "worker",
        "code",
        "error",
        "places",
        "version",
        "port",
        "folder",
        "stage",
        "step",
        "steps",
        "loss",
        "fraction",
        "dice",
        "promoted",
        "reason_code",
        "pid",
        "returncode",
        "sha256",
    ]
)
_KINDS = (str, int, float, bool, type(None))

Event = MutableMapping[str, Any]


def keep_allowed(_logger: Any, _method: str, event: Event) -> Event:
    """Drop every key that is not on the list, and every value that is not plain."""
    dropped = [key for key in event if not _may_stay(key, event[key])]
    for key in dropped:
        del event[key]
    if dropped:
        event["dropped"] = len(dropped)
    return event


def _may_stay(key: str, value: Any) -> bool:
    return key.startswith("_") or (key in ALLOWED and isinstance(value, (*_KINDS, list)))


def describe_exception(_logger: Any, _method: str, event: Event) -> Event:
    """Replace exc_info by the exception's type and places in the code."""
    information = event.pop("exc_info", None)
    if information is True:
        information = sys.exc_info()
    if isinstance(information, BaseException):
        information = (type(information), information, information.__traceback__)
    if not information or information[1] is None:
        return event
    error = information[1]
    said = f": {error.message}" if isinstance(error, GyreError) else ""
    event["error"] = f"{type(error).__module__}.{type(error).__qualname__}{said}"
    event["places"] = [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(information[2])[-12:]
    ]
    return event


def _drop_arguments(_logger: Any, _method: str, event: Event) -> Event:
    """Records of other libraries: keep their message, drop what they attached."""
    event.pop("positional_args", None)
    record = event.get("_record")
    if record is not None and record.name == "django.request":
        event["event"] = str(event["event"]).partition(":")[0]  # what follows is the path
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    describe_exception,
    keep_allowed,
]


def configure(level: str = "INFO") -> dict[str, Any]:
    """Set structlog up; return the LOGGING dictionary that routes the standard library into it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [_drop_arguments, *_SHARED],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
                "keep_exc_info": False,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": [], "propagate": False},
            "django.request": {"level": "ERROR"},
            "django": {"handlers": [], "propagate": True},
            "axes": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "dicomweb_client": {"level": "CRITICAL"},  # tells UIDs and what a PACS says
            "urllib3": {"level": "CRITICAL"},  # tells addresses with what was searched for
            "pynetdicom": {"level": "CRITICAL"},  # tells data sets
        },
    }
