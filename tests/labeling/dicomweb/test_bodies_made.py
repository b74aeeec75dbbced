"""What is made for one answer: on disk within its reserve, in time, and each thing once."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from pydicom.uid import RLELossless

from labeling.core import blobs
from labeling.dicomweb import bodies
from labeling.dicomweb.bodies import Spool
from labeling.dicomweb.errors import AnswerTooSlow
from labeling.dicomweb.frames import decoded_frames
from labeling.dicomweb.selectors.frames import FramesHeld
from tests.images import make_instance, to_bytes


def test_an_answer_never_fills_the_disk(settings: LazySettings) -> None:
    spool = Spool()
    assert spool.write(b"0123") == 4
    settings.DISK_RESERVE = 1 << 60
    with pytest.raises(blobs.DiskNearlyFull):
        spool.write(b"4567")


def test_an_answer_that_takes_too_long_to_be_made_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", -1.0)
    spool = Spool()
    with pytest.raises(AnswerTooSlow) as slow:
        spool.grown(spool.write(b"0123"))
    assert slow.value.status == 503


def test_a_frame_that_is_asked_for_a_thousand_times_is_decoded_once(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_bytes(to_bytes(make_instance()))
    blob = blobs.put(path.read_bytes()).sha256
    held = FramesHeld(blob, blob, str(RLELossless), 1, True, "", "", [[]])
    found = decoded_frames(held, [1] * 1000)
    assert len(found) == 1000
    assert len({id(body) for body in found}) == 1
    assert found[0].size == 2 * make_instance().Rows * make_instance().Columns
