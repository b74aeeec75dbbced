from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from labeling.core.errors import BadInput
from labeling.core.jobs import (
    JobFailed,
    QueueFull,
    Run,
    Superseded,
    drain,
    enqueue,
    progress_of,
    recover,
)
from labeling.core.jobs import job as register
from labeling.core.jobs.registry import FUNCTIONS
from labeling.core.models import AuditEvent

SEEN: list[tuple[int, int]] = []


@register(name="tests.note", queue="web")
def note(run: Run, *, case_id: int) -> None:
    run.progress(0.5, "half way")
    with run.commit_results():
        SEEN.append((run.attempt, case_id))


@register(name="tests.follow", queue="machine")
def follow(run: Run, *, case_id: int) -> None:
    with run.commit_results():
        enqueue("tests.note", queue="web", case_id=case_id)


@register(name="tests.refuse", queue="web")
def refuse(run: Run) -> None:
    raise BadInput("There is no approved mask.")


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    SEEN.clear()
    yield
    SEEN.clear()


def _status(job_id: int | None) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [job_id])
        row: tuple[str, int] = cursor.fetchone()
    return row


def _start(job_id: int | None) -> None:
    """What a worker that then dies leaves: the job is doing, and no worker is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s RETURNING id", [job_id]
        )


@pytest.mark.django_db
def test_a_job_runs_by_name_with_its_ids() -> None:
    job_id = enqueue("tests.note", queue="web", case_id=7)
    assert drain("web") == 1
    assert SEEN == [(0, 7)]
    assert _status(job_id) == ("succeeded", 1)


@pytest.mark.django_db
def test_a_job_of_a_transaction_that_rolls_back_does_not_exist() -> None:
    with transaction.atomic():
        enqueue("tests.note", queue="web", case_id=7)
        transaction.set_rollback(True)
    assert drain("web") == 0


@pytest.mark.django_db
def test_queues_are_drained_apart() -> None:
    enqueue("tests.note", queue="machine", case_id=1)
    assert drain("web") == 0
    assert drain("machine") == 1


@pytest.mark.django_db
def test_a_second_job_with_the_same_key_is_not_made_while_the_first_waits() -> None:
    assert enqueue("tests.note", queue="web", once="retrain-3", case_id=1) is not None
    assert enqueue("tests.note", queue="web", once="retrain-3", case_id=1) is None
    drain("web")
    assert enqueue("tests.note", queue="web", once="retrain-3", case_id=1) is not None


@pytest.mark.django_db
def test_a_full_queue_says_how_many_were_expected(settings: LazySettings) -> None:
    settings.QUEUE_CAP = 2
    enqueue("tests.note", queue="web", case_id=1)
    enqueue("tests.note", queue="web", case_id=2)
    with pytest.raises(QueueFull) as caught:
        enqueue("tests.note", queue="web", case_id=3)
    assert (caught.value.status, caught.value.got) == (503, 2)
    assert enqueue("tests.note", queue="machine", case_id=3) is not None


@pytest.mark.django_db
def test_a_full_queue_still_takes_what_a_running_job_asks_for(settings: LazySettings) -> None:
    enqueue("tests.follow", queue="machine", case_id=5)
    settings.QUEUE_CAP = 0
    drain("machine")
    with pytest.raises(QueueFull):
        enqueue("tests.note", queue="web", case_id=6)
    assert drain("web") == 1
    assert [case for _, case in SEEN] == [5]


@pytest.mark.django_db
def test_a_failed_job_tells_its_reason() -> None:
    job_id = enqueue("tests.refuse", queue="web")
    assert job_id is not None
    with pytest.raises(JobFailed, match="There is no approved mask"):
        drain("web")
    progress = progress_of([job_id])[job_id]
    assert (progress.state, progress.message) == ("failed", "There is no approved mask.")


@pytest.mark.django_db
def test_progress_is_written_at_most_once_a_second() -> None:
    job_id = enqueue("tests.note", queue="web", case_id=1)
    assert job_id is not None
    run = Run(job_id, "tests.note", 0)
    run.progress(0.1, "first", eta_seconds=9.0)
    run.progress(0.2, "second")
    progress = progress_of([job_id])[job_id]
    assert (progress.state, progress.fraction, progress.message) == ("waiting", 0.1, "first")


@pytest.mark.django_db
def test_results_of_a_worker_that_lost_its_job_are_dropped() -> None:
    job_id = enqueue("tests.note", queue="web", case_id=1)
    assert job_id is not None
    _start(job_id)
    late = Run(job_id, "tests.note", 0)
    assert recover(["web"]) == 1
    _start(job_id)
    with pytest.raises(Superseded), late.commit_results():
        AuditEvent.objects.create(act="must.not.be")
    assert not AuditEvent.objects.filter(act="must.not.be").exists()
    with Run(job_id, "tests.note", 1).commit_results():
        AuditEvent.objects.create(act="may.be")
    assert AuditEvent.objects.filter(act="may.be").count() == 1


@pytest.mark.django_db
def test_a_job_whose_worker_died_runs_again_and_at_most_three_times() -> None:
    job_id = enqueue("tests.note", queue="web", case_id=1)
    assert job_id is not None
    for attempt in range(2):
        _start(job_id)
        recover(["web"])
        assert _status(job_id) == ("todo", attempt + 1)
    _start(job_id)
    recover(["web"])
    assert _status(job_id) == ("failed", 3)
    assert progress_of([job_id])[job_id].message == "Its worker died 3 times."


@pytest.mark.django_db
def test_a_job_that_committed_before_its_worker_died_does_nothing_the_second_time() -> None:
    job_id = enqueue("tests.note", queue="web", case_id=5)
    assert job_id is not None
    _start(job_id)
    FUNCTIONS["tests.note"](Run(job_id, "tests.note", 0), case_id=5)
    drain("web")
    assert SEEN == [(0, 5)]
    assert _status(job_id) == ("succeeded", 2)


@pytest.mark.django_db
def test_recovery_leaves_the_jobs_of_living_workers_alone() -> None:
    job_id = enqueue("tests.note", queue="web", case_id=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker_id,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker_id, job_id],
        )
    assert recover(["web"]) == 0
    assert _status(job_id) == ("doing", 0)
