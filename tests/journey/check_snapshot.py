"""Does a downloaded snapshot hold what the browser sent, voxel by voxel, in its place in the patient?

    python -m tests.journey.check_snapshot --expected DIR --nifti ZIP --seg ZIP

DIR holds for each case NAME.raw.gz (gzip of the uint8 mask that the browser sent, `(z, y, x)`) and
NAME.json (the SOP instance UIDs in z order and the series' DICOM JSON metadata). Nothing of Gyre is
imported here: nibabel, highdicom and pydicom read, and the geometry is worked out from the headers.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import highdicom as hd
import nibabel as nib
import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

MILLIMETRES = 1e-3
"""How far a voxel may lie from where the scanner put it: the rounding of DICOM's decimal strings."""
LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])


class Wrong(Exception):
    """The snapshot is not what was approved."""


@dataclass(frozen=True)
class Expected:
    """`mask` (z, y, x) uint8; `affine` maps (x, y, z, 1) to LPS mm; `sops` in z order."""

    name: str
    mask: NDArray[np.uint8]
    affine: NDArray[np.float64]
    sops: list[str]


def read_expected(folder: Path) -> list[Expected]:
    """The cases of the folder, by name."""
    return [_expected(path) for path in sorted(folder.glob("*.json"))]


def _expected(path: Path) -> Expected:
    said = json.loads(path.read_text())
    datasets = (Dataset.from_json(one, lambda *_: b"") for one in said["metadata"])
    slices = {ds.SOPInstanceUID: ds for ds in datasets}
    sops = said["slices"]
    ordered = [slices[uid] for uid in sops]
    raw = gzip.decompress(path.with_suffix(".raw.gz").read_bytes())
    if hashlib.sha256(raw).hexdigest() != said["sha256"]:
        raise Wrong(f"{path.stem}: the expected mask was damaged on its way here")
    mask = np.frombuffer(raw, np.uint8).reshape(len(sops), ordered[0].Rows, ordered[0].Columns)
    return Expected(path.stem, mask, _affine(ordered), sops)


def _affine(slices: list[Dataset]) -> NDArray[np.float64]:
    """PS3.3 C.7.6.2.1.1: row direction is along columns; slices from first to last position."""
    first, last = (np.array(ds.ImagePositionPatient, float) for ds in (slices[0], slices[-1]))
    orientation = np.array(slices[0].ImageOrientationPatient, float)
    between_rows, between_columns = map(float, slices[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0] = orientation[:3] * between_columns
    affine[:3, 1] = orientation[3:] * between_rows
    affine[:3, 2] = (last - first) / max(1, len(slices) - 1)
    affine[:3, 3] = first
    return affine


def check_nifti(archive: Path, expected: list[Expected]) -> None:
    """Each label file: the same voxels, and each voxel's centre where the scanner put it.

    Raises:
        Wrong: what differs, and where.
    """
    with zipfile.ZipFile(archive) as file, tempfile.TemporaryDirectory() as folder:
        for case in expected:
            for kind in ("labels", "images"):
                image = nib.load(file.extract(f"{kind}/{case.name}.nii.gz", folder))
                _same_place(case, f"{kind} NIfTI", LPS_TO_RAS @ image.affine)
                if image.shape != case.mask.T.shape:
                    raise Wrong(f"{case.name}: {kind} has {image.shape}, not {case.mask.T.shape}")
                if kind == "labels":
                    _same_voxels(case, "NIfTI", np.asanyarray(image.dataobj).T)


def check_seg(archive: Path, expected: list[Expected]) -> None:
    """Each DICOM SEG, read twice: by source image, and by position in the patient alone.

    Raises:
        Wrong: what differs, and where.
    """
    with zipfile.ZipFile(archive) as file, tempfile.TemporaryDirectory() as folder:
        for case in expected:
            seg = hd.seg.segread(file.extract(f"seg/{case.name}.dcm", folder))
            by_source = seg.get_pixels_by_source_instance(
                case.sops, combine_segments=True, assert_missing_frames_are_empty=True
            )
            _same_voxels(case, "DICOM SEG by source image", by_source)
            _same_voxels(case, "DICOM SEG by position", _placed(seg, case))


def _placed(seg: hd.seg.Segmentation, case: Expected) -> NDArray[np.uint8]:
    """The SEG's own volume put into the scan's grid by the two affines alone."""
    volume = seg.get_volume(combine_segments=True)
    to_scan = np.linalg.inv(case.affine) @ volume.affine
    index = np.argwhere(volume.array)
    xyz = (to_scan @ np.column_stack([index, np.ones(len(index))]).T).T[:, :3]
    nearest = np.rint(xyz)
    off = float(np.abs(xyz - nearest).max()) if len(xyz) else 0.0
    if off > MILLIMETRES:
        raise Wrong(f"{case.name}: the SEG's voxels lie {off:.4f} voxels beside the scan's")
    placed = np.zeros_like(case.mask)
    x, y, z = nearest.astype(int).T
    placed[z, y, x] = volume.array[tuple(index.T)]
    return placed


def _same_voxels(case: Expected, what: str, came: NDArray[np.uint8]) -> None:
    if came.shape != case.mask.shape:
        raise Wrong(f"{case.name}: {what} has {came.shape} voxels, not {case.mask.shape}")
    wrong = np.argwhere(came != case.mask)
    if len(wrong):
        at = tuple(int(i) for i in wrong[0])
        raise Wrong(
            f"{case.name}: {what} differs in {len(wrong)} voxels, first at (z, y, x) = {at}:"
            f" sent {case.mask[at]}, found {came[at]}"
        )


def _same_place(case: Expected, what: str, lps: NDArray[np.float64]) -> None:
    corners = np.array(np.meshgrid(*([0, n - 1] for n in reversed(case.mask.shape)))).reshape(3, -1)
    points = np.vstack([corners, np.ones(8)])
    off = float(np.abs(lps @ points - case.affine @ points).max())
    if off > MILLIMETRES:
        raise Wrong(f"{case.name}: a corner of the {what} lies {off:.4f} mm beside the scan's")


def main() -> int:
    """0 when everything is where it should be; else says what is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--expected", "--nifti", "--seg"):
        parser.add_argument(name, type=Path, required=True)
    options = parser.parse_args()
    expected = read_expected(options.expected)
    if not expected:
        sys.stderr.write("expected at least one case\n")
        return 1
    try:
        check_nifti(options.nifti, expected)
        check_seg(options.seg, expected)
    except Wrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    for case in expected:
        sys.stdout.write(f"{case.name}: {int(np.count_nonzero(case.mask))} voxels, all in place\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
