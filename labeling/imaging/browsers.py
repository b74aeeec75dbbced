"""Which frames a browser can decode as they are stored; native ones are made of the others."""

from labeling.imaging.coded import CODECS, HEAD, Codec, look_at
from labeling.imaging.frames import PixelFormat, Places
from labeling.imaging.part10 import Part10
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import BROWSER, VIDEO, is_encapsulated, is_little_endian


def needs_native(file: Part10, form: PixelFormat, places: tuple[Places, ...]) -> bool:
    """Whether frames are to be made that a browser decodes, since it does not decode these.

    Video is left as it is. Native 4:2:2 is drawn by few viewers, 1-bit code streams by none.
    """
    syntax = file.transfer_syntax
    if syntax in VIDEO:
        return False
    if not places:
        return True
    if not is_encapsulated(syntax):
        return not is_little_endian(syntax) or form.photometric == "YBR_FULL_422"
    return syntax not in BROWSER or form.bits_allocated == 1 or not _is_as_labelled(file, places)


def _is_as_labelled(file: Part10, places: tuple[Places, ...]) -> bool:
    """By the first frame; 12-bit JPEG is of its transfer syntax, but not what browsers decode."""
    head = b""
    for offset, length in places[0]:
        file.body.seek(offset)
        head += file.body.read(min(length, HEAD - len(head)))
        if len(head) == HEAD:
            break
    try:
        found = look_at(head, file.transfer_syntax)
    except DicomProblem:
        return False
    return found.codec in CODECS[file.transfer_syntax] and found.codec != Codec.JPEG_12
