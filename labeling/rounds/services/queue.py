"""What the machine is asked to do in a project, one thing at a time."""

from labeling.core import jobs
from labeling.projects.models import Project
from labeling.rounds.models import ModelVersion
from labeling.rounds.selectors import last_round_number


def machine_lock(project_id: int) -> str:
    """Jobs of one project wait for each other; those of two projects do not."""
    return f"machine:project:{project_id}"


def ask_for_refresh(project: Project, version: ModelVersion) -> None:
    """New drafts, scores and picks by a model that a person has made live."""
    jobs.enqueue(
        "activelearning.refresh",
        queue="machine",
        lock=machine_lock(project.pk),
        project_id=project.pk,
        version_id=version.pk,
        after_round=last_round_number(project),
    )


def ask_for_cold_start(project: Project) -> None:
    """A first batch before there is a model."""
    jobs.enqueue(
        "activelearning.cold_start",
        queue="machine",
        lock=machine_lock(project.pk),
        project_id=project.pk,
        after_round=last_round_number(project),
    )
