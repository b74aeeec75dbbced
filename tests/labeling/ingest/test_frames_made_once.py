"""Frames are made native once: not again for a file that is here, nor for one that has no row."""

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import JPEG2000MC

from labeling.core import blobs
from labeling.imaging.pixels import InstanceIndex
from labeling.ingest import frames, services
from labeling.ingest.errors import HeldForReview, InstanceConflict
from labeling.ingest.models import Instance, ProfileName
from labeling.ingest.services.storing import arrive, settle
from labeling.projects.models import Project
from tests.images import encapsulated
from tests.labeling.ingest import scans
from tests.labeling.ingest.test_native_frames import GREY, image, served

pytestmark = pytest.mark.django_db


def _scan(**changes: object) -> Dataset:
    stream = imagecodecs.jpeg2k_encode(GREY, codecformat="j2k", level=0)
    frame = [stream + bytes(len(stream) % 2)]
    return encapsulated(image(GREY, **changes), [frame], JPEG2000MC)


@pytest.fixture
def project() -> Project:
    return scans.project()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The UID of each instance whose frames were made."""
    uids: list[str] = []
    make: Callable[[Path, InstanceIndex], frames.StoredFrames] = frames._native_frames

    def make_and_note(path: Path, index: InstanceIndex) -> frames.StoredFrames:
        uids.append(index.sop_instance_uid)
        return make(path, index)

    monkeypatch.setattr(frames, "_native_frames", make_and_note)
    return uids


def test_not_of_a_file_that_is_here(project: Project, made: list[str], tmp_path: Path) -> None:
    path = scans.written(_scan(), tmp_path / "a.dcm")
    known = [services.store_instance(project=project, user=None, path=path).known for _ in range(3)]
    assert known == [False, True, True]
    assert len(made) == 1
    assert served(Instance.objects.get()) == GREY.tobytes()


def test_not_of_a_file_with_other_bytes_than_the_one_here(
    project: Project, made: list[str], tmp_path: Path
) -> None:
    first = scans.written(_scan(), tmp_path / "a.dcm")
    other = scans.written(_scan(WindowCenter=7), tmp_path / "b.dcm")
    services.store_instance(project=project, user=None, path=first)
    with pytest.raises(InstanceConflict):
        services.store_instance(project=project, user=None, path=other)
    assert len(made) == 1


def test_again_when_the_file_is_deleted_while_it_comes_again(
    project: Project, made: list[str], tmp_path: Path
) -> None:
    path = scans.written(_scan(), tmp_path / "a.dcm")
    stored = services.store_instance(project=project, user=None, path=path).instance
    arrived = arrive(project=project, path=path, profile=None)
    services.delete_series(series=stored.series, actor=None)
    (outcome,) = settle(project=project, user=None, upload=None, files=[("", arrived)])
    assert isinstance(outcome, services.StoredInstance)
    assert not outcome.known
    assert len(made) == 2
    assert served(Instance.objects.get()) == GREY.tobytes()


def test_of_a_suspect_when_it_is_released(
    project: Project, made: list[str], tmp_path: Path
) -> None:
    services.change_profile(project=project, by=None, profile=ProfileName.BASIC)
    path = scans.written(_scan(Modality="US"), tmp_path / "a.dcm")
    with pytest.raises(HeldForReview):
        services.store_instance(project=project, user=None, path=path)
    assert made == []
    by = scans.person("lead", project)
    services.release_held(held=project.held_series.get(), by=by)
    assert services.store_instance(project=project, user=None, path=path).known
    assert len(made) == 1
    assert served(Instance.objects.get()) == GREY.tobytes()


@pytest.mark.django_db(transaction=True)
def test_not_by_the_threads_of_an_intake_either(
    project: Project, made: list[str], tmp_path: Path
) -> None:
    path = scans.written(_scan(), tmp_path / "a.dcm")
    upload = services.open_upload(project=project, user=None, source="stow")
    for known in (False, True):
        with services.Intake(project=project, user=None) as intake:
            intake.add(path=path, declared_name="part 1")
            (outcome,) = intake.store(upload=upload)
        assert isinstance(outcome, services.StoredInstance)
        assert outcome.known is known
    assert len(made) == 1
    assert blobs.verify(Instance.objects.get().frames_blob)
