"""Images that wait: de-identified, stored, seen by nobody but those who decide."""

from django.db import transaction

from labeling.core.blobs import Blob
from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.errors import InstanceConflict
from labeling.ingest.files import KeptFile
from labeling.ingest.models import HeldInstance, HeldSeries, Instance
from labeling.ingest.services.records import refuse_other_bytes
from labeling.projects.models import Project


@transaction.atomic
def hold_instance(
    *, project: Project, index: InstanceIndex, kept: KeptFile, reasons: list[str]
) -> HeldInstance:
    """Keep a suspect until a person decides; the same file again changes nothing.

    Raises:
        InstanceConflict: 409, the UID is held already with other bytes.
    """
    held, _ = HeldSeries.objects.get_or_create(
        project=project,
        series_instance_uid=index.series_instance_uid,
        defaults={
            "study_instance_uid": index.study_instance_uid,
            "modality": index.attributes.get("Modality", "")[:16],
            "description": index.attributes.get("SeriesDescription", "")[:64],
            "reasons": reasons,
        },
    )
    HeldSeries.objects.select_for_update().get(pk=held.pk)
    instance, made = HeldInstance.objects.get_or_create(
        held=held,
        sop_instance_uid=index.sop_instance_uid,
        defaults={"blob": kept.blob.sha256, "size": kept.blob.size},
    )
    if not made and instance.blob != kept.blob.sha256:
        raise InstanceConflict(
            "An instance with this SOP Instance UID is held already with other content.",
            expected=instance.blob,
            got=kept.blob.sha256,
        )
    new = sorted(set(reasons) - set(held.reasons))
    if new:
        held.reasons = [*held.reasons, *new]
        held.save(update_fields=["reasons"])
    return instance


def released_before(*, project: Project, index: InstanceIndex, blob: Blob) -> bool:
    """Whether this very file is stored already: a person let it pass.

    Raises:
        InstanceConflict: 409, the UID is stored with other bytes.
    """
    stored = Instance.objects.filter(
        project=project, sop_instance_uid=index.sop_instance_uid
    ).first()
    if stored is not None:
        refuse_other_bytes(stored, blob)
    return stored is not None
