"""A whole turn over scans that say who they are of: the machine's side of it never does."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from activelearning import loop
from labeling.cohorts.models import SplitName
from labeling.core import jobs
from labeling.rounds.models import RunState
from labeling.rounds.services import request_training
from tests.activelearning import balls
from tests.activelearning.names import files_that_name, names_in
from tests.activelearning.networks import live_model
from tests.factories import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_no_patient_is_named_in_files_rows_jobs_logs_cards_and_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.TRAINING_MAX_STEPS = 3
    settings.TRAINING_THREADS = 1
    caplog.set_level(logging.DEBUG)
    project, lead = balls.ready_project(train=1, pool=2, holdout=1, strategy="disagreement")
    balls.add_case(
        project, 300, SplitName.TRAIN, blank=True
    )  # of which more is said than of others
    live_model(project)
    assert names_in(" ".join(project.patients.values_list("patient_name", flat=True)))
    files: list[str] = []
    judge = loop.judge_on_holdout

    def look_at_the_files(report: Any, training_run_id: int, *given: Any) -> Any:
        files.extend(files_that_name(Path(django_settings.DATA, "runs", str(training_run_id))))
        return judge(report, training_run_id, *given)

    monkeypatch.setattr(loop, "judge_on_holdout", look_at_the_files)
    run = request_training(project=project, trigger="person", user=lead, seed=1)
    jobs.drain("machine")
    run.refresh_from_db()
    assert run.state == RunState.SUCCEEDED

    about, model = f"projects/{project.slug}", f"models/{run.model_version.pk}"
    paths = [f"{about}/{one}" for one in ("models", "rounds", "query-rates", "training-runs")]
    paths += [model, *(f"{model}/card{end}" for end in ("", ".md", ".html"))]
    paths += [f"cases/{case.pk}/why" for case in project.cases.all()]
    client = signed_in(lead)
    answers = [client.get(f"/api/{path}").content.decode() for path in paths]
    assert all(f"v{run.model_version.number}" in answer for answer in answers[5:7])
    assert files == []
    assert [table for table in _tables_that_name() if not table.startswith("ingest_")] == []
    assert "turn" in str(_rows_of("procrastinate_jobs"))
    assert names_in(caplog.text) == []
    assert [path for path, answer in zip(paths, answers, strict=True) if names_in(answer)] == []


def _tables_that_name() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
    return [table for table in tables if names_in(_rows_of(table))]


def _rows_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608
        return "\n".join(row[0] for row in cursor.fetchall())
