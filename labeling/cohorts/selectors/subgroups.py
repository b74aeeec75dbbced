"""Which subgroups a case belongs to, from its DICOM attributes; no patient is named.

De-identified scans may have lost them: "unknown" is a group like any other.
"""

from datetime import date

from labeling.cohorts.models import Case

UNKNOWN = "unknown"
BANDS = ((18, "0-17"), (40, "18-39"), (60, "40-59"), (80, "60-79"))
OLDEST = "80+"
AGE_ORDER = (*(name for _, name in BANDS), OLDEST, UNKNOWN)
YEARS = {"Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25}
THIN_MM, THICK_MM = 1.5, 3.0
PROJECTIONS = ("CR", "DX", "MG", "RF", "RG", "XA")


def subgroups_of(case: Case) -> tuple[str, ...]:
    """Sex, age, scanner, site, slices, and for projections the view: "attribute:value".

    Reads `case.patient` and `case.series.study`.
    """
    found = {
        "sex": case.patient.patient_sex or UNKNOWN,
        "age": age_band_of(case),
        "scanner": scanner_of(case),
        "site": case.series.institution_name or UNKNOWN,
        "slices": _slices_of(case),
    }
    if case.series.modality in PROJECTIONS:
        found["view"] = str(case.series.attributes.get("ViewPosition") or UNKNOWN)
        del found["slices"]
    return tuple(f"{name}:{value.replace(' & ', ' and ')}" for name, value in found.items())


def age_band_of(case: Case) -> str:
    """At the time of the study."""
    study = case.series.study
    birth_date = case.patient.patient_birth_date
    return age_band(age_in_years(study.patient_age, birth_date, study.study_date))


def scanner_of(case: Case) -> str:
    """Maker and model."""
    series = case.series
    names = (series.manufacturer, series.manufacturer_model_name)
    return " ".join(name for name in names if name) or UNKNOWN


def age_in_years(patient_age: str, birth_date: str, study_date: str) -> float | None:
    """From DICOM's AS (`045Y`), else from two DA; None where neither says."""
    if len(patient_age) == 4 and patient_age[:3].isdigit() and patient_age[3] in YEARS:
        return int(patient_age[:3]) * YEARS[patient_age[3]]
    born, seen = _day(birth_date), _day(study_date)
    if born is None or seen is None or seen < born:
        return None
    return (seen - born).days / 365.25


def age_band(years: float | None) -> str:
    """0-17, 18-39, 40-59, 60-79, 80+ or unknown."""
    if years is None:
        return UNKNOWN
    return next((name for limit, name in BANDS if years < limit), OLDEST)


def _slices_of(case: Case) -> str:
    thickness = case.series.slice_thickness
    if thickness is None or thickness <= 0:
        return UNKNOWN
    if thickness <= THIN_MM:
        return f"up to {THIN_MM:g} mm"
    return f"up to {THICK_MM:g} mm" if thickness <= THICK_MM else f"over {THICK_MM:g} mm"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
