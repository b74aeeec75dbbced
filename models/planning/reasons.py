"""Why a plan is what it is, in words for the lead and the model card."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.planning.fingerprint import Fingerprint
from models.planning.memory import GIB
from models.planning.topology import rounded
from models.spec import ModelSpec, Triple
from models.transforms.resample import ANISOTROPIC, planned_shape


@dataclass(frozen=True)
class Reason:
    """One choice: what of, what was chosen, and why."""

    subject: str
    choice: str
    because: str


def reasons_of(
    spec: ModelSpec, batch: int, facts: Fingerprint, memory: tuple[int, bool], most_voxels: int
) -> tuple[Reason, ...]:
    """Of a finished plan; `memory` is bytes at hand, and whether they were given."""
    scan = planned_shape(facts.shape, facts.spacing, spec.spacing)
    return (
        _spacing(spec, facts),
        _patch(spec, scan, memory, most_voxels),
        _network(spec),
        _batch(batch, memory),
        *_scales(spec),
        *_rare(facts),
    )


def _spacing(spec: ModelSpec, facts: Fingerprint) -> Reason:
    choice = " x ".join(f"{mm:g}" for mm in (round(mm, 3) for mm in spec.spacing)) + " mm (z, y, x)"
    if any(own > 1.02 * median for own, median in zip(spec.spacing, facts.spacing, strict=True)):
        because = "coarser than the scans, so that a patch sees enough of what is around"
    elif facts.shape[0] > 1 and max(facts.spacing) / min(facts.spacing) >= ANISOTROPIC:
        because = "the median in the plane and the finer scans' distance between slices"
    else:
        because = "the median of the scans"
    return Reason("Spacing", choice, because)


def _patch(spec: ModelSpec, scan: Triple, memory: tuple[int, bool], most_voxels: int) -> Reason:
    if all(p >= n for p, n in zip(spec.patch, scan, strict=True)):
        because = f"a whole scan of {_size(scan)}, rounded up to what the network halves"
    elif spec.patch == rounded(scan, spec.network.divisor):
        because = f"a whole scan of {_size(scan)}, to the nearest size that the network halves"
    elif math.prod(spec.patch) >= 0.8 * most_voxels:
        because = f"of scans of {_size(scan)}, as much as is worth its time on this device"
    else:
        because = f"of scans of {_size(scan)}, what fits {memory[0] / GIB:g} GiB"
    return Reason("Patch", f"{_size(spec.patch)} voxels", because)


def _network(spec: ModelSpec) -> Reason:
    network = spec.network
    blocks = "residual" if network.name == "resunet" else "plain"
    choice = f"{len(network.strides)} levels of {blocks} blocks"
    flat = [kernel[0] for kernel in network.kernels].count(1)
    if spec.patch[0] == 1:
        return Reason("Network", choice, "flat, as the images are single slices")
    if flat:
        because = f"the first {flat} flat, until the plane is as coarse as the slices are apart"
        return Reason("Network", choice, because)
    return Reason(
        "Network", choice, "halving each axis down to 4 voxels or as far as the device goes"
    )


def _batch(batch: int, memory: tuple[int, bool]) -> Reason:
    said = "at hand" if memory[1] else "assumed, as nobody measured it"
    return Reason(
        "Batch",
        f"{batch} {'patch' if batch == 1 else 'patches'} a step",
        f"with {memory[0] / GIB:g} GiB {said}",
    )


def _scales(spec: ModelSpec) -> list[Reason]:
    reasons = []
    for channel in range(spec.in_channels):
        how = spec.normalisation_of(channel)
        choice, because = "by each scan's own mean and spread", "its scale has no fixed zero"
        if how.kind == "ct":
            choice = f"cut to {how.low:g} to {how.high:g}, then by fixed numbers"
            because = "CT has an absolute scale"
        reasons.append(Reason(f"Intensities of channel {channel + 1}", choice, because))
    return reasons


def _rare(facts: Fingerprint) -> list[Reason]:
    """Where one label would hardly be seen, were voxels drawn alike."""
    rare = [label for label in facts.labels if label.share < 0.1 / len(facts.labels)]
    if not rare:
        return []
    names = ", ".join(f"{label.value} ({label.share:.2%} of foreground)" for label in rare)
    return [Reason("Crops", "around each label alike", f"as labels are rare: {names}")]


def _size(shape: Triple) -> str:
    return " x ".join(str(n) for n in shape)
