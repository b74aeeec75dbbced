"""Under which UIDs a project holds what a PACS knows under others.

A project that de-identifies keeps no UID as it came, and no table that would lead back: what it has
already is found by replacing the asked UID in the same way.
"""

from collections.abc import Callable

from labeling.imaging.deid.profile import Option, Profile
from labeling.imaging.deid.values import map_uid
from labeling.ingest.services import profile_of
from labeling.projects.models import Project

Naming = Callable[[str], str]


def naming_of(project: Project) -> Naming:
    """From a UID of the PACS to the one that the project has, or would have, for the same thing."""
    return naming_under(profile_of(project))


def naming_under(profile: Profile | None) -> Naming:
    """As `naming_of`, of a project with this profile."""
    if profile is None or Option.RETAIN_UIDS in profile.options:
        return str
    key = profile.key
    return lambda uid: map_uid(key, uid)
