"""What can be searched and returned at each level: the allow-list of QIDO-RS (PS3.18 10.6)."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    STUDY = 0
    SERIES = 1
    INSTANCE = 2


@dataclass(frozen=True)
class Attribute:
    """One attribute and where its value lies.

    `path` is the ORM path from the row of its own level; `always` says that it is returned
    without being asked for.
    """

    keyword: str
    tag: str
    vr: str
    level: Level
    path: str
    always: bool = True


S, E, I = Level.STUDY, Level.SERIES, Level.INSTANCE  # noqa: E741 (columns of the table below)

ATTRIBUTES = (
    Attribute("StudyDate", "00080020", "DA", S, "study_date"),
    Attribute("StudyTime", "00080030", "TM", S, "study_time"),
    Attribute("AccessionNumber", "00080050", "SH", S, "accession_number"),
    Attribute("ModalitiesInStudy", "00080061", "CS", S, ""),
    Attribute("ReferringPhysicianName", "00080090", "PN", S, "referring_physician_name"),
    Attribute("StudyDescription", "00081030", "LO", S, "study_description"),
    Attribute("PatientName", "00100010", "PN", S, "patient__patient_name"),
    Attribute("PatientID", "00100020", "LO", S, "patient__patient_id"),
    Attribute("PatientBirthDate", "00100030", "DA", S, "patient__patient_birth_date"),
    Attribute("PatientSex", "00100040", "CS", S, "patient__patient_sex"),
    Attribute("PatientAge", "00101010", "AS", S, "patient_age", always=False),
    Attribute("StudyInstanceUID", "0020000D", "UI", S, "study_instance_uid"),
    Attribute("StudyID", "00200010", "SH", S, "study_id"),
    Attribute("SeriesDate", "00080021", "DA", E, "series_date", always=False),
    Attribute("SeriesTime", "00080031", "TM", E, "series_time", always=False),
    Attribute("Modality", "00080060", "CS", E, "modality"),
    Attribute("Manufacturer", "00080070", "LO", E, "manufacturer", always=False),
    Attribute("InstitutionName", "00080080", "LO", E, "institution_name", always=False),
    Attribute("SeriesDescription", "0008103E", "LO", E, "series_description"),
    Attribute("ManufacturerModelName", "00081090", "LO", E, "manufacturer_model_name", False),
    Attribute("BodyPartExamined", "00180015", "CS", E, "body_part_examined", always=False),
    Attribute("SeriesInstanceUID", "0020000E", "UI", E, "series_instance_uid"),
    Attribute("SeriesNumber", "00200011", "IS", E, "series_number"),
    Attribute("SOPClassUID", "00080016", "UI", I, "sop_class_uid"),
    Attribute("SOPInstanceUID", "00080018", "UI", I, "sop_instance_uid"),
    Attribute("InstanceNumber", "00200013", "IS", I, "instance_number"),
    Attribute("NumberOfFrames", "00280008", "IS", I, "number_of_frames"),
    Attribute("Rows", "00280010", "US", I, "rows"),
    Attribute("Columns", "00280011", "US", I, "columns"),
)
BY_NAME = {a.keyword: a for a in ATTRIBUTES} | {a.tag: a for a in ATTRIBUTES}

_FROM = {
    (S, S): "",
    (E, E): "",
    (I, I): "",
    (E, S): "study__",
    (I, E): "series__",
    (I, S): "series__study__",
}


def path_from(level: Level, attribute: Attribute) -> str:
    """The ORM path of an attribute from the rows of a resource at or below its level."""
    return _FROM[level, attribute.level] + attribute.path
