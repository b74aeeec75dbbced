"""QIDO-RS: a query, the matching rows, their DICOM JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, QuerySet
from pydicom.uid import ExplicitVRLittleEndian

from labeling.dicomweb.attributes import ATTRIBUTES, Level, path_from
from labeling.dicomweb.elements import Json, element, ordered
from labeling.dicomweb.query import Query
from labeling.dicomweb.selectors.matching import filters
from labeling.dicomweb.selectors.performed import performed
from labeling.dicomweb.selectors.scope import IN_Z_ORDER, Scope
from labeling.imaging.syntaxes import VIDEO
from labeling.ingest.models import Instance, Series

CHARACTER_SET = "00080005"
AVAILABILITY = "00080056"
AVAILABLE_SYNTAX = "00083002"
MODALITIES = "00080061"
RETRIEVE_URL = "00081190"
_SYNTAX_PATHS = ("transfer_syntax_uid", "frames_problem_code")
_UID_PATHS = {
    Level.STUDY: ("study_instance_uid",),
    Level.SERIES: ("study__study_instance_uid", "series_instance_uid"),
    Level.INSTANCE: (
        "series__study__study_instance_uid",
        "series__series_instance_uid",
        "sop_instance_uid",
    ),
}
_ORDER: dict[Level, tuple[Any, ...]] = {
    Level.STUDY: ("-study_date", "-pk"),
    Level.SERIES: ("study_id", F("series_number").asc(nulls_last=True), "pk"),
    Level.INSTANCE: ("series_id", *IN_Z_ORDER),
}


@dataclass(frozen=True)
class Page:
    """Results in order, and how many there are beyond them (0: none, counted only when some)."""

    results: list[Json]
    remaining: int


def search(
    scope: Scope, query: Query, *, study: str | None = None, series: str | None = None
) -> Page:
    """The resource of the query's level, within a study and series when given.

    `study` and `series` without a value ask across all studies; then the answer also holds the
    attributes of the levels above.
    """
    rows = _rows(scope, query.level, study, series).filter(*filters(query))
    rows = rows.order_by(*_ORDER[query.level])
    upper = Level.INSTANCE if series else Level.SERIES if study else Level.STUDY
    values = list(
        rows.values("pk", *_paths(query.level, upper, query))[
            query.offset : query.offset + query.limit + 1
        ]
    )
    shown = values[: query.limit]
    remaining = rows.count() - query.offset - len(shown) if len(values) > len(shown) else 0
    return Page([ordered(row) for row in _documents(scope, query, upper, shown)], remaining)


def _rows(scope: Scope, level: Level, study: str | None, series: str | None) -> QuerySet[Any]:
    rows: QuerySet[Any]
    match level:
        case Level.STUDY:
            return scope.studies()
        case Level.SERIES:
            rows = scope.series()
            return rows.filter(study__study_instance_uid=study) if study else rows
        case Level.INSTANCE:
            rows = scope.instances()
    if study:
        rows = rows.filter(series__study__study_instance_uid=study)
    return rows.filter(series__series_instance_uid=series) if series else rows


def _paths(level: Level, upper: Level, query: Query) -> set[str]:
    """Columns of what is shown, of the addresses, and of the counts."""
    found = {path_from(level, a) for a in ATTRIBUTES if a.path and _shown(a, level, upper, query)}
    found |= set(_UID_PATHS[level])
    if level == Level.SERIES:
        found.add("study_id")
    if level == Level.INSTANCE:
        found |= {"series_id", "series__study_id", *_SYNTAX_PATHS}
        if query.everything or query.extra:
            found.add("metadata")
    return found


def _shown(attribute: Any, level: Level, upper: Level, query: Query) -> bool:
    if attribute.level > level:
        return False
    if query.everything or attribute.tag in query.extra:
        return True
    if attribute.vr == "UI" and attribute.keyword.endswith("InstanceUID"):
        return True
    return bool(attribute.always) and attribute.level >= upper


def _documents(
    scope: Scope, query: Query, upper: Level, values: list[dict[str, Any]]
) -> Iterable[Json]:
    level = query.level
    counts = _Counts(level, upper, values)
    extras = performed({row["pk"] for row in values}) if level == Level.SERIES else {}
    for row in values:
        document = {
            a.tag: element(a.vr, row[path_from(level, a)])
            for a in ATTRIBUTES
            if a.path and _shown(a, level, upper, query)
        }
        document |= counts.of(row)
        document |= extras.get(row["pk"], {})
        document[CHARACTER_SET] = element("CS", "ISO_IR 192")
        document[AVAILABILITY] = element("CS", "ONLINE")
        document[RETRIEVE_URL] = element("UR", _address(scope, level, row))
        if level == Level.INSTANCE:
            document[AVAILABLE_SYNTAX] = element("UI", *_syntaxes(row))
            document = _with_metadata(document, query, row.get("metadata") or {})
        yield document


def _with_metadata(document: Json, query: Query, metadata: Json) -> Json:
    """What includefield asks for and columns do not hold, from the stored metadata."""
    wanted = metadata if query.everything else query.extra & metadata.keys()
    return {**{tag: metadata[tag] for tag in wanted}, **document}


def _syntaxes(row: dict[str, Any]) -> list[str]:
    """What an instance can be had in: as stored, and unless it cannot be decoded, native."""
    stored = str(row["transfer_syntax_uid"])
    if stored in VIDEO or row["frames_problem_code"]:
        return [stored]
    return list(dict.fromkeys((stored, str(ExplicitVRLittleEndian))))


def _address(scope: Scope, level: Level, row: dict[str, Any]) -> str:
    names = ("studies", "series", "instances")
    pieces = [f"{names[i]}/{row[path]}" for i, path in enumerate(_UID_PATHS[level])]
    return "/".join((scope.root, *pieces))


class _Counts:
    """Numbers and modalities of a whole page, in one query each."""

    def __init__(self, level: Level, upper: Level, values: list[dict[str, Any]]) -> None:
        self._study_key = {Level.STUDY: "pk", Level.SERIES: "study_id"}.get(
            level, "series__study_id"
        )
        self._series_key = {Level.SERIES: "pk", Level.INSTANCE: "series_id"}.get(level, "")
        self._studies: dict[int, Json] = {}
        self._series: dict[int, Json] = {}
        if upper == Level.STUDY:
            self._studies = _study_numbers({row[self._study_key] for row in values})
        if self._series_key and upper <= Level.SERIES:
            self._series = _series_numbers({row[self._series_key] for row in values})

    def of(self, row: dict[str, Any]) -> Json:
        found = dict(self._studies.get(row[self._study_key], {}))
        if self._series_key:
            found |= self._series.get(row[self._series_key], {})
        return found


def _study_numbers(studies: set[int]) -> dict[int, Json]:
    counted = Series.objects.filter(study__in=studies).order_by().values_list("study_id")
    rows = counted.annotate(
        modalities=ArrayAgg("modality", distinct=True),
        series=Count("pk", distinct=True),
        stored=Count("instances"),
    )
    found = {pk: numbers for pk, *numbers in rows}
    return {
        pk: {
            MODALITIES: element("CS", *sorted(modalities)),
            "00201206": element("IS", series),
            "00201208": element("IS", instances),
        }
        for pk in studies
        for modalities, series, instances in [found.get(pk, ((), 0, 0))]
    }


def _series_numbers(series: set[int]) -> dict[int, Json]:
    counts = _count(Instance.objects.filter(series__in=series), "series_id")
    return {pk: {"00201209": element("IS", counts.get(pk, 0))} for pk in series}


def _count(rows: QuerySet[Any, Any], key: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(key).annotate(number=Count("pk")))
