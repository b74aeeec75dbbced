"""Machine workers of the tests' own: real processes, forked from one that has loaded everything already."""

import multiprocessing
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote, urlencode

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

if not apps.ready:  # here is where the others are forked from
    django.setup()

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from labeling.core import jobs

_FORKS = multiprocessing.get_context("forkserver")


def database_url() -> str:
    """The test's own database, for another process."""
    values = connection.settings_dict
    options = {k: v for k, v in values["OPTIONS"].items() if k != "prepare_threshold"}
    query = urlencode({"host": values["HOST"], **options}, safe="/")
    return f"postgresql://{quote(values['USER'])}@/{quote(values['NAME'])}?{query}"


@contextmanager
def worker(log: Path | None = None) -> Iterator[BaseProcess]:
    """A machine worker on the test's database and data folder, with its settings of training.

    What it says is written to `log`. It is killed at the end, if it still lives.
    """
    chosen = {name: getattr(settings, name) for name in dir(settings) if "TRAINING" in name}
    environment = {
        "DATABASE_URL": database_url(),
        "GYRE_DATA": str(settings.DATA),
        "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
        "GYRE_TESTS_OF": os.environ.get("PYTEST_XDIST_WORKER", ""),
    }
    _FORKS.set_forkserver_preload([__name__])
    process = _FORKS.Process(target=_work, args=(chosen, log), daemon=True)
    with mock.patch.dict(os.environ, environment):  # read when the first one is started
        process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def let_heartbeats_grow_old() -> None:
    """As if the killed worker had been silent for a minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )


def _work(chosen: Mapping[str, Any], log: Path | None) -> None:
    for name, value in chosen.items():
        setattr(settings, name, value)
    if log is not None:
        with log.open("ab") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
    jobs.run_worker("machine")
