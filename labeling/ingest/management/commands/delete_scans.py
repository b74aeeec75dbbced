from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.core.management.base import GyreCommand
from labeling.ingest import services
from labeling.ingest.models import Instance, Series, Study

_KINDS = ("study", "series", "instance")


class Command(GyreCommand):
    help = "Delete a study, a series or an instance of a project, unless work hangs from it."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True)
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--study", metavar="UID")
        what.add_argument("--series", metavar="UID")
        what.add_argument("--instance", metavar="UID")

    def run(self, **options: Any) -> None:
        here = {"project__slug": options["project"]}
        try:
            count = self._delete(here, options)
        except (Study.DoesNotExist, Series.DoesNotExist, Instance.DoesNotExist) as error:
            named = next(f"{kind} {options[kind]}" for kind in _KINDS if options[kind])
            raise CommandError(f"Project {options['project']} has no {named}.") from error
        self.stdout.write(f"{count} instances deleted; their bytes go with the next sweep")

    def _delete(self, here: dict[str, str], options: dict[str, Any]) -> int:
        if uid := options["study"]:
            study = Study.objects.get(study_instance_uid=uid, **here)
            return services.delete_study(study=study, actor=None)
        if uid := options["series"]:
            series = Series.objects.get(series_instance_uid=uid, **here)
            return services.delete_series(series=series, actor=None)
        instance = Instance.objects.get(sop_instance_uid=options["instance"], **here)
        services.delete_instance(instance=instance, actor=None)
        return 1
