"""What the machine is asked to do in a project, one thing at a time."""

from labeling.core import jobs
from labeling.projects.models import Project, Task


def machine_lock(project_id: int) -> str:
    """Jobs of one project wait for each other; those of two projects do not."""
    return f"machine:project:{project_id}"


def ask_for_refresh(project: Project) -> None:
    """New drafts, scores and picks by the model that is live when the job runs, or by chance before one is."""
    _ask(project, "activelearning.refresh")


def ask_for_second_look(project: Project) -> None:
    """Have the live model held against what is approved, after everything that people wait for."""
    if project.task == Task.SEGMENTATION:
        _ask(project, "activelearning.look_again", priority=-10)


def _ask(project: Project, name: str, *, priority: int = 0) -> None:
    jobs.enqueue(
        name,
        queue="machine",
        lock=machine_lock(project.pk),
        once=f"{name}:{project.pk}",
        priority=priority,
        project_id=project.pk,
    )
