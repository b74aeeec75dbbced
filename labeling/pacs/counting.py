"""Counts over the series and instances of pulls, made by the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from labeling.pacs.models import Outcome, Pull, PulledInstance, PullSeries, PullSeriesState
from labeling.pacs.selectors import series_counted


@dataclass
class PullCounts:
    """Of one pull.

    Attributes:
        series: how many it asks for.
        done: how many were fetched.
        failed: how many could not be.
        begun: the shares of the others that are here: 0.5 for a series half of which has come.
        instances: how many had which outcome.
        bytes: that came over the wire.
    """

    series: int = 0
    done: int = 0
    failed: int = 0
    begun: float = 0.0
    instances: Counter[str] = field(default_factory=Counter)
    bytes: int = 0


def counts_of_pulls(pulls: Sequence[Pull]) -> dict[int, PullCounts]:
    """By the key of the pull. Only series that have begun and not ended are read one by one."""
    found = {pull.pk: PullCounts() for pull in pulls}
    _count_series(found)
    _count_instances(found)
    begun = series_counted(pulls).filter(state=PullSeriesState.WAITING, expected__gt=0)
    for series in begun:
        found[series.pull_id].begun += _share(series)
    return found


def _count_series(found: dict[int, PullCounts]) -> None:
    rows = PullSeries.objects.filter(pull__in=found).order_by().values_list("pull_id", "state")
    for pull_id, state, count in rows.annotate(count=Count("pk")):
        counts = found[pull_id]
        counts.series += count
        counts.done += count if state == PullSeriesState.DONE else 0
        counts.failed += count if state == PullSeriesState.FAILED else 0


def _count_instances(found: dict[int, PullCounts]) -> None:
    instances = PulledInstance.objects.filter(series__pull__in=found).order_by()
    rows = instances.values_list("series__pull_id", "outcome")
    for pull_id, outcome, count, size in rows.annotate(count=Count("pk"), bytes=Sum("size")):
        found[pull_id].instances[outcome] += count
        found[pull_id].bytes += size


def _share(series: PullSeries) -> float:
    seen = sum(int(getattr(series, outcome)) for outcome in Outcome.values)
    return min(seen / series.expected, 1.0) if series.expected else 0.0
