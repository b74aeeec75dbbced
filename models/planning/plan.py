"""The choices, each with its reason (after nnU-Net, Isensee et al. 2021 and arXiv:2404.09556)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from models.errors import SpecProblem
from models.planning.fingerprint import Fingerprint, Intensities, Spacing, as_spacing
from models.planning.memory import GIB, training_bytes
from models.planning.reasons import Reason, reasons_of
from models.planning.topology import rounded, rounded_up, shrunk, topology
from models.spec import ModelSpec, NetworkSpec, Normalisation, Triple
from models.transforms.resample import ANISOTROPIC, planned_shape

ASSUMED_MEMORY = 8 * GIB
"""Where nobody says what is at hand."""
STEP_SHARE = 0.45
"""Of the memory at hand; the cases that training keeps beside the network may take half."""
LEAST_CONTEXT = 0.25
"""Of a scan's side that a patch sees at least, before the grid is made coarser for it."""
VOXELS_ACROSS = 8.0
"""The smallest label keeps as many across on a grid that is made coarser."""
COARSER = 1.05
LEAST_PATCH_VOXELS = 16**3
DATASET_SHARE = 0.05
"""Of all voxels of the dataset that a batch holds at most, as nnU-Net has it."""
LEAST_CUDA_BATCH = 2
FEW_CASES_BATCH = 4
"""However few the cases: less would leave a card idle on small patches."""
MOST_CUDA_BATCH = 12
CPU_BATCH = 1
"""With instance norm, many small steps beat few large ones in the same time (docs/benchmarks.md)."""
DEEP_SUPERVISION = 2
ABSOLUTE = "CT"
OTHER_SCALES = ("MR", "MRI", "PT", "PET", "NM", "US", "CR", "DX", "MG", "XA")


@dataclass(frozen=True)
class Size:
    """How large a network a machine gets: filters per level, and the most voxels of a patch."""

    filters: tuple[int, ...]
    voxels: int
    blocks: str = "dynunet"


CPU = Size((16, 32, 64, 96), 64 * 64 * 40)
CUDA_FILTERS = (32, 64, 128, 256, 320, 320)
CUDA = (
    (60, Size(CUDA_FILTERS, 192**3, "resunet")),
    (20, Size(CUDA_FILTERS, 160**3, "resunet")),
    (0, Size(CUDA_FILTERS, 128**3)),
)
CUDA_FLAT_FILTERS = (32, 64, 128, 256, 512, 512, 512)
CUDA_FLAT = (
    (60, Size(CUDA_FLAT_FILTERS, 1280**2, "resunet")),
    (20, Size(CUDA_FLAT_FILTERS, 1024**2, "resunet")),
    (0, Size(CUDA_FLAT_FILTERS, 768**2)),
)
"""GiB at hand from which -> size, volumes and single slices. Residual blocks need memory and time, and
gain where there is enough of both (arXiv:2404.09556); below, plain ones make more steps."""
RESIDUAL_LEVELS = 5
"""A network of fewer levels is shallow enough for plain blocks on any device."""


