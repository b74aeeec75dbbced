"""The cases of a snapshot with their pixels, one at a time, so that memory stays that of one case."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.core import blobs
from labeling.core.errors import GyreError
from labeling.export.models import Snapshot
from labeling.imaging.decoding import FramePlace
from labeling.imaging.geometry import Geometry
from labeling.imaging.masks import Mask, decode_mask, mask_sha256
from labeling.imaging.slices import instance_and_frame
from labeling.ingest.sandboxes import VOLUMES


class DamagedRevision(GyreError):
    """The stored mask is not the one that the manifest names."""

    status = 500


@dataclass(frozen=True)
class ExportCase:
    """One approved case: what the manifest says of it, and its arrays read when asked for."""

    record: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.record["case"])

    @property
    def split(self) -> str:
        return str(self.record["split"])

    @property
    def geometry(self) -> Geometry:
        return Geometry.from_json(self.record["geometry"])

    @property
    def slices(self) -> list[FramePlace]:
        """Where the slices are stored, in z order."""
        keys = self.record.get("slices") or self.record["sop_instance_uids"]  # gyre-snapshot/1
        return [
            FramePlace(blobs.path(sha256), instance_and_frame(key)[1])
            for key, sha256 in zip(keys, self.record["instance_sha256"], strict=True)
        ]

    @cached_property
    def image(self) -> NDArray[np.float32]:
        """`(z, y, x)` float32 in modality units, decoded in a child process."""
        return VOLUMES.read_volume(self.slices)

    @cached_property
    def mask(self) -> Mask:
        """`(z, y, x)` uint8 label values, checked against the manifest's hash.

        Raises:
            DamagedRevision: the hash differs.
        """
        mask = decode_mask(blobs.read(self.record["mask_blob"]), self.geometry.shape)
        came = mask_sha256(mask)
        if came != self.record["mask_sha256"]:
            raise DamagedRevision(
                f"{self.name}: expected the mask {self.record['mask_sha256']}, got {came}."
            )
        return mask


@dataclass(frozen=True)
class Contents:
    """A snapshot as the writers see it."""

    manifest: dict[str, Any]
    project_name: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Contents":
        return cls(manifest=snapshot.manifest, project_name=snapshot.project.name)

    @property
    def labels(self) -> list[dict[str, Any]]:
        return list(self.manifest["labels"])

    def cases(self) -> Iterator[ExportCase]:
        for record in self.manifest["cases"]:
            yield ExportCase(record)
