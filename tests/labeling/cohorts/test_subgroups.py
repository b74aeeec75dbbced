import pytest

from labeling.cohorts.models import Case
from labeling.cohorts.selectors import subgroups_of
from labeling.projects.models import Project
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def described(*, modality: str = "MR", **series: object) -> Case:
    case = records.case(Project.objects.first() or records.project())
    case.patient.patient_sex = "F"
    case.series.study.patient_age = "047Y"
    case.series.modality = modality
    for name, value in series.items():
        setattr(case.series, name, value)
    return case


def test_a_scan_is_grouped_by_what_its_headers_say() -> None:
    case = described(
        manufacturer="SIEMENS",
        manufacturer_model_name="Skyra",
        institution_name="City Hospital",
        slice_thickness=2.5,
    )
    assert subgroups_of(case) == (
        "sex:F",
        "age:40-59",
        "scanner:SIEMENS Skyra",
        "site:City Hospital",
        "slices:up to 3 mm",
    )


def test_what_de_identification_took_is_unknown() -> None:
    case = records.case(records.project())
    assert set(subgroups_of(case)) == {
        "sex:unknown",
        "age:unknown",
        "scanner:unknown",
        "site:unknown",
        "slices:unknown",
    }


@pytest.mark.parametrize(
    ("thickness", "group"),
    [
        (1.5, "up to 1.5 mm"),  # the limit belongs to the thinner
        (3.0, "up to 3 mm"),
        (3.01, "over 3 mm"),
        (0.0, "unknown"),  # some exporters write 0
    ],
)
def test_slices_fall_into_bands(thickness: float, group: str) -> None:
    assert f"slices:{group}" in subgroups_of(described(slice_thickness=thickness))


def test_an_x_ray_has_a_view_and_no_slices() -> None:
    groups = subgroups_of(described(modality="DX", attributes={"ViewPosition": "AP"}))
    assert "view:AP" in groups
    assert not any(group.startswith("slices:") for group in groups)
    assert "view:unknown" in subgroups_of(described(modality="CR"))


def test_a_name_cannot_look_like_an_intersection_and_no_patient_is_named() -> None:
    case = described(institution_name="Smith & Sons: North")
    case.patient.patient_name = "Doe^Jane"
    case.patient.patient_id = "SECRET-1"
    groups = subgroups_of(case)
    assert "site:Smith and Sons: North" in groups
    assert "Doe" not in str(groups)
    assert "SECRET" not in str(groups)
