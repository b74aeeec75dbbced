"""Reads of scans."""

from collections.abc import Sequence

import numpy as np
from django.db.models import Count, QuerySet
from numpy.typing import NDArray

from labeling.accounts.models import User
from labeling.core import blobs
from labeling.imaging.decoding import FramePlace
from labeling.imaging.geometry import Geometry
from labeling.imaging.slices import instance_and_frame
from labeling.ingest.errors import NoSuchHeld, NoSuchSeries, NoSuchStudy, NoSuchUpload, NotVolume
from labeling.ingest.models import HeldSeries, Instance, Series, SeriesState, Study, Upload
from labeling.ingest.sandboxes import VOLUMES
from labeling.projects.models import Project
from labeling.projects.permissions import visible_projects

PHOTOMETRIC = "00280004"
LUT_SHAPE = "20500020"


def frame_places(series: Series) -> list[FramePlace]:
    """Where the slices of the volume are stored, in z order.

    Raises:
        NotVolume: 409, the series forms none.
    """
    if series.geometry is None:
        raise NotVolume(series.problem or None)
    stored = dict(Instance.objects.filter(series=series).values_list("sop_instance_uid", "blob"))
    slices = [instance_and_frame(key) for key in series.slices]
    paths = {uid: blobs.path(stored[uid]) for uid in dict.fromkeys(uid for uid, _ in slices)}
    return [FramePlace(paths[uid], frame) for uid, frame in slices]


def geometry_of(series: Series) -> Geometry:
    """The grid of the volume, LPS mm.

    Raises:
        NotVolume: 409, the series forms none.
    """
    if series.geometry is None:
        raise NotVolume(series.problem or None)
    return Geometry.from_json(series.geometry)


def load_volume(series: Series) -> NDArray[np.float32]:
    """Float32 `(z, y, x)` in modality units, decoded in a child process.

    Raises:
        NotVolume: 409, the series forms none.
        DicomProblem: a slice cannot be decoded.
    """
    return VOLUMES.read_volume(frame_places(series))


def shown_inverted(series: Series) -> bool:
    """Whether low values are shown bright (PS3.3 C.7.6.3.1.2, C.11.6.1.2); `load_volume` leaves them so."""
    metadata = series.instances.exclude(z=None).order_by("z").values_list("metadata", flat=True)
    found = metadata.first() or {}
    shown = [(found.get(tag) or {}).get("Value") or [""] for tag in (PHOTOMETRIC, LUT_SHAPE)]
    return bool(shown[0][0] == "MONOCHROME1" or shown[1][0] == "INVERSE")


def load_slices(series: Series, at: Sequence[int]) -> NDArray[np.float32]:
    """As `load_volume`, but only the slices `at`, in their order: float32 `(len(at), y, x)`."""
    places = frame_places(series)
    return VOLUMES.read_volume([places[z] for z in at])


def series_in(project: Project, *, problem: bool | None = None) -> QuerySet[Series]:
    """The project's series with their number of instances; only (un)usable ones when asked."""
    rows = Series.objects.filter(project=project).annotate(instance_count=Count("instances"))
    if problem is not None:
        unusable = {"state": SeriesState.UNUSABLE}
        rows = rows.filter(**unusable) if problem else rows.exclude(**unusable)
    return rows.select_related("study").order_by("-pk")


def visible_series(user: User, series_id: int) -> Series:
    """Raises: NoSuchSeries, 404, also when it is in a project one does not see."""
    rows = Series.objects.filter(project__in=visible_projects(user))
    series = rows.filter(pk=series_id).first()
    if series is None:
        raise NoSuchSeries
    return series


def study_in(project: Project, study_instance_uid: str) -> Study:
    """Raises: NoSuchStudy, 404."""
    study = Study.objects.filter(project=project, study_instance_uid=study_instance_uid).first()
    if study is None:
        raise NoSuchStudy
    return study


def visible_upload(user: User, upload_id: int) -> Upload:
    """Raises: NoSuchUpload, 404, also when it is in a project one does not see."""
    rows = Upload.objects.select_related("project", "user")
    upload = rows.filter(project__in=visible_projects(user), pk=upload_id).first()
    if upload is None:
        raise NoSuchUpload
    return upload


def held_in(project: Project) -> QuerySet[HeldSeries]:
    """What waits for a decision, newest first, with its number of images."""
    rows = HeldSeries.objects.filter(project=project)
    return rows.annotate(instance_count=Count("instances")).order_by("-pk")


def visible_held(user: User, held_id: int) -> HeldSeries:
    """Raises: NoSuchHeld, 404, also when it is in a project one does not see."""
    rows = HeldSeries.objects.select_related("project")
    held = rows.filter(project__in=visible_projects(user), pk=held_id).first()
    if held is None:
        raise NoSuchHeld
    return held
