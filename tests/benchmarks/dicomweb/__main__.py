"""Gyre beside Orthanc, on the same data, with the same client, turn by turn.

    python -m tests.benchmarks.dicomweb [--quick] [--rounds N] [--alone]

Gyre runs as `manage.py up` runs it, with sign-in by Bearer token; Orthanc, where it is installed, without any.
Both share the processors with the client, which is one thread on plain sockets. After each load the servers
are left to become quiet, so that what one does in the background does not slow the other's turn. The last
line is JSON: `ratios` (Gyre over Orthanc, more is better) and the `raw` turns.
"""

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.dicomweb import measures, processes, report, scans, servers
from tests.benchmarks.dicomweb.measures import MULTIPART, SINGLE, Stored
from tests.benchmarks.dicomweb.report import Turns
from tests.benchmarks.dicomweb.servers import Server


@dataclass(frozen=True)
class Size:
    """How much data, and how many requests a turn."""

    slices: int = 300
    edge: int = 512
    loop_frames: int = 200
    studies: int = 1000
    rounds: int = 5
    frames: int = 300


QUICK = Size(slices=12, edge=64, loop_frames=8, studies=120, rounds=1, frames=24)


@dataclass(frozen=True)
class Data:
    series_files: list[bytes]
    loop_file: bytes
    small_files: list[bytes]
    series: Stored
    loop: Stored

    @classmethod
    def make(cls, size: Size) -> "Data":
        rng = np.random.default_rng(20260101)
        return cls(
            list(scans.series(rng, count=size.slices, size=size.edge, seed="s")),
            scans.multi_frame(rng, frames=size.loop_frames, size=size.edge, seed="m"),
            list(scans.small_studies(rng, count=size.studies, seed="x")),
            _stored("s", size.slices),
            _stored("m", 1),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little data, one round: a smoke test")
    parser.add_argument("--rounds", type=int, help="turns of each measure")
    parser.add_argument("--alone", action="store_true", help="without Orthanc")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped
    size = QUICK if options.quick else Size()
    rounds = options.rounds or size.rounds
    missing = "left out by --alone" if options.alone else servers.missing_orthanc()
    turns, load = Turns(), os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gyre-bench-")))
        _say("making the data")
        data = Data.make(size)
        _say("starting the servers" if not missing else f"starting Gyre alone: {missing}")
        running = [stack.enter_context(servers.gyre(_made(folder / "gyre")))]
        if not missing:
            running.append(stack.enter_context(servers.orthanc(_made(folder / "orthanc"))))
        watches = [(server.site.name, processes.MemoryWatch(server.web)) for server in running]
        _load(turns, running, data)
        _read(turns, running, data, size, rounds)
        for name, watch in watches:
            turns.add("peak web memory, MB", name, watch.stop() / 1e6)
    sys.stdout.write(report.table(turns, judged=not options.quick) + "\n")
    facts = {
        "orthanc": missing or "took part",
        "load_before": round(load, 2),
        "quick": options.quick,
    }
    sys.stdout.write(report.json_line(turns, **facts) + "\n")


def _load(turns: Turns, running: Sequence[Server], data: Data) -> None:
    """Everything into every server; each request is a turn."""

    def store(measure: str, files: Sequence[bytes]) -> None:
        for server in running:
            turns.add(measure, server.site.name, measures.store(server.site, files))
            quiet = processes.settle(server.all)
            turns.add(f"{measure}: then busy, s", server.site.name, quiet)

    _say("storing the series")
    for files in _batches(data.series_files, max(1, len(data.series_files) // 6)):
        store("STOW of the series, MB/s", files)
    _say("storing the multi-frame object")
    store("STOW of the multi-frame, MB/s", [data.loop_file])
    _say("storing small studies")
    for files in _batches(data.small_files, max(1, len(data.small_files) // 5)):
        store("STOW of small studies, MB/s", files)


def _read(turns: Turns, running: Sequence[Server], data: Data, size: Size, rounds: int) -> None:
    for server in running:
        _say(f"checking what {server.site.name} answers")
        pixels = data.series_files[0][-2 * size.edge**2 :]
        loop_pixels = data.loop_file[-2 * size.edge**2 * size.loop_frames :]
        measures.check(server.site, data.series, data.loop, pixels, loop_pixels)
    for number in range(rounds):
        _say(f"round {number + 1} of {rounds}")
        frames = random.Random(number).sample(range(1, size.loop_frames + 1), 4)  # noqa: S311
        for measure, take in _acts(data, size, frames).items():
            for server in running if number % 2 == 0 else reversed(running):
                if (value := take(server)) is not None:
                    turns.add(measure, server.site.name, value)


def _acts(
    data: Data, size: Size, frames: Sequence[int]
) -> dict[str, Callable[[Server], float | None]]:
    def flow(connections: int, accept: str) -> Callable[[Server], float]:
        count = size.frames * (2 if connections > 1 else 1)
        return lambda server: measures.frames_a_second(
            server.site, data.series, count=count, connections=connections, accept=accept
        )

    def ours(take: Callable[[Server], float]) -> Callable[[Server], float | None]:
        """Single parts and gzip are not to be had from Orthanc 1.10."""
        return lambda server: take(server) if server.site.name == "gyre" else None

    def metadata(gzip: bool) -> Callable[[Server], float]:
        return lambda server: measures.metadata_seconds(server.site, data.series, gzip=gzip)

    return {
        "frames/s, 1 connection": flow(1, MULTIPART),
        "frames/s, 8 connections": flow(8, MULTIPART),
        "frames/s, 1 connection, single part": ours(flow(1, SINGLE)),
        "frames/s, 8 connections, single part": ours(flow(8, SINGLE)),
        "series metadata, s": metadata(gzip=True),
        "series metadata without gzip, s": metadata(gzip=False),
        "study list of 101 rows, s": lambda server: measures.study_list_seconds(server.site),
        "any frame of the multi-frame, s": lambda server: measures.seconds_a_frame(
            server.site, data.loop, frames
        ),
    }


def _stored(seed: str, count: int) -> Stored:
    study, of_series = scans.uid(seed, "study"), scans.uid(seed, "series")
    instances = tuple(scans.uid(seed, number) for number in range(count))
    return Stored(f"/studies/{study}/series/{of_series}", instances)


def _batches(files: list[bytes], count: int) -> list[list[bytes]]:
    return [files[at : at + count] for at in range(0, len(files), count)]


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
