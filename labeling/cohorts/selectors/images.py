"""A case's image as a model is shown it: every channel, on the grid of the series that is annotated.

The machine's door: it resamples, which the web process never does, so it is no part of the package's
face.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from labeling.cohorts.errors import ChannelNotRegistered
from labeling.cohorts.models import Case
from labeling.cohorts.selectors.cases import case_name
from labeling.cohorts.selectors.channels import channel_series
from labeling.imaging.decoding import FramePlace
from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import GeometryProblem
from labeling.imaging.regrid import onto
from labeling.ingest.sandboxes import VOLUMES
from labeling.ingest.selectors import frame_places, geometry_of
from labeling.projects.channels import Channels

Image = NDArray[np.float32]
Spacing = tuple[float, float, float]
Read = Callable[[], tuple[Image, Spacing]]
Part = tuple[list[FramePlace], Geometry]


def load_channels(case: Case, channels: Channels) -> Image:
    """Float32 (c, z, y, x) in modality units, one channel for each sequence, at least one.

    Args:
        case: whose grid it is.
        channels: of the project for a training, of its training run for a model: a model is shown
            what it was made for, whatever the project asks for since.

    Raises:
        ChannelProblem, NotVolume: 409, naming the case and the channel.
        DicomProblem, BlobMissing: a slice cannot be read.
    """
    return image_reader(case, channels)()[0]


def image_reader(case: Case, channels: Channels) -> Read:
    """What reads the image and its spacing in mm (z, y, x), without the database: in any thread.

    Raises:
        ChannelProblem, NotVolume, BlobMissing: now.
        ChannelNotRegistered, DicomProblem: when it is called.
    """
    series = channel_series(case, channels)
    parts = [(frame_places(one), geometry_of(one)) for one in series]
    names = [f"{case_name(case)}, channel {one['name']}" for one in channels] or [""]
    grid = parts[0][1]

    def read() -> tuple[Image, Spacing]:
        found = [_on(grid, part, name) for part, name in zip(parts, names, strict=True)]
        return np.stack(found), grid.spacing

    return read


def _on(grid: Geometry, part: Part, name: str) -> Image:
    places, own = part
    try:
        return onto(VOLUMES.read_volume(places), own, grid)
    except GeometryProblem as problem:
        raise ChannelNotRegistered(
            f"{name}: its series lies elsewhere in the patient: {problem.message}.",
            expected="a series that covers the annotated one",
            got=problem.code,
        ) from problem
