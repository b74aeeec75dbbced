"""Where the frames of one instance lie: one small query, since it runs with every frame."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from labeling.core.hot_queries import fetch_one
from labeling.dicomweb.errors import NoSuchObject
from labeling.dicomweb.selectors.scope import Scope

# As Scope._allowed says it for other queries: the project, and the person's membership of it.
# Only the places asked for leave the database: those of all frames of a long loop are 25 kB of text.
_FRAMES = """
    SELECT instance.blob, instance.frames_blob, instance.frames_syntax, instance.number_of_frames,
           instance.frames_problem_code, instance.frames_problem,
           jsonb_array_length(instance.frames) > 0,
           (SELECT jsonb_agg(instance.frames -> (number - 1) ORDER BY place)
            FROM unnest(string_to_array(%(numbers)s, ',')::int[])
                 WITH ORDINALITY AS wanted (number, place))
    FROM ingest_instance AS instance
    JOIN ingest_series AS series ON series.id = instance.series_id
    JOIN ingest_study AS study ON study.id = series.study_id
    JOIN projects_project AS project ON project.id = instance.project_id
    WHERE instance.sop_instance_uid = %(instance)s
      AND series.series_instance_uid = %(series)s
      AND study.study_instance_uid = %(study)s
      AND (%(slug)s::text IS NULL OR project.slug = %(slug)s)
      AND (%(everything)s OR EXISTS (
          SELECT FROM projects_membership AS membership
          WHERE membership.project_id = instance.project_id AND membership.user_id = %(user)s))
    ORDER BY instance.id
    LIMIT 1
"""


@dataclass(frozen=True)
class FramesHeld:
    """`places` are `[offset, length, ...]` in `source`, one for each frame asked for.

    Attributes:
        blob: the stored file.
        source: the blob that holds the frames' bytes, the file itself or one made from it.
        syntax: transfer syntax of those bytes.
        count: frames of the instance.
        has_places: whether frames have bytes of their own.
        problem_code: why they cannot be decoded here, or "".
        problem: the same in words.
        places: empty lists stand for frames that are not there.
    """

    blob: str
    source: str
    syntax: str
    count: int
    has_places: bool
    problem_code: str
    problem: str
    places: list[list[int]]


def frames_of(
    scope: Scope, study: str, series: str, instance: str, numbers: Sequence[int]
) -> FramesHeld:
    """What is known of the frames with these numbers, from 1.

    Raises:
        NoSuchObject: 404, no such instance for this person.
    """
    row = fetch_one(
        _FRAMES,
        {
            "study": study,
            "series": series,
            "instance": instance,
            "numbers": ",".join(map(str, numbers)),
            "slug": scope.slug,
            "everything": scope.user.is_superuser,
            "user": scope.user.pk,
        },
    )
    if row is None:
        raise NoSuchObject
    blob, own, syntax, count, code, problem, has_places, places = row
    found = [place or [] for place in json.loads(places)]
    return FramesHeld(blob, own or blob, syntax, count, has_places, code, problem, found)
