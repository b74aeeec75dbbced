"""What a DICOMweb client can be told."""

from labeling.core.errors import (
    BadInput,
    NotAcceptable,
    NotFound,
    RequestTimeout,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)


class UnknownParameter(BadInput):
    """The query names an attribute that cannot be searched here."""


class BadQueryValue(BadInput):
    """A value of the query is malformed."""


class BadAccept(NotAcceptable):
    """None of the media types of the Accept header can be sent for this resource."""

    code = "not_acceptable"


class NoSuchObject(NotFound):
    """There is no such study, series, instance, frame or bulk data here."""


class BadMultipart(BadInput):
    """The multipart body is malformed."""


class BodyTooLarge(TooLarge):
    """The body is larger than what is accepted in one request."""


class WrongMediaType(UnsupportedMedia):
    """STOW-RS takes multipart/related; type="application/dicom"."""


class NoProjectToStoreIn(BadInput):
    """Say where to store: POST to /dicomweb/projects/<slug>/studies or add ?project=<slug>."""


class AnswerTooSlow(Unavailable):
    """So much at once takes too long to be made: ask for less, or for what is stored."""


class TooManyPictures(BadInput):
    """Too many pictures for one answer: ask for frames one by one."""


class BodyCutOff(BadInput):
    """The body ended before all of it was there: nothing was stored."""


class BodyStalled(RequestTimeout):
    """The body stopped coming: nothing was stored."""
