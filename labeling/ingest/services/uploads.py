"""An upload: files one after the other, each stored or refused with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit
from labeling.ingest.archives import Member, base_name, members, open_archive
from labeling.ingest.errors import ArchiveRefused, HeldForReview, Refusal, UploadClosed
from labeling.ingest.files import is_zip, staged
from labeling.ingest.models import Upload, UploadState
from labeling.ingest.services.indexing import request_indexing
from labeling.ingest.services.storing import note_refusals, store_instance
from labeling.projects.models import Project


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file: `stored`, `known`, `held` or `refused` with code and message."""

    file: str
    outcome: str
    code: str = ""
    message: str = ""


def open_upload(*, project: Project, user: User | None, source: str) -> Upload:
    """Begin. `source` says which way: browser, stow, command, pacs, dimse."""
    return Upload.objects.create(project=project, user=user, source=source)


def add_file(*, upload: Upload, path: Path, declared_name: str) -> Iterator[FileOutcome]:
    """Store a DICOM file, or each member of a zip archive; faults become outcomes, not errors.

    Raises:
        UploadClosed: 409, the upload is finished.
    """
    if Upload.objects.filter(pk=upload.pk, state=UploadState.FINISHED).exists():
        raise UploadClosed
    if is_zip(path):
        yield from _add_archive(upload, path, declared_name)
    else:
        yield _add_one(upload, path, declared_name)


def finish_upload(*, upload: Upload) -> Upload:
    """End the upload and have what arrived indexed. Finishing twice is no fault."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if upload.state == UploadState.FINISHED:
            return upload
        upload.state = UploadState.FINISHED
        upload.save(update_fields=["state"])
        request_indexing(project=upload.project)
        audit.record(
            act="upload.finished",
            actor=upload.user,
            project_id=upload.project_id,
            obj=upload,
            stored=upload.stored,
            known=upload.known,
            refused=upload.refused,
            held=upload.held,
        )
    return upload


def _add_archive(upload: Upload, path: Path, declared_name: str) -> Iterator[FileOutcome]:
    with path.open("rb") as file:
        try:
            archive = open_archive(file)
        except ArchiveRefused as refusal:
            yield _refused(upload, declared_name, refusal)
            return
        with archive:
            for member in members(archive):
                yield _add_member(upload, member)


def _add_member(upload: Upload, member: Member) -> FileOutcome:
    try:
        with staged(member.chunks()) as unpacked:
            if is_zip(unpacked):
                raise ArchiveRefused(
                    "nested_archive", "expected DICOM files in the archive, got another archive"
                )
            return _add_one(upload, unpacked, member.name)
    except Refusal as refusal:
        return _refused(upload, member.name, refusal)


def _add_one(upload: Upload, path: Path, name: str) -> FileOutcome:
    try:
        stored = store_instance(
            project=upload.project, user=upload.user, path=path, upload=upload, declared_name=name
        )
    except Refusal as refusal:
        outcome = "held" if isinstance(refusal, HeldForReview) else "refused"
        return FileOutcome(base_name(name), outcome, refusal.code, refusal.message)
    return FileOutcome(base_name(name), "known" if stored.known else "stored")


def _refused(upload: Upload, name: str, refusal: Refusal) -> FileOutcome:
    note_refusals(upload=upload, refused=[(name, refusal)])
    return FileOutcome(base_name(name), "refused", refusal.code, refusal.message)
