"""Rows of the loop without scans, models or a machine."""

import itertools

from django.contrib.auth import get_user_model

from labeling.accounts.models import User
from labeling.cohorts.models import Case, CaseState, PatientSplit, SplitName
from labeling.imaging.geometry import Geometry
from labeling.ingest.models import Patient, Series, SeriesState, Study
from labeling.projects.models import Label, Membership, Project, Role
from labeling.rounds.models import ModelVersion, RunState, TrainingRun
from labeling.rounds.selectors import champion
from labeling.rounds.services import NewVersion, record_version

SHAPE = (3, 4, 5)
DIRECTION = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
_numbers = itertools.count(1)


def project(slug: str = "liver", **values: object) -> Project:
    made = Project.objects.create(slug=slug, name=slug, case_prefix="LIV", **values)
    Label.objects.create(project=made, value=1, name="Liver")
    Label.objects.create(project=made, value=2, name="Spleen")
    return made


def person(name: str, project: Project | None = None, role: Role = Role.LEAD) -> User:
    user: User = get_user_model().objects.create_user(name, password="a long secret")
    if project is not None:
        Membership.objects.create(project=project, user=user, role=role)
    return user


def case(
    project: Project,
    state: CaseState = CaseState.READY,
    split: SplitName = SplitName.TRAIN,
    patient: Patient | None = None,
) -> Case:
    number = next(_numbers)
    if patient is None:
        patient = Patient.objects.create(project=project, patient_id=f"P{number}")
        PatientSplit.objects.create(patient=patient, name=split)
    study = Study.objects.create(project=project, patient=patient, study_instance_uid=f"1.{number}")
    series = Series.objects.create(
        project=project,
        study=study,
        series_instance_uid=f"2.{number}",
        state=SeriesState.READY,
        geometry=Geometry(SHAPE, (3.0, 1.0, 1.0), (0.0, 0.0, 0.0), DIRECTION).to_json(),
        slices=[f"3.{number}.{z}" for z in range(SHAPE[0])],
    )
    reason = "blurred" if state == CaseState.EXCLUDED else ""
    return Case.objects.create(
        project=project,
        patient=patient,
        series=series,
        number=project.cases.count() + 1,
        state=state,
        excluded_reason=reason,
    )


def run(project: Project, state: RunState = RunState.SUCCEEDED, **values: object) -> TrainingRun:
    code = "training_diverged" if state == RunState.FAILED else ""
    return TrainingRun.objects.create(
        project=project, trigger="person", state=state, seed=1, error_code=code, **values
    )


def version(project: Project, *, dice: float = 0.8, labels: int = 8) -> ModelVersion:
    """A candidate, judged against the model that is live."""
    live = champion(project)
    return record_version(
        run_id=run(project).pk,
        new=NewVersion(
            weights_blob="ab" * 32,
            spec={"label_values": [0, 1, 2]},
            code_version="models-1",
            labels_used=labels,
            metrics={"holdout": {"dice_mean": dice, "dice_low": dice - 0.1, "dice_high": 0.9}},
            gate={"promoted": True, "reason": "better"},
            parent_id=live.pk if live else None,
        ),
    )
