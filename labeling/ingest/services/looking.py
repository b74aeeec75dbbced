"""A person looks at a held image."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import blobs
from labeling.imaging.rendering import Rendering
from labeling.ingest.errors import NoSuchHeld
from labeling.ingest.models import HeldInstance, HeldLook, HeldSeries
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
    _note(held, instance, by)
    return picture


@transaction.atomic
def _note(held: HeldSeries, instance: HeldInstance, by: User) -> None:
    """Under the lock that a decision takes: a look may not come in while the images go.

    Raises:
        NoSuchHeld: somebody decided while it was rendered.
    """
    if not HeldSeries.objects.select_for_update(of=("self",)).filter(pk=held.pk).exists():
        raise NoSuchHeld
    HeldLook.objects.bulk_create([HeldLook(instance=instance, person=by)], ignore_conflicts=True)
