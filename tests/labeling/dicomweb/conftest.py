"""Two projects with one person each, so that a leak between them shows."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pydicom.dataset import Dataset

from labeling.accounts.models import User
from labeling.ingest import services
from labeling.ingest.models import Series
from labeling.projects.models import Project, Role
from tests.labeling.dicomweb.serving import gunicorn
from tests.labeling.ingest import scans


@dataclass(frozen=True)
class Holding:
    """A project with one series and an annotator who sees it."""

    project: Project
    person: User
    series: Series
    datasets: list[Dataset]

    @property
    def root(self) -> str:
        return f"/dicomweb/projects/{self.project.slug}"

    @property
    def study_path(self) -> str:
        return f"studies/{self.datasets[0].StudyInstanceUID}"

    @property
    def series_path(self) -> str:
        return f"{self.study_path}/series/{self.datasets[0].SeriesInstanceUID}"

    def instance_path(self, n: int = 0) -> str:
        return f"{self.series_path}/instances/{self.datasets[n].SOPInstanceUID}"

    def client(self) -> Client:
        client = Client()
        client.force_login(self.person)
        return client


def holding(slug: str, seed: str, role: Role = Role.ANNOTATOR, **options: object) -> Holding:
    project = scans.project(slug)
    datasets = scans.slices(seed, **options)
    series = services.store_series(project=project, datasets=datasets)
    return Holding(project, scans.person(f"{slug}-reader", project, role), series, datasets)


@pytest.fixture
def ours(db: None) -> Holding:
    return holding("ours", "a")


@pytest.fixture
def theirs(db: None) -> Holding:
    return holding("theirs", "b", patient_id="P2", name="Roe^Richard")


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The address of a gunicorn on this test's database and blobs."""
    with gunicorn() as address:
        yield address