@dataclass(frozen=True)
class Plan:
    """A network, the batch to train it with, and why.

    Attributes:
        memory: bytes that were taken to be at hand; `memory_was_given` or else assumed.
        step_bytes: estimate of one training step.
    """

    spec: ModelSpec
    batch: int
    facts: Fingerprint
    device: str
    memory: int
    memory_was_given: bool
    step_bytes: int
    reasons: tuple[Reason, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data, for records and the model card."""
        return {
            "spec": self.spec.to_json(),
            "batch": self.batch,
            "facts": self.facts.to_json(),
            "device": self.device,
            "memory": self.memory,
            "memory_was_given": self.memory_was_given,
            "step_bytes": self.step_bytes,
            "reasons": [asdict(reason) for reason in self.reasons],
        }


def plan(
    facts: Fingerprint,
    label_values: Sequence[int],
    device: str = "cpu",
    modality: str = "",
    *,
    head: str = "softmax",
) -> ModelSpec:
    """The network of `make_plan` alone, for a machine whose memory nobody looked at."""
    return make_plan(facts, label_values, device, modality=modality, head=head).spec


def make_plan(
    facts: Fingerprint,
    label_values: Sequence[int],
    device: str = "cpu",
    *,
    memory: int | None = None,
    modality: str = "",
    channels: Sequence[str] = (),
    head: str = "softmax",
) -> Plan:
    """Choose spacing, patch, depth, kernels, blocks, batch and normalisation.

    The same facts and the same memory, in whole GiB (below 4, in quarters), give the same plan.

    Args:
        facts: of the training cases.
        label_values: value of each channel, background 0 first.
        device: "cpu" gets a small network, "cuda" one that grows with its memory.
        memory: bytes at hand there; see `memory_at_hand`.
        modality: DICOM modality; "CT" keeps its absolute scale.
        channels: names of the image's channels; one that is a modality is scaled by its own.
        head: "softmax", or "sigmoid" for labels that may overlap.

    Raises:
        SpecProblem: not even the smallest patch fits the memory.
    """
    at_hand = _rounded_down(memory if memory is not None else ASSUMED_MEMORY)
    on_cuda = device.startswith("cuda")
    size = _size(facts, on_cuda, at_hand)
    spec = ModelSpec(
        network=NetworkSpec(size.blocks, size.filters, (), ()),
        label_values=tuple(int(value) for value in label_values),
        spacing=_target_spacing(facts),
        patch=(1, 1, 1),
        in_channels=len(facts.intensities),
        head=head,
    )
    room = _Room(size, int(at_hand * STEP_SHARE), on_cuda)
    spec = _with_context(spec, facts, room)
    scales = [
        _normalisation(channel, modality, name)
        for channel, name in zip(facts.intensities, _names(channels, facts), strict=True)
    ]
    own = tuple(scales) if len(scales) > 1 else ()
    spec = replace(spec, normalisation=scales[0], channel_normalisations=own)
    batch = _batch(spec, facts, room)
    made = Plan(
        spec=spec,
        batch=batch,
        facts=facts,
        device="cuda" if on_cuda else "cpu",
        memory=at_hand,
        memory_was_given=memory is not None,
        step_bytes=training_bytes(spec, batch, bf16=on_cuda),
    )
    return replace(
        made, reasons=reasons_of(spec, batch, facts, (at_hand, memory is not None), size.voxels)
    )


@dataclass(frozen=True)
class _Room:
    """What a patch must fit into: voxels and bytes."""

    size: Size
    step_bytes: int
    on_cuda: bool

    def holds(self, spec: ModelSpec, batch: int) -> bool:
        return training_bytes(spec, batch, bf16=self.on_cuda) <= self.step_bytes


def _rounded_down(memory: int) -> int:
    unit = GIB if memory >= 4 * GIB else GIB // 4
    return memory // unit * unit


def _size(facts: Fingerprint, on_cuda: bool, memory: int) -> Size:
    if not on_cuda:
        return CPU
    sizes = CUDA_FLAT if facts.shape[0] == 1 else CUDA
    return next(size for least, size in sizes if memory >= least * GIB)


def _target_spacing(facts: Fingerprint) -> Spacing:
    """The median, but the coarse axis of anisotropic data takes its 10th percentile.

    Otherwise the detail of the finer scans would be thrown away.
    """
    coarsest = max(facts.spacing)
    if coarsest / min(facts.spacing) < ANISOTROPIC:
        return facts.spacing
    return as_spacing(
        fine if median == coarsest else median
        for median, fine in zip(facts.spacing, facts.finest, strict=True)
    )


def _with_context(spec: ModelSpec, facts: Fingerprint, room: _Room) -> ModelSpec:
    """Patch and topology; on a coarser grid where else a patch would see a keyhole of the scan.

    The finer axes give way first (nnU-Net's low-resolution rule), and none beyond what leaves the
    smallest label VOXELS_ACROSS. Labels that nobody measured are not risked.
    """
    smallest = min((label.diameter for label in facts.labels), default=0.0)
    fitted = _fitted(spec, facts, room)
    while _context(fitted, facts) < LEAST_CONTEXT:
        coarsest = max(fitted.spacing)
        gives_way = [
            n > 1 and (2 * mm < coarsest or coarsest < 2 * min(fitted.spacing))
            for n, mm in zip(facts.shape, fitted.spacing, strict=True)
        ]
        spacing = as_spacing(
            mm * COARSER if gives else mm
            for mm, gives in zip(fitted.spacing, gives_way, strict=True)
        )
        given = [mm for mm, gives in zip(spacing, gives_way, strict=True) if gives]
        if not given or max(given) > smallest / VOXELS_ACROSS:
            break
        fitted = _fitted(replace(fitted, spacing=spacing), facts, room)
    return fitted


def _fitted(spec: ModelSpec, facts: Fingerprint, room: _Room) -> ModelSpec:
    """The largest patch at this spacing that the room holds."""
    wanted = planned_shape(facts.shape, facts.spacing, spec.spacing)
    least = LEAST_CUDA_BATCH if room.on_cuda else CPU_BATCH
    while math.prod(wanted) > room.size.voxels:
        wanted = shrunk(wanted, spec.spacing)
    while True:
        shaped = _shaped(spec, wanted, room)
        if room.holds(shaped, least) or (room.holds(shaped, 1) and _smallest(wanted)):
            return shaped
        if _smallest(wanted):
            raise SpecProblem(
                f"A training step needs {training_bytes(shaped, 1, bf16=room.on_cuda) / GIB:.2f} "
                f"GiB even on a patch of {shaped.patch} voxels, expected at most "
                f"{room.step_bytes / GIB:.2f} GiB.",
                code="too_little_memory",
            )
        wanted = shrunk(wanted, spec.spacing)


def _smallest(patch: Triple) -> bool:
    return math.prod(patch) <= LEAST_PATCH_VOXELS


def _shaped(spec: ModelSpec, wanted: Triple, room: _Room) -> ModelSpec:
    """On a CPU the patch is the nearest that the strides divide, on a card the next larger one.

    A crop that cuts a scan's margin teaches as much in a step as one that pads it, and costs less
    (docs/benchmarks.md).
    """
    size, fit = room.size, rounded_up if room.on_cuda else rounded
    strides, kernels = topology(wanted, spec.spacing, len(size.filters))
    network = NetworkSpec(
        size.blocks if len(strides) >= RESIDUAL_LEVELS else "dynunet",
        size.filters[: len(strides)],
        kernels,
        strides,
        deep_supervision=min(DEEP_SUPERVISION, len(strides) - 2),
    )
    return replace(spec, network=network, patch=fit(wanted, network.divisor))


def _context(spec: ModelSpec, facts: Fingerprint) -> float:
    """Geometric mean over the axes of the share of a scan's side that a patch sees."""
    shape = planned_shape(facts.shape, facts.spacing, spec.spacing)
    shares = [min(1.0, p / n) for p, n in zip(spec.patch, shape, strict=True) if n > 1]
    return math.prod(shares) ** (1 / max(1, len(shares)))


def _batch(spec: ModelSpec, facts: Fingerprint, room: _Room) -> int:
    if not room.on_cuda:
        return CPU_BATCH
    shape = planned_shape(facts.shape, facts.spacing, spec.spacing)
    share = DATASET_SHARE * facts.cases * math.prod(shape) / math.prod(spec.patch)
    most = min(MOST_CUDA_BATCH, max(FEW_CASES_BATCH, round(share)))
    return next((n for n in range(most, 1, -1) if room.holds(spec, n)), 1)


def _names(channels: Sequence[str], facts: Fingerprint) -> Sequence[str]:
    return channels if len(channels) == len(facts.intensities) else [""] * len(facts.intensities)


def _normalisation(facts: Intensities, modality: str, channel: str) -> Normalisation:
    """A channel named for a modality is scaled by that one, else by the dataset's."""
    named = channel.upper()
    scale = named if named in (ABSOLUTE, *OTHER_SCALES) else modality.upper()
    if scale != ABSOLUTE or facts.high <= facts.low or facts.std <= 0:
        return Normalisation()
    return Normalisation("ct", low=facts.low, high=facts.high, mean=facts.mean, std=facts.std)
