"""Unpacking with a bound: one megabyte of gzip can hold a gigabyte of zeros."""

import zlib

from labeling.imaging.problems import InflateProblem

GZIP = 31  # zlib's wbits for a gzip member
RAW = -15  # a bare deflate stream, as in the deflated transfer syntax
CHUNK = 1 << 20


def gunzip(data: bytes, limit: int) -> bytes:
    """The bytes of all gzip members of `data`.

    Raises:
        InflateProblem: `not_gzip`, `too_large` (more than `limit` bytes) or `truncated`.
    """
    if data[:2] != b"\x1f\x8b":
        raise InflateProblem("not_gzip", f"expected gzip, got {_first_bytes(data)}")
    return _inflate(data, limit, GZIP)


def peek(data: bytes, count: int) -> bytes:
    """The first `count` bytes inside a gzip, or fewer if there are fewer."""
    try:
        return zlib.decompressobj(GZIP).decompress(data[:CHUNK], count)
    except zlib.error as error:
        raise InflateProblem("damaged", "compressed data is damaged at its start") from error


def inflate_raw(data: bytes, limit: int) -> bytes:
    """The bytes of one bare deflate stream; what follows it (padding) is left out."""
    return _inflate(data, limit, RAW)


def _inflate(data: bytes, limit: int, wbits: int) -> bytes:
    out = bytearray()
    rest = data
    while True:
        engine = zlib.decompressobj(wbits)
        try:
            while not engine.eof:
                piece = engine.decompress(rest, min(CHUNK, limit + 1 - len(out)))
                rest = engine.unconsumed_tail
                out += piece
                if len(out) > limit:
                    raise InflateProblem(
                        "too_large", f"expected at most {limit} bytes once unpacked, got more"
                    )
                if not piece and not rest and not engine.eof:
                    raise InflateProblem(
                        "truncated", f"compressed data ends early, after {len(out)} bytes unpacked"
                    )
        except zlib.error as error:
            raise InflateProblem(
                "damaged", f"compressed data is damaged after {len(out)} bytes unpacked"
            ) from error
        rest = engine.unused_data
        if wbits == RAW or not rest.startswith(b"\x1f\x8b"):
            return bytes(out)


def _first_bytes(data: bytes) -> str:
    return f"bytes {data[:4].hex(' ')}" if data else "nothing"
