import json

import numpy as np

from labeling.imaging.pixels import index_file
from tests.benchmarks.dicomweb import scans
from tests.benchmarks.dicomweb.report import MARKS, Turns, json_line, ratios, table


def test_ratios_say_how_many_times_gyre_is_better() -> None:
    turns = Turns()
    for ours, theirs in ((200.0, 100.0), (400.0, 100.0), (300.0, 90.0)):
        turns.add("frames/s, 1 connection", "gyre", ours)
        turns.add("frames/s, 1 connection", "orthanc", theirs)
    turns.add("series metadata, s", "gyre", 0.01)
    turns.add("series metadata, s", "orthanc", 0.04)
    found = ratios(turns)
    assert found["frames_1"] == 3.0
    assert found["metadata"] == 4.0
    assert found["stow"] is None  # not measured is not met
    assert set(found) == set(MARKS)


def test_a_missed_mark_is_said_and_gyre_alone_has_no_ratio() -> None:
    turns = Turns()
    turns.add("series metadata, s", "gyre", 0.01)
    turns.add("series metadata, s", "orthanc", 0.04)
    turns.add("STOW of the series, MB/s", "gyre", 50)
    lines = table(turns).splitlines()
    assert lines[1].endswith("4.00    5.0  MISSED")
    assert lines[2].split()[-2:] == ["50.0", "-"]
    assert "mark" not in table(turns, judged=False)
    assert "MISSED" not in table(turns, judged=False)
    assert json.loads(json_line(turns, orthanc="missing"))["ratios"]["stow"] is None


def test_the_benchmarks_files_are_sound_and_not_compressible(tmp_path) -> None:
    rng = np.random.default_rng(1)
    files = [
        *scans.series(rng, count=2, size=32, seed="s"),
        scans.multi_frame(rng, frames=3, size=32, seed="m"),
        *scans.small_studies(rng, count=2, seed="x"),
    ]
    indexes = []
    for content in files:
        path = tmp_path / "one.dcm"
        path.write_bytes(content)
        indexes.append(index_file(path))
    assert [index.number_of_frames for index in indexes] == [1, 1, 3, 1, 1]
    assert len({index.sop_instance_uid for index in indexes}) == 5
    assert indexes[0].study_instance_uid == indexes[1].study_instance_uid
    assert indexes[3].study_instance_uid != indexes[4].study_instance_uid
    assert indexes[0].sop_instance_uid == scans.uid("s", 0)
