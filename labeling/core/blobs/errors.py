"""Why bytes cannot be stored or had."""

from labeling.core.errors import Conflict, GyreError, NoSpace, NotFound, Unavailable


class BlobMissing(NotFound):
    """The stored bytes are not there."""


class BlobDamaged(GyreError):
    """The stored bytes do not have the hash they are named by."""

    status = 500


class NotAHash(GyreError):
    """A blob's name is the SHA-256 of its bytes: 64 lower-case hexadecimal digits."""


class DiskNearlyFull(NoSpace):
    """The disk is nearly full: nothing was stored."""


class StoreAway(Unavailable):
    """The object store does not answer: nothing was stored or changed, try again."""


class StoreBusy(Conflict):
    """Another run works on the whole store at the moment: wait until it has ended."""
