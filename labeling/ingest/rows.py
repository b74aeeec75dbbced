"""From an index to the columns of the records."""

import re
from math import isfinite
from typing import Any

from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.addresses import project_root, series_address
from labeling.ingest.files import KeptFile
from labeling.ingest.frames import StoredFrames
from labeling.ingest.models import Patient, Series, Study

_STUDY = {
    "study_date": "StudyDate",
    "study_time": "StudyTime",
    "study_id": "StudyID",
    "accession_number": "AccessionNumber",
    "study_description": "StudyDescription",
    "referring_physician_name": "ReferringPhysicianName",
    "patient_age": "PatientAge",
}
_PATIENT = {
    "patient_id": "PatientID",
    "patient_name": "PatientName",
    "patient_sex": "PatientSex",
    "patient_birth_date": "PatientBirthDate",
}
_SERIES = {
    "modality": "Modality",
    "series_date": "SeriesDate",
    "series_time": "SeriesTime",
    "series_description": "SeriesDescription",
    "body_part_examined": "BodyPartExamined",
    "manufacturer": "Manufacturer",
    "manufacturer_model_name": "ManufacturerModelName",
    "institution_name": "InstitutionName",
}
_FURTHER = (  # searchable, of the series, and no word about the person
    "MagneticFieldStrength",
    "SpacingBetweenSlices",
    "ProtocolName",
    "Laterality",
    "ViewPosition",
    "SequenceName",
    "ScanningSequence",
    "EchoTime",
    "RepetitionTime",
    "ConvolutionKernel",
    "ContrastBolusAgent",
    "BurnedInAnnotation",
    "PatientIdentityRemoved",
    "FrameOfReferenceUID",
)
_INT32 = 2**31 - 1
_DATE = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")


def patient_values(index: InstanceIndex) -> dict[str, Any]:
    return _texts(Patient, _PATIENT, index.attributes)


def study_values(index: InstanceIndex) -> dict[str, Any]:
    return _texts(Study, _STUDY, index.attributes)


def series_values(index: InstanceIndex) -> dict[str, Any]:
    found = index.attributes
    return {
        **_texts(Series, _SERIES, found),
        "series_number": _integer(found.get("SeriesNumber")),
        "slice_thickness": _number(found.get("SliceThickness")),
        "attributes": {name: found[name] for name in _FURTHER if name in found},
    }


def kept_values(
    index: InstanceIndex, kept: KeptFile, frames: StoredFrames, slug: str
) -> dict[str, Any]:
    """All but project, series and UID."""
    return {
        "blob": kept.blob.sha256,
        "size": kept.blob.size,
        "source_sha256": kept.source_sha256,
        **instance_values(index, frames, slug),
    }


def instance_values(index: InstanceIndex, frames: StoredFrames, slug: str) -> dict[str, Any]:
    """What follows from the bytes of the file: all but project, series, UID, blob and hashes."""
    address = series_address(
        project_root(slug), index.study_instance_uid, index.series_instance_uid
    )
    return {
        "sop_class_uid": index.sop_class_uid,
        "transfer_syntax_uid": index.transfer_syntax_uid,
        "instance_number": _integer(index.headers[0].instance_number),
        "rows": index.rows,
        "columns": index.columns,
        "number_of_frames": index.number_of_frames,
        **vars(frames),
        "bulk": index.bulk,
        "headers": [header.to_json() for header in index.headers],
        "metadata": _with_bulk_addresses(_as_served(index, frames), address + "/"),
    }


def _as_served(index: InstanceIndex, frames: StoredFrames) -> dict[str, Any]:
    """Metadata that describes the frames as every client gets them: native colour is RGB."""
    if not frames.frames_blob or index.samples == 1:
        return index.metadata
    return {
        **index.metadata,
        "00280004": {"vr": "CS", "Value": ["RGB"]},
        "00280006": {"vr": "US", "Value": [0]},
    }


def _with_bulk_addresses(value: Any, base: str) -> Any:
    """BulkDataURIs relative to the server, so that they hold in every answer they appear in."""
    if isinstance(value, list):
        return [_with_bulk_addresses(item, base) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _with_bulk_addresses(item, base) for key, item in value.items()}
    if isinstance(found.get("BulkDataURI"), str):
        found["BulkDataURI"] = base + found["BulkDataURI"]
    return found


def _texts(model: Any, names: dict[str, str], attributes: dict[str, str]) -> dict[str, str]:
    """Cut to what the column holds, dates as YYYYMMDD; the metadata keeps the whole value."""
    found = {column: attributes.get(keyword, "") for column, keyword in names.items()}
    return {
        column: date_of(value)
        if column.endswith("_date")
        else value[: model._meta.get_field(column).max_length]
        for column, value in found.items()
    }


def date_of(value: str) -> str:
    """YYYYMMDD, also of YYYY.MM.DD as ACR-NEMA wrote it (PS3.5, 6.2); "" of what is no date."""
    found = _DATE.fullmatch(value.strip())
    return "".join(found.groups()) if found else ""


def _integer(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) <= _INT32 else None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
