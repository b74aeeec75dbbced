"""A person looks at a held image."""

from django.db import IntegrityError

from labeling.accounts.models import User
from labeling.core import blobs
from labeling.imaging.rendering import Rendering
from labeling.ingest.errors import NoSuchHeld
from labeling.ingest.models import HeldLook, HeldSeries
from labeling.ingest.sandboxes import borrowed_soon


def look_at_held(*, held: HeldSeries, number: int, by: User) -> bytes:
    """The image of this number, from 1, as large as it is; of many frames the middle one. Noted.

    Returns:
        PNG.

    Raises:
        NoSuchHeld: 404, there are fewer, or somebody decided meanwhile. DicomProblem: it cannot be decoded.
    """
    instance = held.instances.all()[number - 1 : number].first()
    if instance is None:
        raise NoSuchHeld(f"There is no image {number} in this series.")
    with borrowed_soon() as sandbox:
        picture: bytes = sandbox.render(blobs.path(instance.blob), None, Rendering())
    try:
        HeldLook.objects.bulk_create(
            [HeldLook(instance=instance, person=by)], ignore_conflicts=True
        )
    except IntegrityError as error:  # somebody decided while it was rendered
        raise NoSuchHeld from error
    return picture
