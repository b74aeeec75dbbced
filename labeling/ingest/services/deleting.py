"""Scans out: rows in one transaction, bytes when a sweep finds that nothing else names them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from labeling.accounts.models import User
from labeling.core import audit, jobs
from labeling.ingest.errors import ScansInUse
from labeling.ingest.models import Instance, Patient, Series, SeriesState, Study
from labeling.ingest.services.indexing import request_indexing

SWEEP = "ingest.sweep_blobs"
_MARGIN = 60  # seconds


def delete_study(*, study: Study, actor: User | None) -> int:
    """Delete a study with all its series; return how many instances went.

    Raises:
        ScansInUse: 409, as `delete_series`; then nothing of the study goes.
    """
    with _or_in_use(), transaction.atomic():
        series = list(Series.objects.select_for_update().filter(study=study).order_by("pk"))
        _note("study.deleted", actor, study, series)
        count = _delete(series)
        _delete_if_empty(study)
    return count


def delete_series(*, series: Series, actor: User | None) -> int:
    """Delete a series with what was derived from it: index, case, drafts, scores.

    Returns how many instances went. Their bytes are freed by a sweep, `settings.BLOB_GRACE` later.

    Raises:
        ScansInUse: 409, somebody has opened its case, or anything hangs from it that a person or a
            training made: assignments, annotations, revisions, reviews, comments, picks, snapshots.
    """
    with _or_in_use(), transaction.atomic():
        series = Series.objects.select_for_update().select_related("study").get(pk=series.pk)
        _note("series.deleted", actor, series, [series])
        count = _delete([series])
        _delete_if_empty(series.study)
    return count


def delete_instance(*, instance: Instance, actor: User | None) -> None:
    """Delete one instance; its series is indexed anew, and goes with its last instance.

    Raises:
        ScansInUse: 409, as `delete_series`: without this slice the volume is another one.
    """
    with _or_in_use(), transaction.atomic():
        rows = Series.objects.select_for_update().select_related("study")
        _delete_instance(rows.get(pk=instance.series_id), instance, actor)


def _delete_instance(series: Series, instance: Instance, actor: User | None) -> None:
    _note("instance.deleted", actor, instance, [series], sop_instance_uid=instance.sop_instance_uid)
    if not series.instances.exclude(pk=instance.pk).exists():
        _delete([series])
        _delete_if_empty(series.study)
        return
    _check_untouched([series])
    _delete_what_goes_with([series.pk], but=Instance)
    instance.delete()
    Series.objects.filter(pk=series.pk).update(
        received_version=F("received_version") + 1,
        state=SeriesState.RECEIVING,
        geometry=None,
        slices=[],
        thumbnail_blob="",
    )
    request_indexing(project=series.project)
    request_sweep()


def request_sweep() -> None:
    """Have the store swept when what was put until now is old enough to tell.

    Requests of the same hour (or whatever the grace is) share one sweep, which is then late enough for
    the last of them.
    """
    hour = int(timezone.now().timestamp() / max(1, settings.BLOB_GRACE))
    after = 2 * settings.BLOB_GRACE + _MARGIN
    jobs.enqueue(SWEEP, queue="web", once=f"{SWEEP}:{hour}", after_seconds=after)


def _delete(series: list[Series]) -> int:
    _check_untouched(series)
    ids = [one.pk for one in series]
    count = Instance.objects.filter(series__in=ids).count()
    _delete_what_goes_with(ids)
    Series.objects.filter(pk__in=ids).delete()
    request_sweep()
    return count


def _check_untouched(series: list[Series]) -> None:
    opened = [one.pk for one in series if one.frozen_at is not None]
    if opened:
        raise ScansInUse(
            "Scans that somebody has begun to annotate stay.", got=[f"series {pk}" for pk in opened]
        )


def _delete_what_goes_with(series: list[int], but: type[models.Model] | None = None) -> None:
    """Rows of every model that says so by `goes_with_series`, from the top layer down."""
    for model in reversed(apps.get_models()):
        path = getattr(model, "goes_with_series", "")
        if path and model is not but:
            model._default_manager.filter(**{f"{path}__in": series}).delete()


def _delete_if_empty(study: Study) -> None:
    """A patient whose split was drawn keeps the row that holds it, without a word about the person."""
    if study.series.exists():
        return
    patient = study.patient
    study.delete()
    if patient.studies.exists():
        return
    try:
        with transaction.atomic():
            patient.delete()
    except ProtectedError:
        Patient.objects.filter(pk=patient.pk).update(
            patient_name="", patient_sex="", patient_birth_date=""
        )


def _note(
    act: str,
    actor: User | None,
    obj: Series | Study | Instance,
    series: list[Series],
    **detail: str,
) -> None:
    audit.record(
        act=act,
        actor=actor,
        project_id=obj.project_id,
        obj=obj,
        series=[one.series_instance_uid for one in series],
        **detail,
    )


@contextmanager
def _or_in_use() -> Iterator[None]:
    """What hangs from the scans refuses their deletion, in words."""
    try:
        yield
    except ProtectedError as error:
        names = sorted(_names(error.protected_objects))
        raise ScansInUse(f"Work hangs from these scans: {', '.join(names)}.", got=names) from error
    except IntegrityError as error:  # somebody took up the case in this very moment
        raise ScansInUse from error


def _names(held: Iterable[models.Model]) -> Iterator[str]:
    counts = Counter(type(one) for one in held)
    for model, count in counts.items():
        name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
        yield f"{count} {name}"
