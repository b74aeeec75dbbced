import os
import signal
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom.uid import JPEG2000, DeflatedExplicitVRLittleEndian

from labeling.imaging import child_process
from labeling.imaging.child_process import MAX_TEXT
from labeling.imaging.decoding import FramePlace, read_volume
from labeling.imaging.pixels import index_file
from labeling.imaging.problems import DicomProblem, ImagingProblem
from labeling.imaging.sandbox import Sandbox
from tests.enhanced import enhanced
from tests.images import encapsulated, make_instance, make_series, save, some_volume, to_bytes
from tests.labeling.imaging.seeds import all_seeds, seed_path


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


def test_the_child_gives_what_the_function_gives(sandbox: Sandbox) -> None:
    path = seed_path("MR_small.dcm")
    assert sandbox.index(path) == index_file(path)


def test_a_problem_comes_out_with_its_code_and_the_child_stays(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"no")
    sandbox.index(seed_path("MR_small.dcm"))
    child = sandbox.child_pid
    with pytest.raises(DicomProblem) as caught:
        sandbox.index(tmp_path / "a")
    assert caught.value.code == "not_dicom"
    sandbox.index(seed_path("MR_small.dcm"))
    assert sandbox.child_pid == child


def test_a_missing_file_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(DicomProblem) as caught:
        sandbox.index(tmp_path / "none")
    assert caught.value.code == "no_file"


def test_three_hundred_slices_take_milliseconds_each(sandbox: Sandbox, tmp_path: Path) -> None:
    path = save(tmp_path, [make_instance()])[0]
    sandbox.index(path)
    start = time.monotonic()
    for _ in range(300):
        sandbox.index(path)
    assert (time.monotonic() - start) / 300 < 0.05


def test_every_file_pydicom_brings_is_indexed_or_named(sandbox: Sandbox) -> None:
    codes = Counter(outcome(sandbox, path) for path in all_seeds())
    assert codes["indexed"] > 60
    assert not codes.keys() & {"unreadable", "crashed", "too_slow", "out_of_memory"}


def outcome(sandbox: Sandbox, path: Path) -> str:
    try:
        sandbox.index(path)
    except ImagingProblem as problem:
        return problem.code
    return "indexed"


def test_a_frame_is_decoded_to_native_little_endian(sandbox: Sandbox) -> None:
    expected = sandbox.decode_frame(seed_path("MR_small.dcm"), 1)
    assert len(expected) == 64 * 64 * 2
    for other in ("MR_small_bigendian.dcm", "MR_small_RLE.dcm", "MR_small_jp2klossless.dcm"):
        assert sandbox.decode_frame(seed_path(other), 1) == expected


def test_native_frames_are_spooled_to_a_file_one_by_one(sandbox: Sandbox) -> None:
    path = seed_path("examples_ybr_color.dcm")
    out = BytesIO()
    lengths = sandbox.native_frames(path, 30, out, 1 << 30)
    assert lengths == [240 * 320 * 3] * 30
    assert out.getvalue()[-lengths[0] :] == sandbox.decode_frame(path, 30)


def test_frames_that_take_several_requests_come_out_alike(sandbox: Sandbox) -> None:
    path = seed_path("examples_ybr_color.dcm")
    whole, parts = BytesIO(), BytesIO()
    sandbox.native_frames(path, 30, whole, 1 << 30)
    sandbox.native_frames(path, 30, parts, 1 << 30, batch=0)  # each request gives one frame
    assert parts.getvalue() == whole.getvalue()


def test_native_frames_stop_at_their_limit_and_the_next_request_is_served() -> None:
    with Sandbox() as box:
        with pytest.raises(DicomProblem) as caught:
            box.native_frames(seed_path("examples_ybr_color.dcm"), 30, BytesIO(), 1 << 20)
        assert caught.value.code == "too_large"
        assert box.index(seed_path("MR_small.dcm")).rows == 64


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_frame_that_is_not_there_is_named(sandbox: Sandbox, number: int) -> None:
    with pytest.raises(DicomProblem, match="a frame of 1 to 1") as caught:
        sandbox.decode_frame(seed_path("MR_small.dcm"), number)
    assert caught.value.code == "no_frame"


def test_a_volume_comes_through_the_pipe(sandbox: Sandbox, tmp_path: Path) -> None:
    volume = some_volume()
    paths = save(tmp_path, make_series(volume))
    places = [FramePlace(path, 1) for path in paths]
    assert np.array_equal(sandbox.read_volume(places), volume)


