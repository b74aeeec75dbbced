"""Big-endian values as little-endian ones: clients never see any other order (PS3.18 8.7.3, F.2.7)."""

from collections.abc import Iterable, Iterator

import numpy as np

WORDS = {"OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
"""Bytes that change places together, by VR; bytes of other binary VRs stay where they are."""


def swapped(data: bytes, word: int) -> bytes:
    """The bytes of each word in opposite order; what is left at the end stays as it is."""
    if word < 2:
        return data
    whole = len(data) // word * word
    turned = np.frombuffer(data[:whole], f">u{word}").astype(f"<u{word}").tobytes()
    return turned + data[whole:]


def swapped_pieces(pieces: Iterable[bytes], word: int) -> Iterator[bytes]:
    """`swapped` of a value that comes in pieces, each of them whole words but for the last."""
    for piece in pieces:
        yield swapped(piece, word)
