"""Which series of a study a model is shown with a case."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from labeling.cohorts.errors import (
    ChannelAmbiguous,
    ChannelMissing,
    ChannelNotRegistered,
    ChannelProblem,
    ChannelUnusable,
)
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.selectors.cases import case_name
from labeling.ingest.models import Series, SeriesState
from labeling.projects.channels import Channels, Rule, further
from labeling.projects.models import Project

MOST_TOLD = 50


class CaseWithout(NamedTuple):
    """A case that lacks a channel, and why."""

    case: Case
    problem: ChannelProblem


class Completeness(NamedTuple):
    """How many cases have all channels; of those that lack one the first MOST_TOLD."""

    cases: int
    complete: int
    without: list[CaseWithout]


def channel_series(case: Case, channels: Channels) -> list[Series]:
    """The case's series, then one for each further channel, in order.

    Raises:
        ChannelMissing, ChannelAmbiguous, ChannelNotRegistered, ChannelUnusable: 409, naming the case
            and the channel.
    """
    rules = further(channels)
    if not rules:
        return [case.series]
    rows = Series.objects.filter(project=case.project_id, study=case.series.study_id)
    return [case.series, *(_found(case, rule, list(rows)) for rule in rules)]


def is_further_channel(series: Series) -> bool:
    """Whether the project shows such a series beside others, so that it is no case of its own."""
    return any(_takes(rule, series) for rule in further(series.project.channels))


def completeness(project: Project) -> Completeness:
    """Of the project's cases, which have every channel; two queries, whatever their number."""
    rules = further(project.channels)
    cases = project.cases.exclude(state=CaseState.EXCLUDED).select_related("project", "series")
    cases = cases.defer("series__slices").order_by("number")
    if not rules:
        count = cases.count()
        return Completeness(count, count, [])
    of_study: dict[int, list[Series]] = {}
    for series in Series.objects.filter(project=project).defer("slices", "geometry"):
        of_study.setdefault(series.study_id, []).append(series)
    found, without = 0, list[CaseWithout]()
    for case in cases.iterator(chunk_size=1000):
        found += 1
        problem = _problem(case, rules, of_study.get(case.series.study_id, []))
        if problem is not None:
            without.append(CaseWithout(case, problem))
    return Completeness(found, found - len(without), without[:MOST_TOLD])


def _problem(case: Case, rules: Sequence[Rule], rows: Sequence[Series]) -> ChannelProblem | None:
    try:
        for rule in rules:
            _found(case, rule, rows)
    except ChannelProblem as problem:
        return problem
    return None


def _found(case: Case, rule: Rule, rows: Iterable[Series]) -> Series:
    """Where several match, those that cannot be meant are no reason to ask."""
    name, channel = case_name(case), f"channel {rule.name}"
    taken = [one for one in rows if one.pk != case.series_id and _takes(rule, one)]
    if not taken:
        raise ChannelMissing(
            f"{name}, {channel}: no series matches {rule} in this study.",
            expected=f"1 series that matches {rule}",
            got=0,
        )
    whole = [one for one in taken if one.state == SeriesState.READY]
    if not whole:
        raise ChannelUnusable(
            f"{name}, {channel}: {_numbers(taken)} forms no volume.",
            expected="a series that is ready",
            got=taken[0].state,
        )
    frame = _frame(case.series)
    near = [one for one in whole if frame and _frame(one) == frame]
    if not near:
        raise ChannelNotRegistered(
            f"{name}, {channel}: {_numbers(whole)} lies in another frame of reference.",
            expected="the FrameOfReferenceUID of the annotated series",
            got="another or none",
        )
    if len(near) > 1:
        raise ChannelAmbiguous(
            f"{name}, {channel}: {len(near)} match {rule} in this study, {_numbers(near)}.",
            expected=f"1 series that matches {rule}",
            got=len(near),
        )
    return near[0]


def _takes(rule: Rule, series: Series) -> bool:
    texts = (series.series_description, str(series.attributes.get("ProtocolName", "")))
    return rule.takes(texts=texts, modality=series.modality)


def _numbers(rows: Sequence[Series]) -> str:
    """By number: descriptions may hold anything that somebody typed."""
    numbers = ["?" if one.series_number is None else str(one.series_number) for one in rows]
    return f"series {' and '.join(numbers)}"


def _frame(series: Series) -> str:
    return str(series.attributes.get("FrameOfReferenceUID", ""))
