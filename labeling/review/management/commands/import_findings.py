from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.cohorts.models import Case
from labeling.cohorts.selectors import case_name
from labeling.core.errors import GyreError
from labeling.core.management.base import GyreCommand
from labeling.prelabel.services import store_findings_draft
from labeling.projects.models import Project
from labeling.projects.selectors import findings_of
from labeling.review.finding_table import Proposals, read_tables
from labeling.review.services.pictures import picture_series_uid


class Command(GyreCommand):
    help = "Import what a model proposes for findings, from CSV tables; readers correct it."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tables", type=Path, nargs="+", metavar="CSV")
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument(
            "--labels-column",
            default="",
            metavar="NAME",
            help='A column of names divided by "|" instead of the columns finding and probability.',
        )

    def run(self, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"Expected the slug of a project, got {options['project']!r}.")
        found = read_tables(options["tables"], list(findings_of(project)), options["labels_column"])
        done, missing, refused = self._store(project, found)
        for name, rows in sorted(found.unknown.items()):
            self.stderr.write(f"left out: {name} is no finding of this project ({rows} rows)")
        self.stdout.write(f"{done} cases have a proposal, {missing} not here, {refused} refused")
        if refused:
            raise CommandError(f"{refused} cases were refused; see above.")

    def _store(self, project: Project, found: Proposals) -> tuple[int, int, int]:
        done = missing = refused = 0
        cases = _cases(project)
        for (column, value), findings in found.cases.items():
            case = cases.get(picture_series_uid(project, value) if column == "id" else value)
            if case is None:
                missing += 1
                continue
            try:
                _place(case, findings)
                store_findings_draft(case=case, version=None, findings=findings)
                done += 1
            except GyreError as error:
                refused += 1
                self.stderr.write(f"{value}: {error.message} ({error.code})")
        return done, missing, refused


def _cases(project: Project) -> dict[str, Case]:
    """By name and by SeriesInstanceUID."""
    rows = list(project.cases.select_related("project", "series"))
    return {case_name(case): case for case in rows} | {
        case.series.series_instance_uid: case for case in rows
    }


def _place(case: Case, findings: dict[str, Any]) -> None:
    """A box without a slice lies on the only one."""
    slices = case.series.slices
    for one in findings.values():
        for box in one["boxes"]:
            if not box["slice"] and len(slices) == 1:
                box["slice"] = slices[0]
