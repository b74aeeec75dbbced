"""Mutated files through the sandbox: each is indexed or named, whatever was broken."""

from collections import Counter
from pathlib import Path

import numpy as np

from labeling.imaging.problems import ImagingProblem
from labeling.imaging.sandbox import Sandbox
from tests.labeling.imaging.seeds import all_seeds

FILES = 600
LARGEST = 200_000


def mutate(data: bytes, rng: np.random.Generator) -> bytes:
    """Flip bytes, cut, drop, repeat, or put lengths at their extremes; headers more than pixels."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        at = min(len(out), 132 + int(len(out) * rng.random() ** 2))
        match rng.integers(0, 5):
            case 0:
                out[at : at + 1] = bytes([rng.integers(0, 256)])
            case 1:
                out[at : at + 4] = b"\xff\xff\xff\xff"
            case 2:
                out[at : at + 2] = b"\xfe\xff"
            case 3:
                del out[at : at + int(rng.integers(1, 64))]
            case _:
                out[at:at] = out[at : at + int(rng.integers(1, 64))]
    if rng.random() < 0.1:
        del out[int(len(out) * rng.random()) :]
    return bytes(out)


def outcome(sandbox: Sandbox, path: Path) -> str:
    try:
        index = sandbox.index(path)
        if index.pixel_keyword:
            sandbox.decode_frame(path, index.number_of_frames)
    except ImagingProblem as problem:
        return problem.code
    return "read"


def test_a_mutated_file_is_read_or_named(tmp_path: Path) -> None:
    rng = np.random.default_rng(20_260_101)
    codes: Counter[str] = Counter()
    with Sandbox(seconds=10) as sandbox:
        sound = [path for path in all_seeds() if path.stat().st_size < LARGEST]
        seeds = [path.read_bytes() for path in sound if outcome(sandbox, path) == "read"]
        for n in range(FILES):
            path = tmp_path / "mutated"
            path.write_bytes(mutate(seeds[n % len(seeds)], rng))
            codes[outcome(sandbox, path)] += 1
    assert codes["read"] > FILES // 10
    assert sum(codes.values()) == FILES
    assert not codes.keys() & {"unreadable", "crashed", "out_of_memory"}, codes
