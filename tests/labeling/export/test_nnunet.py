import numpy as np

from labeling.export.contents import Contents
from labeling.export.writers.nnunet import (
    consecutive,
    dataset_folder,
    dataset_json,
    splits,
    values_of,
)

MANIFEST = {
    "number": 3,
    "labels": [{"value": 2, "name": "liver"}, {"value": 7, "name": "spleen"}],
    "cases": [
        {"case": "A-0001", "split": "train", "modality": "CT"},
        {"case": "A-0002", "split": "validation", "modality": "CT"},
        {"case": "A-0003", "split": "holdout", "modality": "CT"},
    ],
}
CONTENTS = Contents(manifest=MANIFEST, project_name="Abdomen CT organs")


def test_label_values_are_renumbered_without_gaps() -> None:
    mask = np.array([[[0, 2, 7]]], np.uint8)
    assert consecutive(mask, [0, 2, 7]).tolist() == [[[0, 1, 2]]]


def test_the_dataset_says_what_nnunet_asks_for() -> None:
    assert dataset_folder(CONTENTS) == "Dataset003_AbdomenCtOrgans"
    assert dataset_json(CONTENTS) == {
        "channel_names": {"0": "CT"},
        "labels": {"background": 0, "liver": 1, "spleen": 2},
        "numTraining": 2,
        "file_ending": ".nii.gz",
    }


def test_our_frozen_split_is_the_one_fold_and_the_holdout_is_not_in_it() -> None:
    assert splits(CONTENTS) == [{"train": ["A-0001"], "val": ["A-0002"]}]


def test_what_nobody_judged_is_nnunets_ignore_label_and_the_highest_value() -> None:
    labels = [{"value": 1, "name": "not judged", "ignored": True}, {"value": 4, "name": "liver"}]
    contents = Contents(manifest=MANIFEST | {"labels": labels}, project_name="x")
    assert dataset_json(contents)["labels"] == {"background": 0, "liver": 1, "ignore": 2}
    mask = np.array([[[0, 1, 4]]], np.uint8)
    assert consecutive(mask, values_of(contents)).tolist() == [[[0, 2, 1]]]
