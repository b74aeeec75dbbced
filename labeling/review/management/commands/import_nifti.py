from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser

from labeling.accounts.models import User
from labeling.core.errors import GyreError
from labeling.core.management.base import GyreCommand
from labeling.imaging.masks import label_values
from labeling.imaging.nifti import read_image, read_mask
from labeling.imaging.problems import ImagingProblem
from labeling.ingest.services import inbox
from labeling.projects.models import Label, Project
from labeling.review.nifti_folder import rows_of
from labeling.review.services.nifti import NiftiCase, import_nifti_case

IMPORTER = "import"


class Command(GyreCommand):
    help = "Import NIfTI scans with optional masks: DIR/images, DIR/labels, DIR/manifest.csv."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--project", metavar="SLUG", help="Made when missing; the inbox when left out."
        )
        parser.add_argument("--labels", choices=("approved", "proposed"), default="proposed")
        parser.add_argument(
            "--split-csv", type=Path, metavar="FILE", help="Columns id, group, split."
        )
        parser.add_argument("--modality", default="MR", help="DICOM Modality of the series.")

    def run(self, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"Expected a folder, {folder} is none.")
        rows = list(rows_of(folder, options["split_csv"]))
        project = self._project(options["project"])
        self._make_labels(project, rows)
        done = self._import(project, rows, options)
        self.stdout.write(
            f"{done['new']} imported, {done['known']} known, {done['refused']} refused"
        )
        if done["refused"]:
            raise CommandError(f"{done['refused']} of {len(rows)} files were refused; see above.")

    def _import(
        self, project: Project, rows: list[NiftiCase], options: dict[str, Any]
    ) -> dict[str, int]:
        actor = importer()
        count = {"new": 0, "known": 0, "refused": 0}
        for row in rows:
            try:
                done = import_nifti_case(
                    project=project,
                    row=row,
                    approved=options["labels"] == "approved",
                    actor=actor,
                    modality=options["modality"],
                )
            except GyreError as error:
                count["refused"] += 1
                self.stderr.write(f"{row.image.name}: {error.message} ({error.code})")
            else:
                count["known" if done.known else "new"] += 1
        return count

    def _project(self, slug: str | None) -> Project:
        if slug is None:
            return inbox()
        project, made = Project.objects.get_or_create(slug=slug, defaults={"name": slug})
        if made:
            self.stdout.write(f"made the project {slug}")
        return project

    def _make_labels(self, project: Project, rows: list[NiftiCase]) -> None:
        """A project without any label gets those that the masks hold, to be named later."""
        if project.labels.exists():
            return
        for place, value in enumerate(sorted(_values(rows))):
            Label.objects.create(
                project=project, value=value, name=f"Label {value}", color=place % 12 + 1
            )
            self.stdout.write(f"made the label {value} 'Label {value}'; rename it in the project")


def importer() -> User:
    """Who answers for imported labels: a name that nobody can sign in with."""
    user, made = get_user_model().objects.get_or_create(
        username=IMPORTER, defaults={"is_active": False, "first_name": "Imported"}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _values(rows: list[NiftiCase]) -> set[int]:
    found: set[int] = set()
    for row in rows:
        if row.label is None:
            continue
        try:
            _, geometry = read_image(row.image)
            found.update(label_values(read_mask(row.label, geometry)))
        except ImagingProblem:  # named when the row is imported
            continue
    return found
