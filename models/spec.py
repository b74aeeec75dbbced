"""What a network is: everything needed to build it again and to feed it, as plain JSON."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from models.errors import SpecProblem

Triple = tuple[int, int, int]

SPEC_VERSION = 1
NETWORKS = ("dynunet", "resunet")
HEADS = ("softmax", "sigmoid")
LEAST_LEVELS = 3
"""DynUNet takes no fewer."""
NORMALISATIONS = ("zscore", "ct")


@dataclass(frozen=True)
class Normalisation:
    """How intensities are brought to one scale before the network sees them.

    `zscore`: per volume; clip to the percentiles `low`..`high` (0-100) of the nonzero voxels, then
    subtract their mean and divide by their standard deviation. `ct`: for a modality with an absolute
    scale; clip to the values `low`..`high`, then use the fixed `mean` and `std` of the dataset.
    """

    kind: str = "zscore"
    low: float = 0.5
    high: float = 99.5
    mean: float = 0.0
    std: float = 1.0


@dataclass(frozen=True)
class NetworkSpec:
    """Name and shape of the network; one entry of each list per resolution level, finest first.

    Attributes:
        name: "dynunet" has plain blocks, "resunet" residual ones.
        deep_supervision: how many coarser levels get an output of their own while training.
        dropout: share of the features that training drops; above 0, MC dropout is possible.
    """

    name: str
    filters: tuple[int, ...]
    kernels: tuple[Triple, ...]
    strides: tuple[Triple, ...]
    deep_supervision: int = 0
    dropout: float = 0.0

    @property
    def divisor(self) -> Triple:
        """Each input axis must be a multiple of this (z, y, x)."""
        z, y, x = (math.prod(stride[axis] for stride in self.strides) for axis in range(3))
        return (z, y, x)


@dataclass(frozen=True)
class ModelSpec:
    """A network with the grid and intensities it was made for.

    What was added since the first specs is written only where it differs from its default, so that
    the digests of earlier specs, which their weights carry, stay what they were.

    Attributes:
        label_values: value in the mask of each class; index 0 is background 0.
        spacing: mm (z, y, x) of the grid the network works on.
        patch: voxels (z, y, x) of one training sample and one inference window; z is 1 in 2D.
        normalisation: of every channel that has none of its own.
        overlap: share of a window that the next one covers again, when windows are needed.
        head: "softmax", one output channel per label value, exactly one of which holds in a voxel;
            "sigmoid", one per label value but the background, any of which may hold.
        channel_normalisations: one per input channel (sequence), or empty.
        mirror_axes: 0 z, 1 y, 2 x: axes that training flipped, so that averaging may flip them.
        temperature: logits are divided by it; fitted on the validation split.
    """

    network: NetworkSpec
    label_values: tuple[int, ...]
    spacing: tuple[float, float, float]
    patch: Triple
    normalisation: Normalisation = Normalisation()
    in_channels: int = 1
    overlap: float = 0.25
    head: str = "softmax"
    channel_normalisations: tuple[Normalisation, ...] = ()
    mirror_axes: tuple[int, ...] = ()
    temperature: float = 1.0
    version: int = SPEC_VERSION

    @property
    def classes(self) -> int:
        """Number of output channels; of a softmax, background included."""
        return len(self.output_values)

    @property
    def output_values(self) -> tuple[int, ...]:
        """Label value of each output channel."""
        return self.label_values if self.head == "softmax" else self.label_values[1:]

    def normalisation_of(self, channel: int) -> Normalisation:
        """How input channel number `channel` is scaled."""
        own = self.channel_normalisations
        return own[channel] if own else self.normalisation

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` gives an equal spec back."""
        value: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        for part, names in ((value["network"], _ADDED_TO_NETWORK), (value, _ADDED)):
            for name, default in names.items():
                if part[name] == default:
                    del part[name]
        return value

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: two specs with one digest build and feed one network.

        The temperature is left out: it is fitted to the weights and says nothing of their shape.
        """
        value = replace(self, temperature=1.0).to_json()
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ModelSpec:
        """Build and check.

        Raises:
            SpecProblem: naming each field that is missing or wrong.
        """
        try:
            network = value["network"]
            spec = cls(
                network=NetworkSpec(
                    name=str(network["name"]),
                    filters=tuple(int(f) for f in network["filters"]),
                    kernels=tuple(_triple(k) for k in network["kernels"]),
                    strides=tuple(_triple(s) for s in network["strides"]),
                    deep_supervision=int(network.get("deep_supervision", 0)),
                    dropout=float(network.get("dropout", 0.0)),
                ),
                label_values=tuple(int(v) for v in value["label_values"]),
                spacing=_spacing(value["spacing"]),
                patch=_triple(value["patch"]),
                normalisation=Normalisation(**value["normalisation"]),
                in_channels=int(value["in_channels"]),
                overlap=float(value["overlap"]),
                head=str(value.get("head", "softmax")),
                channel_normalisations=tuple(
                    Normalisation(**one) for one in value.get("channel_normalisations", ())
                ),
                mirror_axes=tuple(int(axis) for axis in value.get("mirror_axes", ())),
                temperature=float(value.get("temperature", 1.0)),
                version=int(value["version"]),
            )
            problems = _problems(spec)
        except KeyError as error:
            raise SpecProblem(f"The model spec has no {error.args[0]!r}.") from error
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise SpecProblem(f"The model spec cannot be read: {error}.") from error
        if problems:
            raise SpecProblem("The model spec is wrong: " + "; ".join(problems) + ".")
        return spec


_ADDED_TO_NETWORK: dict[str, Any] = {"deep_supervision": 0, "dropout": 0.0}
_ADDED: dict[str, Any] = {
    "head": "softmax",
    "channel_normalisations": [],
    "mirror_axes": [],
    "temperature": 1.0,
}


def _triple(value: Sequence[Any]) -> Triple:
    z, y, x = (int(item) for item in value)
    return (z, y, x)


def _spacing(value: Sequence[Any]) -> tuple[float, float, float]:
    z, y, x = (float(item) for item in value)
    return (z, y, x)


def _problems(spec: ModelSpec) -> list[str]:
    checks = [*_network_checks(spec), *_output_checks(spec), *_input_checks(spec)]
    return [message for holds, message in checks if not holds]


Checks = list[tuple[bool, str]]


def _network_checks(spec: ModelSpec) -> Checks:
    network = spec.network
    levels = len(network.filters)
    return [
        (spec.version == SPEC_VERSION, f"version is {spec.version}, expected {SPEC_VERSION}"),
        (network.name in NETWORKS, f"network {network.name!r} is not one of {NETWORKS}"),
        (
            levels >= LEAST_LEVELS and min(network.filters) > 0,
            f"filters need {LEAST_LEVELS} levels or more, each above 0",
        ),
        (
            len(network.kernels) == levels == len(network.strides),
            "kernels and strides need one entry per level of filters",
        ),
        (
            all(item >= 1 for triple in (*network.kernels, *network.strides) for item in triple),
            "kernels and strides must be 1 or more",
        ),
        (
            0 <= network.deep_supervision <= max(0, levels - 2),
            f"deep_supervision is {network.deep_supervision}, expected 0 to {levels - 2}",
        ),
        (0 <= network.dropout < 1, f"dropout is {network.dropout}, expected 0 up to 1"),
        (
            all(
                p >= d > 0 and p % d == 0 for p, d in zip(spec.patch, network.divisor, strict=True)
            ),
            f"patch {spec.patch} is not a multiple of the strides' product {network.divisor}",
        ),
    ]


def _output_checks(spec: ModelSpec) -> Checks:
    values = spec.label_values
    return [
        (
            len(values) >= 2 and values[0] == 0 and len(set(values)) == len(values),
            f"label_values is {list(values)}, expected 0 followed by other distinct values",
        ),
        (all(0 <= v <= 255 for v in values), "label_values must be 0..255"),
        (spec.head in HEADS, f"head {spec.head!r} is not one of {HEADS}"),
        (
            math.isfinite(spec.temperature) and spec.temperature > 0,
            f"temperature is {spec.temperature}, expected a number above 0",
        ),
    ]


def _input_checks(spec: ModelSpec) -> Checks:
    own = spec.channel_normalisations
    return [
        (
            all(math.isfinite(s) and s > 0 for s in spec.spacing),
            f"spacing is {spec.spacing}, expected millimetres above 0",
        ),
        (spec.in_channels >= 1, f"in_channels is {spec.in_channels}, expected 1 or more"),
        (0 <= spec.overlap < 1, f"overlap is {spec.overlap}, expected 0 up to 1"),
        (
            len(own) in (0, spec.in_channels),
            f"channel_normalisations has {len(own)} entries, expected none or {spec.in_channels}",
        ),
        (
            set(spec.mirror_axes) <= {0, 1, 2},
            f"mirror_axes is {list(spec.mirror_axes)}, expected some of 0, 1, 2",
        ),
        *(check for one in (spec.normalisation, *own) for check in _normalisation_checks(one)),
    ]


def _normalisation_checks(one: Normalisation) -> Checks:
    return [
        (
            one.kind in NORMALISATIONS,
            f"normalisation {one.kind!r} is not one of {NORMALISATIONS}",
        ),
        (one.high > one.low and one.std > 0, "normalisation needs low below high and std above 0"),
        (
            all(math.isfinite(value) for value in (one.low, one.high, one.mean, one.std)),
            "normalisation needs finite numbers",
        ),
        (
            one.kind != "zscore" or 0 <= one.low < one.high <= 100,
            f"normalisation clips at the percentiles {one.low} and {one.high}, expected 0 to 100",
        ),
    ]
