"""Arrays as the bytes of a file."""

import tempfile
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from labeling.imaging import nifti
from labeling.imaging.geometry import Geometry


def nifti_bytes(array: NDArray[Any], geometry: Geometry) -> bytes:
    """A `.nii.gz` of the `(z, y, x)` array, placed by its geometry."""
    with tempfile.TemporaryDirectory(prefix="gyre-nifti-") as folder:
        path = Path(folder) / "volume.nii.gz"
        nifti.write(path, array, geometry)
        return path.read_bytes()
