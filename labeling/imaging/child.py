"""The disposable process that opens outside files: `python -m labeling.imaging.child`.

Speaks on stdin and stdout in messages of two lengths (little-endian: uint32 of the JSON, uint64 of
the payload), the JSON, then the payload. A request is `{"do", "args"}`; an answer is `{"ok": value}`
or `{"problem": {"code", "message"}}`, before which any number of messages `{"more": true}` may bring
pieces of a payload that is never held whole. It ends when stdin does.

The limits bind this process: address space, CPU time per request, no files written, no core dump,
and, where the kernel lets us, no network.
"""

import contextlib
import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, BinaryIO

from labeling.imaging.child_process import HEAD, MAX_TEXT, too_much_said
from labeling.imaging.decoding import FramePlace, decode_frame, native_frames, read_volume
from labeling.imaging.deid.profile import Profile
from labeling.imaging.deid.rewriting import rewrite
from labeling.imaging.explicit import explicit_ends, packed_frames
from labeling.imaging.pixels import bulk_pieces, fragments, index_file
from labeling.imaging.problems import DicomProblem, ImagingProblem
from labeling.imaging.rendering import Rendering, render
from labeling.imaging.thumbnails import thumbnail

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

Answer = tuple[Any, bytes | memoryview]
Pieces = Generator[bytes, None, Any]


def main() -> None:
    """Serve until stdin ends."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    requests, answers = _private_pipes()
    _confine(memory)
    while (head := requests.read(HEAD.size)) and len(head) == HEAD.size:
        request = json.loads(requests.read(HEAD.unpack(head)[0]))
        _allow_cpu(seconds)

        def send_piece(piece: bytes) -> None:
            _send(answers, {"more": True}, piece)

        _send(answers, *_answer(request, send_piece))
        answers.flush()


def _send(answers: BinaryIO, value: Any, payload: bytes | memoryview) -> None:
    text = json.dumps(value).encode()
    if len(text) > MAX_TEXT:
        text, payload = json.dumps(_problem(too_much_said())).encode(), b""
    answers.write(HEAD.pack(len(text), memoryview(payload).nbytes) + text)
    answers.write(payload)


def _answer(request: dict[str, Any], send_piece: Callable[[bytes], None]) -> Answer:
    """One answer, whatever happens.

    Messages of unforeseen errors may quote a patient, so only their class is told.
    """
    try:
        if request["do"] in STREAMS:
            value = _pour(STREAMS[request["do"]](request["args"]), send_piece)
            return {"ok": value}, b""
        value, payload = ACTS[request["do"]](request["args"])
    except ImagingProblem as problem:
        return _problem(problem), b""
    except MemoryError:
        too_large = DicomProblem("out_of_memory", "reading it needs more memory than is allowed")
        return _problem(too_large), b""
    except RecursionError:
        return _problem(DicomProblem("too_deep", "it is nested deeper than can be read")), b""
    except FileNotFoundError:
        return _problem(DicomProblem("no_file", "the file is not there")), b""
    except BaseException as error:
        name = type(error).__name__
        return _problem(DicomProblem("unreadable", f"it cannot be read ({name})")), b""
    return {"ok": value}, payload


def _pour(pieces: Pieces, send_piece: Callable[[bytes], None]) -> Any:
    """Send every piece; return what the generator does."""
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            return end.value
        send_piece(piece)


def _problem(problem: ImagingProblem) -> dict[str, Any]:
    return {"problem": {"code": problem.code, "message": problem.message}}


def _index(args: dict[str, Any]) -> Answer:
    index = index_file(Path(args["path"]))
    weight = len(json.dumps(index.metadata))
    return {**index.to_json(), "weight": weight}, b""


def _decode_frame(args: dict[str, Any]) -> Answer:
    return None, decode_frame(Path(args["path"]), args["number"])


def _thumbnail(args: dict[str, Any]) -> Answer:
    window = args["window"]
    place = FramePlace(Path(args["path"]), args["number"])
    return None, thumbnail(place, (window[0], window[1]) if window else None)


def _fragments(args: dict[str, Any]) -> Answer:
    return fragments(Path(args["path"])), b""


def _deidentify(args: dict[str, Any]) -> Answer:
    profile = Profile.from_json(args["profile"])
    rewritten, payload = rewrite(Path(args["path"]), profile, check=args["check"])
    return rewritten.to_json(), payload


def _volume(args: dict[str, Any]) -> Answer:
    places = [FramePlace(Path(path), number) for path, number in args["places"]]
    volume = read_volume(places, most_bytes=args["most_bytes"], seconds=args["seconds"])
    return list(volume.shape), volume.data.cast("B")


ACTS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "index": _index,
    "decode_frame": _decode_frame,
    "thumbnail": _thumbnail,
    "fragments": _fragments,
    "deidentify": _deidentify,
    "volume": _volume,
}


def _native_frames(args: dict[str, Any]) -> Pieces:
    yield from native_frames(Path(args["path"]), args["first"], args["seconds"])


def _bulk(args: dict[str, Any]) -> Pieces:
    yield from bulk_pieces(Path(args["path"]), args["tags"])


def _render(args: dict[str, Any]) -> Pieces:
    yield render(Path(args["path"]), args["number"], Rendering.from_json(args["rendering"]))


def _explicit_ends(args: dict[str, Any]) -> Pieces:
    return explicit_ends(Path(args["path"]))


def _packed_frames(args: dict[str, Any]) -> Pieces:
    yield from packed_frames(Path(args["path"]))


STREAMS: dict[str, Callable[[dict[str, Any]], Pieces]] = {
    "native_frames": _native_frames,
    "bulk": _bulk,
    "render": _render,
    "explicit_ends": _explicit_ends,
    "packed_frames": _packed_frames,
}


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes to ourselves: a library that prints must not spoil the answers."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _confine(memory: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(limit, (value, value))


def _allow_cpu(seconds: int) -> None:
    """So much more CPU from now on; the kernel ends the process beyond it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
