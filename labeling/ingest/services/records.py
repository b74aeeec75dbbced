"""Rows for an instance and what it hangs from: patient, study, series."""

import zlib
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from labeling.core.blobs import Blob
from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.errors import FileRefused, InstanceConflict, PatientDiffers, SeriesElsewhere
from labeling.ingest.files import KeptFile
from labeling.ingest.frames import StoredFrames
from labeling.ingest.models import Instance, Patient, Series, Study
from labeling.ingest.rows import kept_values, patient_values, series_values, study_values
from labeling.projects.models import Project

_LONGEST_ID = 64


@dataclass(frozen=True)
class StoredInstance:
    """`known` says that the same bytes were there already."""

    instance: Instance
    known: bool


def record_instance(
    *, project: Project, index: InstanceIndex, kept: KeptFile, frames: StoredFrames
) -> StoredInstance:
    """The rows of one stored file; the same file again changes nothing.

    Raises:
        InstanceConflict: the UID is there with other bytes. PatientDiffers, SeriesElsewhere.
    """
    try:
        return _record(project, index, kept, frames)
    except IntegrityError:  # its series was deleted in this very moment: it begins anew
        return _record(project, index, kept, frames)


@transaction.atomic
def _record(
    project: Project, index: InstanceIndex, kept: KeptFile, frames: StoredFrames
) -> StoredInstance:
    series = series_for(project=project, index=index)
    instance, made = Instance.objects.get_or_create(
        project=project,
        sop_instance_uid=index.sop_instance_uid,
        defaults={
            "series": series,
            **kept_values(index, kept, frames, project.slug),
        },
    )
    if not made:
        refuse_other_bytes(instance, kept.blob)
        return StoredInstance(instance, known=True)
    note_received(series.pk, 1)
    return StoredInstance(instance, known=False)


def note_received(series_id: int, count: int) -> None:
    """So many new instances: its index is behind now."""
    version = F("received_version") + count
    Series.objects.filter(pk=series_id).update(received_version=version)


def refuse_other_bytes(instance: Instance, blob: Blob) -> None:
    """Raises: InstanceConflict."""
    if instance.blob != blob.sha256:
        raise InstanceConflict(
            "An instance with this SOP Instance UID is stored already with other content.",
            expected=instance.blob,
            got=blob.sha256,
        )


def series_for(*, project: Project, index: InstanceIndex) -> Series:
    """The series of an instance, made with its study and patient when it is the first of them."""
    found = find_series(project=project, index=index)
    if found is not None:
        return found
    study = _study_for(project, index)
    series, _ = Series.objects.get_or_create(
        project=project,
        series_instance_uid=index.series_instance_uid,
        defaults={"study": study, **series_values(index)},
    )
    if series.study_id != study.pk:
        raise SeriesElsewhere
    return series


def find_series(*, project: Project, index: InstanceIndex) -> Series | None:
    """The series when all above it is as the instance says: one query, for nearly every instance."""
    return (
        Series.objects.filter(
            project=project,
            series_instance_uid=index.series_instance_uid,
            study__study_instance_uid=index.study_instance_uid,
            study__patient__patient_id=index.attributes.get("PatientID", ""),
        )
        .select_related("study")
        .order_by("pk")
        .first()
    )


def _study_for(project: Project, index: InstanceIndex) -> Study:
    patient_id = index.attributes.get("PatientID", "")
    if len(patient_id) > _LONGEST_ID:
        raise FileRefused(
            "bad_patient_id",
            f"expected a PatientID of at most {_LONGEST_ID} characters, got {len(patient_id)}",
        )
    study = _find_study(project, index)
    if study is None:
        _take_turns(project, index.study_instance_uid)
        study = _find_study(project, index) or Study.objects.create(
            project=project,
            patient=_patient_for(project, index, patient_id),
            study_instance_uid=index.study_instance_uid,
            **study_values(index),
        )
    if study.patient.patient_id != patient_id:
        raise PatientDiffers
    return study


def _find_study(project: Project, index: InstanceIndex) -> Study | None:
    studies = Study.objects.select_related("patient")
    return studies.filter(project=project, study_instance_uid=index.study_instance_uid).first()


def _patient_for(project: Project, index: InstanceIndex, patient_id: str) -> Patient:
    """The same PatientID is the same person; with none, each study is a person of its own."""
    values = patient_values(index)
    if not patient_id:
        return Patient.objects.create(project=project, **values)
    patient, made = Patient.objects.get_or_create(
        project=project, patient_id=patient_id, defaults=values
    )
    if not made and not patient.studies.exists():  # their scans had been deleted
        Patient.objects.filter(pk=patient.pk).update(**values)
    return patient


def _take_turns(project: Project, study_instance_uid: str) -> None:
    """Until the transaction ends, nobody else makes this study (nor a patient for it)."""
    key = zlib.crc32(study_instance_uid.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [project.pk % 2**31, key])
