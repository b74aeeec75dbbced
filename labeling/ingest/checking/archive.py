"""One pass over the whole archive, or over a sample of it."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from labeling.core.blobs import BlobDamaged, BlobMissing
from labeling.core.blobs.sweep import sweep
from labeling.imaging.problems import DicomProblem
from labeling.ingest.checking.faults import Fault, Report
from labeling.ingest.checking.instances import instance_faults, repair_instance
from labeling.ingest.checking.series import repair_series, series_faults
from labeling.ingest.checking.stored import blob_faults, named_blobs, orphan_faults, remake_targets
from labeling.ingest.models import Instance, Series

_CHUNK = 100  # rows at once: an instance's index may be a megabyte


class Checker:
    """Looks, and with `repair` makes derived data anew and looks again."""

    def __init__(self, report: Report, *, repair: bool, progress: Callable[[Report], None]) -> None:
        self.report, self.repair, self.progress = report, repair, progress
        self._beyond_repair: set[int] = set()  # series with an instance that cannot be trusted

    def blobs(self, names: Iterable[str]) -> None:
        for sha256 in names:
            faults = blob_faults(sha256)
            self._count("blobs", faults, bool(faults) and self._remake(sha256))

    def orphans(self) -> None:
        faults = list(orphan_faults())
        if faults and self.repair:
            sweep()
        self.report.note(faults, repaired=self.repair)

    def instances(self, rows: QuerySet[Instance]) -> None:
        for instance in rows.select_related("project", "series__study").iterator(_CHUNK):
            faults = instance_faults(instance)
            if faults and blob_faults(instance.blob):
                faults = []  # the file itself is damaged, and was named: its row is not to follow it
            repaired = bool(faults) and self._remake_instance(instance.pk)
            if faults and not repaired:
                self._beyond_repair.add(instance.series_id)
            self._count("instances", faults, repaired)

    def series(self, rows: QuerySet[Series]) -> None:
        for series in rows.iterator(_CHUNK):
            faults = series_faults(series)
            self._count("series", faults, bool(faults) and self._remake_series(series.pk))

    def _count(self, what: str, faults: list[Fault], repaired: bool) -> None:
        self.report.checked[what] += 1
        self.report.note(faults, repaired=repaired)
        self.progress(self.report)

    def _remake(self, sha256: str) -> bool:
        """What names a lost derived blob is made anew; whether nothing is wrong with it then."""
        targets = remake_targets(sha256) if self.repair else None
        if targets is None:
            return False
        instances, series = targets
        done = [self._remake_instance(pk) for pk in instances]
        return all(done + [self._remake_series(pk) for pk in series])

    def _remake_instance(self, pk: int) -> bool:
        if not self.repair:
            return False
        rows = Instance.objects.select_related("project", "series__study")
        instance = rows.get(pk=pk)
        try:
            if blob_faults(instance.blob) or not repair_instance(instance):
                return False
        except DicomProblem:
            return False
        found = rows.get(pk=pk)
        frames = blob_faults(found.frames_blob) if found.frames_blob else []
        return self._remake_series(found.series_id) and not instance_faults(found) + frames

    def _remake_series(self, pk: int) -> bool:
        if not self.repair or pk in self._beyond_repair:
            return False
        try:
            repair_series(Series.objects.get(pk=pk))
        except (DicomProblem, BlobMissing, BlobDamaged):
            return False
        found = Series.objects.get(pk=pk)
        derived = [name for name in (found.metadata_blob, found.thumbnail_blob) if name]
        return not series_faults(found) + [f for name in derived for f in blob_faults(name)]


def check_archive(
    *,
    report: Report,
    repair: bool = False,
    sample: int | None = None,
    progress: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Every blob, instance and series, or those of `sample` instances chosen at random.

    With `repair`, what is derived and wrong is made anew; what came from outside is never touched.
    """
    checker = Checker(report, repair=repair, progress=progress)
    if sample is None:
        checker.blobs(named_blobs())
        checker.instances(Instance.objects.order_by("pk"))
        checker.series(Series.objects.order_by("pk"))
        checker.orphans()
        return report
    chosen = list(Instance.objects.order_by("?").values_list("pk", flat=True)[:sample])
    instances = Instance.objects.filter(pk__in=chosen).order_by("pk")
    series = Series.objects.filter(instances__in=chosen).distinct().order_by("pk")
    named = {name for row in instances.values_list("blob", "frames_blob") for name in row}
    named |= {n for row in series.values_list("metadata_blob", "thumbnail_blob") for n in row}
    checker.blobs(sorted(named - {""}))
    checker.instances(instances)
    checker.series(series)
    return report
