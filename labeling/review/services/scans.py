"""Data sets made of a file from outside, stored, and their case."""

from collections.abc import Sequence

from pydicom.dataset import Dataset

from labeling.accounts.models import User
from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split
from labeling.core.errors import Unprocessable
from labeling.imaging.problems import ImagingProblem
from labeling.ingest.models import SeriesState
from labeling.ingest.services import store_series
from labeling.projects.models import Project


class ScanRefused(Unprocessable):
    """The file cannot be imported."""

    @classmethod
    def of(cls, problem: ImagingProblem) -> "ScanRefused":
        error = cls(problem.sentence)
        error.code = problem.code
        return error


def store_scan(
    *, project: Project, datasets: Sequence[Dataset], user: User, split: SplitName | None
) -> Case:
    """Store a series and open its case. Call inside a transaction: what is refused leaves nothing.

    Raises:
        ScanRefused: 422 with the imaging code. SplitIsFrozen, InstanceConflict: 409.
    """
    series = store_series(project=project, datasets=datasets, user=user)
    if series.state != SeriesState.READY:
        error = ScanRefused(series.problem)
        error.code = series.problem_code or error.code
        raise error
    if split is not None:
        set_split(patient=series.study.patient, name=split)
    return open_case(series_id=series.pk)
