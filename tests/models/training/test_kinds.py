"""The kinds of data that a run takes, each from folder to prediction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.checkpoints import load_spec
from models.inference.predictor import Predictor
from models.training.dataset import write_case, write_index
from tests.models.training.child import Event, run_here, write_request
from tests.models.volumes import two_blobs

SHAPE = (8, 12, 12)
THICK = (4.0, 1.0, 1.0)


def trained(directory: Path) -> Event:
    return run_here(write_request(directory, directory / "data", spec=None, max_steps=2))[-1]


def test_sequences_with_overlapping_labels_of_which_some_are_left_open(tmp_path: Path) -> None:
    entries = []
    for number in range(5):
        image, mask = two_blobs(number, SHAPE)
        both = np.stack([mask > 0, mask == 2]).astype(np.uint8)
        both[1, :4] = 255
        split = "train" if number < 4 else "validation"
        pair = np.stack([image, -3 * image])
        entries.append(
            write_case(tmp_path / "data", f"c{number}", pair, both, THICK, split=split)  # type: ignore[arg-type]
        )
    write_index(
        tmp_path / "data",
        label_values=(0, 1, 2),
        cases=entries,
        modality="MR",
        head="sigmoid",
        ignore_value=255,
        channels=("T1", "T2"),
    )
    done = trained(tmp_path)
    spec = load_spec(Path(done["spec"]))
    assert (spec.head, spec.in_channels, spec.classes) == ("sigmoid", 2, 2)
    assert spec.network.kernels[0] == (1, 3, 3)
    assert set(done["metrics"]["validation_dice"]) == {"1", "2"}
    predictor = Predictor.load(Path(done["weights"]), spec, "cpu")
    image, _ = two_blobs(7, (9, 11, 13))
    prediction = predictor.predict(np.stack([image, image]), THICK)
    assert prediction.probabilities.shape == (2, 9, 11, 13)


@pytest.mark.parametrize("kept", [0, 1])
def test_a_label_that_is_absent_or_a_single_voxel_does_not_stop_a_run(
    tmp_path: Path, kept: int
) -> None:
    entries = []
    for number in range(3):
        image, mask = two_blobs(number, SHAPE)
        mask[mask == 2] = 0
        mask[4, 5, 6] = 2 if kept else 0
        entries.append(write_case(tmp_path / "data", f"c{number}", image, mask, THICK))
    write_index(tmp_path / "data", label_values=(0, 1, 2), cases=entries)
    metrics = trained(tmp_path)["metrics"]
    assert np.isfinite(metrics["loss"])
    assert metrics["warnings"][0]["code"] == ("rare_label" if kept else "missing_label")