def test_a_large_volume_is_read_in_pieces_that_each_keep_the_limits(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = some_volume()
    plane = volume[0].size * 4
    monkeypatch.setattr("labeling.imaging.sandbox.PIECE", 2 * plane + 1)
    monkeypatch.setattr("labeling.imaging.sandbox.ASKED", 3)
    asked = []
    ask = sandbox._ask

    def noting(*what: object, **args: object) -> object:
        answer = ask(*what, **args)
        asked.append((len(args["places"]), answer[0][0]))
        return answer

    monkeypatch.setattr(sandbox, "_ask", noting)
    (path,) = save(tmp_path, [enhanced(make_series(volume))])
    places = [FramePlace(path, number) for number in range(1, 7)]
    assert np.array_equal(sandbox.read_volume(places), volume)
    assert asked == [(3, 2), (3, 2), (2, 2)]  # frames asked for, frames given


def test_out_of_time_a_piece_ends_early_but_not_empty(tmp_path: Path) -> None:
    volume = some_volume()
    places = [FramePlace(path, 1) for path in save(tmp_path, make_series(volume))]
    assert np.array_equal(read_volume(places, seconds=0), volume[:1])


def test_a_slice_of_another_size_in_a_later_piece_is_named(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labeling.imaging.sandbox.ASKED", 2)
    places = [FramePlace(path, 1) for path in save(tmp_path, make_series(odd_size=4))]
    with pytest.raises(DicomProblem) as caught:
        sandbox.read_volume(places)
    assert caught.value.code == "mixed_size"


def test_a_thumbnail_is_a_png_of_the_frame(sandbox: Sandbox, tmp_path: Path) -> None:
    volume = np.zeros((3, 4, 8), np.int16)
    volume[1, :, 4:] = 500
    place = FramePlace(save(tmp_path, make_series(volume))[1], 1)
    picture = Image.open(BytesIO(sandbox.thumbnail(place, (250, 500))))
    pixels = np.asarray(picture)
    assert picture.format == "PNG"
    # 4 rows of 0.7 mm by 8 columns of 0.9 mm
    assert picture.size == (192, round(192 * 4 * 0.7 / (8 * 0.9)))
    assert pixels[:, :90].max() == 0
    assert pixels[:, 102:].min() == 255


def test_boxes_at_which_pydicom_walks_for_ever_are_named(sandbox: Sandbox, tmp_path: Path) -> None:
    stream = b"\x00\x00\x00\x0cjP  \r\n\x87\n" + struct.pack(">L", 0) + b"ftyp" + bytes(64)
    path = save(tmp_path, [encapsulated(make_instance(), [[stream]], JPEG2000)])[0]
    with pytest.raises(DicomProblem) as caught:
        sandbox.decode_frame(path, 1)
    assert caught.value.code == "wrong_codec"


def test_a_request_without_end_is_ended_and_its_child_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # opening it waits for a writer that never comes
    with Sandbox(seconds=1) as box:
        box.index(seed_path("MR_small.dcm"))
        child = box.child_pid
        start = time.monotonic()
        with pytest.raises(DicomProblem) as caught:
            box.decode_frame(pipe, 1)
        assert caught.value.code == "too_slow"
        assert time.monotonic() - start < 5
        assert box.index(seed_path("MR_small.dcm")).rows == 64
        assert box.child_pid != child


def test_memory_has_a_limit_that_costs_only_the_one_file(tmp_path: Path) -> None:
    packer = zlib.compressobj(1, wbits=-15)
    zeros = bytes(1 << 20)
    body = b"".join(packer.compress(zeros) for _ in range(400)) + packer.flush()
    ds = make_instance()
    ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    start = to_bytes(ds)
    path = tmp_path / "bomb"
    path.write_bytes(start[: 144 + int.from_bytes(start[140:144], "little")] + body)
    with Sandbox(memory=600 << 20) as box:
        with pytest.raises(DicomProblem) as caught:
            box.index(path)
        assert caught.value.code == "out_of_memory"
        assert box.index(seed_path("MR_small.dcm")).rows == 64


def test_a_crash_is_named_and_the_next_request_is_served(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # opening it waits, so that the child can be ended in the middle
    with Sandbox() as box:
        box.index(seed_path("MR_small.dcm"))
        child = box.child_pid
        assert child
        timer = threading.Timer(0.3, os.kill, (child, signal.SIGSEGV))
        timer.start()
        with pytest.raises(DicomProblem) as caught:
            box.index(pipe)
        timer.join()
        assert caught.value.code == "crashed"
        assert box.index(seed_path("MR_small.dcm")).rows == 64


def test_a_child_that_died_between_requests_is_replaced_in_silence() -> None:
    with Sandbox() as box:
        box.index(seed_path("MR_small.dcm"))
        child = box.child_pid
        assert child
        os.kill(child, signal.SIGKILL)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert box.index(seed_path("MR_small.dcm")).rows == 64


def test_a_child_is_recycled_after_its_share_of_requests() -> None:
    with Sandbox(recycle=2) as box:
        pids = []
        for _ in range(4):
            box.index(seed_path("MR_small.dcm"))
            pids.append(box.child_pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_threads_take_turns(sandbox: Sandbox) -> None:
    names = ["MR_small.dcm", "CT_small.dcm", "rtdose.dcm"] * 10
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: sandbox.index(seed_path(name)), names))
    assert [index.rows for index in found] == [64, 128, 10] * 10


def test_closing_leaves_no_process() -> None:
    box = Sandbox()
    box.index(seed_path("MR_small.dcm"))
    child = box.child_pid
    assert child
    box.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_the_child_has_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    with Sandbox() as box:
        box.index(seed_path("MR_small.dcm"))
        environment = Path(f"/proc/{box.child_pid}/environ").read_bytes()
    assert b"secret" not in environment
    assert b"PYTHONPATH" in environment


def test_a_header_that_would_fill_the_servers_memory_is_refused(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    ds = make_instance()
    ds.add_new(0x00091010, "UT", "q" * MAX_TEXT)
    (tmp_path / "a").write_bytes(to_bytes(ds))
    with pytest.raises(DicomProblem) as caught:
        sandbox.index(tmp_path / "a")
    assert caught.value.code == "too_large"


def test_a_child_that_says_too_much_is_not_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "MAX_TEXT", 1000)
    with Sandbox() as box:
        with pytest.raises(DicomProblem) as caught:
            box.index(seed_path("MR_small.dcm"))
        assert caught.value.code == "too_large"
        assert box.child_pid is None
