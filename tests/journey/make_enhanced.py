"""Multi-frame series for the browser's viewer, with the voxels that it must show.

Run it as `python -m tests.journey.make_enhanced DIR`. For each series a folder: `source.json` (its
slices, grid and modality, as the API tells them), `metadata.json` (DICOM JSON, as served),
`<frame>.raw` (its frames, numbered from 1) and `voxels.f32`, float32 `(z, y, x)` in modality units,
which come from numpy and not from a decoder.
"""

import json
import sys
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from labeling.imaging.pixels import index_file
from labeling.imaging.volume import arrange
from tests.enhanced import enhanced, nuclear
from tests.images import make_series, oblique_geometry, some_volume, to_bytes

SHAPE = (9, 48, 40)
ORDER = (4, 0, 8, 2, 6, 1, 3, 5, 7)


def main(folder: Path) -> None:
    volume, geometry = some_volume(SHAPE), oblique_geometry(SHAPE)
    slices = make_series(volume, geometry, seed="enhanced MR")
    # a quarter, since the library keeps fractions only where the ends of a frame's range have some
    slopes, intercepts = np.arange(1, SHAPE[0] + 1) * 0.5, 0.25 - 10 * np.arange(SHAPE[0])
    for ds, slope, intercept in zip(slices, slopes, intercepts, strict=True):
        ds.RescaleSlope, ds.RescaleIntercept = str(slope), str(intercept)
    scaled = volume * slopes[:, None, None] + intercepts[:, None, None]
    write(folder / "enhanced", enhanced([slices[z] for z in ORDER], seed="MR"), scaled)
    stack = make_series(volume, geometry, seed="NM")
    write(folder / "nuclear", nuclear(stack[::-1], step=-geometry.spacing[0]), volume)


def write(folder: Path, ds: Dataset, voxels: np.ndarray) -> None:
    folder.mkdir(parents=True)
    path = folder / "instance.dcm"
    path.write_bytes(to_bytes(ds))
    index = index_file(path)
    found = arrange(index.headers)
    source = {
        "studyInstanceUid": index.study_instance_uid,
        "seriesInstanceUid": index.series_instance_uid,
        "slices": found.order,
        "shape": found.geometry.shape,
        "modality": index.headers[0].modality,
        "geometry": found.geometry.to_json(),
    }
    (folder / "source.json").write_text(json.dumps(source))
    (folder / "metadata.json").write_text(json.dumps([index.metadata]))
    for number, (offset, length) in enumerate(index.frames, 1):
        data = path.read_bytes()[offset : offset + length]
        (folder / f"{number}.raw").write_bytes(data)
    (folder / "voxels.f32").write_bytes(voxels.astype("<f4").tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
