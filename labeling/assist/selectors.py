"""What the model helper needs to know of a case, or of a draft."""

from dataclasses import dataclass

from labeling.cohorts.models import Case
from labeling.core import blobs
from labeling.imaging.geometry import Geometry
from labeling.imaging.masks import Mask, decode_mask
from labeling.ingest.models import Series
from labeling.ingest.selectors import geometry_of
from labeling.prelabel.models import Draft
from labeling.rounds.models import ModelVersion
from labeling.rounds.selectors import champion


@dataclass(frozen=True)
class Subject:
    """A case, the grid it is drawn on, and its project's live model; None before there is one."""

    case: Case
    series: Series
    geometry: Geometry
    model: ModelVersion | None


def subject_of(case_id: int) -> Subject:
    """Raises: Case.DoesNotExist. NotVolume: 409."""
    case = Case.objects.select_related("series", "project").get(pk=case_id)
    return Subject(case, case.series, geometry_of(case.series), champion(case.project))


@dataclass(frozen=True)
class Drafted:
    """A draft, its case, and the model version that made it."""

    draft: Draft
    case: Case
    version: ModelVersion
    subject: Subject


def drafted(draft_id: int) -> Drafted | None:
    """None where no model made the draft.

    Raises: Draft.DoesNotExist. NotVolume: 409.
    """
    draft = Draft.objects.select_related("case__series", "case__project", "model_version__run").get(
        pk=draft_id
    )
    case, version = draft.case, draft.model_version
    if version is None:
        return None
    subject = Subject(case, case.series, geometry_of(case.series), version)
    return Drafted(draft, case, version, subject)


def drafted_mask(of: Drafted) -> Mask:
    """Label values uint8 (z, y, x).

    Raises: BlobMissing, BlobDamaged, MaskProblem: it is not as it was stored.
    """
    return decode_mask(blobs.read(of.draft.mask_blob), of.subject.geometry.shape)
