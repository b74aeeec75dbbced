"""How long readings took, with what was known of the case before it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labeling.annotate.models import Origin, Revision
from labeling.projects.models import Project
from labeling.rounds.models import Score

LOOK_BACK = 1000


@dataclass(frozen=True)
class RecordedReading:
    """A reader's active minutes on a case; `components` are empty where no model had scored it."""

    minutes: float
    slices: int
    components: Mapping[str, float] = field(default_factory=dict)


def recorded_readings(project: Project) -> list[RecordedReading]:
    """Of the latest readings that took any time; active time adds up, so the last of each counts."""
    rows = Revision.objects.filter(
        case__project=project, origin=Origin.READER, active_seconds__gt=0
    )
    newest = rows.select_related("case__series", "draft").order_by("-pk")[:LOOK_BACK]
    last: dict[int, Revision] = {}
    for row in newest:
        last.setdefault(row.annotation_id, row)
    versions = {(row.case_id, row.draft.model_version_id) for row in last.values() if row.draft}
    found = Score.objects.filter(case__in={case for case, _ in versions})
    scores = {(one.case_id, one.model_version_id): one.components for one in found}
    return [
        RecordedReading(
            minutes=row.active_seconds / 60,
            slices=len(row.case.series.slices),
            components=scores.get((row.case_id, row.draft.model_version_id), {})
            if row.draft and row.draft.model_version_id
            else {},
        )
        for row in last.values()
    ]
