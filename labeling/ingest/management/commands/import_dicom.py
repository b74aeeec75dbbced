from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.core.management.base import GyreCommand
from labeling.ingest import services
from labeling.ingest.models import Series, SeriesState, Upload
from labeling.projects.errors import NotHere
from labeling.projects.models import Project


class Command(GyreCommand):
    help = "Store every DICOM file (and zip archive) below a folder, and index what came."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--project", metavar="SLUG", help="The inbox when left out.")

    def run(self, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"Expected a folder, {folder} is none.")
        upload = services.open_upload(
            project=_project(options["project"]), user=None, source="command"
        )
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = str(path.relative_to(folder))
            for outcome in services.add_file(upload=upload, path=path, declared_name=name):
                if outcome.outcome == "refused":
                    self.stderr.write(f"{name}: {outcome.message} ({outcome.code})")
        services.finish_upload(upload=upload)
        self._report(upload)

    def _report(self, upload: Upload) -> None:
        behind = services.series_behind(project=upload.project)
        indexed = [services.index_series(series_id=pk) for pk in behind]
        for series in indexed:
            self.stdout.write(_line(series))
        upload.refresh_from_db()
        self.stdout.write(
            f"{upload.stored} stored, {upload.known} known, {upload.refused} refused; "
            + (f"{upload.held} held for review; " if upload.held else "")
            + f"{sum(s.state == SeriesState.READY for s in indexed)} of {len(indexed)} series ready"
        )


def _project(slug: str | None) -> Project:
    if slug is None:
        return services.inbox()
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise NotHere(f"There is no project {slug!r}.")
    return project


def _line(series: Series) -> str:
    if series.state == SeriesState.READY and series.geometry:
        shape = " x ".join(str(side) for side in series.geometry["shape"])
        return f"{series.series_instance_uid}: ready, {shape} (z, y, x)"
    return f"{series.series_instance_uid}: {series.state}, {series.problem} ({series.problem_code})"
