"""Parsed conditions as database conditions."""

from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value

from labeling.dicomweb.attributes import Attribute, Level, path_from
from labeling.dicomweb.query import AnyOf, Between, Condition, Equal, Like, Query
from labeling.ingest.models import Series

_STUDY_KEY = {Level.STUDY: "pk", Level.SERIES: "study_id", Level.INSTANCE: "series__study_id"}


class WildcardMatch(Func):
    """Text LIKE pattern, both in upper case as the database knows it (Unicode in ours)."""

    template = "(UPPER(%(expressions)s))"
    arg_joiner = ") LIKE UPPER("
    output_field = BooleanField()


def filters(query: Query) -> list[Any]:
    """What each row must fulfil, to be given to `QuerySet.filter`."""
    return [_filter(query.level, attribute, condition) for attribute, condition in query.conditions]


def _filter(level: Level, attribute: Attribute, condition: Condition) -> Any:
    if attribute.keyword == "ModalitiesInStudy" and isinstance(condition, AnyOf):
        return Exists(
            Series.objects.filter(
                study_id=OuterRef(_STUDY_KEY[level]), modality__in=condition.values
            )
        )
    path = path_from(level, attribute)
    match condition:
        case Equal(value):
            return Q(**{path: value})
        case AnyOf(values):
            return Q(**{f"{path}__in": values})
        case Like(pattern):
            return WildcardMatch(F(path), Value(like_pattern(pattern)))
        case Between(first, last):
            return _between(path, first, last)


def _between(path: str, first: str, last: str) -> Q:
    """An empty value matches no range."""
    inside = ~Q(**{path: ""})
    if first:
        inside &= Q(**{f"{path}__gte": first})
    if last:
        inside &= Q(**{f"{path}__lte": last})
    return inside


def like_pattern(pattern: str) -> str:
    """DICOM's `*` and `?` as LIKE's `%` and `_`, with what LIKE reads specially escaped."""
    literal = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return literal.replace("*", "%").replace("?", "_")
