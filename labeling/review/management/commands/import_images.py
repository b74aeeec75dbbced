from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.core.errors import GyreError
from labeling.core.management.base import GyreCommand
from labeling.projects.models import Project, Task
from labeling.review.management.commands.import_nifti import importer
from labeling.review.picture_table import rows_of
from labeling.review.services.pictures import import_picture


class Command(GyreCommand):
    help = "Import JPEG or PNG X-rays as DICOM secondary captures, each one a case."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--images", type=Path, required=True, metavar="DIR")
        parser.add_argument(
            "--metadata",
            type=Path,
            metavar="CSV",
            help="Columns id and, if told, patient_id, sex, age, view, body_part, split.",
        )
        parser.add_argument("--project", required=True, metavar="SLUG", help="Made when missing.")
        parser.add_argument("--modality", default="DX", help="DICOM Modality: DX, CR ...")
        parser.add_argument("--limit", type=int, metavar="N", help="The first N only.")

    def run(self, **options: Any) -> None:
        if not options["images"].is_dir():
            raise CommandError(f"Expected a folder, {options['images']} is none.")
        project = self._project(options["project"], options["modality"])
        rows = list(rows_of(options["images"], options["metadata"]))[: options["limit"]]
        refused = 0
        for row in rows:
            try:
                import_picture(
                    project=project, row=row, user=importer(), modality=options["modality"]
                )
            except GyreError as error:
                refused += 1
                self.stderr.write(f"{row.path.name}: {error.message} ({error.code})")
        self.stdout.write(f"{len(rows) - refused} imported or known, {refused} refused")
        if refused:
            raise CommandError(f"{refused} of {len(rows)} files were refused; see above.")

    def _project(self, slug: str, modality: str) -> Project:
        project, made = Project.objects.get_or_create(
            slug=slug,
            defaults={"name": slug, "task": Task.CLASSIFICATION, "modality": modality},
        )
        if made:
            self.stdout.write(f"made the project {slug}; set its findings and members")
        return project
