"""Taking the bundled scans in."""

from collections.abc import Callable

import numpy as np

from labeling.accounts.models import User
from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split
from labeling.demo.bundle import SEED, BundledCase, bundled_cases, seed_ids
from labeling.demo.experts import expert_mask
from labeling.imaging.nifti import read_image
from labeling.imaging.synthesis import PatientIdentity, SeriesText, series_from_volume
from labeling.ingest.models import Series
from labeling.ingest.services import store_series
from labeling.projects.models import Project
from labeling.review.services import import_label

Say = Callable[[int, int], None]


def load_scans(*, project: Project, lead: User, say: Say) -> None:
    """Store all scans; approve the experts' masks of the holdout and of the seed cases.

    What is stored already is skipped, so an interrupted load goes on where it was.

    Args:
        project: the demo's.
        lead: who brings them in.
        say: told how many of how many are in.
    """
    bundled = bundled_cases()
    seeds = seed_ids(bundled, np.random.default_rng(SEED))
    known = set(
        project.series.filter(case__isnull=False).values_list("series_description", flat=True)
    )
    for count, one in enumerate(bundled, start=1):
        if one.id not in known:
            case = _store(project, one, lead)
            if one.split == "holdout" or one.id in seeds:
                import_label(case=case, mask=expert_mask(case), approved=True, actor=lead)
        say(count, len(bundled))


def _store(project: Project, one: BundledCase, lead: User) -> Case:
    array, geometry = read_image(one.image)
    series: Series = store_series(
        project=project,
        user=lead,
        datasets=series_from_volume(
            array,
            geometry,
            patient=PatientIdentity(patient_id=one.patient_id),
            uid_seed=f"gyre-demo/{one.id}",
            text=SeriesText(
                study_description="MSD Task04 hippocampus",
                series_description=one.id,
                body_part="BRAIN",
                model_name=f"intensity scale {one.regime}",
            ),
        ),
    )
    patient = series.study.patient
    if not hasattr(patient, "split"):
        set_split(patient=patient, name=SplitName(one.split))
    return open_case(series_id=series.pk)
