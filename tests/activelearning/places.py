"""Places of a turn at which a worker can be made to stand still: right before it writes a row."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

import psycopg
from django.db import connection

from labeling.rounds.models import RunState, TrainingRun

PATIENCE = 400.0
_KEY = 4711
_STAND_STILL = f"""
    CREATE OR REPLACE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock({_KEY}); RETURN NEW; END $$
"""
_SOMEBODY_STANDS = """
    SELECT count(*) FROM pg_locks JOIN pg_database AS base ON base.oid = pg_locks.database
     WHERE locktype = 'advisory' AND objid = %s AND NOT granted
       AND datname = current_database()
"""


@dataclass(frozen=True)
class Place:
    """What is about to be written: in SQL, with NEW and OLD for the row."""

    table: str
    act: str
    when: str


TRAINING = Place("rounds_trainingrun", "UPDATE OF curve", "NEW.curve <> OLD.curve")
JUDGING = Place("rounds_trainingrun", "UPDATE OF left_out", "NEW.seconds ? 'train'")
PROMOTION = Place("rounds_modelversion", "UPDATE", "OLD.state = 'champion'")
SCORING = Place("rounds_score", "INSERT", "NEW.case_id % 2 = 1")  # not the first that comes
LOOKING_AGAIN = Place("rounds_score", "UPDATE", "NEW.members <> ''")
PICKING = Place("rounds_pick", "INSERT", "NEW.rank = 2")
CLOSING = Place(
    "procrastinate_jobs",
    "UPDATE",
    "OLD.task_name = 'activelearning.turn' AND NEW.status = 'succeeded'",
)


@contextmanager
def standing_still(place: Place) -> Iterator[Callable[[BaseProcess], None]]:
    """Nobody gets past the place while this lasts; what it gives waits until the worker is there.

    At the end whatever was about to be written is: by who lives, that is; a killed worker's
    transaction is over then, and nothing of it stays.
    """
    with psycopg.connect(**address(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [_KEY])
        with connection.cursor() as cursor:
            cursor.execute(_STAND_STILL)
            cursor.execute(
                f"CREATE TRIGGER stand_still BEFORE {place.act} ON {place.table}"
                f" FOR EACH ROW WHEN ({place.when}) EXECUTE FUNCTION stand_still()"
            )
        try:
            yield _wait
        finally:
            other.close()
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TRIGGER stand_still ON {place.table}")


def _wait(worker: BaseProcess) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert worker.is_alive(), "the worker ended by itself"
        failed = TrainingRun.objects.filter(state=RunState.FAILED).values_list("error", flat=True)
        assert not list(failed)
        with connection.cursor() as cursor:
            cursor.execute(_SOMEBODY_STANDS, [_KEY])
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came there")


def address() -> dict[str, str]:
    """Of the test's database, for a connection of its own."""
    values = connection.settings_dict
    return {
        "host": values["HOST"],
        "user": values["USER"],
        "dbname": values["NAME"],
        **values["OPTIONS"],
    }
