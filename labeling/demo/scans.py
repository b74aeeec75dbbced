"""Taking the bundled scans in."""

from collections.abc import Callable
from dataclasses import replace

from labeling.accounts.models import User
from labeling.cohorts.models import SplitName
from labeling.demo.bundle import bundled_rows, seed_ids
from labeling.projects.models import Project
from labeling.review.services.nifti import import_nifti_case

Say = Callable[[int, int], None]


def load_scans(*, project: Project, lead: User, say: Say, cases: int | None = None) -> None:
    """Store the scans; approve the experts' masks of all but the pool: holdout, validation, seed cases.

    What is stored already is skipped, so an interrupted load goes on where it was.

    Args:
        project: the demo's.
        lead: who brings them in.
        say: told how many of how many are in.
        cases: how many of the bundled scans; all when left out.
    """
    rows = bundled_rows(cases)
    seeds = seed_ids(rows)
    known = set(project.cases.values_list("series__series_description", flat=True))
    for count, row in enumerate(rows, start=1):
        if row.id not in known:
            labelled = row.split != SplitName.TRAIN or row.id in seeds
            import_nifti_case(
                project=project,
                row=row if labelled else replace(row, label=None),
                approved=True,
                actor=lead,
            )
        say(count, len(rows))
