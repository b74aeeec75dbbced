"""What the machine is asked to do in a project, one thing at a time."""

from labeling.core import jobs
from labeling.projects.models import Project, Task


def machine_lock(project_id: int) -> str:
    """Jobs of one project wait for each other; those of two projects do not."""
    return f"machine:project:{project_id}"


def ask_for_refresh(project: Project) -> None:
    """New drafts, scores and picks by the model that is live when the job runs, or by chance before one is."""
    name = "activelearning.refresh"
    jobs.enqueue(
        name,
        queue="machine",
        lock=machine_lock(project.pk),
        once=f"{name}:{project.pk}",
        project_id=project.pk,
    )


def ask_for_second_look(project: Project) -> None:
    """Have the live model held against what is approved, after everything that people wait for."""
    if project.task != Task.SEGMENTATION:
        return
    name = "activelearning.look_again"
    jobs.enqueue(
        name,
        queue="machine",
        lock=machine_lock(project.pk),
        once=f"{name}:{project.pk}",
        priority=-10,
        project_id=project.pk,
    )
