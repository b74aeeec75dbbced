"""The raw dataset layout of nnU-Net v2 (documentation/dataset_format.md of MIC-DKFZ/nnUNet).

Train and validation cases go to `imagesTr` / `labelsTr` with our own split as fold 0 of
`splits_final.json`; holdout cases to `imagesTs` / `labelsTs`, which nnU-Net never trains on.
"""

import json
import re
from typing import Any

import numpy as np

from labeling.export.archive import HashedZip
from labeling.export.contents import Contents
from labeling.export.writers.encoding import nifti_bytes
from labeling.imaging.masks import Mask

IGNORE = "ignore"


def write(contents: Contents, archive: HashedZip) -> None:
    """nnU-Net wants label values without gaps: they are renumbered 0, 1, 2, ... in value order.

    What nobody judged comes last, by the name that nnU-Net leaves out of loss and scores.
    """
    root = dataset_folder(contents)
    values = values_of(contents)
    for case in contents.cases():
        part = "Ts" if case.split == "holdout" else "Tr"
        image, mask = case.image, consecutive(case.mask, values)
        archive.add(
            f"{root}/images{part}/{case.name}_0000.nii.gz", nifti_bytes(image, case.geometry)
        )
        archive.add(f"{root}/labels{part}/{case.name}.nii.gz", nifti_bytes(mask, case.geometry))
    archive.add(f"{root}/dataset.json", _json(dataset_json(contents)))
    archive.add(f"{root}/splits_final.json", _json(splits(contents)))


def values_of(contents: Contents) -> list[int]:
    """The label values in the order in which they are renumbered."""
    return [0, *(label["value"] for label in _in_order(contents))]


def _in_order(contents: Contents) -> list[dict[str, Any]]:
    return sorted(contents.labels, key=lambda label: (label.get("ignored", False), label["value"]))


def dataset_folder(contents: Contents) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "", contents.project_name.title()) or "Gyre"
    return f"Dataset{contents.manifest['number']:03d}_{words}"


def consecutive(mask: Mask, values: list[int]) -> Mask:
    """Replace `values[i]` by `i`; `(z, y, x)` uint8 in and out."""
    table = np.zeros(256, np.uint8)
    table[values] = np.arange(len(values), dtype=np.uint8)
    return table[mask]


def dataset_json(contents: Contents) -> dict[str, Any]:
    cases = contents.manifest["cases"]
    modality = cases[0]["modality"] if cases else "image"
    named = [IGNORE if label.get("ignored") else label["name"] for label in _in_order(contents)]
    names = ["background", *named]
    return {
        "channel_names": {"0": modality or "image"},
        "labels": {name: index for index, name in enumerate(names)},
        "numTraining": sum(case["split"] != "holdout" for case in cases),
        "file_ending": ".nii.gz",
    }


def splits(contents: Contents) -> list[dict[str, list[str]]]:
    """One fold: our frozen patient-level split."""
    by_split: dict[str, list[str]] = {"train": [], "validation": [], "holdout": []}
    for case in contents.manifest["cases"]:
        by_split[case["split"]].append(case["case"])
    return [{"train": by_split["train"], "val": by_split["validation"]}]


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()
