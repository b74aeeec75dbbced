"""What a network is: everything needed to build it again and to feed it, as plain JSON."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from models.errors import SpecProblem

Triple = tuple[int, int, int]

SPEC_VERSION = 1
NETWORKS = ("dynunet",)
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
    """Name and shape of the network; one entry of each list per resolution level, finest first."""

    name: str
    filters: tuple[int, ...]
    kernels: tuple[Triple, ...]
    strides: tuple[Triple, ...]

    @property
    def divisor(self) -> Triple:
        """Each input axis must be a multiple of this (z, y, x)."""
        z, y, x = (math.prod(stride[axis] for stride in self.strides) for axis in range(3))
        return (z, y, x)


@dataclass(frozen=True)
class ModelSpec:
    """A network with the grid and intensities it was made for.

    Attributes:
        label_values: value in the mask of each output channel; index 0 is background 0.
        spacing: mm (z, y, x) of the grid the network works on.
        patch: voxels (z, y, x) of one training sample and one inference window.
        overlap: share of a window that the next one covers again, when windows are needed.
    """

    network: NetworkSpec
    label_values: tuple[int, ...]
    spacing: tuple[float, float, float]
    patch: Triple
    normalisation: Normalisation = Normalisation()
    in_channels: int = 1
    overlap: float = 0.25
    version: int = SPEC_VERSION

    @property
    def classes(self) -> int:
        """Number of output channels, background included."""
        return len(self.label_values)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` gives an equal spec back."""
        value: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return value

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: two specs with one digest build the same model."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
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
                ),
                label_values=tuple(int(v) for v in value["label_values"]),
                spacing=_spacing(value["spacing"]),
                patch=_triple(value["patch"]),
                normalisation=Normalisation(**value["normalisation"]),
                in_channels=int(value["in_channels"]),
                overlap=float(value["overlap"]),
                version=int(value["version"]),
            )
        except KeyError as error:
            raise SpecProblem(f"The model spec has no {error.args[0]!r}.") from error
        except (TypeError, ValueError) as error:
            raise SpecProblem(f"The model spec cannot be read: {error}.") from error
        problems = _problems(spec)
        if problems:
            raise SpecProblem("The model spec is wrong: " + "; ".join(problems) + ".")
        return spec


def _triple(value: Sequence[Any]) -> Triple:
    z, y, x = (int(item) for item in value)
    return (z, y, x)


def _spacing(value: Sequence[Any]) -> tuple[float, float, float]:
    z, y, x = (float(item) for item in value)
    return (z, y, x)


def _problems(spec: ModelSpec) -> list[str]:
    network, values = spec.network, spec.label_values
    levels = len(network.filters)
    checks = [
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
            len(values) >= 2 and values[0] == 0 and len(set(values)) == len(values),
            f"label_values is {list(values)}, expected 0 followed by other distinct values",
        ),
        (all(0 <= v <= 255 for v in values), "label_values must be 0..255"),
        (
            all(math.isfinite(s) and s > 0 for s in spec.spacing),
            f"spacing is {spec.spacing}, expected millimetres above 0",
        ),
        (spec.in_channels >= 1, f"in_channels is {spec.in_channels}, expected 1 or more"),
        (0 <= spec.overlap < 1, f"overlap is {spec.overlap}, expected 0 up to 1"),
        (
            all(p >= d and p % d == 0 for p, d in zip(spec.patch, network.divisor, strict=True)),
            f"patch {spec.patch} is not a multiple of the strides' product {network.divisor}",
        ),
        (
            spec.normalisation.kind in NORMALISATIONS,
            f"normalisation {spec.normalisation.kind!r} is not one of {NORMALISATIONS}",
        ),
        (
            spec.normalisation.high > spec.normalisation.low and spec.normalisation.std > 0,
            "normalisation needs low below high and std above 0",
        ),
    ]
    return [message for holds, message in checks if not holds]
