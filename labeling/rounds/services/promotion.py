"""Which model is live: one pointer, moved by the gate or by a person."""

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.core import audit
from labeling.projects.models import Project
from labeling.rounds.errors import AlreadyLive, NothingToRollBackTo, ReasonMissing
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelState, ModelVersion
from labeling.rounds.selectors import champion, previous_champion
from labeling.rounds.services.queue import ask_for_refresh, ask_for_second_look


@transaction.atomic
def promote_model(*, version: ModelVersion, by: User | None, reason: str) -> ModelVersion:
    """Make this version live and retire the one that was.

    Promoted by the gate (`by` None) the turn that trained it goes on with new drafts; promoted by a
    person, a job is queued that makes them.

    Raises:
        AlreadyLive: 409. ReasonMissing: 422, a model that was rejected, or made to pre-fill and never
            judged, needs a reason.
    """
    project = Project.objects.select_for_update().get(pk=version.project_id)
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == ModelState.CHAMPION:
        raise AlreadyLive
    if _needs_reason(version) and not reason.strip():
        raise ReasonMissing
    live = champion(project)
    _make_live(version, live=live, by=by)
    version.reason = reason.strip() or version.reason
    version.save(update_fields=["reason"])
    audit.record(
        act="model.promoted",
        actor=by,
        project_id=project.pk,
        obj=version,
        before=live.number if live else None,
        reason=reason,
    )
    if by is not None:
        ask_for_refresh(project)
    ask_for_second_look(project)
    return version


@transaction.atomic
def reject_model(*, version: ModelVersion, reason: str) -> ModelVersion:
    """The gate said no. A version that is decided already stays as it is."""
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == ModelState.CANDIDATE:
        version.state = ModelState.REJECTED
        version.reason = reason
        version.save(update_fields=["state", "reason"])
        audit.record(
            act="model.rejected", actor=None, project_id=version.project_id, obj=version, why=reason
        )
    return version


@transaction.atomic
def hold_model(*, version: ModelVersion, reason: str) -> ModelVersion:
    """The version stays a candidate until a person decides; say why."""
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == ModelState.CANDIDATE:
        version.reason = reason
        version.save(update_fields=["reason"])
    return version


@transaction.atomic
def let_prefill(*, version: ModelVersion, reason: str) -> ModelVersion:
    """A quick model pre-fills from now on; the one that did is retired. It is never judged.

    One that is decided already, or whose champion was replaced meanwhile, is left: the model that
    is live now knows more.
    """
    Project.objects.select_for_update().get(pk=version.project_id)
    version = (
        ModelVersion.objects.select_for_update(of=("self",))
        .select_related("parent")
        .get(pk=version.pk)
    )
    if version.state != ModelState.CANDIDATE:
        return version
    current = version.parent is not None and version.parent.state == ModelState.CHAMPION
    if current:
        _retire_quick_model(version.project)
    version.state = ModelState.PREFILL if current else ModelState.RETIRED
    version.reason = reason
    version.save(update_fields=["state", "reason"])
    audit.record(act="model.prefills", actor=None, project_id=version.project_id, obj=version)
    return version


@transaction.atomic
def roll_back(*, project: Project, user: User) -> ModelVersion:
    """Make the previous champion live again: the pointer moves, nothing is computed again here.

    Raises:
        NothingToRollBackTo: 409.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    live, earlier = champion(project), previous_champion(project)
    if live is None or earlier is None:
        raise NothingToRollBackTo
    _retire(live)
    earlier.state = ModelState.CHAMPION  # its promotion stays the one it had: the next step back
    earlier.save(update_fields=["state"])
    audit.record(
        act="model.rolled_back",
        actor=user,
        project_id=project.pk,
        obj=earlier,
        before=live.number,
    )
    ask_for_refresh(project)
    ask_for_second_look(project)
    return earlier


def _needs_reason(version: ModelVersion) -> bool:
    unjudged = version.run.lane == Lane.QUICK and version.promoted_at is None
    return unjudged or version.state == ModelState.REJECTED


def _retire(live: ModelVersion) -> None:
    """With the quick model that came from it."""
    live.state = ModelState.RETIRED
    live.save(update_fields=["state"])
    _retire_quick_model(live.project)


def _retire_quick_model(project: Project) -> None:
    project.model_versions.filter(state=ModelState.PREFILL).update(state=ModelState.RETIRED)


def _make_live(version: ModelVersion, *, live: ModelVersion | None, by: User | None) -> None:
    if live is not None:
        _retire(live)
    version.state = ModelState.CHAMPION
    version.promoted_at = timezone.now()
    version.promoted_by = by
    version.save(update_fields=["state", "promoted_at", "promoted_by"])
