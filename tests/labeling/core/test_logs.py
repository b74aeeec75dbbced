import json
import logging

import pytest
import structlog

from labeling.core.logs import configure, describe_exception, keep_allowed

SENTINEL = "Zebulon^Sentinel"


def test_a_key_that_is_not_on_the_list_is_dropped_and_counted() -> None:
    event = keep_allowed(None, "info", {"event": "opened", "case_id": 3, "patient_name": SENTINEL})
    assert event == {"event": "opened", "case_id": 3, "dropped": 1}


def test_an_exception_is_told_by_its_type_and_places_never_by_its_message() -> None:
    try:
        raise ValueError(SENTINEL)
    except ValueError as error:
        event = describe_exception(None, "error", {"event": "failed", "exc_info": error})
    assert event["error"] == "builtins.ValueError"
    assert SENTINEL not in json.dumps(event)
    assert "test_logs.py" in event["places"][-1]


def test_other_libraries_records_lose_their_traceback_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    formatter = configure()["formatters"]["json"]
    made = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
    )
    try:
        raise KeyError(SENTINEL)
    except KeyError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "it broke", None, (KeyError, error, error.__traceback__)
        )
    line = made.format(record)
    assert SENTINEL not in line
    assert json.loads(line)["error"] == "builtins.KeyError"


def test_a_failed_request_is_logged_without_its_address() -> None:
    formatter = configure()["formatters"]["json"]
    made = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
    )
    path = (f"/api/projects/{SENTINEL}",)
    record = logging.LogRecord(
        "django.request", logging.ERROR, "f", 1, "Internal Server Error: %s", path, None
    )
    line = made.format(record)
    assert SENTINEL not in line
    assert json.loads(line)["event"] == "Internal Server Error"
