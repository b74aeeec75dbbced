"""What can go wrong with an upstream PACS. The messages never quote what it sent."""

from labeling.core.errors import (
    BadInput,
    Conflict,
    GyreError,
    NotAllowed,
    NotFound,
    SecretUnreadable,
    Unprocessable,
)


class AdminOnly(NotAllowed):
    """Only an admin registers a PACS or links it to a project."""


class NoSuchPacs(NotFound):
    """There is no such PACS here."""


class NoSuchPull(NotFound):
    """There is no such pull here."""


class NoSuchSend(NotFound):
    """There is no such result on its way here."""


class PacsNameTaken(Conflict):
    """A PACS of this name is registered already."""


class BadPacsUrl(BadInput):
    """The address is not that of a DICOMweb root."""


class BadPacsSecret(BadInput):
    """A bearer token is printable ASCII without spaces."""


class NotLinked(Conflict):
    """The project is not linked to this PACS any more."""


class AddressRefused(Unprocessable):
    """This network address may not be asked: an operator lists allowed ones in GYRE_PACS_NETWORKS."""


class BadSearch(BadInput):
    """The search is malformed."""


class NothingToPull(BadInput):
    """Name at least one series to pull."""


class PullNotStoppable(Conflict):
    """This pull has ended already."""


class PullNotResumable(Conflict):
    """Only a pull that stopped or failed, or that left series behind, can go on."""


class SendNotRetryable(Conflict):
    """Only a result that was not sent can be tried again."""


class Upstream(GyreError):
    """The PACS did not do what was asked."""

    status = 502


class UpstreamAway(Upstream):
    """The PACS cannot be reached."""

    status = 504


class UpstreamSlow(UpstreamAway):
    """The PACS did not answer in time."""


class UpstreamRefuses(Upstream):
    """The PACS refuses us: check the user name and the secret."""


class UpstreamRedirects(Upstream):
    """The PACS redirects to another address, which is not followed: register that address."""


class UpstreamFault(Upstream):
    """The PACS answered with an error."""


class UpstreamLies(Upstream):
    """The PACS answered with something that is not DICOMweb."""


class UpstreamTooMuch(Upstream):
    """The PACS sent more than is taken in one answer."""


class UpstreamBroken(Upstream):
    """The answer of the PACS was cut off."""


class NotThere(Upstream):
    """The PACS lists this but does not give it."""


WORTH_ANOTHER_TRY = (UpstreamAway, UpstreamBroken, UpstreamFault)
"""What may have passed a moment later."""
NOT_ASKED = (AddressRefused, BadPacsUrl, SecretUnreadable)
"""What is found out before anything is asked: somebody has to change the registration first."""
