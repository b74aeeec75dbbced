"""Fetching one series, instance by instance remembered, so that a break costs nothing twice."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from labeling.core import blobs
from labeling.imaging.deid.profile import Profile
from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.errors import HeldForReview, Refusal
from labeling.ingest.models import Instance
from labeling.ingest.services import StoredInstance, profile_of
from labeling.ingest.services.storing import arrive, settle
from labeling.pacs.errors import (
    WORTH_ANOTHER_TRY,
    NotThere,
    Upstream,
    UpstreamAway,
    UpstreamLies,
    UpstreamRefuses,
)
from labeling.pacs.models import Outcome, Pull, PulledInstance, PullSeries
from labeling.pacs.naming import Naming, naming_under
from labeling.pacs.upstream import (
    UpstreamSession,
    find_instances,
    retrieve_instance,
    retrieve_series,
    session_for,
)

ALL_IN_VAIN = (UpstreamAway, UpstreamRefuses)
"""Another series of the same PACS would end alike."""
BACKOFF_SECONDS = [2.0, 8.0]
SILENCE_SECONDS = 60.0


@dataclass
class _Fetch:
    """One try at one series: as the project de-identifies when it begins.

    `name` gives the UIDs here; `check` raises when it is to end.
    """

    session: UpstreamSession
    pull: Pull
    series: PullSeries
    folder: Path
    profile: Profile | None
    name: Naming
    check: Callable[[], None]


def fetch_series(*, pull: Pull, series: PullSeries, check: Callable[[], None]) -> None:
    """Store what the PACS has of the series and is not here; try again a few times.

    Args:
        pull: with its project, PACS, upload and user.
        series: one of its series.
        check: called before each instance; what it raises ends the fetch, what came stays.

    Raises:
        AddressRefused, SecretUnreadable: before anything was asked.
        Upstream: after the last try.
    """
    for pause in [*BACKOFF_SECONDS, None]:
        try:
            _try(pull, series, check)
        except WORTH_ANOTHER_TRY:
            if pause is None:
                raise
            _pause(pause, check)
        else:
            return


def _pause(seconds: float, check: Callable[[], None]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        check()
        time.sleep(min(left, 0.5))


def _try(pull: Pull, series: PullSeries, check: Callable[[], None]) -> None:
    with (
        tempfile.TemporaryDirectory(dir=blobs.scratch(), prefix="pull-") as folder,
        session_for(pull.pacs, seconds=SILENCE_SECONDS) as session,
    ):
        profile = profile_of(pull.project)
        fetch = _Fetch(session, pull, series, Path(folder), profile, naming_under(profile), check)
        listed = find_instances(session, series.study_instance_uid, series.series_instance_uid)
        if not listed:
            raise NotThere("The PACS lists no instance of this series.")
        PullSeries.objects.filter(pk=series.pk).update(expected=len(listed))
        _note_known(fetch, listed)
        missing = _missing(fetch, listed)
        if len(missing) == len(listed) > 1:
            _all_at_once(fetch)
            missing = _missing(fetch, listed)
        _one_by_one(fetch, missing)


def _note_known(fetch: _Fetch, listed: list[str]) -> None:
    """What an earlier pull or an upload brought into the project is not fetched again."""
    stored = Instance.objects.filter(
        project=fetch.pull.project_id, sop_instance_uid__in=map(fetch.name, listed)
    )
    PulledInstance.objects.bulk_create(
        [
            PulledInstance(
                series=fetch.series, sop_instance_uid=uid, outcome=Outcome.KNOWN, instance_id=pk
            )
            for uid, pk in stored.values_list("sop_instance_uid", "pk")
        ],
        ignore_conflicts=True,
    )


def _missing(fetch: _Fetch, listed: list[str]) -> list[str]:
    settled = set(fetch.series.instances.values_list("sop_instance_uid", flat=True))
    return [uid for uid in listed if fetch.name(uid) not in settled]


def _all_at_once(fetch: _Fetch) -> None:
    """The whole series in one answer; what it leaves out or breaks is fetched one by one."""
    study, series = fetch.series.study_instance_uid, fetch.series.series_instance_uid
    try:
        for path in retrieve_series(fetch.session, study, series, fetch.folder):
            fetch.check()
            _take(fetch, path, expected=None)
    except ALL_IN_VAIN:
        raise
    except Upstream:
        return


def _one_by_one(fetch: _Fetch, missing: list[str]) -> None:
    """Raises: Upstream, of the last that failed, after all were tried."""
    failure: Upstream | None = None
    for uid in missing:
        fetch.check()
        try:
            _one(fetch, uid)
        except ALL_IN_VAIN:
            raise
        except NotThere as error:
            said = {"code": error.code, "message": error.message}
            _note(fetch, fetch.name(uid), Outcome.REFUSED, **said)
        except Upstream as error:
            failure = error
    if failure is not None:
        raise failure


def _one(fetch: _Fetch, uid: str) -> None:
    study, series = fetch.series.study_instance_uid, fetch.series.series_instance_uid
    fetch.session.patience.renew()
    for path in retrieve_instance(fetch.session, study, series, uid, fetch.folder):
        _take(fetch, path, expected=uid)
        return
    raise UpstreamLies("The PACS answered the retrieval of an instance with nothing.")


def _take(fetch: _Fetch, path: Path, *, expected: str | None) -> None:
    """Store one file, or note why not. It is parsed once.

    Raises:
        UpstreamLies: it is of another series or instance than was asked for.
    """
    size = path.stat().st_size
    pull = fetch.pull
    check = partial(_check, fetch, expected)
    arrived = arrive(project=pull.project, path=path, profile=fetch.profile, check=check)
    if isinstance(arrived, Refusal) and not arrived.sop_instance_uid and expected is None:
        return  # unreadable: asked for by its UID, it gets its reason
    files = [(f"pull {pull.pk}", arrived)]
    (told,) = settle(project=pull.project, user=pull.user, upload=pull.upload, files=files)
    if isinstance(told, StoredInstance):
        outcome = Outcome.KNOWN if told.known else Outcome.STORED
        uid = told.instance.sop_instance_uid
        _note(fetch, uid, outcome, size=size, instance_id=told.instance.pk)
        return
    uid = told.sop_instance_uid or fetch.name(expected or "")
    if isinstance(told, HeldForReview):
        _note(fetch, uid, Outcome.HELD, size=size)
    else:
        _note(fetch, uid, Outcome.REFUSED, size=size, code=told.code, message=told.message)


def _check(fetch: _Fetch, expected: str | None, index: InstanceIndex) -> None:
    """By the UIDs that the file has in the project."""
    series = fetch.series
    asked = [series.study_instance_uid, series.series_instance_uid]
    came = [index.study_instance_uid, index.series_instance_uid]
    if expected is not None:
        asked.append(expected)
        came.append(index.sop_instance_uid)
    if came != [fetch.name(uid) for uid in asked]:
        raise UpstreamLies("The PACS sent another instance than was asked for.")


def _note(fetch: _Fetch, uid: str, outcome: Outcome, **values: Any) -> None:
    """Under the UID it has here. What was noted before stands."""
    note = PulledInstance(series=fetch.series, sop_instance_uid=uid, outcome=outcome, **values)
    PulledInstance.objects.bulk_create([note], ignore_conflicts=True)
