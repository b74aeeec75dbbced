"""Where the frames of one instance lie: one small query, since it runs with every frame."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labeling.accounts.models import User
from labeling.accounts.selectors import STILL_WORKING, TokenUse, token_values
from labeling.core.hot_queries import fetch_one
from labeling.dicomweb.errors import NoSuchObject

# As Scope._allowed says it for other queries: the project, and the person's membership of it.
# Only the places asked for leave the database: those of all frames of a long loop are 25 kB of text.
_FRAMES = """
    SELECT instance.blob, instance.frames_blob, instance.frames_syntax, instance.number_of_frames,
           instance.frames_problem_code, instance.frames_problem,
           jsonb_array_length(instance.frames) > 0,
           (SELECT jsonb_agg(instance.frames -> (number - 1) ORDER BY place)
            FROM unnest(string_to_array(%(numbers)s, ',')::int[])
                 WITH ORDINALITY AS wanted (number, place))
           {more}
    FROM ingest_instance AS instance
    JOIN ingest_series AS series ON series.id = instance.series_id
    JOIN ingest_study AS study ON study.id = series.study_id
    JOIN projects_project AS project ON project.id = instance.project_id
    JOIN accounts_user AS person ON person.is_active
    {who}
    WHERE instance.sop_instance_uid = %(instance)s
      AND series.series_instance_uid = %(series)s
      AND study.study_instance_uid = %(study)s
      AND (%(slug)s::text IS NULL OR project.slug = %(slug)s)
      AND (person.is_superuser OR EXISTS (
          SELECT FROM projects_membership AS membership
          WHERE membership.project_id = instance.project_id AND membership.user_id = person.id))
    ORDER BY instance.id
    LIMIT 1
"""
_OF_PERSON = _FRAMES.format(more="", who="AND person.id = %(user)s")
_OF_TOKEN = _FRAMES.format(
    more=", token.id, token.last_used_at",
    who=f"JOIN accounts_token AS token ON token.user_id = person.id AND {STILL_WORKING}",
)


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


@dataclass(frozen=True)
class Place:
    """Which frames, as an address names them."""

    slug: str | None
    study: str
    series: str
    instance: str
    numbers: Sequence[int]

    def values(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "study": self.study,
            "series": self.series,
            "instance": self.instance,
            "numbers": ",".join(map(str, self.numbers)),
        }


def frames_of(user: User, place: Place) -> FramesHeld:
    """What is known of these frames.

    Raises:
        NoSuchObject: 404, no such instance for this person.
    """
    row = fetch_one(_OF_PERSON, {"user": user.pk, **place.values()})
    if row is None:
        raise NoSuchObject
    return _held(row)


def frames_of_token(secret: str, place: Place) -> tuple[FramesHeld, TokenUse] | None:
    """The same for a program, its token checked in the same query.

    Returns:
        None when the token does not work or the frames are not to be seen: the caller finds out which.
    """
    row = fetch_one(_OF_TOKEN, {**token_values(secret), **place.values()})
    return None if row is None else (_held(row[:-2]), TokenUse(*row[-2:]))


def _held(row: Sequence[Any]) -> FramesHeld:
    blob, own, syntax, count, code, problem, has_places, places = row
    found = [place or [] for place in json.loads(places)]
    return FramesHeld(blob, own or blob, syntax, count, has_places, code, problem, found)
