"""How a project de-identifies."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit
from labeling.imaging.deid.profile import Option, Profile
from labeling.ingest.errors import OptionsClash
from labeling.ingest.models import DeidentificationProfile, ProfileName
from labeling.ingest.sealing import SEAL
from labeling.projects.models import Project


def settings_of(project: Project) -> DeidentificationProfile:
    """The project's settings; made with a secret of their own when first asked for."""
    settings, _ = DeidentificationProfile.objects.get_or_create(
        project=project, defaults={"sealed_key": SEAL.seal(secrets.token_hex(32))}
    )
    return settings


def profile_of(project: Project) -> Profile | None:
    """What is done to a file that comes in now; None when it is stored as it came.

    Raises:
        SecretUnreadable: 409, the project's secret was sealed under another SECRET_KEY.
    """
    settings = settings_of(project)
    if settings.profile == ProfileName.NONE:
        return None
    return Profile(
        frozenset(Option(name) for name in settings.options),
        _key(settings),
        settings.date_shift_days,
    )


def key_of(project: Project) -> bytes:
    """The project's secret, whether or not it de-identifies.

    Raises:
        SecretUnreadable: 409, it was sealed under another SECRET_KEY.
    """
    return _key(settings_of(project))


@transaction.atomic
def change_profile(
    *,
    project: Project,
    by: User | None,
    profile: ProfileName,
    options: Sequence[Option] = (),
    date_shift_days: int = 365,
) -> DeidentificationProfile:
    """Set how files are de-identified from now on; what is stored stays as it is.

    Raises:
        OptionsClash: 422, full and modified dates together.
    """
    if {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES} <= set(options):
        raise OptionsClash
    settings_of(project)
    settings = DeidentificationProfile.objects.select_for_update().get(project=project)
    before = _facts(settings)
    settings.profile = profile
    settings.options = sorted(str(option) for option in set(options))
    settings.date_shift_days = date_shift_days
    settings.save(update_fields=["profile", "options", "date_shift_days"])
    audit.record(
        act="deidentification.changed",
        actor=by,
        project_id=project.pk,
        obj=settings,
        before=before,
        after=_facts(settings),
    )
    return settings


def _key(settings: DeidentificationProfile) -> bytes:
    return bytes.fromhex(SEAL.unseal(settings.sealed_key))


def _facts(settings: DeidentificationProfile) -> dict[str, object]:
    return {
        "profile": str(settings.profile),
        "options": settings.options,
        "date_shift_days": settings.date_shift_days,
    }
