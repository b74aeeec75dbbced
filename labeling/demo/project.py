"""The demo's project: its people, labels and policy."""

from labeling.accounts.models import User
from labeling.demo.people import ADMIN, PEOPLE, ensure_person
from labeling.projects.models import Project
from labeling.projects.services import LabelValues, add_member, create_project

SLUG = "hippocampus"
POLICY = {"batch_size": 8, "random_share": 0.25, "retrain_after": 8, "validation_share": 0.0}


def ensure_project(
    *, passwords: dict[str, str], training_seconds: int
) -> tuple[Project, dict[str, User]]:
    """The project and its people by user name; what is there already is left as it is."""
    users = {
        person.username: ensure_person(person=person, password=passwords[person.username])
        for person in PEOPLE
    }
    project = Project.objects.filter(slug=SLUG).first()
    if project is not None:
        return project, users
    admin = users[ADMIN.username]
    project = create_project(
        user=admin,
        name="Hippocampus MR",
        slug=SLUG,
        values={
            "description": "Anterior and posterior hippocampus on bundled public scans.",
            "case_prefix": "HIP",
            "modality": "MR",
            "training_seconds": training_seconds,
            **POLICY,
        },
        labels=[_label(1, "Anterior", color=10), _label(2, "Posterior", color=8)],
    )
    for person in PEOPLE:
        if person.role is not None:
            add_member(project=project, username=person.username, role=person.role, by=admin)
    return project, users


def _label(value: int, part: str, color: int) -> LabelValues:
    return {
        "value": value,
        "name": f"{part} hippocampus",
        "color": color,
        "ignored": False,
        "category_value": "91723000",
        "category_scheme": "SCT",
        "category_meaning": "Anatomical Structure",
        "type_value": "5366008",
        "type_scheme": "SCT",
        "type_meaning": "Hippocampus",
    }
