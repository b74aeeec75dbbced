"""Jobs of assign."""

from labeling.accounts.models import User
from labeling.assign import services
from labeling.core.jobs import Run, job
from labeling.projects.models import Project


@job(name="assign.take_back", queue="web", max_attempts=5)
def take_back(run: Run, *, project_id: int, user_id: int) -> None:
    """Free the cases of a person who left the project, or whose role no longer annotates."""
    with run.commit_results():
        services.take_back(
            project=Project.objects.get(pk=project_id), user=User.objects.get(pk=user_id)
        )
